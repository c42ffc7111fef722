package replica_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/seal"
)

// liar is a centre that signs whatever it is told to say.
type liar struct {
	key    *seal.PrivateKey
	status int
	offset string
	body   []byte
}

func (l *liar) Do(r *http.Request) (*http.Response, error) {
	h := http.Header{}
	h.Set(replica.HeaderOffset, l.offset)
	reference := r.Header.Get(replica.HeaderSignature)
	if reference == "" { // an enrolment
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		reference = replica.Reference(sent)
	}
	signature, err := l.key.SignBytes(replica.PurposeAnswer,
		replica.AnswerMessage(reference, l.status, h, l.body), nil)
	if err != nil {
		return nil, err
	}
	h.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
	return &http.Response{StatusCode: l.status, Header: h, Body: io.NopCloser(bytes.NewReader(l.body)), Request: r}, nil
}

// Whatever even the right centre says, the client takes nothing over that does
// not fit, names what is wrong with a code it has, and goes on trying.
func FuzzAnswers(f *testing.F) {
	w := hubtest.NewCounter(f, 1, office, "03")
	centre := hubtest.NewCounter(f, 9, office, "09").Key
	event := w.Receive("03-20261123-0001")
	hash, err := event.Hash()
	if err != nil {
		f.Fatal(err)
	}
	ack, err := json.Marshal(replica.Acknowledgement{Answers: []replica.Answer{{ID: event.ID, Hash: hash, Order: 1}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(200, "", ack)
	f.Add(200, "1", []byte(`{"events":[],"more":true}`))
	f.Add(409, "", []byte(`{"code":"chain","seq":1}`))
	f.Add(200, "-1", []byte(`{`))
	known := slices.Concat(replica.Codes(), hub.ProblemCodes())
	f.Fuzz(func(t *testing.T, status int, offset string, body []byte) {
		local := newMemory()
		local.add(event)
		if err := local.SaveSetting(replica.SettingMembership, replica.Joined{
			Central: "http://127.0.0.1:1", Enrolment: w.Enrolment(),
			Membership: replica.Membership{Certificate: []byte("c"), IssuingKey: centre.Public().Bytes()},
		}); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		var code string
		client := &replica.Client{
			Central: "http://127.0.0.1:1", Enrolment: w.Enrolment(), Key: w.Key,
			Local: local, Files: local, Settings: local,
			Transport: &liar{centre, status, offset, body}, Clock: still{}, Jitter: func() float64 { return 0 },
			NewID:  func() string { return event.ID },
			Report: func(s replica.Status) { code = s.Err; stop() },
		}
		if err := client.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(known, code) {
			t.Fatalf("the code %q", code)
		}
		if local.waiting() != 1 || len(local.leased()) > 0 {
			t.Fatal("something was taken over")
		}
	})
}

// still is a clock that stands.
type still struct{}

func (still) Now() time.Time                       { return hubtest.Start() }
func (still) After(time.Duration) <-chan time.Time { return nil }

func FuzzUnpack(f *testing.F) {
	codec, err := replica.NewCodec()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = codec.Close() })
	f.Add(codec.Pack([]byte("一窗通")))
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd, 0x84, 0, 0, 0, 0x80})
	f.Fuzz(func(t *testing.T, packed []byte) {
		plain, err := codec.Unpack(packed)
		if err != nil {
			return
		}
		if len(plain) > replica.MaxMessage {
			t.Fatalf("%d bytes came out", len(plain))
		}
		if again, err := codec.Unpack(codec.Pack(plain)); err != nil || !bytes.Equal(again, plain) {
			t.Fatalf("packed again it is something else: %v", err)
		}
	})
}

// Whatever answers an enrolment, nothing is joined without a certificate that is
// the window's own.
func FuzzJoin(f *testing.F) {
	w := hubtest.NewCounter(f, 1, office, "03")
	centre := hubtest.NewCounter(f, 9, office, "09").Key
	other, err := json.Marshal(replica.Membership{Certificate: []byte("c"), IssuingKey: centre.Public().Bytes()})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(200, other)
	f.Add(200, []byte(`{"issuingKey":"AA=="}`))
	f.Add(409, []byte(`{"code":"window-taken"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		local := newMemory()
		client := &replica.Client{
			Central: "http://127.0.0.1:1", Enrolment: w.Enrolment(), Key: w.Key,
			Local: local, Files: local, Settings: local,
			Transport: &liar{centre, status, "", body}, Clock: still{}, Jitter: func() float64 { return 0 },
			NewID: w.NewID, Report: func(replica.Status) {},
		}
		if err := client.Contact(t.Context()); err == nil {
			t.Fatal("it joined")
		}
		if found, err := local.Setting(replica.SettingMembership, &replica.Joined{}); found || err != nil {
			t.Fatalf("a membership was kept, %v", err)
		}
	})
}
