package store

import (
	"slices"

	"onewindow/app/casefile"
	"onewindow/store/search"
)

// folding is what the events of a case come to. It is worked out of them alone.
type folding struct {
	events  []filed
	misfits []casefile.Misfit
	row     *casefile.Summary // nil for none
	text    search.Text       // that the row is looked for by
	kept    sealed            // the row
	noted   sealed            // that the lists do not know the case; only where it was foreseen
}

// folding folds the events of a case.
func (s *sealer) folding(id string, list []filed) (*folding, error) {
	c := folded(list)
	f := &folding{events: list, misfits: c.Misfits, row: rowOf(c, list)}
	if f.row == nil {
		return f, nil
	}
	raw, err := encodeRow(f.row)
	if err != nil {
		return nil, err
	}
	f.text = search.Of(*f.row)
	f.kept = s.seal(bucketRows, []byte(id), raw)
	return f, nil
}

// of says whether it is what these events of the case come to.
func (f *folding) of(list []filed) bool {
	return slices.EqualFunc(f.events, list, func(a, b filed) bool { return a.ID == b.ID && a.pending == b.pending })
}

// foldingOf is what the events of a case come to, foreseen or not.
func (t *tx) foldingOf(id string, list []filed) (*folding, error) {
	if f := t.foreseen[id]; f != nil && f.of(list) {
		return f, nil
	}
	return t.folding(id, list)
}
