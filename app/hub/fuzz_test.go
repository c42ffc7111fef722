package hub_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/replica/bundle"
	"onewindow/app/seal"
)

// signed is a request of an enrolled counter, with whatever body.
func signed(t testing.TB, w *hubtest.Counter, method, target string, body []byte, packed bool) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, target, bytes.NewReader(body))
	r.RemoteAddr = "127.0.0.1:5"
	r.Header.Set(replica.HeaderInstallation, w.Installation)
	r.Header.Set(replica.HeaderTime, hubtest.Start().Format(time.RFC3339))
	if packed {
		r.Header.Set("Content-Encoding", replica.Encoding)
	}
	signature, err := w.Key.SignBytes(replica.PurposeRequest, replica.RequestMessage(r, body), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
	return r
}

// Whatever an enrolled counter uploads, the centre answers in words it has, and
// its log stays readable and lawful.
func FuzzUpload(f *testing.F) {
	c := open(f, f.TempDir())
	w := hubtest.NewCounter(f, 1, office, "03")
	c.enrol(f, w)
	plain, err := json.Marshal(batchOf(f, w, w.Granted(1)...))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plain, false)
	f.Add(c.codec.Pack(plain), true)
	f.Add([]byte(`{"installation":"`+w.Installation+`","events":[null,1,{"seq":-1}]}`), false)
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd}, true)
	f.Fuzz(func(t *testing.T, body []byte, packed bool) {
		answer := httptest.NewRecorder()
		c.hub.ServeHTTP(answer, signed(t, w, http.MethodPost, replica.PathEvents, body, packed))
		switch answer.Code {
		case http.StatusOK, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge:
		default:
			t.Fatalf("status %d: %s", answer.Code, answer.Body)
		}
		cases := map[string][]casefile.Event{}
		for _, e := range c.all(t, w, 500) {
			cases[e.Case] = append(cases[e.Case], e)
		}
		for _, events := range cases {
			if file := casefile.Fold(events); len(file.Misfits) > 0 {
				t.Fatalf("the log holds %+v", file.Misfits)
			}
		}
	})
}

