package store

import (
	"bytes"
	"slices"

	"onewindow/app/casefile"
)

// What cases of one item are held against each other by.
const (
	twinsByProject   = "twins|project"
	twinsByApplicant = "twins|applicant"
)

// twinPlaces are the places of an open case in the lists of what may be one
// application taken in twice: behind each other stand those of one item and one
// project, or one applicant. Beside each stands the window that took it in.
func twinPlaces(s *casefile.Summary, doc uint64) []place {
	if s == nil || !s.State.Open() {
		return nil
	}
	list := make([]place, 0, 2)
	for _, by := range []struct{ list, code string }{{twinsByProject, s.ProjectCode}, {twinsByApplicant, s.Code}} {
		if by.code == "" {
			continue
		}
		key := append([]byte(sortText(s.Item)), 0)
		key = append(append(key, sortText(by.code)...), 0)
		list = append(list, place{by.list, appendDoc(key, doc), []byte(s.Window)})
	}
	return list
}

// twin is a case in one of those lists.
type twin struct {
	what   []byte // item and project, or item and applicant
	window string
	id     string // "" where only the document is known
	doc    uint64
}

// Twins lists the ids of open cases of one item and one project, or one item and
// one applicant, group by group, where more than one window took them in.
func (s *Store) Twins() ([][]string, error) {
	var groups [][]string
	err := s.look(func(t *tx, o *overlay) error {
		for _, name := range []string{twinsByProject, twinsByApplicant} {
			alike, err := t.twins(o, name)
			if err != nil {
				return err
			}
			groups = append(groups, alike...)
		}
		return nil
	})
	slices.SortFunc(groups, slices.Compare)
	return groups, err
}

func (t *tx) twins(o *overlay, name string) ([][]string, error) {
	l, err := t.list(name)
	if err != nil {
		return nil, err
	}
	entries, err := l.Slice(0, l.Len())
	if err != nil {
		return nil, err
	}
	all := make([]twin, 0, len(entries))
	gone := o.gone()
	for _, e := range entries {
		if doc := docOf(e.Key); !gone[doc] {
			all = append(all, twin{what: e.Key[:max(0, len(e.Key)-docSize)], window: string(e.Value), doc: doc})
		}
	}
	listed := len(all)
	for _, f := range o.cases {
		for _, p := range twinPlaces(f.now, 0) {
			if p.list == name {
				all = append(all, twin{what: p.key[:len(p.key)-docSize], window: string(p.value), id: f.id})
			}
		}
	}
	if len(all) > listed {
		slices.SortStableFunc(all, func(a, b twin) int { return bytes.Compare(a.what, b.what) })
	}
	var groups [][]string
	for len(all) > 0 {
		n := 1
		for n < len(all) && bytes.Equal(all[n].what, all[0].what) {
			n++
		}
		if slices.ContainsFunc(all[:n], func(w twin) bool { return w.window != all[0].window }) {
			groups = append(groups, t.idsOf(all[:n]))
		}
		all = all[n:]
	}
	return groups, nil
}

// idsOf lists the ids of cases, sorted.
func (t *tx) idsOf(twins []twin) []string {
	ids := make([]string, len(twins))
	for i, w := range twins {
		if ids[i] = w.id; w.id == "" {
			ids[i] = string(t.bucket(bucketDocs).Get(number(w.doc)))
		}
	}
	slices.Sort(ids)
	return ids
}
