package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
)

// patient is a folder with the personal case in it, how to open it, what its
// files held when it was well, and what the centre has of it.
type patient struct {
	store.Options
	held   map[string][]byte
	centre replica.Page
}

func newPatient(t testing.TB) patient {
	t.Helper()
	dir := t.TempDir()
	o := lockedOptions(t, dir)
	s, err := store.Open(o)
	check(t, err)
	page := personalCase(t, s)
	check(t, s.Close())
	return patient{o, contents(t, dir), page}
}

// checks are those of the folder. The pages are read in this process, which the
// damages of these tests leave alive.
func (p patient) checks() store.Checks { return store.Checks{Options: p.Options} }

func contents(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	held := map[string][]byte{}
	check(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			held[path], err = os.ReadFile(path)
		}
		return err
	}))
	return held
}

// restore puts the folder back to what it held.
func (p patient) restore(t testing.TB) {
	t.Helper()
	for path := range contents(t, p.Dir) {
		if _, kept := p.held[path]; !kept {
			check(t, os.Remove(path))
		}
	}
	for path, raw := range p.held {
		check(t, os.WriteFile(path, raw, 0o600))
	}
}

func TestCheckOfAWholeFolder(t *testing.T) {
	o := newPatient(t)
	c := o.checks()
	c.Pages = store.CheckPages
	found, err := store.Check(c)
	if err != nil || len(found) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
	for path, raw := range contents(t, o.Dir) {
		if !bytes.Equal(raw, o.held[path]) {
			t.Errorf("the check changed %s", path)
		}
	}
	if _, err := store.Check(store.Checks{Options: options(t.TempDir())}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder: %v", err)
	}
	s, err := store.Open(o.Options)
	check(t, err)
	if _, err := store.Check(c); !errors.Is(err, store.ErrInUse) {
		t.Errorf("a folder in use: %v", err)
	}
	check(t, s.Close())
}

// Every record that is spoilt is named, with its case where it has one, and the
// centre, the journal or the events bring it back.
func TestASpoiltRecordIsNamedAndMended(t *testing.T) {
	o := newPatient(t)
	for _, c := range []struct {
		bucket, key string
		want        store.Finding
	}{
		{"events", "e1", store.Finding{Bucket: "events", Key: "e1", Case: "c1", What: store.Forged, Remedy: store.FromJournal}},
		{"events", "f1", store.Finding{Bucket: "events", Key: "f1", Case: "c9", What: store.Forged, Remedy: store.FromJournal}},
		{"rows", "c1", store.Finding{Bucket: "rows", Key: "c1", Case: "c1", What: store.Forged, Remedy: store.FromEvents}},
		{"drafts", "d1", store.Finding{Bucket: "drafts", Key: "d1", What: store.Forged, Remedy: store.FromJournal}},
		{"settings", "installation-key", store.Finding{Bucket: "settings", Key: "installation-key", What: store.Forged, Remedy: store.FromJournal}},
	} {
		t.Run(c.bucket+" "+c.key, func(t *testing.T) {
			o.restore(t)
			spoilRecord(t, o.Dir, c.bucket, c.key)
			found, err := store.Check(o.checks())
			c.want.File = "onewindow.db"
			if err != nil || !slices.Contains(found, c.want) {
				t.Fatalf("found %+v, %v", found, err)
			}
			wantMended(t, o)
		})
	}
}

func spoilRecord(t testing.TB, dir, bucket, key string) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, "onewindow.db"), 0o600, nil)
	check(t, err)
	check(t, errors.Join(db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte(bucket))
		frame := bytes.Clone(b.Get([]byte(key)))
		frame[len(frame)/2] ^= 1
		return b.Put([]byte(key), frame)
	}), db.Close()))
}

// wantMended repairs a folder and wants everything in it that nobody else has;
// what the centre has it says again.
func wantMended(t testing.TB, o patient) {
	t.Helper()
	found, err := store.Repair(o.checks())
	if err != nil {
		t.Fatalf("repair: %v, found %+v", err, found)
	}
	found, err = store.Check(o.checks())
	if err != nil || len(found) != 0 {
		t.Fatalf("after the repair: %+v, %v", found, err)
	}
	s, err := store.Open(o.Options)
	check(t, err)
	cursor, err := s.Local().Cursor()
	check(t, err)
	if cursor == "" {
		check(t, s.Local().Apply(o.centre)) // as the line does
	}
	wantPersonalCase(t, s)
	if _, err := s.Case("c9"); err != nil {
		t.Errorf("another window's case is gone: %v", err)
	}
	check(t, s.Close())
	wantSealed(t, o.Dir)
}

