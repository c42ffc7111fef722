package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// Requests that no client writes: the program answers each as it should, and
// works on.
func TestRawRequestsAreRefused(t *testing.T) {
	p := runProgram(t, Options{Storage: Storage{Data: t.TempDir()}})
	endless := "POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
		strings.Repeat("10000\r\n"+strings.Repeat("x", 1<<16)+"\r\n", 80)
	for name, v := range map[string]struct {
		request string
		status  int
	}{
		"two lengths":                 {"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
		"a length below zero":         {"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400},
		"an unknown transfer coding":  {"POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
		"a chunk of no size":          {"POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400},
		"a body that never ends":      {endless, 413},
		"no body and no length":       {"POST /v1/installations HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		"no host":                     {"GET /healthz HTTP/1.1\r\n\r\n", 400},
		"a header with a line break":  {"GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n", 400},
		"headers without end":         {"GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", 40<<10) + "\r\n\r\n", 431},
		"a path as long as the head":  {"GET /V/" + strings.Repeat("A", 10<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", 200},
		"a script for a code":         {"GET /?code=%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1\r\nHost: x\r\n\r\n", 200},
		"out of its folder":           {"GET /v1/files/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\n\r\n", 401},
		"another method":              {"DELETE /v1/events HTTP/1.1\r\nHost: x\r\n\r\n", 405},
		"as a proxy for someone else": {"GET http://192.0.2.1/v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n", 404},
	} {
		t.Run(name, func(t *testing.T) {
			status, body := raw(t, p, v.request)
			if status != v.status {
				t.Errorf("%d, want %d: %.300s", status, v.status, body)
			}
			if strings.Contains(body, "<script") || strings.Contains(body, "goroutine") || strings.Contains(body, "root:") {
				t.Errorf("it says %.300s", body)
			}
		})
	}
	if status, _ := get(t, &http.Client{}, p.URL()+"/healthz"); status != http.StatusOK {
		t.Errorf("afterwards it is not well: %d", status)
	}
}

// raw sends bytes as they are and reads one answer.
func raw(t *testing.T, p *Program, request string) (status int, body string) {
	t.Helper()
	c, err := net.DialTimeout("tcp", p.listener.Addr().String(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	var sent sync.WaitGroup
	sent.Go(func() { _, _ = io.WriteString(c, request) }) // it may be hung up on
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	read, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	sent.Wait()
	return answer.StatusCode, string(read)
}

// sign makes a request as the window would send it now.
func sign(t *testing.T, w *hubtest.Counter, method, url string, body []byte, packed bool) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if packed {
		r.Header.Set("Content-Encoding", replica.Encoding)
	}
	r.Header.Set(replica.HeaderTime, time.Now().Format(time.RFC3339Nano))
	r.Header.Set(replica.HeaderInstallation, w.Installation)
	signature, err := w.Key.SignBytes(replica.PurposeRequest, replica.RequestMessage(r, body), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
	return r
}

func send(t *testing.T, client *http.Client, r *http.Request) (status int, code string) {
	t.Helper()
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header.Get(replica.HeaderProblem)
}

// join enrols a window with a code, "" for none.
func join(t *testing.T, p *Program, client *http.Client, w *hubtest.Counter, code string) int {
	t.Helper()
	e := w.Enrolment()
	e.Code = code
	body, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.URL()+replica.PathInstallations, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Forwarded-For", "192.0.2.9") // not from this machine
	if code == "" {
		r.Header.Del("X-Forwarded-For")
	}
	status, _ := send(t, client, r)
	return status
}

// An enrolled window that turned bad packs what unpacks to more than fits.
func TestBombsAreNotUnpacked(t *testing.T) {
	p, client := runProgram(t, Options{Storage: Storage{Data: t.TempDir()}}), &http.Client{}
	defer client.CloseIdleConnections()
	w := hubtest.NewCounter(t, 1, "330402-nh", "03")
	if status := join(t, p, client, w, ""); status != http.StatusOK {
		t.Fatal(status)
	}
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	frame := z.EncodeAll(make([]byte, replica.MaxMessage), nil)
	for name, bomb := range map[string][]byte{
		"one large frame":         z.EncodeAll(make([]byte, 1<<28), nil),
		"many frames":             bytes.Repeat(frame, 1000),
		"a window of terabytes":   {0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff, 0x01, 0, 0},
		"an unknown dictionary":   {0x28, 0xb5, 0x2f, 0xfd, 0x23, 0xde, 0xad, 0xbe, 0xef, 0x04, 0x01, 0, 0},
		"a size it does not have": {0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x01, 0, 0},
		"nothing at all":          {},
	} {
		status, code := send(t, client, sign(t, w, http.MethodPost, p.URL()+replica.PathEvents, bomb, true))
		if status != http.StatusBadRequest || code != "malformed" {
			t.Errorf("%s: %d %s", name, status, code)
		}
	}
}

// One code lets one installation in, however many try at once with it.
func TestRaceForOneTicketHasOneWinner(t *testing.T) {
	p, client := runProgram(t, Options{Storage: Storage{Data: t.TempDir()}}), &http.Client{}
	defer client.CloseIdleConnections()
	code, _, err := p.hub.NewTicket("330402-nh", "03", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if status := join(t, p, client, hubtest.NewCounter(t, 99, "330402-nh", "04"), code); status != http.StatusForbidden {
		t.Errorf("the code of another window: %d", status)
	}
	statuses := make([]int, 12)
	var all sync.WaitGroup
	for i := range statuses {
		w := hubtest.NewCounter(t, byte(i+1), "330402-nh", "03")
		all.Go(func() { statuses[i] = join(t, p, client, w, code) })
	}
	all.Wait()
	in := 0
	for _, s := range statuses {
		switch s {
		case http.StatusOK:
			in++
		case http.StatusForbidden, http.StatusConflict:
		default:
			t.Errorf("somebody got %d", s)
		}
	}
	if list, err := p.hub.Log.Installations(); err != nil || in != 1 || len(list) != 1 {
		t.Errorf("%s: %d were let in, %d are kept, %v", fmt.Sprint(statuses), in, len(list), err)
	}
}
