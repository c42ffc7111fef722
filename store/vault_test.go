package store_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
	"onewindow/store/vault"
)

// secrets is everything personal in what personalCase keeps.
func secrets() []string {
	return []string{
		"欧阳静姝", "330402199001011239", "13900001111", "静姝家具厂", "2601-330402-04-01-000013", "南湖区隐秘路",
		"诸葛明远", "端木若兰", "13900000000", "嘉南资规受〔2026〕0001号", "03-20261123-0001",
		"上官雨桐", "scan of an identity card", "身份证", "the window's own key", "沈窗口", "number-taken",
	}
}

// personalCase keeps all kinds of things that tell of people, in every room of
// the store. It returns what the centre has of them.
func personalCase(t testing.TB, s *store.Store) replica.Page {
	t.Helper()
	scan, err := s.AddFile("身份证.pdf", strings.NewReader("scan of an identity card"), 1<<10)
	check(t, err)
	r := received("03-20261123-0001", "欧阳静姝")
	r.Application.Applicant.Code = "330402199001011239"
	r.Application.Applicant.Phone = "13900001111"
	r.Application.Applicant.Address = "南湖区隐秘路 1 号"
	r.Application.Agent.Name = "诸葛明远"
	r.Application.Project.Name = "静姝家具厂"
	r.Materials[0].Files = []casefile.Attachment{scan}
	check(t, s.Local().AddLease(lease("l1", 1, 100)))
	check(t, s.Write(func(w desk.Writer) error {
		if _, _, err := w.Take(replica.AcceptanceNumbers, 2026); err != nil {
			return err
		}
		return errors.Join(w.Append(event(t, "e1", "c1", clerk, r)),
			w.Append(event(t, "e2", "c1", clerk, accepted(t, "嘉南资规受〔2026〕0001号"))))
	}))
	add(t, s, event(t, "e3", "c2", clerk, received("03-20261123-0002", "端木若兰")))
	list := pending(t, s)
	check(t, s.Local().Settle([]replica.Answer{confirm(t, list[0], 1), {ID: "e3", Refused: "number-taken"}}))
	other := foreign(event(t, "f1", "c9", clerk, received("05-1", "上官雨桐")), 1)
	check(t, s.Local().Apply(replica.Page{Events: []replica.Ordered{ordered(t, other, 2)}, Next: "p2"}))
	check(t, s.SaveDraft(desk.Draft{ID: "d1", Fields: map[string]string{"applicant": "端木若兰", "phone": "13900000000"}}))
	check(t, s.SaveSetting("installation-key", "the window's own key"))
	return replica.Page{Events: []replica.Ordered{ordered(t, list[0], 1), ordered(t, other, 2)}, Next: "p2"}
}

// lockedOptions are options of a store whose key is not beside it.
func lockedOptions(t testing.TB, dir string) store.Options {
	t.Helper()
	check(t, os.MkdirAll(dir, 0o700))
	o := options(dir)
	_, key, err := vault.Create(dir, rand.Reader, vault.Passphrase("four words for tests"))
	check(t, err)
	o.Key = key
	return o
}

// Nothing on the disk tells of a person, whatever the file and however it is
// written.
func TestNothingInTheClear(t *testing.T) {
	dir := t.TempDir()
	o := lockedOptions(t, dir)
	s, err := store.Open(o)
	check(t, err)
	personalCase(t, s)
	wantSealed(t, dir)
	check(t, s.Close())
	wantSealed(t, dir)
	s, err = store.Open(o)
	check(t, err)
	wantPersonalCase(t, s)
	check(t, s.Close())
	if _, err := store.Open(options(dir)); !errors.Is(err, store.ErrLocked) {
		t.Errorf("without the key: %v", err)
	}
}

// wantSealed reads the whole folder, names of files included.
func wantSealed(t testing.TB, dir string) {
	t.Helper()
	read := 0
	check(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		check(t, err)
		read += len(raw)
		for _, secret := range secrets() {
			if bytes.Contains(raw, []byte(secret)) || strings.Contains(path, secret) {
				t.Errorf("%q stands in %s", secret, path)
			}
		}
		return nil
	}))
	if read < 4096 {
		t.Errorf("read %d bytes only", read)
	}
}

