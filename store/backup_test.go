package store_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
)

// A backup that is made while cases are accepted is whole, and what was done
// before it is in it.
func TestBackupWhileRunning(t *testing.T) {
	o := newPatient(t)
	s, err := store.Open(o.Options)
	check(t, err)
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
				if err := s.SaveDraft(desk.Draft{ID: fmt.Sprint("x", i%50), Fields: map[string]string{"n": fmt.Sprint(i)}}); err != nil {
					stopped <- err
					return
				}
			}
		}
	}()
	file := filepath.Join(t.TempDir(), "backup.tar")
	for range 5 {
		check(t, s.BackupTo(file))
	}
	close(stop)
	check(t, errors.Join(<-stopped, s.Close()))
	wantSealed(t, filepath.Dir(file))

	r := restored(t, file, o.Options)
	found, err := store.Check(store.Checks{Options: r, Pages: store.CheckPages})
	if err != nil || len(found) != 0 {
		t.Errorf("found %+v, %v", found, err)
	}
	s, err = store.Open(r)
	check(t, err)
	drafts, err := s.Drafts()
	check(t, err)
	if c, err := s.Case("c1"); err != nil || c.AcceptanceNumber == "" || len(drafts) < 1 {
		t.Errorf("%q, %d drafts, %v", c.AcceptanceNumber, len(drafts), err)
	}
	check(t, s.Close())
}

// restored makes a folder of a backup, of a window that belongs to no centre but
// where the backup says so.
func restored(t testing.TB, file string, of store.Options) store.Options {
	t.Helper()
	return restoredAs(t, file, of, store.Restoring{Alone: true})
}

func restoredAs(t testing.TB, file string, of store.Options, how store.Restoring) store.Options {
	t.Helper()
	f, err := os.Open(file)
	check(t, err)
	of.Dir = filepath.Join(t.TempDir(), "restored")
	check(t, errors.Join(store.Restore(f, of.Dir, how), f.Close()))
	return of
}

// Numbers are of days of the office. A machine that was set up for another zone, as
// they come out of the box, leaves out no fewer of them.
func TestRestoreOnAMachineOfAnotherZone(t *testing.T) {
	o := options(t.TempDir())
	o.Now = func() time.Time { return today.In(time.FixedZone("PST", -8*3600)) } // still the day before
	s, err := store.Open(o)
	check(t, err)
	const series = "case/03/20261123"
	nextOf(t, s, series)
	file := filepath.Join(t.TempDir(), "backup.tar")
	check(t, s.BackupTo(file))
	given := nextOf(t, s, series)
	check(t, s.Close())
	s, err = store.Open(restored(t, file, o))
	check(t, err)
	if n := nextOf(t, s, series); n <= given {
		t.Errorf("%d is given again as %d", given, n)
	}
	check(t, s.Close())
}

// What was done after the backup is not done again under the same numbers: the
// centre is heard first.
func TestRestoreGivesNoNumberTwice(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	check(t, s.Local().AddLease(lease("l1", 1, 100)))
	check(t, s.SaveSetting(replica.SettingMembership, "the centre"))
	nextOf(t, s, "case/03/20261123")
	add(t, s, event(t, "e1", "c1", clerk, received("03-1", "甲")))
	file := filepath.Join(t.TempDir(), "backup.tar")
	check(t, s.BackupTo(file))
	took := []uint64{nextOf(t, s, "case/03/20261123"), nextOf(t, s, "acceptance/03/2026")}
	add(t, s, event(t, "e2", "c2", clerk, received("03-2", "乙")))
	done := pending(t, s)
	check(t, s.Close())

	s, err := store.Open(restored(t, file, options(dir)))
	check(t, err)
	box, err := s.Outbox()
	check(t, err)
	if box.Numbers != 0 || box.Events != 1 {
		t.Errorf("%+v", box)
	}
	late := event(t, "e3", "c3", clerk, received("03-3", "丙"))
	if err := s.Write(func(w desk.Writer) error { return w.Append(late) }); !errors.Is(err, desk.ErrCatchingUp) {
		t.Errorf("before the centre was heard: %v", err)
	}
	page := replica.Page{More: true, Next: "p1", Events: []replica.Ordered{ordered(t, done[0], 1)}}
	check(t, s.Local().Apply(page))
	if err := s.Write(func(w desk.Writer) error { return w.Append(late) }); !errors.Is(err, desk.ErrCatchingUp) {
		t.Errorf("before the centre had ended: %v", err)
	}
	check(t, s.Local().Apply(replica.Page{Next: "p2", Told: true, Events: []replica.Ordered{ordered(t, done[1], 2)}}))
	add(t, s, late)
	for i, series := range []string{"case/03/20261123", "acceptance/03/2026"} {
		if n := nextOf(t, s, series); n <= took[i] {
			t.Errorf("%s gives %d again", series, n)
		}
	}
	if n := nextOf(t, s, "case/03/20261124"); n != 1 {
		t.Errorf("the next day begins with %d", n)
	}
	list := pending(t, s)
	if len(list) != 1 || list[0].Seq != 3 {
		t.Errorf("the chain goes on with %+v", list)
	}
	check(t, s.Close())
}

