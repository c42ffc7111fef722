package hubtest

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/hub"
)

// A file grows for each office by itself, and is kept once; an office has it when
// it was noted that it brought it.
func filesAreBrought(t *testing.T, open Opener) {
	content := bytes.Repeat([]byte("界址点"), 100)
	sum := sm3.Sum(content)
	hash, size := hex.EncodeToString(sum[:]), int64(len(content))
	lengths := func(s Store) (list []int64, whole bool) {
		for _, office := range []string{here, there, ""} {
			n, is, err := s.Length(office, hash)
			must(t, err)
			list, whole = append(list, n), is
		}
		return list, whole
	}
	step := func(s Store, office string, offset, end, want int64, no error, now ...int64) {
		t.Helper()
		n, err := s.Append(office, hash, offset, content[offset:end], size)
		if got, _ := lengths(s); n != want || !errors.Is(err, no) || !slices.Equal(got, now) {
			t.Errorf("%s, %d to %d: %d, %v, now %d", office, offset, end, n, err, got)
		}
	}
	use(t, open, func(s Store) {
		step(s, here, 0, 500, 500, nil, 500, 0, 0)
		step(s, there, 500, size, 0, hub.ErrOffset, 500, 0, 0)
		step(s, there, 0, 600, 600, nil, 500, 600, 0)
		step(s, "", 0, 100, 100, nil, 500, 600, 100)
	})
	use(t, open, func(s Store) {
		step(s, here, 500, size, size, nil, 0, 600, 0) // the centre itself is overtaken
		spoilt := bytes.Repeat([]byte("x"), int(size-600))
		if _, err := s.Append(there, hash, 600, spoilt, size); !errors.Is(err, hub.ErrHash) {
			t.Errorf("wrong bytes behind those of another: %v", err)
		}
		step(s, there, 0, 600, 600, nil, 0, 600, 0)
		step(s, there, 600, size, size, nil, 0, 0, 0)
		if _, whole := lengths(s); !whole {
			t.Error("it is not whole")
		}
		f, err := s.Open(hash)
		must(t, err)
		got, err := io.ReadAll(f)
		if must(t, errors.Join(err, f.Close())); !bytes.Equal(got, content) {
			t.Errorf("%d bytes came back", len(got))
		}
	})
	isNoted(t, open, hash, size)
}

func isNoted(t *testing.T, open Opener, hash string, size int64) {
	t.Helper()
	w, neighbour := NewCounter(t, 1, here, "03"), NewCounter(t, 2, there, "03")
	names := func(w *Counter, size int64) hub.Entry {
		e := entry(t, w.Receive(w.NewID()), w.Office)
		e.Files = []casefile.Attachment{{Name: "a.pdf", Hash: hash, Size: size}}
		return e
	}
	use(t, open, func(s Store) {
		admit(t, s, names(w, size), names(neighbour, size))
		must(t, s.Write(func(tx hub.Tx) error {
			return errors.Join(tx.Bring(here, hash), tx.Bring(here, strings.Repeat("0", 64)), tx.Bring("nobody", hash))
		}))
		admit(t, s, names(w, 5)) // what was brought has the size it has
	})
	use(t, open, func(s Store) {
		for office, want := range map[string]hub.NamedFile{here: {Size: size, Brought: true}, there: {Size: size}, "nobody": {}} {
			if f, ok, err := s.NamedFile(office, hash); f != want || ok != (want.Size > 0) || err != nil {
				t.Errorf("%s: %+v, %v, %v", office, f, ok, err)
			}
		}
		var owed []hub.OwedFile
		must(t, s.Walk(func(l hub.Line) error {
			if l.Owed != nil {
				owed = append(owed, *l.Owed)
			}
			return nil
		}))
		if len(owed) != 1 || owed[0] != (hub.OwedFile{Office: there, Hash: hash}) {
			t.Errorf("owed %+v", owed)
		}
	})
}
