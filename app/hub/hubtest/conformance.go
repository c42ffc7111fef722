package hubtest

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/app/workday"
)

// Store is what a central store offers the hub.
type Store interface {
	hub.Archive
	hub.Files
	io.Closer
}

// Opener opens the store again that it opened before; the one before is closed.
type Opener func() (Store, error)

// RunConformance runs the tests that every implementation of the hub's Log and
// Files passes. Each call of fresh prepares an empty store.
func RunConformance(t *testing.T, fresh func(t *testing.T) Opener) {
	for name, test := range map[string]func(*testing.T, Opener){
		"places have no gaps":          placesHaveNoGaps,
		"a failed action leaves none":  failedActionLeavesNothing,
		"everything survives":          everythingSurvives,
		"refused entries keep a chain": refusedEntriesKeepTheChain,
		"refused entries are listed":   refusedEntriesAreListed,
		"log books are kept":           logBooksAreKept,
		"offices are apart":            officesAreApart,
		"stretches respect limits":     stretchesRespectLimits,
		"writers are serial":           writersAreSerial,
		"numbers are raised":           numbersAreRaised,
		"windows have one holder":      windowsHaveOneHolder,
		"the issuing key is made once": issuingKeyIsMadeOnce,
		"files are checked":            filesAreChecked,
		"files are brought by offices": filesAreBrought,
		"unfinished files are forgot":  unfinishedFilesAreForgotten,
		"files are read from anywhere": filesAreReadFromAnywhere,
		"strange names are unknown":    strangeNamesAreUnknown,
		"what an action is about":      aboutChangesNoAnswer,
		"a reader misses nothing":      readerMissesNothing,
		"revoked ones are out":         revokedInstallationsAreOut,
		"cases are listed once":        casesAreListedOnce,
		"records are kept":             recordsAreKept,
		"a walk holds nobody up":       walkHoldsNobodyUp,
	} {
		t.Run(name, func(t *testing.T) { test(t, fresh(t)) })
	}
	t.Run("refused entries are readmitted", func(t *testing.T) { refusedEntriesAreReadmitted(t, fresh(t), fresh(t)) })
	t.Run("lost events come back", func(t *testing.T) { lostEventsComeBack(t, fresh(t), fresh(t)) })
	t.Run("an archive comes back", func(t *testing.T) { archiveComesBack(t, fresh(t), fresh(t)) })
}

