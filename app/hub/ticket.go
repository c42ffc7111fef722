package hub

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"onewindow/app/replica"
)

// Ticket lets one installation in, at one window, once (一次性登记码). Only
// the hash of its code is kept.
//
// A code has 80 bits. Nobody is locked out for wrong ones, or a guesser could keep
// the window out that has the right one: he is held back by [Limited] alone, which
// by default lets an address ask 100 times a second, 8.6 million times a day. A
// thousand addresses try 2^33 codes a day, each at one window, and find one with a
// chance of 2^-47 a day.
type Ticket struct {
	Office  string    `json:"office"`
	Window  string    `json:"window"`
	Hash    string    `json:"hash"` // hex SM3 of the code
	Made    time.Time `json:"made"`
	Expires time.Time `json:"expires"`
	UsedBy  string    `json:"usedBy,omitempty"` // installation
}

// ErrTicket says that a ticket cannot be made as asked.
var ErrTicket = errors.New("hub: a ticket needs an office, a window and up to 30 days")

const (
	recordTickets = "tickets"
	// longestTicket is how long a code may be good for: longer than a
	// holiday, shorter than it takes to forget where it was written down.
	longestTicket = 30 * 24 * time.Hour
	// codeLetters are those that nobody mistakes for another (Crockford's base 32).
	codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength  = 16 // 80 bits: not to be guessed, so that a plain hash hides it
)

// NewTicket makes a ticket and gives its code, which is kept nowhere.
func (h *Hub) NewTicket(office, window string, valid time.Duration) (string, Ticket, error) {
	if !isName(office) || !isName(window) || valid <= 0 || valid > longestTicket {
		return "", Ticket{}, ErrTicket
	}
	code, err := newCode(h.Random)
	if err != nil {
		return "", Ticket{}, fmt.Errorf("hub: make a code: %w", err)
	}
	now := h.Now()
	i := Ticket{Office: office, Window: window, Hash: hashOf([]byte(plainCode(code))), Made: now, Expires: now.Add(valid)}
	return code, i, h.Log.Write(func(tx Tx) error {
		return h.changeTickets(tx, func(list []Ticket) []Ticket { return append(list, i) })
	})
}

// CancelTickets takes back all open tickets to a window and says how many there were.
func (h *Hub) CancelTickets(office, window string) (n int, err error) {
	err = h.Log.Write(func(tx Tx) error {
		return h.changeTickets(tx, func(list []Ticket) []Ticket {
			all := len(list)
			list = slices.DeleteFunc(list, func(i Ticket) bool {
				return i.Office == office && i.Window == window && i.UsedBy == ""
			})
			n = all - len(list)
			return list
		})
	})
	return n, err
}

// Tickets lists those that are open or were used lately.
func (h *Hub) Tickets() ([]Ticket, error) { return ticketsOf(h.Log) }

func ticketsOf(from records) ([]Ticket, error) {
	raw, err := from.Record(recordTickets)
	if err != nil || raw == nil {
		return nil, err
	}
	var list []Ticket
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("%w: the tickets: %w", ErrDamaged, err)
	}
	return list, nil
}

// changeTickets changes the list, and drops what expired a month ago.
func (h *Hub) changeTickets(tx Tx, change func([]Ticket) []Ticket) error {
	list, err := ticketsOf(tx)
	if err != nil {
		return err
	}
	old := h.Now().Add(-longestTicket)
	list = slices.DeleteFunc(list, func(i Ticket) bool { return i.Expires.Before(old) })
	raw, err := json.Marshal(change(list))
	if err != nil {
		return err
	}
	return tx.Keep(recordTickets, raw)
}

// holdsTicket says whether a ticket is for this enrolment. Used, it is so for
// who used it: the answer may have been lost.
func (h *Hub) holdsTicket(from records, e replica.Enrolment) (bool, error) {
	list, err := ticketsOf(from)
	return slices.ContainsFunc(list, h.isFor(e)), err
}

func (h *Hub) isFor(e replica.Enrolment) func(Ticket) bool {
	hash, now := hashOf([]byte(plainCode(e.Code))), h.Now()
	return func(i Ticket) bool {
		return i.Hash == hash && i.Office == e.Office && i.Window == e.Window && now.Before(i.Expires) &&
			(i.UsedBy == "" || i.UsedBy == e.Installation)
	}
}

// redeem uses the ticket up.
func (h *Hub) redeem(tx Tx, e replica.Enrolment) error {
	used := false
	err := h.changeTickets(tx, func(list []Ticket) []Ticket {
		if at := slices.IndexFunc(list, h.isFor(e)); at >= 0 {
			list[at].UsedBy, used = e.Installation, true
		}
		return list
	})
	if err == nil && !used {
		err = fail(http.StatusForbidden, "enrolment-code")
	}
	return err
}

// newCode makes a code in groups of four, to be read out and typed.
func newCode(random io.Reader) (string, error) {
	raw := make([]byte, codeLength)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", err
	}
	var code strings.Builder
	for i, b := range raw {
		if i > 0 && i%4 == 0 {
			code.WriteByte('-')
		}
		code.WriteByte(codeLetters[b%32])
	}
	return code.String(), nil
}

// plainCode is a code as it was meant, however it was typed.
func plainCode(typed string) string {
	return strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(typed))
}
