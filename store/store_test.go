package store_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/app/workday"
	"onewindow/store"
)

const (
	here  = "11111111-0000-4000-8000-000000000001"
	there = "22222222-0000-4000-8000-000000000002"
)

var (
	today    = time.Date(2026, 11, 23, 9, 30, 0, 0, time.FixedZone("CST", 8*3600))
	clerk    = casefile.Actor{ID: "u1", Name: "沈窗口", Role: casefile.Clerk}
	reviewer = casefile.Actor{ID: "u2", Name: "陆科长", Role: casefile.Reviewer, Section: "planning"}
)

var (
	_ desk.Store    = (*store.Store)(nil)
	_ replica.Local = store.Local{}
)

func options(dir string) store.Options {
	return store.Options{
		Dir:          dir,
		Installation: func() string { return here },
		Now:          func() time.Time { return today },
	}
}

func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(options(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// event makes an event with a readable id.
func event(t testing.TB, id, caseID string, by casefile.Actor, b casefile.Body) casefile.Event {
	t.Helper()
	e, err := casefile.New(id, caseID, 0, by, today, "MNR-2019-2/2024-709", b)
	check(t, err)
	return e
}

func received(number, applicant string) *casefile.Received {
	return &casefile.Received{
		Number: number, Window: "03", Item: "siting",
		Application: casefile.Application{
			Applicant: casefile.Applicant{Unit: true, Name: applicant, Code: "91350100M000100Y43"},
			Agent:     casefile.Agent{Name: "张伟东"},
			Project:   casefile.Project{Code: "2601-330402-04-01-000013", Name: "示例厂房 " + number},
		},
		Materials: []casefile.Material{{ID: "form", Name: "申请表"}},
	}
}

func accepted(t testing.TB, number string) *casefile.Accepted {
	t.Helper()
	due, err := workday.ParseDate("2026-11-30")
	check(t, err)
	on := workday.DateOf(today)
	return &casefile.Accepted{On: on, Terms: casefile.Terms{
		Number: number, Deadline: workday.Deadline{Start: on, Due: due}, Sections: []string{"planning"},
	}}
}

func add(t testing.TB, s *store.Store, events ...casefile.Event) {
	t.Helper()
	check(t, s.Write(func(w desk.Writer) error {
		for _, e := range events {
			if err := w.Append(e); err != nil {
				return err
			}
		}
		return nil
	}))
}

// pending takes every event that waits.
func pending(t testing.TB, s *store.Store) []casefile.Event {
	t.Helper()
	list, err := s.Local().Pending(1<<20, 1<<30)
	check(t, err)
	return list
}

func confirm(t testing.TB, e casefile.Event, order uint64) replica.Answer {
	t.Helper()
	sum, err := e.Hash()
	check(t, err)
	return replica.Answer{ID: e.ID, Hash: sum, Order: order}
}

func ordered(t testing.TB, e casefile.Event, order uint64) replica.Ordered {
	t.Helper()
	raw, err := e.Bytes()
	check(t, err)
	return replica.Ordered{Order: order, Event: raw}
}

// foreign is an event as another installation wrote it.
func foreign(e casefile.Event, seq uint64) casefile.Event {
	e.Installation, e.Seq = there, seq
	return e
}

func kinds(c casefile.Case) string {
	var list []string
	for _, h := range c.History {
		list = append(list, h.Event)
	}
	for _, m := range c.Misfits {
		list = append(list, m.Event+"!"+m.Reason)
	}
	return strings.Join(list, " ")
}

func wantCase(t testing.TB, s *store.Store, id, want string) {
	t.Helper()
	c, err := s.Case(id)
	check(t, err)
	if got := kinds(c); got != want {
		t.Errorf("case %s is %q, want %q", id, got, want)
	}
}

func TestWriteIsOneTransaction(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	check(t, s.SaveDraft(desk.Draft{ID: "d1", Saved: today}))
	check(t, s.Local().AddLease(lease("l1", 1, 100)))
	failure := errors.New("the printer is on fire")
	err := s.Write(func(w desk.Writer) error {
		check(t, w.Append(event(t, "e1", "c1", clerk, received("03-1", "甲"))))
		c, err := w.Case("c1")
		check(t, err)
		if c.State != casefile.StateReceived {
			t.Errorf("the action sees state %q of what it added", c.State)
		}
		_, err = w.Next("case")
		check(t, err)
		_, _, err = w.Take(replica.AcceptanceNumbers, 2026)
		check(t, err)
		check(t, w.DropDraft("d1"))
		return failure
	})
	if !errors.Is(err, failure) {
		t.Fatalf("Write gave %v", err)
	}
	if _, err := s.Case("c1"); !errors.Is(err, desk.ErrUnknownCase) {
		t.Errorf("the case of the failed action: %v", err)
	}
	check(t, s.Write(func(w desk.Writer) error {
		n, err := w.Next("case")
		check(t, err)
		number, ok, err := w.Take(replica.AcceptanceNumbers, 2026)
		check(t, err)
		if n != 1 || number != 1 || !ok {
			t.Errorf("the failed action used up numbers: next %d, taken %d", n, number)
		}
		check(t, w.Append(event(t, "e1", "c1", clerk, received("03-1", "甲"))))
		return w.DropDraft("d1")
	}))
	check(t, s.Close())

	s = open(t, dir)
	wantCase(t, s, "c1", "e1")
	drafts, err := s.Drafts()
	check(t, err)
	box, err := s.Outbox()
	check(t, err)
	if len(drafts) != 0 || box.Events != 1 || !box.Oldest.Equal(today) || box.Numbers != 99 {
		t.Errorf("after opening again: drafts %v, outbox %+v", drafts, box)
	}
	if s.Installation() != here {
		t.Errorf("installation %q", s.Installation())
	}
}

func TestAppendRefusesWhatHasNoPlace(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s, event(t, "e1", "c1", clerk, received("1", "甲")))
	for name, e := range map[string]casefile.Event{
		"no id":   event(t, "", "c1", clerk, received("1", "甲")),
		"no case": event(t, "e2", "", clerk, received("1", "甲")),
		"twice":   event(t, "e1", "c1", clerk, received("1", "甲")),
	} {
		err := s.Write(func(w desk.Writer) error { return w.Append(e) })
		if !errors.Is(err, store.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	long := event(t, "e3", strings.Repeat("c", 1<<17), clerk, received("1", "甲"))
	if err := s.Write(func(w desk.Writer) error { return w.Append(long) }); err == nil {
		t.Error("a case id that fits no key was taken")
	}
	verifyChain(t, s, 1)
}

// One case id may be the beginning of another; neither sees the other's events.
func TestCasesDoNotMix(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s,
		event(t, "e1", "c", clerk, received("1", "甲")),
		event(t, "e2", "c\x00", clerk, received("2", "乙")),
		event(t, "e3", "c\x01", clerk, received("3", "丙")),
		event(t, "e4", "cc", clerk, received("4", "丁")))
	wantCase(t, s, "c", "e1")
	wantCase(t, s, "c\x00", "e2")
	wantCase(t, s, "c\x01", "e3")
	wantCase(t, s, "cc", "e4")
}

func TestDrafts(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	full := desk.Draft{
		ID: "new", Saved: today.Add(time.Minute),
		Answers: map[string]string{"new": "yes"}, Fields: map[string]string{"name": "𠮷"},
		Materials: map[string]desk.Presented{"form": {Present: true, Copies: 2}},
	}
	check(t, s.SaveDraft(desk.Draft{ID: "old", Saved: today}))
	check(t, s.SaveDraft(full))
	check(t, s.SaveDraft(desk.Draft{ID: "gone", Saved: today}))
	check(t, s.DropDraft("gone"))
	if err := s.SaveDraft(desk.Draft{}); !errors.Is(err, store.ErrMalformed) {
		t.Errorf("a draft without id: %v", err)
	}
	check(t, s.Close())
	s = open(t, dir)
	drafts, err := s.Drafts()
	check(t, err)
	if len(drafts) != 2 || drafts[1].ID != "old" || fmt.Sprint(drafts[0].Materials) != fmt.Sprint(full.Materials) ||
		drafts[0].Fields["name"] != "𠮷" {
		t.Errorf("drafts %+v", drafts)
	}
	tally, err := s.Tally()
	check(t, err)
	if tally.Drafts != 2 {
		t.Errorf("tally %+v", tally)
	}
}

func TestSettings(t *testing.T) {
	s := open(t, t.TempDir())
	var key []byte
	found, err := s.Setting("key", &key)
	check(t, err)
	if found {
		t.Error("a setting before it was saved")
	}
	check(t, s.SaveSetting("key", []byte{0, 1, 255}))
	found, err = s.Setting("key", &key)
	check(t, err)
	if !found || !slices.Equal(key, []byte{0, 1, 255}) {
		t.Errorf("setting %v %v", found, key)
	}
	var other struct{ A int }
	if _, err := s.Setting("key", &other); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a setting read as another type: %v", err)
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	a, err := s.AddFile("图纸.pdf", strings.NewReader("abc"), 3)
	check(t, err)
	// The hash is the example of GB/T 32905, annex A.1.
	const sum = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
	if a != (casefile.Attachment{Name: "图纸.pdf", Hash: sum, Size: 3}) {
		t.Errorf("attachment %+v", a)
	}
	again, err := s.AddFile("copy.pdf", strings.NewReader("abc"), 100)
	check(t, err)
	if again.Hash != sum || again.Name != "copy.pdf" {
		t.Errorf("the same bytes again: %+v", again)
	}
	if _, err := s.AddFile("big", strings.NewReader("abcd"), 3); !errors.Is(err, desk.ErrTooLarge) {
		t.Errorf("four bytes where three are allowed: %v", err)
	}
	if _, err := s.AddFile("torn", iotest.ErrReader(fs.ErrPermission), 3); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a file that cannot be read: %v", err)
	}
	// The name of a kept file must not tell its content.
	if got := filesIn(t, dir); len(got) != 1 || strings.Contains(got[0], sum) {
		t.Errorf("kept %v", got)
	}
	f, err := s.File(sum)
	check(t, err)
	raw, err := io.ReadAll(f)
	check(t, errors.Join(err, f.Close()))
	if string(raw) != "abc" {
		t.Errorf("read back %q", raw)
	}
	for _, hash := range []string{"", "../onewindow.db", strings.ToUpper(sum), sum[:62] + "00"} {
		if _, err := s.File(hash); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("file %q: %v", hash, err)
		}
	}
}

