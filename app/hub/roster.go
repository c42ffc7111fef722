package hub

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/roster"
	"onewindow/app/seal"
)

// recordRosters names the record that lists the offices which have a roster.
const recordRosters = "rosters"

// recordRoster names the record of an office's signed roster (人员名册).
func recordRoster(office string) string { return rosterPrefix + office }

const rosterPrefix = "roster|"

// musters remember the rosters in force: every upload asks for one.
type musters struct {
	mu  sync.Mutex
	all map[string]muster // by office
}

// muster is a roster as it reads and as it is signed.
type muster struct {
	roster.Roster
	signed []byte // nil where the office has none
}

func (m muster) there() bool { return m.signed != nil }

// roster is the one of an office, the zero muster where it has none.
func (h *Hub) roster(from records, office string) (muster, error) {
	signed, err := from.Record(recordRoster(office))
	if err != nil || signed == nil {
		return muster{}, err
	}
	h.musters.mu.Lock()
	known := h.musters.all[office]
	h.musters.mu.Unlock()
	if bytes.Equal(signed, known.signed) {
		return known, nil
	}
	keys, err := h.issuing(from)
	if err != nil {
		return muster{}, err
	}
	read, err := roster.Open(signed, keys, 0)
	if err != nil {
		return muster{}, fmt.Errorf("%w: the roster of %s: %w", ErrDamaged, office, err)
	}
	fresh := muster{read, signed}
	h.musters.mu.Lock()
	defer h.musters.mu.Unlock()
	if h.musters.all == nil {
		h.musters.all = map[string]muster{}
	}
	h.musters.all[office] = fresh
	return fresh, nil
}

// issuing holds all issuing keys of the centre.
func (h *Hub) issuing(from records) (*seal.Ring, error) {
	_, list, err := h.listed(from)
	if err != nil {
		return nil, err
	}
	ring := seal.NewRing(h.issuer.public())
	_, err = ring.Take(list)
	return ring, err
}

// Roster is the roster of an office; without a serial where it has none.
func (h *Hub) Roster(office string) (roster.Roster, error) {
	m, err := h.roster(h.Log, office)
	return m.Roster, err
}

// ChangeRoster changes the roster of an office, its first one included, and
// gives the one that is in force then. From the first one on, the centre refuses
// what people write there who are not on it.
func (h *Hub) ChangeRoster(office string, change func(roster.Roster) (roster.Roster, error)) (roster.Roster, error) {
	if !isName(office) {
		return roster.Roster{}, fmt.Errorf("hub: %q is no office", office)
	}
	var fresh roster.Roster
	err := h.Log.Write(func(tx Tx) error {
		before, err := h.roster(tx, office)
		if err != nil {
			return err
		}
		before.Office = office
		if fresh, err = change(before.Roster); err != nil {
			return err
		}
		fresh, err = h.keepRoster(tx, h.issuer.newest(), fresh)
		return err
	})
	if err == nil {
		h.Logger.Info("roster changed", "office", office, "serial", fresh.Serial, "users", len(fresh.Users))
	}
	return fresh, err
}

// keepRoster signs a roster as the next one and keeps it.
func (h *Hub) keepRoster(tx Tx, by *seal.PrivateKey, r roster.Roster) (_ roster.Roster, err error) {
	r.Issued = h.Now().UTC()
	if r.Serial, err = serialAfter(tx, r.Serial, r.Issued); err != nil {
		return r, err
	}
	signed, err := r.Sign(by, h.Random)
	if err != nil {
		return r, err
	}
	offices, err := rostered(tx)
	if err != nil {
		return r, err
	}
	if !slices.Contains(offices, r.Office) {
		raw, err := json.Marshal(append(offices, r.Office))
		if err != nil {
			return r, err
		}
		if err := tx.Keep(recordRosters, raw); err != nil {
			return r, err
		}
	}
	return r, tx.Keep(recordRoster(r.Office), signed)
}

// rostered lists the offices that have a roster.
func rostered(from records) ([]string, error) {
	raw, err := from.Record(recordRosters)
	if err != nil || raw == nil {
		return nil, err
	}
	var offices []string
	if err := json.Unmarshal(raw, &offices); err != nil {
		return nil, fmt.Errorf("%w: the offices with a roster: %w", ErrDamaged, err)
	}
	return offices, nil
}

// rosters are those of all offices.
func (h *Hub) rosters(from records) ([]roster.Roster, error) {
	offices, err := rostered(from)
	var all []roster.Roster
	for _, office := range offices {
		m, failed := h.roster(from, office)
		err = errors.Join(err, failed)
		all = append(all, m.Roster)
	}
	return all, err
}

// resign lets a new issuing key sign the rosters: the one before it may be in a
// thief's hands.
func (h *Hub) resign(tx Tx, by *seal.PrivateKey, all []roster.Roster) error {
	for _, r := range all {
		if _, err := h.keepRoster(tx, by, r); err != nil {
			return err
		}
	}
	return nil
}

// warnOfRosters names the offices whose authors nobody checks.
func (h *Hub) warnOfRosters() error {
	all, err := h.Log.Installations()
	if err != nil {
		return err
	}
	offices, err := rostered(h.Log)
	if err != nil {
		return err
	}
	for _, i := range all {
		if i.Revoked == nil && !slices.Contains(offices, i.Office) {
			h.Logger.Warn("the office has no roster: the authors of its events are not checked", "office", i.Office)
			offices = append(offices, i.Office)
		}
	}
	return nil
}

// ownRoster hands out the roster of the sender's office.
func (h *Hub) ownRoster(r request) (answer, error) {
	m, err := h.roster(h.Log, r.from.Office)
	if err != nil {
		return answer{}, err
	}
	if !m.there() {
		return answer{}, fail(http.StatusNotFound, "no-roster")
	}
	return answer{status: http.StatusOK, body: replica.Roster{Signed: string(m.signed)}}, nil
}

// author is why the office's roster does not know the author of an event as who
// they say they are, "" where it does, or where the office has no roster. It is
// the roster of the moment the centre gets the event: the date it bears proves
// nothing of who left or was moved while the line was down.
func (in *intake) author(e casefile.Event) (string, error) {
	m, err := in.hub.roster(in.tx, in.from.Office)
	if err != nil || !m.there() || e.OfLogBook() && e.By.ID == "" {
		return "", err
	}
	u, known := m.User(e.By.ID)
	switch {
	case !known:
		return "author-unknown", nil
	case e.OfLogBook():
		return "", nil // also that somebody who left was shown out
	case u.Left != nil:
		return "author-left", nil
	case u.Role != e.By.Role || u.Section != e.By.Section:
		return "author-role", nil
	}
	return "", nil
}

// Errors of changes to a roster.
var (
	ErrUserExists  = errors.New("hub: somebody with that id works there")
	ErrUserUnknown = errors.New("hub: nobody with that id works there")
)