// use opens the store for one step and closes it.
func use(t *testing.T, open Opener, step func(Store)) {
	t.Helper()
	s, err := open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	step(s)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// entry is the event as the hub would hand it over.
func entry(t *testing.T, e casefile.Event, office string) hub.Entry {
	t.Helper()
	raw, err := e.Bytes()
	must(t, err)
	hash, err := e.Hash()
	must(t, err)
	return hub.Entry{Event: e, Raw: raw, Hash: hash, Office: office}
}

// admit keeps the entries in one transaction and returns their places.
func admit(t *testing.T, s Store, entries ...hub.Entry) []uint64 {
	t.Helper()
	var places []uint64
	must(t, s.Write(func(tx hub.Tx) error {
		places = nil
		for _, e := range entries {
			place, err := tx.Admit(e)
			if err != nil {
				return err
			}
			places = append(places, place)
		}
		return nil
	}))
	return places
}

const here, there = "330402-01", "330411-01"

func placesHaveNoGaps(t *testing.T, open Opener) {
	use(t, open, func(s Store) {
		w := NewCounter(t, 1, here, "03")
		var got []uint64
		for i := range 4 {
			got = append(got, admit(t, s, entry(t, w.Receive(fmt.Sprint(i, "a")), here), entry(t, w.Receive(fmt.Sprint(i, "b")), here))...)
		}
		if !slices.Equal(got, []uint64{1, 2, 3, 4, 5, 6, 7, 8}) {
			t.Errorf("places %v", got)
		}
	})
}

func failedActionLeavesNothing(t *testing.T, open Opener) {
	use(t, open, func(s Store) {
		w := NewCounter(t, 1, here, "03")
		e := entry(t, w.Receive("1"), here)
		e.Numbers = []string{"1"}
		no := errors.New("no")
		err := s.Write(func(tx hub.Tx) error {
			if _, err := tx.Admit(e); err != nil {
				return err
			}
			if _, err := tx.Next("series", 10); err != nil {
				return err
			}
			return no
		})
		if !errors.Is(err, no) {
			t.Errorf("error %v", err)
		}
		if _, found, err := s.Find(here, "1"); err != nil || found {
			t.Errorf("found %v, %v", found, err)
		}
		if stretch, err := s.After(here, 0, 10, 1<<20); err != nil || len(stretch.Events) != 0 || stretch.Last != 0 {
			t.Errorf("%+v, %v", stretch, err)
		}
		must(t, s.Write(func(tx hub.Tx) error {
			kept, seen, err := tx.Kept(e.Event.ID)
			if err != nil || seen {
				t.Errorf("kept %+v, %v, %v", kept, seen, err)
			}
			if n, err := tx.Next("series", 1); err != nil || n != 1 {
				t.Errorf("next %d, %v", n, err)
			}
			return nil
		}))
		if places := admit(t, s, e); places[0] != 1 {
			t.Errorf("place %d after the failure", places[0])
		}
	})
}

func everythingSurvives(t *testing.T, open Opener) {
	w := NewCounter(t, 1, here, "03")
	e := entry(t, w.Receive("03-1"), here)
	e.Numbers = []string{"03-1"}
	e.Files = []casefile.Attachment{{Name: "a.pdf", Hash: e.Hash, Size: 7}}
	i := hub.Installation{ID: w.Installation, Office: here, Window: "03", PublicKey: w.Key.Public().Bytes(), Key: w.Key.ID(), Enrolled: Start()}
	l := replica.Lease{ID: w.NewID(), Installation: w.Installation, Kind: replica.AcceptanceNumbers, Year: 2026, From: 1, To: 100}
	use(t, open, func(s Store) {
		must(t, s.Write(func(tx hub.Tx) error {
			_, err := tx.Next("series", 41)
			return errors.Join(err, tx.Enrol(i), tx.AddLease(l))
		}))
		admit(t, s, e)
	})
	use(t, open, func(s Store) {
		stretch, err := s.After(here, 0, 10, 1<<20)
		must(t, err)
		if len(stretch.Events) != 1 || stretch.Events[0].Order != 1 || !bytes.Equal(stretch.Events[0].Event, e.Raw) || stretch.Last != 1 {
			t.Errorf("%+v", stretch)
		}
		if id, ok, err := s.Find(here, "03-1"); err != nil || !ok || id != e.Event.Case {
			t.Errorf("find %q, %v, %v", id, ok, err)
		}
		if f, ok, err := s.NamedFile(here, e.Hash); err != nil || !ok || f != (hub.NamedFile{Size: 7}) {
			t.Errorf("file %+v, %v, %v", f, ok, err)
		}
		got, ok, err := s.Installation(i.ID)
		if err != nil || !ok || got.Key != i.Key || got.Office != here || !got.Enrolled.Equal(i.Enrolled) {
			t.Errorf("installation %+v, %v, %v", got, ok, err)
		}
		if list, err := s.Installations(); err != nil || len(list) != 1 || list[0].ID != i.ID {
			t.Errorf("installations %+v, %v", list, err)
		}
		must(t, s.Write(func(tx hub.Tx) error {
			if n, err := tx.Next("series", 1); err != nil || n != 42 {
				t.Errorf("next %d, %v", n, err)
			}
			if got, ok, err := tx.Lease(l.Installation, l.ID); err != nil || !ok || got != l {
				t.Errorf("lease %+v, %v, %v", got, ok, err)
			}
			return nil
		}))
		leasesAreListed(t, s, l)
		must(t, s.Write(func(tx hub.Tx) error {
			if kept, ok, err := tx.Kept(e.Event.ID); err != nil || !ok || kept != (hub.Kept{Place: 1, Hash: e.Hash}) {
				t.Errorf("kept %+v, %v, %v", kept, ok, err)
			}
			return nil
		}))
	})
}

// numbersAreRaised takes numbers one by one and many at once, in whatever order.
func numbersAreRaised(t *testing.T, open Opener) {
	step := func(s Store, do func(hub.Tx) error, next uint64) {
		t.Helper()
		must(t, s.Write(func(tx hub.Tx) error {
			if err := do(tx); err != nil {
				return err
			}
			if n, err := tx.Next("raised", 0); err != nil || n != next {
				t.Errorf("in the transaction %d is next, want %d, %v", n, next, err)
			}
			return nil
		}))
		must(t, s.Write(func(tx hub.Tx) error {
			if n, err := tx.Next("raised", 0); err != nil || n != next {
				t.Errorf("%d is next, want %d, %v", n, next, err)
			}
			return nil
		}))
	}
	raise := func(to uint64) func(hub.Tx) error { return func(tx hub.Tx) error { return tx.Raise("raised", to) } }
	use(t, open, func(s Store) {
		step(s, raise(0), 1)
		step(s, raise(7), 8)
		step(s, raise(3), 8)
		step(s, func(tx hub.Tx) error {
			n, err := tx.Next("raised", 2)
			if n != 8 {
				t.Errorf("took %d", n)
			}
			return errors.Join(err, tx.Raise("raised", 9), tx.Raise("raised", 20))
		}, 21)
	})
	use(t, open, func(s Store) { step(s, raise(20), 21) })
}

// leasesAreListed says whether an installation that had one lease before is given
// that and those of its own transaction, and no other's.
func leasesAreListed(t *testing.T, s Store, before replica.Lease) {
	t.Helper()
	more, other := before, before
	more.ID, more.From, more.To = before.ID+"b", 101, 200
	other.Installation += "b"
	must(t, s.Write(func(tx hub.Tx) error {
		if list, err := tx.Leases(before.Installation); err != nil || !slices.Equal(list, []replica.Lease{before}) {
			t.Errorf("leases %+v, %v", list, err)
		}
		return errors.Join(tx.AddLease(more), tx.AddLease(other), sameLeases(tx, before, more))
	}))
	must(t, s.Write(func(tx hub.Tx) error { return sameLeases(tx, before, more) }))
}

func sameLeases(tx hub.Tx, want ...replica.Lease) error {
	list, err := tx.Leases(want[0].Installation)
	slices.SortFunc(list, func(a, b replica.Lease) int { return cmp.Compare(a.From, b.From) })
	if err == nil && !slices.Equal(list, want) {
		err = fmt.Errorf("leases %+v, want %+v", list, want)
	}
	return err
}

func refusedEntriesKeepTheChain(t *testing.T, open Opener) {
	use(t, open, func(s Store) {
		w := NewCounter(t, 1, here, "03")
		first, second := entry(t, w.Receive("1"), here), entry(t, w.Receive("2"), here)
		admit(t, s, first)
		must(t, s.Write(func(tx hub.Tx) error { return tx.Refuse(second, "state") }))
		must(t, s.Write(func(tx hub.Tx) error {
			if tail, err := tx.Tail(w.Installation); err != nil || tail != (hub.Link{Seq: 2, Hash: second.Hash}) {
				t.Errorf("tail %+v, %v", tail, err)
			}
			if tail, err := tx.Tail("nobody"); err != nil || tail != (hub.Link{}) {
				t.Errorf("tail of nobody %+v, %v", tail, err)
			}
			if kept, ok, err := tx.Kept(second.Event.ID); err != nil || !ok || kept != (hub.Kept{Hash: second.Hash, Reason: "state"}) {
				t.Errorf("kept %+v, %v, %v", kept, ok, err)
			}
			if events, err := tx.Case(second.Event.Case); err != nil || len(events) != 0 {
				t.Errorf("a refused event is in its case: %v, %v", events, err)
			}
			return nil
		}))
		altered := second
		altered.Event.ID, altered.Event.Seq, altered.Hash = first.Event.ID, 3, second.Hash
		must(t, s.Write(func(tx hub.Tx) error { return tx.Refuse(altered, "altered") }))
		must(t, s.Write(func(tx hub.Tx) error {
			if kept, _, err := tx.Kept(first.Event.ID); err != nil || kept != (hub.Kept{Place: 1, Hash: first.Hash}) {
				t.Errorf("an altered event took the place of the first: %+v, %v", kept, err)
			}
			return nil
		}))
	})
}

func officesAreApart(t *testing.T, open Opener) {
	use(t, open, func(s Store) {
		a, b := NewCounter(t, 1, here, "03"), NewCounter(t, 2, there, "03")
		// One office's name is the beginning of the other's.
		longer := NewCounter(t, 3, here+"1", "03")
		for i := range 3 {
			for _, w := range []*Counter{a, b, longer} {
				e := entry(t, w.Receive(fmt.Sprint(i)), w.Office)
				e.Numbers = []string{fmt.Sprint(i)}
				admit(t, s, e)
			}
		}
		for _, w := range []*Counter{a, b, longer} {
			stretch, err := s.After(w.Office, 0, 100, 1<<20)
			must(t, err)
			if len(stretch.Events) != 3 || stretch.More || stretch.Last != 9 {
				t.Errorf("%s: %d events, last %d", w.Office, len(stretch.Events), stretch.Last)
			}
			id, ok, err := s.Find(w.Office, "1")
			must(t, err)
			events, err := s.Case(id)
			must(t, err)
			if !ok || len(events) != 1 || events[0].Installation != w.Installation {
				t.Errorf("%s: number 1 is of %+v", w.Office, events)
			}
		}
	})
}

func stretchesRespectLimits(t *testing.T, open Opener) {
	use(t, open, func(s Store) {
		w := NewCounter(t, 1, here, "03")
		size := 0
		for i := range 10 {
			e := entry(t, w.Receive(fmt.Sprint(i)), here)
			size = len(e.Raw)
			admit(t, s, e)
		}
		for _, v := range []struct {
			after           uint64
			limit, maxBytes int
			first, n        int
			more            bool
		}{
			{0, 3, 1 << 20, 1, 3, true},
			{3, 7, 1 << 20, 4, 7, false},
			{9, 100, 1 << 20, 10, 1, false},
			{10, 100, 1 << 20, 0, 0, false},
			{99, 100, 1 << 20, 0, 0, false},
			{0, 100, 1, 1, 1, true},
			{0, 100, size + 1, 1, 2, true},
		} {
			got, err := s.After(here, v.after, v.limit, v.maxBytes)
			must(t, err)
			if len(got.Events) != v.n || got.More != v.more || v.n > 0 && got.Events[0].Order != uint64(v.first) {
				t.Errorf("%+v: %d events, more %v", v, len(got.Events), got.More)
			}
		}
	})
}

func writersAreSerial(t *testing.T, open Opener) {
	use(t, open, func(s Store) {
		const writers, each = 8, 20
		var wait sync.WaitGroup
		taken := make([][]uint64, writers)
		for i := range writers {
			wait.Go(func() {
				w := NewCounter(t, byte(i+1), here, fmt.Sprint(i))
				for n := range each {
					e := entry(t, w.Receive(fmt.Sprint(i, "-", n)), here)
					var number uint64
					err := s.Write(func(tx hub.Tx) (err error) {
						if number, err = tx.Next("series", 1); err != nil {
							return err
						}
						_, err = tx.Admit(e)
						return err
					})
					if err != nil {
						t.Error(err)
						return
					}
					taken[i] = append(taken[i], number)
				}
			})
		}
		wait.Wait()
		all := slices.Sorted(slices.Values(slices.Concat(taken...)))
		for i, n := range all {
			if n != uint64(i+1) {
				t.Fatalf("number %d taken in place of %d", n, i+1)
			}
		}
		stretch, err := s.After(here, 0, 1000, 1<<30)
		must(t, err)
		if len(stretch.Events) != writers*each || stretch.Last != writers*each {
			t.Errorf("%d events, last %d", len(stretch.Events), stretch.Last)
		}
	})
}

func windowsHaveOneHolder(t *testing.T, open Opener) {
	use(t, open, func(s Store) {
		i := hub.Installation{ID: "one", Office: here, Window: "03"}
		must(t, s.Write(func(tx hub.Tx) error { return tx.Enrol(i) }))
		i.Window = "04"
		must(t, s.Write(func(tx hub.Tx) error { return tx.Enrol(i) }))
		must(t, s.Write(func(tx hub.Tx) error {
			if id, ok, err := tx.Holder(here, "04"); err != nil || !ok || id != "one" {
				t.Errorf("holder of 04: %q, %v, %v", id, ok, err)
			}
			for _, free := range [][2]string{{here, "03"}, {there, "04"}, {here + "0", "4"}} {
				if id, ok, err := tx.Holder(free[0], free[1]); err != nil || ok {
					t.Errorf("holder of %v: %q, %v", free, id, err)
				}
			}
			return tx.Release(here, "04")
		}))
		must(t, s.Write(func(tx hub.Tx) error {
			if id, ok, err := tx.Holder(here, "04"); err != nil || ok {
				t.Errorf("holder of a released window: %q, %v", id, err)
			}
			return tx.Enrol(hub.Installation{ID: "two", Office: here, Window: "04"})
		}))
		must(t, s.Write(func(tx hub.Tx) error { return tx.Enrol(hub.Installation{ID: "one", Office: here, Window: "05"}) }))
		must(t, s.Write(func(tx hub.Tx) error {
			if id, _, err := tx.Holder(here, "04"); err != nil || id != "two" {
				t.Errorf("holder of 04 after its former holder moved: %q, %v", id, err)
			}
			return nil
		}))
	})
}

func issuingKeyIsMadeOnce(t *testing.T, open Opener) {
	no := errors.New("no")
	use(t, open, func(s Store) {
		if _, err := s.IssuingKey(func() ([]byte, error) { return nil, no }); !errors.Is(err, no) {
			t.Errorf("error %v", err)
		}
		key, err := s.IssuingKey(func() ([]byte, error) { return []byte("key"), nil })
		if err != nil || string(key) != "key" {
			t.Errorf("%q, %v", key, err)
		}
	})
	use(t, open, func(s Store) {
		key, err := s.IssuingKey(func() ([]byte, error) { return nil, no })
		if err != nil || string(key) != "key" {
			t.Errorf("%q, %v", key, err)
		}
	})
}

func filesAreChecked(t *testing.T, open Opener) {
	content := []byte("界址点坐标")
	sum := sm3.Sum(content)
	hash, size := hex.EncodeToString(sum[:]), int64(len(content))
	use(t, open, func(s Store) {
		if n, err := s.Append("", hash, 0, content[:4], size); err != nil || n != 4 {
			t.Fatalf("%d, %v", n, err)
		}
		if _, err := s.Open(hash); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("half a file opened: %v", err)
		}
		for _, offset := range []int64{0, 3, 5} {
			if n, err := s.Append("", hash, offset, content[:1], size); !errors.Is(err, hub.ErrOffset) || n != 4 {
				t.Errorf("at %d: %d, %v", offset, n, err)
			}
		}
	})
	use(t, open, func(s Store) {
		if n, whole, err := s.Length("", hash); err != nil || whole || n != 4 {
			t.Errorf("%d, %v, %v", n, whole, err)
		}
		if n, err := s.Append("", hash, 4, content[4:], size); err != nil || n != size {
			t.Fatalf("%d, %v", n, err)
		}
		f, err := s.Open(hash)
		must(t, err)
		got, err := io.ReadAll(f)
		must(t, errors.Join(err, f.Close()))
		if !bytes.Equal(got, content) {
			t.Errorf("%q", got)
		}
		wrong := hex.EncodeToString(make([]byte, 32))
		if _, err := s.Append("", wrong, 0, content, size); !errors.Is(err, hub.ErrHash) {
			t.Errorf("wrong bytes: %v", err)
		}
		if n, whole, err := s.Length("", wrong); err != nil || whole || n != 0 {
			t.Errorf("wrong bytes stayed: %d, %v, %v", n, whole, err)
		}
		if _, err := s.Append("", "../../x", 0, content, size); err == nil {
			t.Error("a path was taken for a hash")
		}
	})
}