// Whatever bit of whatever file turns, and wherever a file is cut off or a page
// of it lost: the folder opens with all that is in it, or it is refused, named
// and mended. It is never silently wrong.
func TestNeverSilentlyWrong(t *testing.T) {
	o := newPatient(t)
	random := rand.New(rand.NewPCG(3, 4))
	harms := map[string]func([]byte) []byte{
		"a bit": func(raw []byte) []byte {
			raw[random.IntN(len(raw))] ^= 1 << random.IntN(8)
			return raw
		},
		"cut off": func(raw []byte) []byte { return raw[:random.IntN(len(raw))] },
		"a page": func(raw []byte) []byte {
			at := random.IntN(len(raw)) &^ 511
			clear(raw[at:min(at+512, len(raw))])
			return raw
		},
	}
	opened, refused := 0, 0
	for _, name := range []string{"onewindow.db", "onewindow.journal"} {
		path := filepath.Join(o.Dir, name)
		for kind, harm := range harms {
			for range 25 {
				o.restore(t)
				check(t, os.WriteFile(path, harm(bytes.Clone(o.held[path])), 0o600))
				if wantWholeOrRefused(t, o, name+", "+kind) {
					opened++
					continue
				}
				refused++
				wantMended(t, o)
			}
		}
	}
	t.Logf("%d times it opened whole, %d times it was mended", opened, refused)
	if opened == 0 || refused == 0 {
		t.Error("the harms are of one kind only")
	}
}

// wantWholeOrRefused says whether the folder opens; then nothing may be missing.
func wantWholeOrRefused(t testing.TB, o patient, harm string) bool {
	t.Helper()
	s, err := store.Open(o.Options)
	if err != nil {
		if !errors.Is(err, store.ErrDamaged) {
			t.Fatalf("%s: %v", harm, err)
		}
		return false
	}
	c, caseErr := s.Case("c1")
	strays, trayErr := s.Tray()
	rows, listErr := s.List(desk.Query{Limit: 10})
	drafts, draftErr := s.Drafts()
	_, cursorErr := s.Local().Cursor()
	check(t, s.Close())
	if err := errors.Join(caseErr, trayErr, listErr, draftErr, cursorErr); err != nil {
		if !errors.Is(err, store.ErrDamaged) {
			t.Fatalf("%s: %v", harm, err)
		}
		return false
	}
	if c.AcceptanceNumber == "" || len(strays) != 1 || rows.Total < 1 || len(drafts) != 1 {
		t.Fatalf("%s: silently lost: %q, %d strays, %d rows, %d drafts", harm, c.AcceptanceNumber, len(strays), rows.Total, len(drafts))
	}
	return true
}

// Where the file and the journal are both damaged, what nobody else has is read
// from the file; if that cannot be, nothing is touched.
func TestBothFilesDamaged(t *testing.T) {
	o := newPatient(t)
	journalPath := filepath.Join(o.Dir, "onewindow.journal")
	cut := o.held[journalPath][:20]

	spoilRecord(t, o.Dir, "events", "f1") // the centre has it
	check(t, os.WriteFile(journalPath, cut, 0o600))
	wantMended(t, o)

	o.restore(t)
	spoilRecord(t, o.Dir, "drafts", "d1") // nobody has it
	check(t, os.WriteFile(journalPath, cut, 0o600))
	before := contents(t, o.Dir)
	found, err := store.Repair(o.checks())
	if !errors.Is(err, store.ErrDamaged) || len(found) != 2 || found[0].Remedy != store.FromNowhere {
		t.Errorf("found %+v, %v", found, err)
	}
	for path, raw := range contents(t, o.Dir) {
		if !bytes.Equal(raw, before[path]) {
			t.Errorf("%s was touched", path)
		}
	}
}

// Where the disk did not take an entry of the journal, the file has what it told of:
// the journal is begun anew with that, and the action stands.
func TestTheJournalFailsToSettle(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	add(t, s, event(t, "e1", "c1", clerk, received("03-1", "甲")))
	if grown, err := s.FailToSettle(); err != nil || grown != 0 {
		t.Errorf("%d bytes behind the summary, %v", grown, err)
	}
	add(t, s, event(t, "e2", "c2", clerk, received("03-2", "乙")))
	check(t, s.Close())
	check(t, os.Remove(filepath.Join(dir, "onewindow.db")))
	s = openFor(t, dir)
	if list := pending(t, s); len(list) != 2 {
		t.Errorf("%d events are in the journal", len(list))
	}
	check(t, s.Close())
}

