package central_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/store/central"
)

// A bit turns anywhere in log.db: every answer is what it was, or an error names
// the damage. What a page no longer counts among its own nobody sees who is not
// looking for it; then the check finds it.
func TestATurnedBitChangesNoAnswer(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 60)
	path := filepath.Join(dir, "log.db")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, err := answers(dir, 60)
	if err != nil {
		t.Fatal(err)
	}
	var used []int
	for at, b := range whole {
		if b != 0 {
			used = append(used, at)
		}
	}
	random := rand.New(rand.NewPCG(5, 400))
	same, named, found := 0, 0, 0
	for range 400 {
		at, bit := used[random.IntN(len(used))], random.IntN(8)
		spoilt := bytes.Clone(whole)
		spoilt[at] ^= 1 << bit
		if err := os.WriteFile(path, spoilt, 0o600); err != nil {
			t.Fatal(err)
		}
		damages, err := central.Check(dir)
		if err != nil && !isNamed(err) {
			t.Errorf("bit %d of byte %d: the check: %v", bit, at, err)
		}
		after, wrong := answers(dir, 60)
		switch {
		case isNamed(wrong):
			named++
		case wrong != nil:
			t.Errorf("bit %d of byte %d: an error that names nothing: %v", bit, at, wrong)
		case bytes.Equal(before, after):
			same++
		case len(damages) > 0:
			found++
		default:
			t.Errorf("bit %d of byte %d: silently wrong:\n%s\n%s", bit, at, before, after)
		}
	}
	t.Logf("of 400 turned bits %d changed nothing, %d were named, %d only by the check", same, named, found)
	if named < 100 || found > 8 {
		t.Error("too little is found by those who read")
	}
}

func isNamed(err error) bool {
	return errors.Is(err, hub.ErrDamaged) || errors.Is(err, central.ErrNewer)
}

// A file of layout 1 is brought up to date, wherever the program was killed
// meanwhile, and gives the answers it gave.
func TestAnOlderFileIsBroughtUpToDate(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 20)
	want, err := answers(dir, 20)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "log.db")
	if err := central.MakeOld(dir); err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	kills := 0
	for steps, done := 0, false; !done; steps++ {
		if err := os.WriteFile(path, old, 0o600); err != nil {
			t.Fatal(err)
		}
		if done, err = central.SealSome(dir, steps, 3); err != nil {
			t.Fatal(err)
		}
		kills++
		got, err := answers(dir, 20)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("killed behind %d steps: %v\n%s\n%s", steps, err, want, got)
		}
		if damages, err := central.Check(dir); err != nil || len(damages) > 0 {
			t.Fatalf("killed behind %d steps: %v %v", steps, damages, err)
		}
	}
	if kills < 30 {
		t.Errorf("only %d kills", kills)
	}
}

// While an older file is brought up to date it is told how far that is.
func TestAnOlderFileTellsHowFarItIs(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 20)
	if err := central.MakeOld(dir); err != nil {
		t.Fatal(err)
	}
	var told []central.Progress
	for range 2 {
		s, err := central.OpenAt(dir, 3, func(p central.Progress) { told = append(told, p) })
		if err == nil {
			err = s.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(told) < 30 || told[0].Bucket != "log" {
		t.Fatalf("told %d times: %+v", len(told), told)
	}
	for i, p := range told {
		if p.Done != uint64(3*(i+1)) {
			t.Errorf("step %d: %+v", i, p)
		}
	}
}

// What was damaged in layout 1 already is found in this one.
func TestOldDamageIsFoundInTheNewLayout(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 5)
	if err := central.MakeOld(dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "log.db")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := bytes.ReplaceAll(raw, []byte(`{"id":"e3"}`), []byte(`{"id":"e9"}`))
	if err := os.WriteFile(path, spoilt, 0o600); err != nil || bytes.Equal(raw, spoilt) {
		t.Fatal("nothing to spoil", err)
	}
	s, err := central.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.After("330402-nh", 0, 100, 1<<20); !errors.Is(err, hub.ErrDamaged) {
		t.Errorf("read all the same: %v", err)
	}
	damages, err := s.Check()
	if err = errors.Join(err, s.Close()); err != nil || len(damages) != 1 {
		t.Errorf("%v, %v", damages, err)
	}
}

func TestANewerLayoutIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 1)
	path := filepath.Join(dir, "log.db")
	if err := central.SetSchema(dir, "4"); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := central.Open(dir); !errors.Is(err, central.ErrNewer) {
		t.Error(errors.Join(err, s.Close()))
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
}

// fill gives the centre of a folder n events and one of everything else.
func fill(t *testing.T, dir string, n int) {
	t.Helper()
	s, err := central.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		err = errors.Join(err, s.Write(func(tx hub.Tx) error { return fillOnce(tx, i) }))
	}
	_, keyErr := s.IssuingKey(func() ([]byte, error) { return []byte("private"), nil })
	if err = errors.Join(err, keyErr, s.Close()); err != nil {
		t.Fatal(err)
	}
}

func fillOnce(tx hub.Tx, i int) error {
	e := entry(i, sumOf([]byte{byte(i)}), int64(i+100))
	e.Numbers = []string{fmt.Sprintf("03-%04d", i)}
	_, err := tx.Admit(e)
	err = errors.Join(err, tx.Bring(e.Office, e.Files[0].Hash))
	if i%10 == 0 {
		e.Event.ID, e.Event.Installation = fmt.Sprint("r", i), fmt.Sprint("j", i)
		err = errors.Join(err, tx.Refuse(e, "late"),
			tx.Enrol(hub.Installation{ID: fmt.Sprint("i", i), Office: "330402-nh", Window: fmt.Sprint(i)}),
			tx.AddLease(replica.Lease{ID: fmt.Sprint("l", i), Installation: "i", From: 1, To: 9}),
			tx.Keep(fmt.Sprint("record/", i), []byte("kept")))
	}
	_, numberErr := tx.Next(fmt.Sprint("series-", i%3), 1)
	return errors.Join(err, numberErr)
}

// answers is all that the log of a folder says of n events. The action's error
// keeps it from changing anything.
func answers(dir string, n int) (said []byte, err error) {
	s, err := central.Open(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var all []any
	var wrong []error
	note := func(err error, answers ...any) {
		all, wrong = append(all, answers...), append(wrong, err)
	}
	stretch, err := s.After("330402-nh", 0, 1000, 1<<20)
	note(err, stretch)
	refused, err := s.Refused("", 0, 100)
	note(err, refused)
	cases, err := s.Cases("", 100)
	note(err, cases)
	installations, err := s.Installations()
	note(err, installations)
	key, err := s.IssuingKey(func() ([]byte, error) { return []byte("another"), nil })
	note(err, key)
	note(s.Walk(func(l hub.Line) error { all = append(all, l); return nil }))
	for i := range n {
		id, ok, err := s.Find("330402-nh", fmt.Sprintf("03-%04d", i))
		note(err, id, ok)
		file, ok, err := s.NamedFile("330402-nh", sumOf([]byte{byte(i)}))
		note(err, file.Size, ok)
		record, err := s.Record(fmt.Sprint("record/", i))
		note(err, record)
	}
	undone := errors.New("undone")
	err = s.Write(func(tx hub.Tx) error {
		for i := range n {
			kept, ok, err := tx.Kept(fmt.Sprint("e", i))
			note(err, kept, ok)
		}
		tail, err := tx.Tail("i")
		note(err, tail)
		next, err := tx.Next("series-1", 1)
		note(err, next)
		lease, ok, err := tx.Lease("i", "l10")
		note(err, lease, ok)
		holder, ok, err := tx.Holder("330402-nh", "10")
		note(err, holder, ok)
		place, err := tx.Admit(hub.Entry{Event: casefile.Event{ID: "new", Case: "c1", Installation: "i"}, Raw: []byte("{}"), Office: "330402-nh"})
		note(err, place)
		return undone
	})
	if !errors.Is(err, undone) {
		wrong = append(wrong, err)
	}
	said, err = json.Marshal(all)
	return said, errors.Join(append(wrong, err)...)
}