func wantPersonalCase(t testing.TB, s *store.Store) {
	t.Helper()
	c, err := s.Case("c1")
	check(t, err)
	if c.Application.Applicant.Name != "欧阳静姝" || c.AcceptanceNumber != "嘉南资规受〔2026〕0001号" {
		t.Errorf("the case is %+v", c)
	}
	drafts, err := s.Drafts()
	check(t, err)
	if len(drafts) != 1 || drafts[0].Fields["phone"] != "13900000000" {
		t.Errorf("drafts %+v", drafts)
	}
	rows, err := s.List(desk.Query{Text: "静姝", Limit: 5})
	check(t, err)
	if rows.Total != 1 {
		t.Errorf("%d rows of 静姝", rows.Total)
	}
	var key string
	found, err := s.Setting("installation-key", &key)
	check(t, err)
	if !found || key != "the window's own key" {
		t.Errorf("the setting is %q", key)
	}
}

func TestAnotherKey(t *testing.T) {
	dir := t.TempDir()
	o := lockedOptions(t, dir)
	s, err := store.Open(o)
	check(t, err)
	personalCase(t, s)
	check(t, s.Close())
	before, _ := snapshot(t, filepath.Join(dir, "onewindow.db"))
	other, err := vault.NewKey(rand.Reader)
	check(t, err)
	wrong := o
	wrong.Key = other
	if _, err := store.Open(wrong); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("another folder's key: %v", err)
	}
	if after, _ := snapshot(t, filepath.Join(dir, "onewindow.db")); after != before {
		t.Error("the file was touched")
	}
	check(t, os.Remove(filepath.Join(dir, vault.KeyFileName)))
	if _, err := store.Keys(dir); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("the key file is gone: %v", err)
	}
	if _, err := store.Open(options(dir)); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("opening without the key file: %v", err)
	}
}

// When the store's file is gone, lost its last transactions or is an older one,
// the journal holds what nobody else has.
func TestTheJournalBringsBack(t *testing.T) {
	const name = "onewindow.db"
	for when, harm := range map[string]func(t *testing.T, path, older string){
		"the file is gone": func(t *testing.T, path, _ string) { check(t, os.Remove(path)) },
		"the file is older": func(t *testing.T, path, older string) {
			check(t, os.WriteFile(path, []byte(older), 0o600))
		},
	} {
		t.Run(when, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, name)
			o := lockedOptions(t, dir)
			s, err := store.Open(o)
			check(t, err)
			check(t, s.SaveSetting("early", 1))
			check(t, s.Close())
			older, _ := snapshot(t, path)

			s, err = store.Open(o)
			check(t, err)
			personalCase(t, s)
			add(t, s, event(t, "e4", "c4", clerk, received("03-20261123-0004", "诸葛明远")))
			want := pending(t, s)
			check(t, s.Close())
			harm(t, path, older)

			s, err = store.Open(o)
			check(t, err)
			wantPersonalCase(t, s)
			if s.Installation() != here {
				t.Errorf("it is installation %q now", s.Installation())
			}
			// What the centre answered for is asked again; it answers the same.
			got := pending(t, s)
			if len(got) < len(want) {
				t.Fatalf("%d events wait, %d waited", len(got), len(want))
			}
			add(t, s, event(t, "e5", "c5", clerk, received("03-20261123-0005", "端木若兰")))
			check(t, s.Close())
			wantWhole(t, chainOf(t, dir, o.Key))
			wantSealed(t, dir)
		})
	}
}

