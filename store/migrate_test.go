package store_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/store"
)

const migratingFolder = "ONEWINDOW_STORE_MIGRATING"

// format1 unpacks a folder as version 1 of the program left it: a confirmed
// case with an acceptance that waits, one in the tray, one pending, one of
// another window, a draft, a lease of which a number is taken, three scans.
func format1(t testing.TB) string { return unpacked(t, "testdata/format1.tar.gz") }

// format2 is the same folder as version 2 left it.
func format2(t testing.TB) string { return unpacked(t, "testdata/format2.tar.gz") }

func unpacked(t testing.TB, file string) string {
	t.Helper()
	dir := t.TempDir()
	raw, err := os.ReadFile(file)
	check(t, err)
	zipped, err := gzip.NewReader(bytes.NewReader(raw))
	check(t, err)
	for all := tar.NewReader(zipped); ; {
		head, err := all.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		check(t, err)
		path := filepath.Join(dir, filepath.FromSlash(head.Name))
		if head.Typeflag == tar.TypeDir {
			check(t, os.MkdirAll(path, 0o700))
			continue
		}
		content, err := io.ReadAll(all)
		check(t, err)
		check(t, os.WriteFile(path, content, 0o600))
	}
}

func TestMigration(t *testing.T) {
	dir := format1(t)
	o := lockedOptions(t, dir)
	var told []store.Progress
	o.Progress = func(p store.Progress) { told = append(told, p) }
	s, err := store.Open(o)
	check(t, err)
	wantFormat1(t, s)
	wantSealed(t, dir)
	last := map[store.Step]store.Progress{}
	for _, p := range told {
		last[p.Step] = p
	}
	for step, least := range map[store.Step]int64{store.StepMigrate: 30, store.StepList: 3} {
		if p := last[step]; p.Done != p.Total || p.Total < least {
			t.Errorf("told %+v last", p)
		}
	}
	add(t, s, event(t, "e9", "c9b", clerk, received("03-9", "乙")))
	check(t, s.Close())
	wantWhole(t, chainOf(t, dir, o.Key))
	if _, err := os.Stat(filepath.Join(dir, "files")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("scans in the clear are left: %v", err)
	}
}

func TestMigrationOfFormat2(t *testing.T) {
	dir := format2(t)
	o := options(dir)
	var told store.Progress
	o.Progress = func(p store.Progress) { told = p }
	s, err := store.Open(o)
	check(t, err)
	wantFormat1(t, s)
	if told.Step != store.StepList || told.Done != told.Total || told.Total != 3 {
		t.Errorf("told %+v last", told)
	}
	rows, err := s.List(desk.Query{Text: "03-", Limit: 5})
	if err != nil || rows.Total == 0 {
		t.Errorf("nothing is found by its number: %+v, %v", rows, err)
	}
	check(t, s.Close())
	wantNoFindings(t, dir)
}

// The journal of format 2 was another one: the file can be made anew from it, and
// from the one that takes its place with the first action.
func TestJournalOfFormat2(t *testing.T) {
	dir := format2(t)
	s := openFor(t, dir)
	had := waits(t, s)
	check(t, errors.Join(s.Close(), os.Remove(filepath.Join(dir, "onewindow.db"))))

	s = openFor(t, dir)
	if n := waits(t, s); had == 0 || n != had {
		t.Errorf("%d events wait, not %d", n, had)
	}
	add(t, s, event(t, "e9", "c9b", clerk, received("03-9", "乙")))
	check(t, errors.Join(s.Close(), os.Remove(filepath.Join(dir, "onewindow.db"))))
	raw, err := os.ReadFile(filepath.Join(dir, "onewindow.journal"))
	if err != nil || !bytes.HasPrefix(raw, []byte("OWJ2")) {
		t.Errorf("the journal is of the format before, %v", err)
	}

	s = openFor(t, dir)
	if n := waits(t, s); n != had+1 {
		t.Errorf("%d events wait, not %d", n, had+1)
	}
	check(t, s.Close())
}

func waits(t testing.TB, s *store.Store) int {
	t.Helper()
	list, err := s.Waiting(100)
	check(t, err)
	return len(list)
}

func wantNoFindings(t testing.TB, dir string) {
	t.Helper()
	found, err := store.Check(store.Checks{Options: options(dir)})
	check(t, err)
	if len(found) > 0 {
		t.Errorf("found %+v", found)
	}
}

