package hub

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"onewindow/app/replica"
	"onewindow/app/roster"
)

// maxPasswordChange is the longest body of a change of a password, in bytes.
const maxPasswordChange = 4 << 10

// attemptsPrefix is how the names of the records of failures begin.
const attemptsPrefix = "attempts|"

// recordAttempts names the record of a user's failures.
func recordAttempts(office, user string) string { return attemptsPrefix + office + "|" + user }

// changePassword gives a user of the sender's office another password, if the
// present one is known there.
func (h *Hub) changePassword(r request) (answer, error) {
	if len(r.body) > maxPasswordChange {
		return answer{}, fail(http.StatusRequestEntityTooLarge, "too-large")
	}
	var change replica.PasswordChange
	if err := h.read(r, &change); err != nil {
		return answer{}, err
	}
	if _, _, err := h.listed(h.Log); err != nil { // another process may have made a new key
		return answer{}, err
	}
	current, err := h.issuer.newest().Unwrap(change.Current)
	if err != nil {
		return answer{}, fail(http.StatusBadRequest, "malformed")
	}
	// A try takes memory and a sixth of a second: one after the other.
	h.trying.Lock()
	defer h.trying.Unlock()
	u, err := h.tried(r.from.Office, change.User, string(current))
	if err != nil {
		return answer{}, err
	}
	if !h.takes(u, change.Verifier, string(current)) {
		return answer{}, fail(http.StatusUnprocessableEntity, "verifier")
	}
	if err := h.setVerifier(r.from.Office, u, change.Verifier); err != nil {
		return answer{}, err
	}
	h.Logger.Info("password changed", "office", r.from.Office, "user", u.ID, "installation", r.from.ID)
	return h.ownRoster(r)
}

// tried is the user who has that password. The try counts as failed before it is
// made: of any number of them at once, at any number of processes, no more go
// through than one by one.
func (h *Hub) tried(office, id, password string) (roster.User, error) {
	m, err := h.roster(h.Log, office)
	if err != nil {
		return roster.User{}, err
	}
	u, known := m.User(id)
	switch {
	case !m.there():
		return u, fail(http.StatusNotFound, "no-roster")
	case !known || u.Left != nil:
		return u, fail(http.StatusNotFound, "unknown-user")
	}
	var wait time.Duration
	err = h.Log.Write(func(tx Tx) error {
		before, err := attempts(tx, office, id)
		if err != nil {
			return err
		}
		if wait = before.Wait(h.Now()); wait > 0 {
			return nil
		}
		return keepAttempts(tx, office, id, before.Failed(h.Now()))
	})
	switch {
	case err != nil:
		return u, err
	case wait > 0:
		f := fail(http.StatusTooManyRequests, "locked")
		f.wait = wait
		return u, f
	case !u.Verifier.Matches(password):
		h.Logger.Warn("wrong password", "office", office, "user", id)
		return u, fail(http.StatusForbidden, "password")
	}
	return u, nil
}

// takes says whether a verifier may follow the user's own. Of the password behind
// it can be seen that it is neither the present one nor the user's id.
func (h *Hub) takes(u roster.User, fresh roster.Verifier, current string) bool {
	return fresh.Valid() && !fresh.Cost().Below(h.Cost) && !fresh.Matches(current) && !fresh.Matches(u.ID)
}

// setVerifier keeps the user's new verifier, unless another one took the place of
// the one that was tried, and forgets the failures.
func (h *Hub) setVerifier(office string, tried roster.User, fresh roster.Verifier) error {
	return h.Log.Write(func(tx Tx) error {
		m, err := h.roster(tx, office)
		if err != nil {
			return err
		}
		u, known := m.User(tried.ID)
		if !known || u.Left != nil || u.Verifier != tried.Verifier {
			return fail(http.StatusConflict, "password")
		}
		u.Verifier, u.MustChange = fresh, false
		if _, err := h.keepRoster(tx, h.issuer.newest(), m.With(u)); err != nil {
			return err
		}
		return keepAttempts(tx, office, u.ID, roster.Attempts{})
	})
}

func attempts(from records, office, user string) (roster.Attempts, error) {
	var a roster.Attempts
	raw, err := from.Record(recordAttempts(office, user))
	if err != nil || raw == nil {
		return a, err
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return a, fmt.Errorf("%w: the attempts of %s: %w", ErrDamaged, user, err)
	}
	return a, nil
}

func keepAttempts(tx Tx, office, user string, a roster.Attempts) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return tx.Keep(recordAttempts(office, user), raw)
}
