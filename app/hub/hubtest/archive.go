package hubtest

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/app/workday"
)

// archiveComesBack exports a log with everything in it, restores it into an
// empty one, and exports that: both archives are the same to the byte.
func archiveComesBack(t *testing.T, open, empty Opener) {
	content := bytes.Repeat([]byte("扫描件"), 100_000)
	var first []byte
	use(t, open, func(s Store) {
		fillAll(t, s, content)
		first = export(t, s)
		tally, err := hub.CheckArchive(bytes.NewReader(first))
		if err != nil || tally != (hub.Tally{Events: 1205, Refused: 4, Files: 2}) {
			t.Fatalf("%+v, %v", tally, err)
		}
		if err := hub.ImportArchive(s, s, bytes.NewReader(first)); !errors.Is(err, hub.ErrNotEmpty) {
			t.Errorf("imported over what is there: %v", err)
		}
	})
	breaksOff(t, empty, first)
	use(t, empty, func(s Store) {
		must(t, hub.ImportArchive(s, s, bytes.NewReader(first)))
		must(t, hub.CheckImported(s))
		if second := export(t, s); !bytes.Equal(first, second) {
			t.Errorf("another archive came back: %s", difference(first, second))
		}
		if _, found, err := s.Find(here, "5-1"); err != nil || !found {
			t.Errorf("number 5-1 is not found again: %v", err)
		}
		sum := sm3.Sum(content)
		if f, named, err := s.NamedFile(here, hex.EncodeToString(sum[:])); err != nil || !named || f.Size != int64(len(content)) {
			t.Errorf("the file is not found again: %+v, %v, %v", f, named, err)
		}
	})
}

// breaksOff leaves an import undone at many points: each time nobody may use what
// is there, and the next goes on.
func breaksOff(t *testing.T, empty Opener, archive []byte) {
	t.Helper()
	later := bytes.Replace(archive, []byte(`{"begin":{"format":2,"at":"2026`), []byte(`{"begin":{"format":2,"at":"2027`), 1)
	for part := range 9 {
		use(t, empty, func(s Store) {
			if err := hub.ImportArchive(s, s, bytes.NewReader(archive[:len(archive)*(part+1)/10])); !errors.Is(err, hub.ErrArchive) {
				t.Errorf("%d tenths: %v", part+1, err)
			}
			if err := hub.CheckImported(s); !errors.Is(err, hub.ErrImporting) {
				t.Errorf("behind %d tenths it may be used: %v", part+1, err)
			}
			if _, err := hub.New(hub.Config{Log: s, Files: s, Now: Start}); !errors.Is(err, hub.ErrImporting) {
				t.Errorf("behind %d tenths a centre opens: %v", part+1, err)
			}
			if err := hub.ImportArchive(s, s, bytes.NewReader(later)); !errors.Is(err, hub.ErrNotEmpty) {
				t.Errorf("another archive goes over it: %v", err)
			}
		})
	}
}

