package simulation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
)

// agrees compares a window with the log.
func (r *record) agrees(m *machine) error {
	err := r.tray(m)
	if err == nil && !m.revoked {
		err = errors.Join(r.sameCases(m), r.files(m))
	}
	if err == nil && m.shaken {
		err = m.inspected()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	return nil
}

// inspected lets the store check its own folder.
func (m *machine) inspected() error {
	if err := m.close(); err != nil {
		return err
	}
	found, err := store.Check(store.Checks{Options: store.Options{Dir: m.dir(), Now: m.now}})
	found = slices.DeleteFunc(found, func(f store.Finding) bool {
		return f.What == store.Missing && f.Remedy == store.FromNowhere && f.File == "attachments" // they died with a disk
	})
	if err == nil && len(found) > 0 {
		err = fmt.Errorf("a check finds %+v", found)
	}
	return errors.Join(err, m.open())
}

// tray compares what lies in the tray with what the centre refused, and with what
// cannot follow there. One that is revoked hears nothing any more of what it has
// forgotten.
func (r *record) tray(m *machine) error {
	may, must, gone := map[string]string{}, map[string]string{}, map[string]bool{}
	for _, e := range r.chains[m.installation] {
		if reason := r.refused[e.ID]; reason != "" {
			may[e.ID] = reason
			// A revoked one gives nothing back to a restored centre, and is out of step.
			if !m.revoked || m.remembers(e.ID) && !r.world.loss.happened() {
				must[e.ID] = reason
			}
		}
	}
	for _, entry := range m.chain {
		if id := entry.event.ID; r.hashes[id] == "" && entry.died {
			gone[id] = true // with a centre that was put back
		} else if r.places[id] > 0 && m.revoked && m.shaken {
			gone[id] = true // made anew without the other windows' events, which it is not told again, it may not know where this one fits
		} else if r.hashes[id] == "" {
			may[id] = replica.RefusedForked
			if !m.revoked {
				must[id] = replica.RefusedForked
			}
		}
	}
	strays, err := m.desk.Tray()
	if err != nil {
		return err
	}
	for _, s := range strays {
		if id := s.Event.ID; may[id] != s.Reason && !gone[id] {
			return fmt.Errorf("event %s lies in the tray for %q, and at the centre for %q", id, s.Reason, may[id])
		}
		delete(must, s.Event.ID)
	}
	if len(must) > 0 {
		return fmt.Errorf("the tray lacks %v", must)
	}
	return nil
}

// sameCases compares every case, byte for byte.
func (r *record) sameCases(m *machine) error {
	rows, err := m.store.List(desk.Query{Limit: math.MaxInt})
	if err != nil {
		return err
	}
	want := map[string]bool{}
	for id, office := range r.offices {
		if office == m.office.ID {
			want[id] = true
		}
	}
	for _, row := range rows.Rows {
		if !want[row.ID] {
			return fmt.Errorf("it has case %s, %s, which is none of its office", row.ID, row.Number)
		}
		delete(want, row.ID)
		mine, err := m.store.Case(row.ID)
		if err != nil {
			return err
		}
		if err := same("case "+row.Number, mine, r.cases[row.ID]); err != nil {
			return err
		}
		if err := same("row "+row.Number, row, r.cases[row.ID].Summary()); err != nil {
			return err
		}
	}
	if len(want) > 0 {
		return fmt.Errorf("it lacks cases %v", slices.Sorted(maps.Keys(want)))
	}
	return nil
}

// same compares two things by what is kept of them.
func same(what string, mine, theirs any) error {
	a, err := json.Marshal(mine)
	if err != nil {
		return err
	}
	b, err := json.Marshal(theirs)
	if err != nil {
		return err
	}
	if !bytes.Equal(a, b) {
		return fmt.Errorf("%s is\n%s\nand the log has\n%s", what, a, b)
	}
	return nil
}

// files makes sure that the centre holds whatever the machine's events name.
func (r *record) files(m *machine) error {
	for _, entry := range m.chain {
		if r.places[entry.event.ID] == 0 {
			continue
		}
		for _, f := range entry.event.Files() {
			if _, whole, err := r.world.centre.log().Length("", f.Hash); err != nil || !whole && m.holds(f.Hash) {
				return errors.Join(err, fmt.Errorf("the centre lacks file %s, %s, of %s", f.Name, f.Hash, entry.event.ID))
			}
		}
	}
	return nil
}

// compared makes sure that a window shows every two cases that look like one.
func (r *record) compared(o *office) error {
	i := slices.IndexFunc(o.windows, func(m *machine) bool { return m != nil })
	if i < 0 {
		return nil
	}
	want := map[[2]string]bool{}
	for a := range r.offices {
		for b := range r.offices {
			if a < b && r.offices[a] == o.ID && r.offices[b] == o.ID && len(r.cases[a].Resembles(r.cases[b])) > 0 {
				want[[2]string{a, b}] = true
			}
		}
	}
	found, err := o.windows[i].desk.Duplicates()
	if err != nil {
		return err
	}
	got := map[[2]string]bool{}
	for _, d := range found {
		got[[2]string{min(d.First.Case.ID, d.Second.Case.ID), max(d.First.Case.ID, d.Second.Case.ID)}] = true
	}
	if !maps.Equal(want, got) {
		return fmt.Errorf("%s shows %d pairs that look alike, and there are %d", o.ID, len(got), len(want))
	}
	r.world.tally.Duplicates += len(want)
	return nil
}
