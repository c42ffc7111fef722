package hub

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"onewindow/app/casefile"
)

// Word is a person's word on something at the centre: who says it and why.
type Word struct {
	By  string    `json:"by"`
	Why string    `json:"why"`
	At  time.Time `json:"at"`
}

// Release is what became of a refused event that somebody wanted released (解除隔离).
type Release struct {
	ID      string `json:"id"`
	Refused string `json:"refused"` // code of the reason it was refused for
	Word    Word   `json:"word"`
	Place   uint64 `json:"place"`             // in the global order; 0 where it stays aside
	Against string `json:"against,omitempty"` // code of what still stands against it, see [ReleaseCodes]

	Lacks []casefile.Attachment `json:"-"` // files that it names and its office did not bring yet; see [Hub.Supply]
}

// What stands against a release beside the reasons for which an event is refused.
const (
	againstUnknown = "not-refused" // nothing was refused under that id
	againstSettled = "settled"     // a person has settled it at the window
)

// ReleaseCodes lists them.
func ReleaseCodes() []string { return []string{againstUnknown, againstSettled} }

// ErrNoWord says that a release lacks who wants it, or why.
var ErrNoWord = errors.New("hub: a release needs a name and a reason")

// recordRelease names the record of a release.
func recordRelease(event string) string { return "release/" + event }

// Release judges refused events again, each by the roster and the rules of this
// moment and in the order of their chains, and gives those that fit now a place in
// the global order, with the bytes they came with. That their machine was revoked,
// or that the log knows no lease of a number, is no longer held against them: a
// person answers for them, and what they say stays on record. It gives ErrNoWord.
func (h *Hub) Release(ids []string, w Word) ([]Release, error) {
	w.By, w.Why, w.At = strings.TrimSpace(w.By), strings.TrimSpace(w.Why), h.Now().UTC()
	if w.By == "" || w.Why == "" {
		return nil, ErrNoWord
	}
	wanted, done := map[string]bool{}, map[string]Release{}
	for _, id := range ids {
		wanted[id] = true
	}
	err := EachRefused(h.Log, func(r RefusedEvent, e casefile.Event) error {
		if !wanted[e.ID] {
			return nil
		}
		one, err := h.release(Entry{Event: e, Raw: r.Raw, Hash: hashOf(r.Raw)}, r.Reason, w)
		if done[e.ID].Place == 0 { // an id may have come twice, with other bytes
			done[e.ID] = one
		}
		return err
	})
	list := make([]Release, len(ids))
	for i, id := range ids {
		list[i] = Release{ID: id, Word: w, Against: againstUnknown}
		if one, found := done[id]; found {
			list[i] = one
		}
	}
	h.news.arriveAll()
	return list, err
}

// refusedAtOnce is how many refused events are read at once.
const refusedAtOnce = 500

// EachRefused hands over all that is kept aside, in the order of the chains.
func EachRefused(log Log, visit func(RefusedEvent, casefile.Event) error) error {
	installation, seq := "", uint64(0)
	for {
		page, err := log.Refused(installation, seq, refusedAtOnce)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, r := range page {
			e, err := casefile.Parse(r.Raw)
			if err != nil {
				return fmt.Errorf("%w: a refused event: %w", ErrDamaged, err)
			}
			if err := visit(r, e); err != nil {
				return err
			}
			installation, seq = e.Installation, e.Seq
		}
	}
}

// release judges one event again.
func (h *Hub) release(e Entry, refused string, w Word) (Release, error) {
	var done Release
	var office string
	e = weighed(e)
	err := h.Log.Write(func(tx Tx) (err error) {
		done = Release{ID: e.Event.ID, Refused: refused, Word: w}
		in := newIntake(h, tx)
		in.vouched = true
		if in.from, err = member(tx, e.Event.Installation); err != nil {
			return err
		}
		in.from.Revoked = nil
		entry := e
		office, entry.Office = in.from.Office, in.from.Office
		if done.Place, done.Against, err = in.release(entry); err != nil || done.Against != "" {
			return err
		}
		raw, err := json.Marshal(done)
		if err != nil {
			return err
		}
		return tx.Keep(recordRelease(e.Event.ID), raw)
	}, e)
	if err != nil {
		return done, fmt.Errorf("hub: release %s: %w", e.Event.ID, err)
	}
	h.Logger.Warn("release of a refused event", "event", done.ID, "refused", refused, "by", w.By, "why", w.Why,
		"place", done.Place, "against", done.Against)
	if done.Place > 0 {
		done.Lacks, err = h.lacking(office, e.Event)
	}
	return done, err
}

// release gives a refused event a place, or what stands against it.
func (in *intake) release(e Entry) (place uint64, against string, err error) {
	kept, _, err := in.tx.Kept(e.Event.ID)
	switch {
	case err != nil:
		return 0, "", err
	case kept.Hash != e.Hash:
		return 0, "altered", nil
	}
	settled, err := in.isSettled(e.Event)
	if err != nil || settled {
		return 0, againstSettled, err
	}
	did, against, err := in.judge(e)
	if err != nil || against != "" {
		return 0, against, err
	}
	place, err = in.admit(did, e, in.tx.Readmit)
	return place, "", err
}

// isSettled says whether a person has settled a refused event at its window: it may
// have been done again there.
func (in *intake) isSettled(e casefile.Event) (bool, error) {
	if e.OfLogBook() {
		return false, nil
	}
	c, err := in.caseOf(e.Case)
	if err != nil {
		return false, err
	}
	for _, step := range c.History {
		if word, is := step.Body.(*casefile.StraySettled); is && word.Event == e.ID {
			return true, nil
		}
	}
	return false, nil
}

// Released is what is on record of the release of an event; ok is false where it
// was never released.
func (h *Hub) Released(event string) (r Release, ok bool, err error) {
	raw, err := h.Log.Record(recordRelease(event))
	if err != nil || raw == nil {
		return r, false, err
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return r, false, fmt.Errorf("%w: the release of %s: %w", ErrDamaged, event, err)
	}
	return r, true, nil
}