// The lists of many cases are made in steps; a program that ends between two
// goes on from there, and takes in what happened in the meantime.
func TestMakingTheListsGoesOn(t *testing.T) {
	dir := t.TempDir()
	const cases = 40
	check(t, store.Fill(options(dir), cases, func(i int) []casefile.Event { return manyEvents(t, i) }))
	for range 3 {
		check(t, store.MakeSomeLists(options(dir), 11))
	}
	var told []store.Progress
	o := options(dir)
	o.Progress = func(p store.Progress) { told = append(told, p) }
	s, err := store.Open(o)
	check(t, err)
	if told[0] != (store.Progress{Step: store.StepList, Done: 33, Total: cases}) {
		t.Errorf("it went on from %+v", told[0])
	}
	for i := range cases {
		rows, err := s.List(desk.Query{Text: manyNumber(i), Limit: 2})
		if err != nil || len(rows.Rows) != 1 || rows.Rows[0].ID != caseID(i) {
			t.Errorf("case %d is not found: %+v, %v", i, rows, err)
		}
	}
	rows, err := s.List(desk.Query{Sort: desk.ByApplicant})
	if err != nil || rows.Total != cases {
		t.Errorf("%d cases, %v", rows.Total, err)
	}
	check(t, s.Close())
	wantNoFindings(t, dir)
}

func wantFormat1(t testing.TB, s *store.Store) {
	t.Helper()
	if s.Installation() != here {
		t.Errorf("installation %q", s.Installation())
	}
	rows, err := s.List(desk.Query{Limit: 10})
	check(t, err)
	strays, err := s.Tray()
	check(t, err)
	if rows.Total != 3 || len(strays) != 1 || strays[0].Event.ID != "e3" || strays[0].Reason != "number-taken" {
		t.Errorf("%d cases, tray %+v", rows.Total, strays)
	}
	c, err := s.Case("c1")
	check(t, err)
	f, err := s.File(c.Materials[0].Files[0].Hash)
	check(t, err)
	scan, err := io.ReadAll(f)
	check(t, errors.Join(err, f.Close()))
	if c.AcceptanceNumber != "嘉南资规受〔2026〕0001号" || string(scan) != "scan of 欧阳静姝" {
		t.Errorf("case %+v with scan %q", c, scan)
	}
	box, err := s.Outbox()
	check(t, err)
	list := pending(t, s)
	if box.Events != 2 || box.Numbers != 99 || list[0].ID != "e2" {
		t.Errorf("%+v, first %s", box, list[0].ID)
	}
	drafts, err := s.Drafts()
	check(t, err)
	if len(drafts) != 1 || drafts[0].Fields["applicant"] != "端木若兰" {
		t.Errorf("drafts %+v", drafts)
	}
	owed, err := s.Local().UnsentFiles(5)
	check(t, err)
	cursor, err := s.Local().Cursor()
	check(t, err)
	if len(owed) != 1 || cursor != "cursor-3" {
		t.Errorf("owes %+v, cursor %q", owed, cursor)
	}
}

// openOnce brings a folder up to date and waits to be killed.
func openOnce(dir string) error {
	fmt.Println("go")
	if _, err := store.Open(options(dir)); err != nil {
		return err
	}
	fmt.Println("done")
	select {}
}

// Killed at any moment, a migration leaves the old folder or the new one, and
// the next start finishes it.
func TestMigrationIsKilled(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	finished := 0
	const rounds = 12
	for round := range rounds {
		dir := format1(t)
		for i := range 15 { // so that it takes a while
			keepPlain(t, dir, fmt.Appendf(nil, "scan %d", i))
		}
		if killMigration(t, dir, time.Duration(random.IntN(40_000))*time.Microsecond) {
			finished++
		}
		s, err := store.Open(options(dir))
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		wantFormat1(t, s)
		check(t, s.Close())
		if got := len(filesIn(t, dir)); got != 18 {
			t.Fatalf("round %d: %d scans", round, got)
		}
	}
	t.Logf("%d of %d migrations had finished when they were killed", finished, rounds)
}

func keepPlain(t testing.TB, dir string, content []byte) {
	t.Helper()
	sum := sm3.Sum(content)
	name := hex.EncodeToString(sum[:])
	folder := filepath.Join(dir, "files", name[:2])
	check(t, os.MkdirAll(folder, 0o700))
	check(t, os.WriteFile(filepath.Join(folder, name), content, 0o600))
}

// killMigration starts one, kills it after a while and says whether it had
// finished.
func killMigration(t testing.TB, dir string, after time.Duration) bool {
	t.Helper()
	program := exec.CommandContext(t.Context(), os.Args[0])
	program.Env = append(os.Environ(), migratingFolder+"="+dir)
	out, err := program.StdoutPipe()
	check(t, err)
	check(t, program.Start())
	begun := make([]byte, 3)
	_, err = io.ReadFull(out, begun)
	check(t, err)
	time.Sleep(after)
	check(t, program.Process.Kill())
	rest, err := io.ReadAll(out)
	check(t, err)
	var exit *exec.ExitError
	if err := program.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("it was not killed but ended: %v", err)
	}
	return string(rest) == "done\n"
}
