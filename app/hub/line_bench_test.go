package hub_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// BenchmarkUpload is what the centre alone spends on an event of 2 KB that comes in
// a batch of 500, durable on bbolt.
func BenchmarkUpload(b *testing.B) {
	c := open(b, b.TempDir())
	w := hubtest.NewCounter(b, 1, office, "03")
	c.enrol(b, w)
	chance := rand.New(rand.NewSource(1))
	const batch = 500
	var requests []*http.Request
	for n := 0; n < b.N; n += batch {
		var events []casefile.Event
		for i := range batch {
			events = append(events, bigEvent(b, w, chance, fmt.Sprintf("03-20261123-%06d", n+i)))
		}
		plain, err := json.Marshal(batchOf(b, w, events...))
		if err != nil {
			b.Fatal(err)
		}
		requests = append(requests, asked(b, w, http.MethodPost, replica.PathEvents+"?brief=1", c.codec.Pack(plain)))
	}
	b.ResetTimer()
	for _, r := range requests {
		answer := httptest.NewRecorder()
		if c.hub.ServeHTTP(answer, r); answer.Code != http.StatusOK {
			b.Fatalf("%d: %s", answer.Code, answer.Body)
		}
	}
}

// BenchmarkDownload is what the centre alone spends on an event of 2 KB on a full
// page.
func BenchmarkDownload(b *testing.B) {
	c := open(b, b.TempDir())
	w := hubtest.NewCounter(b, 1, office, "03")
	c.enrol(b, w)
	chance := rand.New(rand.NewSource(1))
	const page = 500
	var events []casefile.Event
	for i := range page {
		events = append(events, bigEvent(b, w, chance, fmt.Sprintf("03-20261123-%06d", i)))
	}
	c.answers(b, w, events...)
	b.ResetTimer()
	for n := 0; n < b.N; n += page {
		answer := httptest.NewRecorder()
		c.hub.ServeHTTP(answer, asked(b, w, http.MethodGet, replica.PathEvents+"?after=", nil))
		if answer.Code != http.StatusOK {
			b.Fatalf("%d: %s", answer.Code, answer.Body)
		}
	}
}

// asked is a request as a window sends it.
func asked(b *testing.B, from *hubtest.Counter, method, target string, body []byte) *http.Request {
	b.Helper()
	r := httptest.NewRequestWithContext(b.Context(), method, target, bytes.NewReader(body))
	r.Header.Set(replica.HeaderInstallation, from.Installation)
	r.Header.Set(replica.HeaderTime, hubtest.Start().Format("2006-01-02T15:04:05.000Z07:00"))
	r.Header.Set(replica.HeaderDictionary, "1")
	r.Header.Set("Accept-Encoding", replica.Encoding)
	if body != nil {
		r.Header.Set("Content-Encoding", replica.Encoding)
	}
	signature, err := from.Key.SignBytes(replica.PurposeRequest, replica.RequestMessage(r, body), nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
	return r
}

// bigEvent is a receipt whose statement of 1 KB no other has.
func bigEvent(b *testing.B, w *hubtest.Counter, chance *rand.Rand, number string) casefile.Event {
	b.Helper()
	pool := []rune("关于本项目用地的情况说明申请单位承诺所提交材料真实有效并对其内容负责地块东西南北界线清楚无争议规划用途符合要求")
	var place strings.Builder
	for place.Len() < 1000 {
		place.WriteRune(pool[chance.Intn(len(pool))])
	}
	clerk := casefile.Actor{ID: "c1", Name: "王芳", Role: casefile.Clerk}
	return w.Write(casefile.Case{}, w.NewID(), clerk, &casefile.Received{
		Number: number, Office: w.Office, Window: w.Window, Item: "A",
		Application: casefile.Application{
			Applicant: casefile.Applicant{Unit: true, Name: "示例建设有限公司", Code: "91350100M000100Y43", Phone: "057300000000"},
			Project:   casefile.Project{Code: "2601-330402-04-01-000013", Name: "示例项目"},
			Land:      casefile.Land{Location: place.String(), Area: 18990},
		},
		Materials: []casefile.Material{{ID: "form", Name: "申请表", Required: true, Present: true}},
	})
}
