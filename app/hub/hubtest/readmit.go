package hubtest

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub"
)

// A refused entry that is readmitted has a place, its numbers and its files from
// then on; its link stays where it was, and an archive carries all of that.
func refusedEntriesAreReadmitted(t *testing.T, open, empty Opener) {
	w := NewCounter(t, 1, here, "03")
	file := casefile.Attachment{Name: "a.pdf", Hash: strings.Repeat("ab", 32), Size: 7}
	first, second, third := entry(t, w.Receive("1"), here), entry(t, w.Receive("2", file), here), entry(t, w.Receive("3"), here)
	second.Numbers, second.Files = []string{"2"}, []casefile.Attachment{file}
	use(t, open, func(s Store) {
		must(t, s.Write(func(tx hub.Tx) error {
			if err := tx.Refuse(first, "author-left"); err != nil {
				return err
			}
			return tx.Refuse(second, "author-left")
		}))
		admit(t, s, third)
		must(t, s.Write(func(tx hub.Tx) error { return placed(t, tx, second, 2) }))
		for name, e := range map[string]hub.Entry{
			"again": second, "one that was admitted": third, "one that never came": entry(t, w.Receive("4"), here),
			"other bytes": {Event: first.Event, Raw: third.Raw, Hash: third.Hash, Office: here},
		} {
			if err := s.Write(func(tx hub.Tx) error { _, err := tx.Readmit(e); return err }); err == nil {
				t.Errorf("readmitted %s", name)
			}
		}
	})
	var archive []byte
	use(t, open, func(s Store) {
		stands(t, s, first, second, third)
		_, err := s.IssuingKey(func() ([]byte, error) { return []byte("key"), nil })
		must(t, err)
		archive = export(t, s)
		_, err = hub.CheckArchive(bytes.NewReader(archive))
		must(t, err)
	})
	use(t, empty, func(s Store) {
		must(t, hub.ImportArchive(s, s, bytes.NewReader(archive)))
		stands(t, s, first, second, third)
		if again := export(t, s); !bytes.Equal(again, archive) {
			t.Errorf("another archive came back: %s", difference(archive, again))
		}
	})
}

// placed readmits an entry and wants it at a place in the same transaction.
func placed(t *testing.T, tx hub.Tx, e hub.Entry, want uint64) error {
	t.Helper()
	place, err := tx.Readmit(e)
	if err != nil || place != want {
		t.Errorf("place %d, %v", place, err)
	}
	kept, _, err := tx.Kept(e.Event.ID)
	if err != nil || kept != (hub.Kept{Place: want, Hash: e.Hash}) {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if _, found, err := tx.Find(e.Office, e.Numbers[0]); err != nil || !found {
		t.Errorf("its number is not found: %v", err)
	}
	return err
}

func stands(t *testing.T, s Store, aside, readmitted, last hub.Entry) {
	t.Helper()
	found, err := s.After(here, 0, 10, 1<<20)
	must(t, err)
	if len(found.Events) != 2 || !bytes.Equal(found.Events[1].Event, readmitted.Raw) || found.Events[1].Order != 2 {
		t.Errorf("the log holds %d events", len(found.Events))
	}
	list, err := s.Refused("", 0, 10)
	must(t, err)
	if !slices.EqualFunc(list, []hub.Entry{aside}, func(r hub.RefusedEvent, e hub.Entry) bool { return bytes.Equal(r.Raw, e.Raw) }) {
		t.Errorf("%d entries are aside", len(list))
	}
	if f, named, err := s.NamedFile(here, readmitted.Files[0].Hash); err != nil || !named || f.Size != 7 {
		t.Errorf("its file: %+v, %v, %v", f, named, err)
	}
	must(t, s.Write(func(tx hub.Tx) error {
		tail, err := tx.Tail(last.Event.Installation)
		if tail != (hub.Link{Seq: last.Event.Seq, Hash: last.Hash}) {
			t.Errorf("the chain ends at %+v", tail)
		}
		return err
	}))
}