// A backup that is restored a second time gives none of the numbers that were
// given after the first time.
func TestRestoringTwiceGivesNoNumberTwice(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	check(t, s.SaveSetting(replica.SettingMembership, "the centre"))
	nextOf(t, s, "case/03/20261123")
	file := filepath.Join(t.TempDir(), "backup.tar")
	check(t, errors.Join(s.BackupTo(file), s.Close()))

	s, err := store.Open(restored(t, file, options(dir)))
	check(t, err)
	check(t, s.Local().Apply(replica.Page{Next: "p1", Told: true}))
	n := nextOf(t, s, "case/03/20261123")
	add(t, s, event(t, "e1", "c1", clerk, received(fmt.Sprintf("03-20261123-%04d", n), "甲")))
	known := ordered(t, pending(t, s)[0], 1)
	check(t, s.Close())

	s, err = store.Open(restored(t, file, options(dir)))
	check(t, err)
	check(t, s.Local().Apply(replica.Page{Next: "p2", Told: true, Events: []replica.Ordered{known}}))
	if again := nextOf(t, s, "case/03/20261123"); again <= n {
		t.Errorf("gives %d behind %d", again, n)
	}
	check(t, s.Close())
}

// Not even in a series that began behind the backup, of which the centre knows only
// a number from before the first time.
func TestRestoringTwiceGivesNoNumberTwiceInANewSeries(t *testing.T) {
	const series = "case/03/20261123"
	o := options(t.TempDir())
	s, err := store.Open(o)
	check(t, err)
	check(t, s.SaveSetting(replica.SettingMembership, "the centre"))
	file := filepath.Join(t.TempDir(), "backup.tar")
	check(t, s.BackupTo(file))
	add(t, s, event(t, "e1", "c1", clerk, received(fmt.Sprintf("03-20261123-%04d", nextOf(t, s, series)), "甲")))
	heard := replica.Page{Next: "p1", Told: true, Events: []replica.Ordered{ordered(t, pending(t, s)[0], 1)}}
	check(t, s.Close())

	given := map[uint64]bool{}
	for life := range 3 {
		again := restored(t, file, o)
		again.Now = func() time.Time { return today.Add(time.Duration(life+1) * time.Minute) }
		s, err := store.Open(again)
		check(t, err)
		check(t, s.Local().Apply(heard))
		for range 5 {
			n := nextOf(t, s, series)
			if given[n] {
				t.Errorf("life %d gives %d again", life, n)
			}
			given[n] = true
		}
		check(t, s.Close())
	}
}

func nextOf(t testing.TB, s *store.Store, series string) uint64 {
	t.Helper()
	var n uint64
	check(t, s.Write(func(w desk.Writer) (err error) {
		n, err = w.Next(series)
		return err
	}))
	return n
}

func TestRestoreRefuses(t *testing.T) {
	s := open(t, t.TempDir())
	var whole bytes.Buffer
	check(t, s.Backup(&whole))
	full := t.TempDir()
	check(t, os.WriteFile(filepath.Join(full, "x"), nil, 0o600))
	if err := store.Restore(bytes.NewReader(whole.Bytes()), full, store.Restoring{}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("into a folder with something in it: %v", err)
	}
	for name, raw := range map[string][]byte{
		"nothing":         {},
		"text":            []byte(strings.Repeat("no backup ", 100)),
		"half":            whole.Bytes()[:whole.Len()/2],
		"a path upwards":  tarOf(t, "onewindow.key", "onewindow.db", "attachments/../../x"),
		"an absolute one": tarOf(t, "onewindow.key", "onewindow.db", "/tmp/x"),
		"another's file":  tarOf(t, "onewindow.key", "onewindow.db", "onewindow.journal"),
		"no key":          tarOf(t, "onewindow.db"),
		"twice":           tarOf(t, "onewindow.key", "onewindow.db", "onewindow.db"),
	} {
		dir := filepath.Join(t.TempDir(), "d")
		if err := store.Restore(bytes.NewReader(raw), dir, store.Restoring{}); err == nil {
			t.Errorf("%s was restored", name)
		}
		if left, err := filepath.Glob(dir + "*"); err != nil || len(left) > 0 {
			t.Errorf("%s left %v, %v", name, left, err)
		}
	}
}

func tarOf(t testing.TB, names ...string) []byte {
	t.Helper()
	var raw bytes.Buffer
	w := tar.NewWriter(&raw)
	for _, name := range names {
		check(t, w.WriteHeader(&tar.Header{Name: name, Size: 1, Mode: 0o600, ModTime: time.Unix(0, 0)}))
		_, err := w.Write([]byte("x"))
		check(t, err)
	}
	check(t, w.Close())
	return raw.Bytes()
}