// What the centre had confirmed comes from the centre again, without costing
// the numbers that are left.
func TestRebuiltAndDownloaded(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	check(t, s.Local().AddLease(lease("l1", 1, 100)))
	for i := range 5 {
		add(t, s, event(t, fmt.Sprintf("e%d", i), fmt.Sprintf("c%d", i), clerk, received(fmt.Sprintf("03-%d", i), "甲")))
	}
	all := pending(t, s)
	var page replica.Page
	for i, e := range all[:3] {
		check(t, s.Local().Settle([]replica.Answer{confirm(t, e, uint64(i+1))}))
		page.Events = append(page.Events, ordered(t, e, uint64(i+1)))
	}
	page.Next = "p3"
	check(t, s.Close())
	// A new journal knows nothing any more of what was confirmed.
	check(t, os.Remove(filepath.Join(dir, "onewindow.journal")))
	check(t, openFor(t, dir).Close())
	check(t, os.Remove(filepath.Join(dir, "onewindow.db")))

	s = openFor(t, dir)
	if left := pending(t, s); len(left) != 2 || left[0].ID != "e3" {
		t.Fatalf("%d events wait", len(left))
	}
	check(t, s.Local().Apply(page))
	check(t, s.Local().Apply(page))
	box, err := s.Outbox()
	check(t, err)
	rows, err := s.List(desk.Query{Limit: 10})
	check(t, err)
	if box.Events != 2 || box.Numbers != 100 || rows.Total != 5 {
		t.Errorf("%+v, %d cases", box, rows.Total)
	}
	add(t, s, event(t, "e9", "c9", clerk, received("03-9", "乙")))
	check(t, s.Close())
	wantWhole(t, chainOnDisk(t, dir))
}

// A file that is mostly empty is made smaller at the next start.
func TestCompactsAtStart(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	big := strings.Repeat("x", 100<<10)
	for i := range 100 {
		check(t, s.SaveDraft(desk.Draft{ID: fmt.Sprint(i), Fields: map[string]string{"note": big}}))
	}
	for i := range 99 {
		check(t, s.DropDraft(fmt.Sprint(i)))
	}
	check(t, s.Close())
	_, before := snapshot(t, filepath.Join(dir, "onewindow.db"))
	var told []store.Progress
	o := options(dir)
	o.Progress = func(p store.Progress) { told = append(told, p) }
	s, err := store.Open(o)
	check(t, err)
	_, after := snapshot(t, filepath.Join(dir, "onewindow.db"))
	if after.Size() > before.Size()/10 || len(told) < 2 || told[0].Step != store.StepCompact {
		t.Errorf("%d bytes of %d, %+v", after.Size(), before.Size(), told)
	}
	drafts, err := s.Drafts()
	check(t, err)
	if len(drafts) != 1 || drafts[0].Fields["note"] != big {
		t.Errorf("%d drafts", len(drafts))
	}
	check(t, s.Close())
}

// A long file is copied only where much is gained: it takes minutes.
func TestALongFileIsLeftAloneAtStart(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		size, free int64
		want       bool
	}{
		{2 * mb, 2 * mb, false},
		{100 * mb, 20 * mb, false},
		{100 * mb, 31 * mb, true},
		{200 * mb, 40 * mb, true}, // so many pages that every transaction is slow
		{8000 * mb, 2000 * mb, false},
		{8000 * mb, 4000 * mb, true},
	} {
		if got := store.IsWasteful(c.size, c.free); got != c.want {
			t.Errorf("%d MB with %d MB empty: %t", c.size/mb, c.free/mb, got)
		}
	}
}

// A journal that has grown long is begun anew, and still holds all.
func TestTheJournalStaysShort(t *testing.T) {
	dir := t.TempDir()
	s := openFor(t, dir)
	add(t, s, event(t, "e1", "c1", clerk, received("03-1", "甲")))
	long := strings.Repeat("x", 200<<10)
	for i := range 60 {
		check(t, s.SaveDraft(desk.Draft{ID: "d", Fields: map[string]string{"n": fmt.Sprint(i, long)}}))
	}
	check(t, s.Close())
	_, info := snapshot(t, filepath.Join(dir, "onewindow.journal"))
	if info.Size() > 6<<20 {
		t.Errorf("the journal has %d bytes", info.Size())
	}
	check(t, os.Remove(filepath.Join(dir, "onewindow.db")))
	s = openFor(t, dir)
	drafts, err := s.Drafts()
	check(t, err)
	if len(drafts) != 1 || !strings.HasPrefix(drafts[0].Fields["n"], "59") || len(pending(t, s)) != 1 {
		t.Errorf("%d drafts, %d events wait", len(drafts), len(pending(t, s)))
	}
	check(t, s.Close())
}
