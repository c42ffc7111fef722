package simulation

import (
	"fmt"
	"maps"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
)

// record is what the centre has, read from end to end and judged on the way.
type record struct {
	world   *world
	places  map[string]uint64 // event → place in the order of all
	refused map[string]string // event → reason
	hashes  map[string]string // event → hash of the bytes that the centre keeps
	cases   map[string]casefile.Case
	offices map[string]string // case → office that may read it
	numbers map[string]string // office and number → case
	chains  map[string][]casefile.Event
	leases  []replica.Lease
}

// judge compares what everybody knows. What must hold:
//
//   - every event of which a person was told "done" is in the log, or refused
//     with a reason, once; or it died with the only disk it was on;
//   - the log takes exactly what fits where it came, and refuses the rest;
//   - no number is on two papers;
//   - every chain is whole;
//   - all windows of an office have the office's cases and no others, in the
//     very state that the log folds to; nothing waits;
//   - the tray of a window holds what the centre refused of it, and no more;
//   - two cases that look like one application are put before a person.
func (w *world) judge() error {
	r := &record{
		world: w, places: map[string]uint64{}, refused: map[string]string{}, hashes: map[string]string{},
		cases: map[string]casefile.Case{}, offices: map[string]string{}, numbers: map[string]string{},
		chains: map[string][]casefile.Event{},
	}
	if err := w.centre.log().Walk(r.line); err != nil {
		return err
	}
	checks := []func() error{r.kept, r.linked, r.leased}
	for _, m := range w.all() {
		checks = append(checks, func() error { return r.agrees(m) })
	}
	for _, o := range w.offices {
		checks = append(checks, func() error { return r.compared(o) })
	}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// line takes one line of the log.
func (r *record) line(l hub.Line) error {
	switch {
	case l.Lease != nil:
		r.leases = append(r.leases, *l.Lease)
	case l.Event != nil:
		e, err := casefile.Parse(l.Event.Raw)
		if err != nil {
			return err
		}
		return r.placed(e, *l.Event)
	case l.Refused != nil:
		e, err := casefile.Parse(l.Refused.Raw)
		if err != nil {
			return err
		}
		return r.aside(e, *l.Refused)
	}
	return nil
}

// placed judges an event that the centre took.
func (r *record) placed(e casefile.Event, p hub.PlacedEvent) error {
	r.world.say("  %d %s %s %s", p.Place, p.Office, e.Kind, e.ID)
	if err := r.first(e); err != nil {
		return err
	}
	r.places[e.ID] = p.Place
	sound := p.Place <= r.world.loss.sound()
	if m := r.machine(e.Installation); m != nil && sound && m.revoked && p.Place > m.revokedAt {
		return fmt.Errorf("the log has event %s of %s, which was revoked", e.ID, m.name)
	}
	if m := r.machine(e.Installation); m != nil && sound && !slices.Contains(m.office.authors(e, p.Place), "") {
		return fmt.Errorf("the log has event %s by %s, who had left", e.ID, e.By.ID)
	}
	if e.OfLogBook() { // which is no case
		return nil
	}
	before := r.cases[e.Case]
	if no := before.Accepts(e); no != nil {
		return fmt.Errorf("the log has event %s, %s, at %d, where it does not fit: %s", e.ID, e.Kind, p.Place, no.Code)
	}
	after := before.Then(e)
	if after.Office != p.Office {
		return fmt.Errorf("place %d is read by %s and is of %s", p.Place, p.Office, after.Office)
	}
	for _, n := range fresh(before, after) {
		key := p.Office + " " + n
		if other := r.numbers[key]; other != "" {
			return fmt.Errorf("number %s is of two cases, %s and %s", n, other, e.Case)
		}
		r.numbers[key] = e.Case
	}
	r.cases[e.Case], r.offices[e.Case] = after, p.Office
	return nil
}

// first notes an event that must not have been seen before.
func (r *record) first(e casefile.Event) error {
	hash, err := e.Hash()
	if err != nil {
		return err
	}
	if r.hashes[e.ID] != "" {
		return fmt.Errorf("the centre has event %s twice", e.ID)
	}
	r.hashes[e.ID] = hash
	r.chains[e.Installation] = append(r.chains[e.Installation], e)
	return nil
}

// fresh are the numbers that a case bears after and did not before.
func fresh(before, after casefile.Case) []string {
	var list []string
	for _, n := range [][2]string{{before.Number, after.Number}, {before.AcceptanceNumber, after.AcceptanceNumber}} {
		if n[0] != n[1] {
			list = append(list, n[1])
		}
	}
	for _, k := range after.Certificates {
		had, _ := before.Certificate(k.Document)
		returned := before.Returned != nil && before.Returned.Number == k.Number
		if k.Number != "" && k.Number != had.Number && !returned {
			list = append(list, k.Number)
		}
	}
	if after.Returned != nil && before.Returned != after.Returned {
		list = append(list, after.Returned.Number)
	}
	return list
}

// aside judges an event that the centre refused: it must not fit behind what the
// log held when it came.
func (r *record) aside(e casefile.Event, refused hub.RefusedEvent) error {
	r.world.say("  behind %d %s %s refused: %s", refused.Behind, e.Kind, e.ID, refused.Reason)
	if err := r.first(e); err != nil {
		return err
	}
	r.refused[e.ID] = refused.Reason
	if refused.Behind >= r.world.loss.sound() && e.Installation != casefile.Centre {
		return nil // it may have come back, and was judged in a log that is gone
	}
	if reason := r.reason(e, refused); reason != refused.Reason {
		return fmt.Errorf("event %s, %s, was refused for %q behind %d, where the rules say %q", e.ID, e.Kind, refused.Reason, refused.Behind, reason)
	}
	return nil
}

// reason is why the centre had to refuse an event, "" where it fits.
func (r *record) reason(e casefile.Event, refused hub.RefusedEvent) string {
	before := r.cases[e.Case]
	if m := r.machine(e.Installation); m != nil && m.revoked && refused.Behind >= m.revokedAt && refused.Reason == "revoked" {
		return "revoked"
	}
	if m := r.machine(e.Installation); m != nil {
		authors := m.office.authors(e, refused.Behind)
		switch {
		case isOfAuthor(refused.Reason) && slices.Contains(authors, refused.Reason):
			return refused.Reason
		case !slices.Contains(authors, ""):
			return authors[0]
		}
	}
	if no := before.Accepts(e); no != nil {
		return no.Code
	}
	after := before.Then(e)
	for _, n := range fresh(before, after) {
		if r.numbers[after.Office+" "+n] != "" {
			return "number-taken"
		}
	}
	if e.Kind == casefile.KindPublicityReused {
		return refused.Reason // it is about another case, which the oracle does not know as the centre did
	}
	return ""
}

// kept holds the book against the log.
func (r *record) kept() error {
	tally := &r.world.tally
	for _, entry := range r.world.book.order {
		id := entry.event.ID
		switch {
		case entry.died && r.hashes[id] == "":
			tally.Died++
		case r.hashes[id] == "" && r.isForked(entry):
			tally.Forked++
		case r.hashes[id] == "":
			return fmt.Errorf("event %d of %s, %s, %s, is lost", entry.event.Seq, entry.by.name, entry.event.Kind, id)
		case r.hashes[id] != entry.hash:
			return fmt.Errorf("event %s is not what it was", id)
		}
	}
	tally.Events, tally.Refused = len(r.places), map[string]int{}
	for _, reason := range r.refused {
		tally.Refused[reason]++
	}
	for id := range r.hashes {
		if entry := r.world.book.words[id]; entry == nil && !r.ofCentre(id) {
			return fmt.Errorf("the centre has event %s, which nobody wrote", id)
		}
	}
	return nil
}

// isForked says whether an event cannot follow because the centre has another of
// the same machine in its place, or in that of one before it: one that came on a
// stick from before a restore.
func (r *record) isForked(entry *word) bool {
	m := entry.by
	first := slices.IndexFunc(m.chain, func(w *word) bool { return r.hashes[w.event.ID] == "" })
	return first >= 0 && m.remembers(entry.event.ID) &&
		m.chain[first].event.Seq <= min(entry.event.Seq, uint64(len(r.chains[m.installation])))
}

func (r *record) ofCentre(id string) bool {
	return slices.ContainsFunc(r.chains[casefile.Centre], func(e casefile.Event) bool { return e.ID == id })
}

// linked makes sure that every chain is whole.
func (r *record) linked() error {
	for _, installation := range slices.Sorted(maps.Keys(r.chains)) {
		chain := r.chains[installation]
		slices.SortFunc(chain, func(a, b casefile.Event) int { return int(a.Seq) - int(b.Seq) })
		prev, last := "", uint64(0)
		for _, e := range chain {
			if follows := e.Seq == last+1; follows && e.Prev != prev && !r.patched(e) || !follows && !r.patched(e) {
				return fmt.Errorf("the chain of %s is broken behind %d: there is %d", installation, last, e.Seq)
			}
			prev, last = r.hashes[e.ID], e.Seq
		}
	}
	return nil
}

// leased makes sure that no number was leased twice.
func (r *record) leased() error {
	for i, a := range r.leases {
		for _, b := range r.leases[i+1:] {
			if a.Kind == b.Kind && a.Year == b.Year && r.officeOf(a) == r.officeOf(b) && a.From <= b.To && b.From <= a.To {
				return fmt.Errorf("leases %s and %s overlap", a.ID, b.ID)
			}
		}
	}
	return nil
}

func (r *record) officeOf(l replica.Lease) string {
	if m := r.machine(l.Installation); m != nil {
		return m.office.ID
	}
	return ""
}

// machine is the one that writes under an id, nil for the centre.
func (r *record) machine(installation string) *machine {
	all := r.world.all()
	i := slices.IndexFunc(all, func(m *machine) bool { return m.installation == installation })
	if i < 0 {
		return nil
	}
	return all[i]
}
