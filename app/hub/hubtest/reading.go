package hubtest

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/hub"
)

// Names come from headers, paths and scanned codes: whatever they hold, the log
// only does not know them.
func strangeNamesAreUnknown(t *testing.T, open Opener) {
	use(t, open, func(s Store) {
		for _, name := range []string{"", "\x00", "a\x00b", "\xff\xfe", "'; drop table log; --", "\u202e"} {
			if i, ok, err := s.Installation(name); ok || err != nil {
				t.Errorf("installation %q: %+v, %v", name, i, err)
			}
			if id, ok, err := s.Find(name, name); ok || err != nil {
				t.Errorf("number %q: %q, %v", name, id, err)
			}
			if f, ok, err := s.NamedFile(name, name); ok || err != nil {
				t.Errorf("file %q: %+v, %v", name, f, err)
			}
			if events, err := s.Case(name); len(events) > 0 || err != nil {
				t.Errorf("case %q: %v, %v", name, events, err)
			}
			if found, err := s.After(name, 1<<63+1, 10, 1<<20); len(found.Events) > 0 || err != nil {
				t.Errorf("office %q: %+v, %v", name, found, err)
			}
			must(t, s.Write(func(tx hub.Tx) error {
				if kept, ok, err := tx.Kept(name); ok || err != nil {
					t.Errorf("event %q: %+v, %v", name, kept, err)
				}
				if id, ok, err := tx.Holder(name, name); ok || err != nil {
					t.Errorf("window %q: %q, %v", name, id, err)
				}
				return nil
			}))
		}
	})
}

// An action gets the same answers whether it said what it is about or not, and
// also when it said too much or the wrong things.
func aboutChangesNoAnswer(t *testing.T, open Opener) {
	w := NewCounter(t, 1, here, "03")
	first, second, third := entry(t, w.Receive("1"), here), entry(t, w.Receive("2"), here), entry(t, w.Receive("3"), here)
	first.Numbers, second.Numbers, third.Numbers = []string{"1"}, []string{"2"}, []string{"3"}
	strange := third
	strange.Numbers = []string{"\x00"}
	use(t, open, func(s Store) {
		admit(t, s, first)
		must(t, s.Write(func(tx hub.Tx) error { return tx.Refuse(second, "state") }))
		for name, about := range map[string][]hub.Entry{
			"nothing": nil, "all of it": {first, second, third}, "a part": {second}, "too much": {strange, first},
		} {
			must(t, s.Write(func(tx hub.Tx) error {
				got, err := asked(tx, w.Installation, first, second, third)
				if err != nil {
					return err
				}
				want := []string{"1  true", "0 state false", "0  false", "2", second.Hash}
				if !slices.Equal(got, want) {
					t.Errorf("about %s: %q, want %q", name, got, want)
				}
				return nil
			}, about...))
		}
	})
}

// asked is what a transaction knows of entries and of their chain.
func asked(tx hub.Tx, installation string, entries ...hub.Entry) ([]string, error) {
	var list []string
	for _, e := range entries {
		kept, _, err := tx.Kept(e.Event.ID)
		if err != nil {
			return nil, err
		}
		_, found, err := tx.Find(e.Office, e.Numbers[0])
		if err != nil {
			return nil, err
		}
		list = append(list, fmt.Sprint(kept.Place, " ", kept.Reason, " ", found))
	}
	tail, err := tx.Tail(installation)
	return append(list, fmt.Sprint(tail.Seq), tail.Hash), err
}

func filesAreReadFromAnywhere(t *testing.T, open Opener) {
	content := bytes.Repeat([]byte("0123456789"), 1000)
	sum := sm3.Sum(content)
	hash, size := hex.EncodeToString(sum[:]), int64(len(content))
	use(t, open, func(s Store) {
		for offset := int64(0); offset < size; {
			end := min(offset+3333, size)
			n, err := s.Append("", hash, offset, content[offset:end], size)
			if err != nil || n != end {
				t.Fatalf("%d, %v", n, err)
			}
			offset = n
		}
		if n, err := s.Append("", hash, 0, content[:5], size); err != nil || n != size {
			t.Errorf("a piece of a complete file: %d, %v", n, err)
		}
		f, err := s.Open(hash)
		must(t, err)
		for _, v := range []struct{ offset, whence, want int }{{-3, io.SeekEnd, 9997}, {3330, io.SeekStart, 3330}, {5, io.SeekCurrent, 3345}} {
			if at, err := f.Seek(int64(v.offset), v.whence); err != nil || at != int64(v.want) {
				t.Fatalf("%+v: at %d, %v", v, at, err)
			}
			got := make([]byte, min(10, len(content)-v.want))
			if _, err := io.ReadFull(f, got); err != nil || !bytes.Equal(got, content[v.want:v.want+len(got)]) {
				t.Errorf("%+v: %q, %v", v, got, err)
			}
		}
		if _, err := f.Seek(-1, io.SeekStart); err == nil {
			t.Error("sought before the beginning")
		}
		empty := sm3.Sum(nil)
		if n, err := s.Append("", hex.EncodeToString(empty[:]), 0, nil, 0); err != nil || n != 0 {
			t.Errorf("an empty file: %d, %v", n, err)
		}
		if n, whole, err := s.Length("", hex.EncodeToString(empty[:])); err != nil || n != 0 || !whole {
			t.Errorf("an empty file: %d, %v, %v", n, whole, err)
		}
		must(t, f.Close())
	})
}

// A load balancer sends the pieces of a file now here, now there, and after a
// lost answer the same piece to both at once.
func fileComesToTwo(t *testing.T, open Opener) {
	content := bytes.Repeat([]byte("界址点坐标"), 500)
	sum := sm3.Sum(content)
	hash, size := hex.EncodeToString(sum[:]), int64(len(content))
	both(t, open, func(one, two Store) {
		for offset := int64(0); offset < size; {
			end := min(offset+1000, size)
			var wait sync.WaitGroup
			for _, s := range []Store{one, two} {
				wait.Go(func() {
					if n, err := s.Append("", hash, offset, content[offset:end], size); n != end || err != nil && !errors.Is(err, hub.ErrOffset) {
						t.Errorf("at %d: %d, %v", offset, n, err)
					}
				})
			}
			wait.Wait()
			offset = end
		}
		f, err := two.Open(hash)
		must(t, err)
		got, err := io.ReadAll(f)
		must(t, errors.Join(err, f.Close()))
		if !bytes.Equal(got, content) {
			t.Errorf("%d bytes of %d", len(got), len(content))
		}
	})
}
