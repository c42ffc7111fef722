package store

import (
	"slices"
	"strings"

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
	if !s.State.Open() {
		return nil
	}
	var list []place
	for _, by := range []struct{ list, code string }{{twinsByProject, s.ProjectCode}, {twinsByApplicant, s.Code}} {
		if by.code == "" {
			continue
		}
		key := append([]byte(sortText(s.Item)), 0)
		key = append(append(key, sortText(by.code)...), 0)
		list = append(list, place{by.list, append(key, number(doc)[8-docSize:]...), []byte(s.Window)})
	}
	return list
}

// twin is a case in one of those lists.
type twin struct {
	id, window string
	doc        uint64
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
	alike := map[string][]twin{}
	gone := o.gone()
	for _, e := range entries {
		if doc := docOf(e.Key); !gone[doc] {
			what := string(e.Key[:len(e.Key)-docSize])
			alike[what] = append(alike[what], twin{doc: doc, window: string(e.Value)})
		}
	}
	for _, f := range o.cases {
		for _, p := range places(f.now, 0) {
			if p.list == name {
				what := string(p.key[:len(p.key)-docSize])
				alike[what] = append(alike[what], twin{id: f.id, window: string(p.value)})
			}
		}
	}
	var groups [][]string
	for _, twins := range alike {
		if !slices.ContainsFunc(twins, func(w twin) bool { return w.window != twins[0].window }) {
			continue
		}
		ids := make([]string, len(twins))
		for i, w := range twins {
			if ids[i] = w.id; w.id == "" {
				ids[i] = string(t.bucket(bucketDocs).Get(number(w.doc)))
			}
		}
		slices.SortFunc(ids, strings.Compare)
		groups = append(groups, ids)
	}
	return groups, nil
}