func unfinishedFilesAreForgotten(t *testing.T, open Opener) {
	content := []byte("界址点坐标")
	sum := sm3.Sum(content)
	whole, size := hex.EncodeToString(sum[:]), int64(len(content))
	growing := hex.EncodeToString(make([]byte, 32))
	use(t, open, func(s Store) {
		_, err := s.Append(here, whole, 0, content, size)
		must(t, err)
		_, err = s.Append(here, growing, 0, content[:4], size)
		must(t, err)
		if gone, err := s.Forget(time.Now().Add(-time.Hour)); err != nil || len(gone) > 0 {
			t.Errorf("of before an hour: %v, %v", gone, err)
		}
		gone, err := s.Forget(time.Now().Add(time.Hour))
		if err != nil || !slices.Equal(gone, []hub.Unfinished{{Hash: growing, Bytes: 4}}) {
			t.Errorf("%+v, %v", gone, err)
		}
		if n, _, err := s.Length(here, growing); err != nil || n != 0 {
			t.Errorf("%d bytes are left, %v", n, err)
		}
		if n, err := s.Append(here, growing, 4, content[4:5], size); !errors.Is(err, hub.ErrOffset) || n != 0 {
			t.Errorf("it goes on where it was: %d, %v", n, err)
		}
		if n, err := s.Append(here, growing, 0, content[:2], size); err != nil || n != 2 {
			t.Errorf("from its beginning: %d, %v", n, err)
		}
		if _, is, err := s.Length("", whole); err != nil || !is {
			t.Errorf("the whole file: %v, %v", is, err)
		}
	})
}

