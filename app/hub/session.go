package hub

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"time"

	"onewindow/app/replica"
	"onewindow/app/seal"
)

// Purposes that secrets of sessions are derived for.
const (
	purposeSessions = "onewindow sessions"
	purposeSession  = "onewindow session"
)

// ticketSize is the length of a ticket in bytes: when the session ends, in seconds
// since 1970, and as much that nobody can foretell.
const ticketSize = 16

// credential is how a request proved who sent it. Its zero value proves nothing yet.
type credential struct {
	by      acquaintance
	session *replica.Session // that it was tagged in, nil where it was signed
}

// session is the one with that ticket, of that installation. Its secret follows from
// both and from the issuing key: all processes on one log know it, and none has to
// remember it. It says nothing of whether the installation still belongs here: that
// the log is asked each time.
func (h *Hub) session(installation, ticket string) (replica.Session, error) {
	raw, err := base64.RawURLEncoding.DecodeString(ticket)
	if err != nil || len(raw) != ticketSize {
		return replica.Session{}, fail(http.StatusUnauthorized, "session")
	}
	ends := time.Unix(int64(min(binary.BigEndian.Uint64(raw), 1<<40)), 0)
	if left := ends.Sub(h.Now()); left <= 0 || left > replica.SessionLasts {
		return replica.Session{}, fail(http.StatusUnauthorized, "session")
	}
	of := append(raw, installation...)
	return replica.Session{Ticket: ticket, Secret: h.issuer.sessions().Derive(purposeSession, of)}, nil
}

// offer is a new session for whoever signed the request, if he asked for one, and
// "" otherwise.
func (h *Hub) offer(r *http.Request, p credential) (string, error) {
	if r.Header.Get(replica.HeaderSession) != replica.AskSession || p.by.ID == "" {
		return "", nil
	}
	raw := binary.BigEndian.AppendUint64(nil, uint64(h.Now().Add(replica.SessionLasts).Unix()))
	raw = append(raw, make([]byte, ticketSize-len(raw))...)
	if _, err := io.ReadFull(h.Random, raw[8:]); err != nil {
		return "", fmt.Errorf("hub: make a session: %w", err)
	}
	s, err := h.session(p.by.ID, base64.RawURLEncoding.EncodeToString(raw))
	if err != nil {
		return "", err
	}
	wrapped, err := p.by.key.Wrap(s.Secret[:], h.Random)
	if err != nil {
		return "", fmt.Errorf("hub: make a session: %w", err)
	}
	return s.Offer(wrapped), nil
}

// prove checks the signature or the tag of a request.
func (h *Hub) prove(r request, from acquaintance, code []byte) (credential, error) {
	message := replica.RequestMessageOf(r.Request, r.digest)
	ticket := r.Header.Get(replica.HeaderSession)
	if ticket == "" || ticket == replica.AskSession {
		if !from.key.VerifyBytes(replica.PurposeRequest, message, code) {
			return credential{}, fail(http.StatusUnauthorized, "signature")
		}
		return credential{by: from}, nil
	}
	s, err := h.session(from.ID, ticket)
	if err != nil {
		return credential{}, err
	}
	if !s.Secret.Tagged(replica.PurposeRequest, message, code) {
		return credential{}, fail(http.StatusUnauthorized, "session")
	}
	return credential{from, &s}, nil
}

// confirm signs an answer, or tags it in the session of its request.
func (h *Hub) confirm(p credential, message []byte) ([]byte, error) {
	if p.session != nil {
		return p.session.Secret.Tag(replica.PurposeAnswer, message), nil
	}
	return h.issuer.sign(replica.PurposeAnswer, message)
}

// sessions is what the secrets of all sessions are derived from.
func (s *issuer) sessions() seal.Secret {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.root
}