// Whatever records an enrolled window signs into a bundle, the centre takes them
// or refuses them with a code, and its answer is whole.
func FuzzBundle(f *testing.F) {
	c := open(f, f.TempDir())
	w := hubtest.NewCounter(f, 1, office, "03")
	issuing, err := seal.ParsePublicKey(c.enrol(f, w).IssuingKey)
	if err != nil {
		f.Fatal(err)
	}
	plain, err := json.Marshal(batchOf(f, w, w.Granted(1)...))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(byte(replica.CargoBatch), c.codec.Pack(plain), byte(replica.CargoPiece), []byte("bytes of no file"))
	f.Add(byte(replica.CargoNeeds), c.codec.Pack([]byte(`{"cursor":"AQ","leases":[{"id":"../..","kind":"x","year":-1}]}`)), byte('?'), []byte{})
	f.Add(byte(replica.CargoFile), c.codec.Pack([]byte(`{"name":"../../x","hash":"../../x","size":-1}`)), byte(replica.CargoPiece), []byte{1})
	f.Fuzz(func(t *testing.T, kind byte, body []byte, kindAfter byte, bodyAfter []byte) {
		var file, answer bytes.Buffer
		out, err := bundle.NewWriter(&file, bundle.Header{
			ID: w.Installation, Way: bundle.Up, Installation: w.Installation, Made: hubtest.Start(),
		}, w.Key, issuing, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(out.Put(bundle.Kind(kind), body), out.Put(bundle.Kind(kindAfter), bodyAfter), out.Close()); err != nil {
			return // too long for a record
		}
		_, err = c.hub.TakeBundle(bytes.NewReader(file.Bytes()), &answer)
		var refused *bundle.Error
		if errors.As(err, &refused) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := bundle.Open(bytes.NewReader(answer.Bytes()))
		if err != nil || !b.Signed(issuing) {
			t.Fatalf("the answer: %v", err)
		}
		if err := replica.Each(b, w.Key, func(bundle.Kind, []byte) error { return nil }); err != nil {
			t.Fatalf("the answer: %v", err)
		}
	})
}

func FuzzEnrol(f *testing.F) {
	c := open(f, f.TempDir())
	seed, err := json.Marshal(hubtest.NewCounter(f, 1, office, "03").Enrolment())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(`{"installation":"\u0000"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, replica.PathInstallations, bytes.NewReader(body))
		r.RemoteAddr = "127.0.0.1:5"
		answer := httptest.NewRecorder()
		c.hub.ServeHTTP(answer, r)
		if answer.Code >= http.StatusInternalServerError {
			t.Fatalf("status %d: %s", answer.Code, answer.Body)
		}
	})
}

// Whatever is scanned or pasted, the page calls only the centre's own signature
// genuine, and runs nothing.
func FuzzPage(f *testing.F) {
	c := open(f, f.TempDir())
	w := hubtest.NewCounter(f, 1, office, "03")
	issuing, err := seal.ParsePublicKey(c.enrol(f, w).IssuingKey)
	if err != nil {
		f.Fatal(err)
	}
	c.answers(f, w, w.Granted(1)...)
	good := casefile.Fold(c.all(f, w, 100)).Certificates[0].Payload
	f.Add(good[:len(good)-1])
	f.Add("<script>alert(1)</script>")
	f.Add("HTTP://X/V/" + strings.Repeat("A", 190))
	f.Fuzz(func(t *testing.T, text string) {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/?code="+url.QueryEscape(text), nil)
		answer := httptest.NewRecorder()
		c.hub.ServeHTTP(answer, r)
		page := answer.Body.String()
		if answer.Code != http.StatusOK || strings.Contains(page, "<script") {
			t.Fatalf("status %d: %s", answer.Code, page)
		}
		said := strings.Contains(page, "真实有效")
		if signed, err := seal.Parse(text); said && (err != nil || signed.Verify(issuing) != nil) {
			t.Fatalf("%q is said to be genuine", text)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add(hub.CursorOf(1 << 40))
	f.Add("AQ")
	f.Fuzz(func(t *testing.T, text string) {
		place, ok := hub.PlaceOf(text)
		if !ok {
			return
		}
		if again, ok := hub.PlaceOf(hub.CursorOf(place)); !ok || again != place {
			t.Fatalf("%q is place %d, which comes back as %d", text, place, again)
		}
	})
}

// Whatever an enrolled counter asks in the name of a user, the roster stays as it
// is: nobody there knows a password.
func FuzzPassword(f *testing.F) {
	now := hubtest.Start()
	c := open(f, f.TempDir(), cheap, func(c *hub.Config) { c.Now = func() time.Time { return now } })
	w := hubtest.NewCounter(f, 1, office, "03")
	c.enrol(f, w)
	c.employ(f, office, staff()...)
	before, err := c.hub.Roster(office)
	if err != nil {
		f.Fatal(err)
	}
	wrapped, err := c.issuing(f).Wrap([]byte("guess"), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	seed, err := json.Marshal(replica.PasswordChange{User: "c1", Current: wrapped, Verifier: verifier(f, "a better one")})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(`{"user":"\u0000","current":"BA==","verifier":"$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		answer := httptest.NewRecorder()
		c.hub.ServeHTTP(answer, signed(t, w, http.MethodPost, replica.PathPassword, body, false))
		if answer.Code < http.StatusBadRequest || answer.Code >= http.StatusInternalServerError {
			t.Fatalf("status %d: %s", answer.Code, answer.Body)
		}
		if after, err := c.hub.Roster(office); err != nil || after.Serial != before.Serial {
			t.Fatalf("roster %d after %d, %v", after.Serial, before.Serial, err)
		}
	})
}

// Whatever stands where a session is named, nobody comes in by it, and none falls
// over it.
func FuzzSession(f *testing.F) {
	c := open(f, f.TempDir())
	w := hubtest.NewCounter(f, 1, office, "03")
	c.enrol(f, w)
	f.Add("AAAAAGcAAAAAAAAAAAAAAA", make([]byte, seal.SecretSize))
	f.Add("__________________8", []byte(nil))
	f.Add("ticket.secret", make([]byte, seal.SignatureSize))
	f.Fuzz(func(t *testing.T, session string, code []byte) {
		if session == "" || session == replica.AskSession {
			return
		}
		r := signed(t, w, http.MethodGet, replica.PathInstallations, nil, false)
		r.Header.Set(replica.HeaderSession, session)
		r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(code))
		answer := httptest.NewRecorder()
		c.hub.ServeHTTP(answer, r)
		if answer.Code != http.StatusUnauthorized || answer.Header().Get(replica.HeaderSession) != "" {
			t.Errorf("%d %v", answer.Code, answer.Header())
		}
	})
}