func TestOpenSweepsWhatAKillLeft(t *testing.T) {
	dir := t.TempDir()
	check(t, open(t, dir).Close())
	check(t, os.WriteFile(filepath.Join(dir, "attachments", "123.part"), []byte("half"), 0o600))
	for _, name := range []string{"onewindow.db.part", "onewindow.journal.part"} {
		check(t, os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600))
	}
	open(t, dir)
	if got := filesIn(t, dir); len(got) != 0 {
		t.Errorf("left %v", got)
	}
	if parts, err := filepath.Glob(filepath.Join(dir, "*.part")); err != nil || len(parts) > 0 {
		t.Errorf("left %v, %v", parts, err)
	}
}

func filesIn(t testing.TB, dir string) []string {
	t.Helper()
	var list []string
	root := filepath.Join(dir, "attachments")
	check(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(root, path)
			list = append(list, filepath.ToSlash(rel))
		}
		return err
	}))
	return list
}

func TestOpenRefuses(t *testing.T) {
	t.Run("a folder in use", func(t *testing.T) {
		dir := t.TempDir()
		first := open(t, dir)
		if _, err := store.Open(options(dir)); !errors.Is(err, store.ErrInUse) {
			t.Errorf("second opener: %v", err)
		}
		check(t, first.Close())
		open(t, dir)
	})
	t.Run("a newer format, untouched", func(t *testing.T) {
		dir := t.TempDir()
		check(t, open(t, dir).Close())
		path := filepath.Join(dir, "onewindow.db")
		setFormat(t, path, store.Format+1)
		before, stat := snapshot(t, path)
		if _, err := store.Open(options(dir)); !errors.Is(err, store.ErrNewerFormat) {
			t.Errorf("newer format: %v", err)
		}
		after, now := snapshot(t, path)
		if before != after || !stat.ModTime().Equal(now.ModTime()) {
			t.Error("the file was touched")
		}
		setFormat(t, path, store.Format)
		open(t, dir)
	})
	for name, content := range map[string]string{"empty": "", "text": "not a store", "zeros": string(make([]byte, 1<<16))} {
		t.Run("a damaged file: "+name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "onewindow.db")
			check(t, os.WriteFile(path, []byte(content), 0o600))
			if _, err := store.Open(options(dir)); !errors.Is(err, store.ErrDamaged) {
				t.Errorf("opened: %v", err)
			}
			if after, _ := snapshot(t, path); after != content {
				t.Error("the file was touched")
			}
		})
	}
	t.Run("a folder that is a file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "file")
		check(t, os.WriteFile(path, nil, 0o600))
		if _, err := store.Open(options(path)); err == nil {
			t.Error("opened")
		}
	})
}

func TestCreateIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	check(t, open(t, dir).Close())
	info, err := os.Stat(filepath.Join(dir, "onewindow.db"))
	check(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func snapshot(t testing.TB, path string) (string, fs.FileInfo) {
	t.Helper()
	raw, err := os.ReadFile(path)
	check(t, err)
	info, err := os.Stat(path)
	check(t, err)
	return string(raw), info
}

func setFormat(t testing.TB, path string, format byte) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	check(t, err)
	err = db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("format"), []byte{0, 0, 0, 0, 0, 0, 0, format})
	})
	check(t, errors.Join(err, db.Close()))
}

// verifyChain checks that this installation's events are whole, through what
// the store hands to replication and through the cases.
func verifyChain(t testing.TB, s *store.Store, want int) {
	t.Helper()
	list := pending(t, s)
	if len(list) != want {
		t.Fatalf("%d events wait, want %d", len(list), want)
	}
	wantWhole(t, list)
}

func wantWhole(t testing.TB, chain []casefile.Event) {
	t.Helper()
	prev := ""
	for i, e := range chain {
		if e.Seq != uint64(i+1) || e.Prev != prev || e.Installation != here {
			t.Fatalf("event %s is %d of %s after %q, want %d of %s after %q", e.ID, e.Seq, e.Installation, e.Prev, i+1, here, prev)
		}
		sum, err := e.Hash()
		check(t, err)
		prev = sum
	}
}

func lease(id string, from, to uint64) replica.Lease {
	return replica.Lease{ID: id, Installation: here, Kind: replica.AcceptanceNumbers, Year: 2026, From: from, To: to}
}
