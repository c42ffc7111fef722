package hub_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// asking is one request to a hub, put together as a window does.
type asking struct {
	from    *hubtest.Counter
	at      time.Time
	session *replica.Session // nil to sign
	open    bool             // asks for a session
	spoil   func(*http.Request)
}

// ask sends a request for the neighbours and makes sure that the answer proves
// itself as the request did, or by the centre's key.
func (a asking) ask(t *testing.T, h http.Handler, issuing seal.PublicKey) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, replica.PathInstallations, nil)
	r.Header.Set(replica.HeaderInstallation, a.from.Installation)
	r.Header.Set(replica.HeaderTime, a.at.Format(time.RFC3339))
	var code []byte
	var err error
	message := replica.RequestMessage(r, nil)
	switch {
	case a.session != nil:
		r.Header.Set(replica.HeaderSession, a.session.Ticket)
		code = a.session.Secret.Tag(replica.PurposeRequest, message)
	default:
		if a.open {
			r.Header.Set(replica.HeaderSession, replica.AskSession)
		}
		code, err = a.from.Key.SignBytes(replica.PurposeRequest, message, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(code))
	if a.spoil != nil {
		a.spoil(r)
	}
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	said, err := base64.StdEncoding.DecodeString(answer.Header().Get(replica.HeaderSignature))
	if err != nil {
		t.Fatal(err)
	}
	message = replica.AnswerMessage(r.Header.Get(replica.HeaderSignature), answer.Code, answer.Header(), answer.Body.Bytes())
	tagged := a.session != nil && a.session.Secret.Tagged(replica.PurposeAnswer, message, said)
	if signed := issuing.VerifyBytes(replica.PurposeAnswer, message, said); tagged == signed || tagged != (answer.Code == http.StatusOK && a.session != nil) {
		t.Errorf("status %d, signed %v, tagged %v", answer.Code, signed, tagged)
	}
	return answer
}

// opened is the session that an answer brings.
func opened(t *testing.T, answer *httptest.ResponseRecorder, key *seal.PrivateKey) *replica.Session {
	t.Helper()
	s, err := replica.TakeOffer(answer.Header().Get(replica.HeaderSession), key)
	if err != nil {
		t.Fatal(err)
	}
	return &s
}

// A session stands for the key of the installation that opened it, for an hour, in
// every process on the log, and for nothing else.
func TestSessionStandsForTheKey(t *testing.T) {
	now := hubtest.Start()
	clock := func(c *hub.Config) { c.Now = func() time.Time { return now } }
	c := open(t, t.TempDir(), clock)
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	issuing, err := seal.ParsePublicKey(c.enrol(t, w).IssuingKey)
	if err != nil {
		t.Fatal(err)
	}
	c.enrol(t, other)
	config := hub.Config{
		Log: c.store, Files: c.store, Random: rand.Reader, PublicURL: "HTTP://127.0.0.1:8470", Region: "330402", Item: hubtest.Item,
	}
	clock(&config)
	beside, err := hub.New(config)
	if err != nil {
		t.Fatal(err)
	}
	plain := asking{from: w, at: now}.ask(t, c.hub, issuing)
	if offer := plain.Header().Get(replica.HeaderSession); plain.Code != http.StatusOK || offer != "" {
		t.Errorf("unasked: %d, %q", plain.Code, offer)
	}
	s := opened(t, asking{from: w, at: now, open: true}.ask(t, c.hub, issuing), w.Key)
	for name, h := range map[string]http.Handler{"the process that gave it": c.hub, "another": beside} {
		if answer := (asking{from: w, at: now, session: s}).ask(t, h, issuing); answer.Code != http.StatusOK {
			t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
		}
	}
	wrong, long := *s, *s
	wrong.Secret[0] ^= 1
	raw, err := base64.RawURLEncoding.DecodeString(s.Ticket)
	if err != nil {
		t.Fatal(err)
	}
	raw[6]++ // it would end later
	long.Ticket = base64.RawURLEncoding.EncodeToString(raw)
	for name, a := range map[string]asking{
		"another installation": {from: other, session: s},
		"another secret":       {from: w, session: &wrong},
		"a ticket made longer": {from: w, session: &long},
		"no ticket":            {from: w, session: &replica.Session{Ticket: "ticket"}},
		"another request":      {from: w, session: s, spoil: func(r *http.Request) { r.URL.RawQuery = "a=b" }},
		"a signature in its place": {from: w, session: s, spoil: func(r *http.Request) {
			code, err := w.Key.SignBytes(replica.PurposeRequest, replica.RequestMessage(r, nil), nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(code))
		}},
	} {
		a.at = now
		answer := a.ask(t, c.hub, issuing)
		if code := answer.Header().Get(replica.HeaderProblem); answer.Code != http.StatusUnauthorized || code != "session" {
			t.Errorf("%s: %d %q", name, answer.Code, code)
		}
	}
	now = now.Add(replica.SessionLasts)
	answer := asking{from: w, at: now, session: s}.ask(t, c.hub, issuing)
	if code := answer.Header().Get(replica.HeaderProblem); code != "session" {
		t.Errorf("an hour later: %d %q", answer.Code, code)
	}
}

