package hub_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/store/central"
)

// spoil turns a bit in every value of a bucket, or in the one under a key.
func spoil(t *testing.T, dir, bucket, only string) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, "log.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		b, turned := tx.Bucket([]byte(bucket)), map[string][]byte{}
		err := b.ForEach(func(key, frame []byte) error {
			if only == "" && string(key) != "schema" || string(key) == only {
				value := bytes.Clone(frame)
				value[len(value)-1] ^= 4
				turned[string(key)] = value
			}
			return nil
		})
		for key, value := range turned {
			err = errors.Join(err, b.Put([]byte(key), value))
		}
		if len(turned) == 0 {
			t.Errorf("nothing in %s %s", bucket, only)
		}
		return err
	})
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// works lets a centre do something of every kind, and gives its archive.
func works(t *testing.T, dir string) []string {
	t.Helper()
	c := open(t, dir)
	w, other, gone := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, "330411-01", "04"), hubtest.NewCounter(t, 3, office, "05")
	for _, one := range []*hubtest.Counter{w, other, gone} {
		c.enrol(t, one)
		c.leased(t, one, 2026)
		c.answers(t, one, one.Granted(1)...)
	}
	file := casefile.Attachment{Name: "a.pdf", Hash: strings.Repeat("ab", 32), Size: 5}
	events := accept(t, w, 2, "嘉南资规受〔2026〕0001号")
	events = append(events, w.Receive("03-20261123-0003", file))
	c.answers(t, w, append(events, w.Receive("03-20261123-0001"))...) // the last is refused
	if _, err := c.hub.Revoke(gone.Installation, false); err != nil {
		t.Fatal(err)
	}
	late := gone.Receive("05-20261123-0002")
	c.answers(t, gone, late)
	if r := release(t, c, late.ID)[0]; r.Place == 0 {
		t.Fatalf("%+v", r)
	}
	lines := strings.SplitAfter(string(c.copied(t)), "\n")
	c.stop(t)
	return lines
}

// without leaves the lines out that begin so.
func without(lines []string, parts ...string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool {
		return slices.ContainsFunc(append(parts, `{"end"`, `{"begin"`), func(part string) bool { return strings.HasPrefix(l, part) })
	})
}

func repair(dir string) (kept string, err error) {
	return central.Repair(dir, hubtest.Start(), func(s *central.Salvage, log hub.Log) error {
		return hub.Rebuild(s, log, hub.Rules{Region: "330402", Item: hubtest.Item}, hubtest.Start())
	})
}

// Whatever the events tell is made anew from them, wherever the log was damaged; the
// rest stays, but for what was damaged itself.
func TestDamagedLogIsMadeAnew(t *testing.T) {
	whole := t.TempDir()
	lines := works(t, whole)
	raw, err := os.ReadFile(filepath.Join(whole, "log.db"))
	if err != nil {
		t.Fatal(err)
	}
	used := `{"series":{"name":"used`
	for bucket, lost := range map[string][]string{
		"events": nil, "chains": nil, "cases": nil, "offices": nil, "numbers": nil, "windows": nil,
		"counters": {used}, "files": {`{"owed"`}, "leases": {`{"lease"`}, "records": {`{"record"`}, "installations": {`{"installation"`}, "meta sums": nil,
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "log.db")
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		name, only, _ := strings.Cut(bucket, " ")
		spoil(t, dir, name, only)
		spoilt, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if damages, err := central.Check(dir); err != nil || len(damages) == 0 {
			t.Errorf("%s: nothing is found: %v", bucket, err)
		}
		kept, err := repair(dir)
		if err != nil {
			t.Errorf("%s: %v", bucket, err)
			continue
		}
		if copied, err := os.ReadFile(kept); err != nil || !bytes.Equal(copied, spoilt) {
			t.Errorf("%s: the copy: %v", bucket, err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
			t.Errorf("%s: %v is left in the folder, %v", bucket, left, err)
		}
		c := open(t, dir)
		got := strings.SplitAfter(string(c.copied(t)), "\n")
		c.stop(t)
		if bucket == "records" { // of which the centre makes some at its start
			lost = append(lost, `{"key"`)
		}
		if want, got := without(lines, lost...), without(got, lost...); !slices.Equal(got, want) {
			t.Errorf("%s: another log:\n%s\nwas\n%s", bucket, strings.Join(got, ""), strings.Join(want, ""))
		}
	}
}

// Wherever the file is hit, a repair gives back all events and what was refused, or
// says that it cannot.
func TestRepairNeverMakesUpAnything(t *testing.T) {
	whole := t.TempDir()
	lines := works(t, whole)
	raw, err := os.ReadFile(filepath.Join(whole, "log.db"))
	if err != nil {
		t.Fatal(err)
	}
	told := func(lines []string) []string {
		return slices.DeleteFunc(slices.Clone(lines), func(l string) bool {
			return !strings.HasPrefix(l, `{"event"`) && !strings.HasPrefix(l, `{"refused"`)
		})
	}
	mended, random := 0, rand.New(rand.NewPCG(1, 2))
	for range 40 {
		dir := t.TempDir()
		spoilt := bytes.Clone(raw)
		at := 8192 + random.IntN(len(raw)-8192-64)
		clear(spoilt[at : at+1+random.IntN(64)])
		if err := os.WriteFile(filepath.Join(dir, "log.db"), spoilt, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := repair(dir); err != nil {
			if !errors.Is(err, central.ErrBackup) {
				t.Errorf("hit at %d: %v", at, err)
			}
			continue
		}
		mended++
		c := open(t, dir)
		if got := strings.SplitAfter(string(c.copied(t)), "\n"); !slices.Equal(told(got), told(lines)) {
			t.Errorf("hit at %d: other events", at)
		}
		c.stop(t)
	}
	if mended < 10 {
		t.Errorf("only %d of 40 were mended", mended)
	}
}

// What only the log has no repair makes up: it says so and leaves all as it was.
func TestWhatOnlyABackupHas(t *testing.T) {
	for _, bucket := range []string{"log", "refused", "meta issuing-key"} {
		dir := t.TempDir()
		works(t, dir)
		name, only, _ := strings.Cut(bucket, " ")
		spoil(t, dir, name, only)
		before, err := os.ReadFile(filepath.Join(dir, "log.db"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := repair(dir); !errors.Is(err, central.ErrBackup) {
			t.Errorf("%s: %v", bucket, err)
		}
		after, err := os.ReadFile(filepath.Join(dir, "log.db"))
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s: changed, %v", bucket, err)
		}
		if left, err := filepath.Glob(filepath.Join(dir, "*.damaged-*")); err != nil || len(left) > 0 {
			t.Errorf("%s: %v is left, %v", bucket, left, err)
		}
	}
}

// Where neither leases nor counters tell how far numbers were leased, some are left
// out.
func TestDoubtfulLeasesAreLeftOut(t *testing.T) {
	dir := t.TempDir()
	works(t, dir)
	spoil(t, dir, "leases", "")
	spoil(t, dir, "counters", "")
	if _, err := repair(dir); err != nil {
		t.Fatal(err)
	}
	c := open(t, dir)
	w := hubtest.NewCounter(t, 9, office, "09")
	c.enrol(t, w)
	if l := c.leased(t, w, 2026); l.From != 1002 { // the first of a lease was seen in an event
		t.Errorf("%+v", l)
	}
	other := hubtest.NewCounter(t, 8, "330411-01", "09")
	c.enrol(t, other)
	if l := c.leased(t, other, 2026); l.From != 1001 {
		t.Errorf("%+v", l)
	}
}