func difference(one, two []byte) string {
	a, b := strings.Split(string(one), "\n"), strings.Split(string(two), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n%.600s\n%.600s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines and %d", len(a), len(b))
}

func export(t *testing.T, s Store) []byte {
	t.Helper()
	var out bytes.Buffer
	_, err := hub.Export{Log: s, Files: s, Key: true, Now: Start}.To(&out)
	must(t, err)
	return out.Bytes()
}

// fillAll puts something of every kind into a log: two offices, refused entries
// before, between and behind the events, and more of these than fit on a page.
func fillAll(t *testing.T, s Store, content []byte) {
	t.Helper()
	_, err := s.IssuingKey(func() ([]byte, error) { return []byte("key"), nil })
	must(t, err)
	sum, none := sm3.Sum(content), sm3.Sum(nil)
	files := []casefile.Attachment{
		{Name: "a.pdf", Hash: hex.EncodeToString(sum[:]), Size: int64(len(content))},
		{Name: "empty", Hash: hex.EncodeToString(none[:])}, {Name: "on its way", Hash: strings.Repeat("0", 64), Size: 5},
	}
	for offset := 0; offset < len(content); offset += 200_000 {
		_, err := s.Append("", files[0].Hash, int64(offset), content[offset:min(offset+200_000, len(content))], files[0].Size)
		must(t, err)
	}
	_, err = s.Append("", files[1].Hash, 0, nil, 0)
	must(t, err)

	counters := []*Counter{NewCounter(t, 1, here, "03"), NewCounter(t, 2, there, "03"), NewCounter(t, 3, here, "03"), NewCounter(t, 4, here, "05")}
	must(t, s.Write(func(tx hub.Tx) error { return enrolAll(tx, counters) }))
	refuse(t, s, counters[0])
	for _, w := range counters[:2] {
		var events []hub.Entry
		for n := range 120 {
			for _, e := range w.Granted(n) {
				events = append(events, entry(t, e, w.Office))
			}
		}
		admit(t, s, events...)
	}
	refuse(t, s, counters[1])
	w := counters[2]
	for i := range 5 {
		e := entry(t, w.Receive(fmt.Sprint(i+1, "-1"), files...), here)
		e.Numbers, e.Files = []string{fmt.Sprint(i+1, "-1")}, files
		admit(t, s, e)
	}
	must(t, s.Write(func(tx hub.Tx) error {
		return errors.Join(tx.Bring(here, files[0].Hash), tx.Bring(here, files[1].Hash))
	}))
	refuse(t, s, counters[0])
	refuse(t, s, counters[0])
}

func refuse(t *testing.T, s Store, w *Counter) {
	t.Helper()
	e := entry(t, w.Receive("refused"), w.Office)
	must(t, s.Write(func(tx hub.Tx) error { return tx.Refuse(e, "state") }))
}

// enrolAll enrols the counters one after the other: of two at one window the
// first is revoked before, and the last has left its window.
func enrolAll(tx hub.Tx, counters []*Counter) error {
	var err error
	for i, w := range counters {
		err = errors.Join(err, tx.Enrol(hub.Installation{
			ID: w.Installation, Office: w.Office, Window: w.Window, PublicKey: w.Key.Public().Bytes(), Key: w.Key.ID(), Enrolled: Start(),
		}))
		if i == 0 {
			err = errors.Join(err, tx.Revoke(w.Installation, hub.Revocation{At: Start(), Voided: workday.DateOf(Start())}))
		}
		err = errors.Join(err, tx.AddLease(replica.Lease{
			ID: w.NewID(), Installation: w.Installation, Kind: replica.AcceptanceNumbers, Year: 2026, From: 1, To: 100,
		}))
	}
	last := counters[len(counters)-1]
	_, series := tx.Next("series", 41)
	return errors.Join(err, series, tx.Keep("calendar", []byte("2027")), tx.Release(last.Office, last.Window))
}

// Lines lists the lines of an archive, for tests that spoil them.
func Lines(t *testing.T, s Store) []string {
	t.Helper()
	fillAll(t, s, []byte("x"))
	return strings.SplitAfter(string(export(t, s)), "\n")
}

// walkHoldsNobodyUp lets an event be written between the lines of a walk, which
// shows the log as it was when it began.
func walkHoldsNobodyUp(t *testing.T, open Opener) {
	use(t, open, func(s Store) {
		fillAll(t, s, []byte("x"))
		late, seen := NewCounter(t, 9, here, "09"), 0
		must(t, s.Walk(func(l hub.Line) error {
			if l.Event == nil {
				return nil
			}
			seen++
			if seen%200 == 1 {
				admit(t, s, entry(t, late.Receive(fmt.Sprint("late-", seen)), here))
			}
			return nil
		}))
		if seen != 1205 {
			t.Errorf("saw %d events", seen)
		}
	})
}
