package replica

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"onewindow/app/replica/bundle"
	"onewindow/app/seal"
)

// Signing and verifying with SM2 costs the centre more than all else of a small
// request. With a request that it signs, an installation therefore asks for a
// session: a secret that it and the centre share for an hour, and that tags requests
// and answers in place of their signatures. Tags are over the same messages. An
// acknowledgement keeps its signature, which proves to others what the centre took.
//
// Programs from before there were any ask for none, or are given none. One that is
// told that its session is over, or its tag wrong, signs again.

// HeaderSession asks for a session with [AskSession], brings one ([Offer]) in an
// answer, and names it in the requests that it tags.
const HeaderSession = "Onewindow-Session"

// AskSession in the header of a signed request asks for a session.
const AskSession = "open"

// SessionLasts is how long the centre knows a session.
const SessionLasts = time.Hour

// Session is a secret that an installation and the centre share.
type Session struct {
	Ticket string // which the centre knows it by
	Secret seal.Secret
}

// Offer is what brings a session to its installation: the ticket, and the secret for
// its key alone to read. The signature of the answer is over it.
func (s Session) Offer(wrapped []byte) string {
	return s.Ticket + "." + base64.RawURLEncoding.EncodeToString(wrapped)
}

// TakeOffer is the session that an offer brings to the installation with this key.
func TakeOffer(offer string, key bundle.Opener) (Session, error) {
	ticket, sealed, _ := strings.Cut(offer, ".")
	wrapped, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return Session{}, fmt.Errorf("replica: read a session: %w", err)
	}
	secret, err := key.Unwrap(wrapped)
	if err != nil || len(secret) != seal.SecretSize {
		return Session{}, fmt.Errorf("replica: read the %d bytes of a session's secret: %w", len(secret), err)
	}
	return Session{ticket, seal.Secret(secret)}, nil
}

// sessions keeps the session of a line. Safe for concurrent use.
type sessions struct {
	key  bundle.Opener // nil where the key opens nothing
	last atomic.Pointer[opened]
}

// opened is a session and since when we have it.
type opened struct {
	Session
	at time.Time
}

// current is the session to go on with, nil where one has to be asked for: well
// before the centre forgets it.
func (s *sessions) current(now time.Time) *Session {
	last := s.last.Load()
	if last == nil || now.Sub(last.at).Abs() > SessionLasts/2 {
		return nil
	}
	return &last.Session
}

// take keeps the session that an answer brings, if any. One that cannot be read is
// none: signing goes on.
func (s *sessions) take(h http.Header, now time.Time) {
	offer := h.Get(HeaderSession)
	if offer == "" || s.key == nil {
		return
	}
	if got, err := TakeOffer(offer, s.key); err == nil {
		s.last.Store(&opened{got, now})
	}
}

// over forgets the session, if it is still this one.
func (s *sessions) over(which *Session) {
	if last := s.last.Load(); last != nil && last.Ticket == which.Ticket {
		s.last.CompareAndSwap(last, nil)
	}
}