func casesAreListedOnce(t *testing.T, open Opener) {
	use(t, open, func(s Store) {
		w := NewCounter(t, 1, here, "03")
		if ids, err := s.Cases("", 10); err != nil || len(ids) != 0 {
			t.Errorf("%v, %v in an empty log", ids, err)
		}
		var want []string
		for n := range 5 {
			for _, e := range w.Granted(n + 1)[:2] {
				admit(t, s, entry(t, e, here))
				want = append(want, e.Case)
			}
		}
		slices.Sort(want)
		want = slices.Compact(want)
		var got []string
		for behind := ""; ; behind = got[len(got)-1] {
			ids, err := s.Cases(behind, 2)
			must(t, err)
			if len(ids) == 0 {
				break
			}
			if got = append(got, ids...); len(got) > len(want) {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("listed %v, want %v", got, want)
		}
	})
}

func recordsAreKept(t *testing.T, open Opener) {
	use(t, open, func(s Store) {
		if raw, err := s.Record("calendar"); err != nil || raw != nil {
			t.Errorf("%q, %v before any was kept", raw, err)
		}
		for _, text := range []string{"one", "another"} {
			must(t, s.Write(func(tx hub.Tx) error { return tx.Keep("calendar", []byte(text)) }))
		}
		no := errors.New("no")
		err := s.Write(func(tx hub.Tx) error { return errors.Join(tx.Keep("calendar", []byte("lost")), no) })
		if !errors.Is(err, no) {
			t.Errorf("error %v", err)
		}
	})
	use(t, open, func(s Store) {
		if raw, err := s.Record("calendar"); err != nil || string(raw) != "another" {
			t.Errorf("%q, %v", raw, err)
		}
		must(t, s.Write(func(tx hub.Tx) error {
			raw, err := tx.Record("calendar")
			if string(raw) != "another" {
				t.Errorf("%q inside an action", raw)
			}
			none, errNone := tx.Record("none")
			if none != nil {
				t.Errorf("%q under another name", none)
			}
			return errors.Join(err, errNone)
		}))
	})
}

func revokedInstallationsAreOut(t *testing.T, open Opener) {
	one, two := hub.Installation{ID: "one", Office: here, Window: "03"}, hub.Installation{ID: "two", Office: here, Window: "03"}
	out := hub.Revocation{At: Start(), Voided: workday.DateOf(Start())}
	use(t, open, func(s Store) {
		must(t, s.Write(func(tx hub.Tx) error { return tx.Enrol(one) }))
		must(t, s.Write(func(tx hub.Tx) error { return tx.Revoke("one", out) }))
		must(t, s.Write(func(tx hub.Tx) error {
			if id, held, err := tx.Holder(here, "03"); err != nil || held {
				t.Errorf("%q still holds its window, %v", id, err)
			}
			return tx.Enrol(two)
		}))
		must(t, s.Write(func(tx hub.Tx) error { return tx.Revoke("one", out) }))
		if err := s.Write(func(tx hub.Tx) error { return tx.Revoke("nobody", out) }); err == nil {
			t.Error("nobody was revoked")
		}
	})
	use(t, open, func(s Store) {
		i, ok, err := s.Installation("one")
		if err != nil || !ok || i.Revoked == nil || !i.Revoked.At.Equal(out.At) || i.Revoked.Voided != out.Voided || i.Window != "03" {
			t.Errorf("%+v, %v, %v", i, ok, err)
		}
		must(t, s.Write(func(tx hub.Tx) error {
			if id, _, err := tx.Holder(here, "03"); err != nil || id != "two" {
				t.Errorf("revoking again took the window from its next holder: %q, %v", id, err)
			}
			return nil
		}))
	})
}