// A journal that lacks the last action only is what a power cut leaves: no damage,
// and nothing is laid aside.
func TestTheJournalIsOneBehind(t *testing.T) {
	for behind, want := range []int{1: 0, 2: 1} {
		dir := t.TempDir()
		path := filepath.Join(dir, "onewindow.journal")
		s := openFor(t, dir)
		add(t, s, event(t, "e1", "c1", clerk, received("03-1", "甲")))
		raw, err := os.ReadFile(path)
		check(t, err)
		for i := range behind {
			add(t, s, event(t, fmt.Sprint("e2-", i), "c2", clerk, received("03-2", "乙")))
		}
		check(t, s.Close())
		check(t, os.WriteFile(path, raw, 0o600))
		found, err := store.Check(store.Checks{Options: options(dir)})
		if err != nil || len(found) != want {
			t.Errorf("%d behind: found %+v, %v", behind, found, err)
		}
		check(t, openFor(t, dir).Close())
		if aside, err := filepath.Glob(path + ".damaged-*"); err != nil || len(aside) != want {
			t.Errorf("%d behind: laid aside %v, %v", behind, aside, err)
		}
		check(t, os.Remove(filepath.Join(dir, "onewindow.db")))
		s = openFor(t, dir)
		if list := pending(t, s); len(list) != 1+behind {
			t.Errorf("%d behind: %d events are in the new journal", behind, len(list))
		}
		check(t, s.Close())
	}
}

// A scan that is spoilt is never shown; the centre's copy makes it no loss.
func TestSpoiltScan(t *testing.T) {
	o := newPatient(t)
	var scan string
	for path := range o.held {
		if filepath.Base(filepath.Dir(filepath.Dir(path))) == "attachments" {
			scan = path
		}
	}
	raw := bytes.Clone(o.held[scan])
	raw[len(raw)-3] ^= 4
	check(t, os.WriteFile(scan, raw, 0o600))
	found, err := store.Check(o.checks())
	if err != nil || len(found) != 1 || found[0].File != "attachments" || found[0].Remedy != store.FromNowhere {
		t.Fatalf("found %+v, %v", found, err)
	}
	if _, err := store.Repair(o.checks()); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("repaired from nowhere: %v", err)
	}
	s, err := store.Open(o.Options)
	check(t, err)
	check(t, s.Local().FileSent(found[0].Key))
	check(t, s.Close())
	wantMended(t, o)
	if _, err := os.Stat(scan); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the spoilt scan is still in its place: %v", err)
	}
}

// A folder in which hardly anything is right is told of in reasonable time.
func TestManyFindings(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	var page replica.Page
	for i := range 500 {
		e := foreign(event(t, fmt.Sprint("f", i), fmt.Sprint("c", i), clerk, received(fmt.Sprint("05-", i), "乙")), uint64(i+1))
		page.Events = append(page.Events, ordered(t, e, uint64(i+1)))
	}
	page.Next = "p"
	check(t, errors.Join(s.Local().Apply(page), s.Close()))
	db, err := bbolt.Open(filepath.Join(dir, "onewindow.db"), 0o600, nil)
	check(t, err)
	check(t, errors.Join(db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("events"))
		return b.ForEach(func(id, _ []byte) error { return b.Put(bytes.Clone(id), []byte("spoilt")) })
	}), db.Close()))
	found, err := store.Check(store.Checks{Options: options(dir)})
	if err != nil || len(found) != 200 {
		t.Errorf("%d findings, %v", len(found), err)
	}
}

// A numbering that was spoilt does not begin anew.
func TestNumbersSurviveARepair(t *testing.T) {
	o := newPatient(t)
	check(t, os.Truncate(filepath.Join(o.Dir, "onewindow.db"), 20_000))
	wantMended(t, o)
	s, err := store.Open(o.Options)
	check(t, err)
	check(t, s.Write(func(w desk.Writer) error {
		n, ok, err := w.Take(replica.AcceptanceNumbers, 2026)
		if err != nil || !ok || n != 2 {
			t.Errorf("took %d, %v, %v", n, ok, err)
		}
		return nil
	}))
	check(t, s.Close())
}
