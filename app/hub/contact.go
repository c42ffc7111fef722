package hub

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"onewindow/app/replica"
)

// Contact is when an installation was last here, and how.
type Contact struct {
	At      time.Time `json:"at"`
	Program string    `json:"program"` // as it names itself, for example onewindow/1.4; not to be trusted
	Place   uint64    `json:"place"`   // up to which it had the log
}

// contactEvery is how often a contact is put down: every window asks for news
// all day long.
const contactEvery = time.Minute

// recordContact names the record of an installation's last contact.
func recordContact(installation string) string { return "contact/" + installation }

// contacts remember who was put down when by this process.
type contacts struct {
	mu    sync.Mutex
	noted map[string]time.Time
}

// due says whether a contact is to be put down now, once for all who ask.
func (c *contacts) due(installation string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if last, known := c.noted[installation]; known && now.Sub(last).Abs() < contactEvery {
		return false
	}
	if c.noted == nil {
		c.noted = map[string]time.Time{}
	}
	c.noted[installation] = now
	return true
}

// meet puts down that an installation was here. Without it the request goes on
// all the same.
func (h *Hub) meet(r request) {
	now := h.Now()
	if !h.contacts.due(r.from.ID, now) {
		return
	}
	err := h.Log.Write(func(tx Tx) error {
		last, err := contactOf(tx, r.from.ID)
		if err != nil {
			return err
		}
		last.At, last.Program = now, programOf(r.Request)
		if place, ok := placeOf(r.URL.Query().Get("after")); ok && r.Method == http.MethodGet && r.URL.Path == replica.PathEvents {
			last.Place = place
		}
		raw, err := json.Marshal(last)
		if err != nil {
			return err
		}
		return tx.Keep(recordContact(r.from.ID), raw)
	})
	if err != nil {
		h.Logger.Warn("a contact was not put down", "installation", r.from.ID, "error", err)
	}
}

// programOf is how the program at the other end names itself, cut to what a
// list can show.
func programOf(r *http.Request) string {
	name := strings.Map(func(c rune) rune {
		if c <= ' ' || c > '~' {
			return '_'
		}
		return c
	}, r.UserAgent())
	return name[:min(len(name), 60)]
}

func contactOf(from records, installation string) (Contact, error) {
	raw, err := from.Record(recordContact(installation))
	if err != nil || raw == nil {
		return Contact{}, err
	}
	var c Contact
	if err := json.Unmarshal(raw, &c); err != nil {
		return Contact{}, fmt.Errorf("%w: the last contact of %s: %w", ErrDamaged, installation, err)
	}
	return c, nil
}

// Standing is an installation with what is known of its last contact.
type Standing struct {
	Installation
	Contact      // zero where it was never here since it enrolled
	Behind  int  // events of its office that it did not have then
	More    bool // and more than these
}

// mostBehind is up to how many events are counted that an installation lacks.
const mostBehind = 100

// Standings lists all installations, by id.
func (h *Hub) Standings() ([]Standing, error) {
	all, err := h.Log.Installations()
	list := make([]Standing, len(all))
	for n, i := range all {
		list[n].Installation = i
		contact, failed := contactOf(h.Log, i.ID)
		found, missing := h.Log.After(i.Office, contact.Place, mostBehind, replica.MaxPageBytes)
		list[n].Contact, list[n].Behind, list[n].More = contact, len(found.Events), found.More
		err = errors.Join(err, failed, missing)
	}
	return list, err
}