// Nobody gets a session who did not sign for it, and a tag is none in the place of a
// signature.
func TestSessionIsForWhoSigned(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	issuing, err := seal.ParsePublicKey(c.enrol(t, w).IssuingKey)
	if err != nil {
		t.Fatal(err)
	}
	s := opened(t, asking{from: w, at: hubtest.Start(), open: true}.ask(t, c.hub, issuing), w.Key)
	for name, spoil := range map[string]func(*http.Request){
		"a request changed behind its signature": func(r *http.Request) { r.URL.RawQuery = "a=b" },
		"a stranger":                             func(r *http.Request) { r.Header.Set(replica.HeaderInstallation, w.NewID()) },
		"a tag in place of the signature": func(r *http.Request) {
			tag := s.Secret.Tag(replica.PurposeRequest, replica.RequestMessage(r, nil))
			r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(tag))
		},
	} {
		answer := asking{from: w, at: hubtest.Start(), open: true, spoil: spoil}.ask(t, c.hub, issuing)
		if offer := answer.Header().Get(replica.HeaderSession); answer.Code != http.StatusUnauthorized || offer != "" {
			t.Errorf("%s: %d, %q", name, answer.Code, offer)
		}
	}
}

// Who is revoked is out at the next contact, session or not; and a session of the
// issuing key before ends with it.
func TestSessionEndsNoOtherRule(t *testing.T) {
	c := open(t, t.TempDir())
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	issuing, err := seal.ParsePublicKey(c.enrol(t, w).IssuingKey)
	if err != nil {
		t.Fatal(err)
	}
	c.enrol(t, other)
	mine := opened(t, asking{from: w, at: hubtest.Start(), open: true}.ask(t, c.hub, issuing), w.Key)
	theirs := opened(t, asking{from: other, at: hubtest.Start(), open: true}.ask(t, c.hub, issuing), other.Key)
	late := asking{from: other, at: hubtest.Start().Add(-time.Hour), session: theirs}
	if code := problemOf(t, c.hub, late); code != "clock" {
		t.Errorf("an hour late: %q", code)
	}
	if _, err := c.hub.Revoke(w.Installation, false); err != nil {
		t.Fatal(err)
	}
	if code := problemOf(t, c.hub, asking{from: w, at: hubtest.Start(), session: mine}); code != "revoked" {
		t.Errorf("revoked: %q", code)
	}
	if _, err := c.hub.RotateKey(workday.Date{}); err != nil {
		t.Fatal(err)
	}
	if code := problemOf(t, c.hub, asking{from: other, at: hubtest.Start(), session: theirs}); code != "session" {
		t.Errorf("after the issuing key changed: %q", code)
	}
}

// problemOf is the code of the problem that answers a request, however it proves
// itself.
func problemOf(t *testing.T, h http.Handler, a asking) string {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, replica.PathInstallations, bytes.NewReader(nil))
	r.Header.Set(replica.HeaderInstallation, a.from.Installation)
	r.Header.Set(replica.HeaderTime, a.at.Format(time.RFC3339))
	r.Header.Set(replica.HeaderSession, a.session.Ticket)
	tag := a.session.Secret.Tag(replica.PurposeRequest, replica.RequestMessage(r, nil))
	r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(tag))
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	return answer.Header().Get(replica.HeaderProblem)
}
