package hub

import (
	"bytes"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// enrol makes an installation known. Asking again with the same key gives the
// same answer, so that a lost answer costs nothing: also where its code has expired
// since, or where it was revoked, for what it did meanwhile is to be kept aside.
func (h *Hub) enrol(r request) (answer, error) {
	var e replica.Enrolment
	if err := h.read(r, &e); err != nil {
		return answer{}, err
	}
	if !wellFormed(e) {
		return answer{}, fail(http.StatusBadRequest, "malformed")
	}
	back, open, err := h.isLetIn(r, e)
	if err != nil {
		return answer{}, err
	}
	wanted, err := h.issuer.certify(Installation{
		ID: e.Installation, Office: e.Office, Window: e.Window, PublicKey: e.PublicKey, Enrolled: h.Now(),
	})
	if err != nil {
		return answer{}, fail(http.StatusBadRequest, "malformed")
	}
	var kept Installation
	err = h.Log.Write(func(tx Tx) (err error) {
		if kept, err = enrolled(tx, wanted, back); err == nil && !open {
			err = h.redeem(tx, e)
		}
		return err
	})
	if err != nil {
		return answer{}, err
	}
	_, list, err := h.listed(h.Log)
	if err != nil {
		return answer{}, err
	}
	succeeds, err := h.succeeds(kept)
	if err != nil {
		return answer{}, err
	}
	h.Logger.Info("installation enrolled", "installation", kept.ID, "office", kept.Office, "window", kept.Window)
	return answer{status: http.StatusOK, body: replica.Membership{
		Certificate: kept.Certificate, IssuingKey: h.issuer.public().Bytes(), PublicURL: h.PublicURL, List: list,
		Succeeds: succeeds,
	}}, nil
}

// isLetIn says whether an enrolment comes back, and whether the door is open to it
// without a ticket. Without one it is turned away.
func (h *Hub) isLetIn(r request, e replica.Enrolment) (back, open bool, err error) {
	if back, err = h.comesBack(r, e); err != nil {
		return false, false, err
	}
	if back || h.admits(r, e.Code) {
		return back, true, nil
	}
	// Looked up before anything is signed or written for a stranger.
	invited, err := h.holdsTicket(h.Log, e)
	if err == nil && !invited {
		err = fail(http.StatusForbidden, "enrolment-code")
	}
	return false, false, err
}

// comesBack says whether an enrolment is signed by the very installation that is
// known under its id, at the window it has. Its error is that of a clock which is
// far off: it is told the time then, and signs again.
func (h *Hub) comesBack(r request, e replica.Enrolment) (bool, error) {
	from, err := h.signer(r)
	var f *failure
	switch {
	case errors.As(err, &f) && f.problem.Code != "clock":
		return false, nil
	case err != nil:
		return false, err
	case from.ID != e.Installation || !bytes.Equal(from.PublicKey, e.PublicKey):
		return false, nil
	}
	kept, known, err := h.Log.Installation(from.ID)
	return known && kept.Office == e.Office && kept.Window == e.Window, err
}

// succeeds says whether another machine stood at the window before: its numbers
// are on paper. In a log that was put back from a copy one may be forgotten.
func (h *Hub) succeeds(i Installation) (bool, error) {
	past, err := epochsOf(h.Log)
	if err != nil || len(past) > 0 {
		return true, err
	}
	all, err := h.Log.Installations()
	return slices.ContainsFunc(all, func(before Installation) bool {
		return before.ID != i.ID && before.Office == i.Office && before.Window == i.Window
	}), err
}

// ErrUnknown says that there is no such installation.
var ErrUnknown = errors.New("hub: no such installation")

// Revoke takes an installation out, from its next contact on. The papers it made
// before stay good, but of a stolen one none does: a thief writes what date he
// likes. Revoking again changes only that. It gives ErrUnknown.
func (h *Hub) Revoke(id string, stolen bool) (Installation, error) {
	var revoked Installation
	err := h.Log.Write(func(tx Tx) error {
		i, ok, err := tx.Installation(id)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("%w: %s", ErrUnknown, id)
		}
		r := Revocation{At: h.Now(), Voided: workday.DateOf(h.Now())}
		if i.Revoked != nil {
			r = *i.Revoked
		}
		if stolen {
			r.Voided = workday.DateOf(i.Enrolled).Add(-daysBefore)
		}
		revoked = i
		revoked.Revoked = &r
		return errors.Join(tx.Revoke(id, r), h.strikeKey(tx, seal.RevokedKey{Key: i.Key, From: r.Voided}))
	})
	if err == nil {
		h.Logger.Warn("installation revoked", "installation", id, "office", revoked.Office, "window", revoked.Window)
	}
	return revoked, err
}

// enrolled is the installation as the log keeps it: the one already there, or
// the wanted one. Of a revoked one nothing changes; it must have proved who it is.
func enrolled(tx Tx, wanted Installation, proved bool) (Installation, error) {
	kept, ok, err := tx.Installation(wanted.ID)
	if err != nil {
		return Installation{}, err
	}
	if ok && kept.Revoked != nil {
		if proved {
			return kept, nil
		}
		return Installation{}, fail(http.StatusForbidden, "revoked")
	}
	if ok && !bytes.Equal(kept.PublicKey, wanted.PublicKey) {
		return Installation{}, fail(http.StatusConflict, "key-changed")
	}
	if ok && kept.Office != wanted.Office {
		return Installation{}, fail(http.StatusConflict, "key-changed") // its events belong to the other office
	}
	holder, taken, err := tx.Holder(wanted.Office, wanted.Window)
	switch {
	case err != nil:
		return Installation{}, err
	case taken && holder != wanted.ID:
		return Installation{}, fail(http.StatusConflict, "window-taken")
	case taken && ok:
		return kept, nil
	}
	if wanted.Former = kept.Former; ok && kept.Window != wanted.Window && !slices.Contains(kept.Former, kept.Window) {
		wanted.Former = append(slices.Clone(kept.Former), kept.Window) // its numbers may still be on their way
	}
	return wanted, tx.Enrol(wanted)
}

// neighbours hands out the certificates of the sender's office, so that its
// windows can check each other's paper without a network.
func (h *Hub) neighbours(r request) (answer, error) {
	list, err := h.neighboursOf(r.from.Office)
	return answer{status: http.StatusOK, body: list}, err
}

func (h *Hub) neighboursOf(office string) (replica.Neighbours, error) {
	list := replica.Neighbours{Certificates: [][]byte{}}
	all, err := h.Log.Installations()
	for _, i := range all {
		if i.Office == office {
			list.Certificates = append(list.Certificates, i.Certificate)
		}
	}
	return list, err
}

// admits says whether the code opens the door.
func (h *Hub) admits(r request, code string) bool {
	if h.EnrolmentCode != "" {
		return subtle.ConstantTimeCompare([]byte(code), []byte(h.EnrolmentCode)) == 1
	}
	// What a proxy or a web page on this machine passes on is not from here.
	for _, name := range []string{"Origin", "Forwarded", "X-Forwarded-For"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func wellFormed(e replica.Enrolment) bool {
	_, err := uuid.Parse(e.Installation)
	return err == nil && len(e.Installation) == 36 && isName(e.Office) && isName(e.Window)
}

// isName says whether s can stand in a certificate and in a key of the log.
func isName(s string) bool {
	if s == "" || len(s) > 96 || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return false
		}
	}
	return true
}
