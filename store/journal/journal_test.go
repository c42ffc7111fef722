package journal_test

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onewindow/store/journal"
	"onewindow/store/vault"
)

func newKey(t testing.TB) *vault.Key {
	t.Helper()
	k, err := vault.NewKey(rand.Reader)
	check(t, err)
	return k
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// add appends an entry and waits until it is on the disk.
func add(j *journal.Journal, entry []byte) error {
	settle, err := j.Append(entry)
	if err != nil {
		return err
	}
	return settle()
}

// read opens a journal and returns what it holds.
func read(path string, key *vault.Key) (*journal.Journal, []string, error) {
	var held []string
	j, err := journal.Open(path, key, func(n uint64, entry []byte) error {
		held = append(held, fmt.Sprintf("%d %s", n, entry))
		return nil
	})
	return j, held, err
}

// Whatever is appended, taken back, summed up and reopened, the file holds what
// a list holds.
func TestJournalIsAList(t *testing.T) {
	key := newKey(t)
	path := filepath.Join(t.TempDir(), "journal")
	rapid.Check(t, func(rt *rapid.T) {
		j, err := journal.Create(path, key, 7, []byte("sum"))
		check(t, err)
		want, last := []string{"7 sum"}, uint64(7)
		fresh := false // whether the last entry can be taken back
		rt.Repeat(map[string]func(*rapid.T){
			"append": func(rt *rapid.T) {
				entry := rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(rt, "entry")
				check(t, add(j, entry))
				last++
				want, fresh = append(want, fmt.Sprintf("%d %s", last, entry)), true
			},
			"take back": func(*rapid.T) {
				check(t, j.TakeBack())
				if fresh {
					want, last, fresh = want[:len(want)-1], last-1, false
				}
			},
			"reopen": func(*rapid.T) {
				check(t, j.Close())
				j, _, err = read(path, key)
				check(t, err)
				fresh = false
			},
			"sum up": func(*rapid.T) {
				check(t, j.Renew([]byte("sum")))
				want, fresh = []string{fmt.Sprintf("%d sum", last)}, false
			},
			"": func(rt *rapid.T) {
				other, held, err := read(path, key)
				check(t, err)
				check(t, other.Close())
				if !slices.Equal(held, want) || j.Number() != last {
					rt.Fatalf("holds %q at %d, want %q", held, j.Number(), want)
				}
			},
		})
		check(t, j.Close())
	})
}

// written is a journal of a summary and three entries of some sectors each, and
// where each ends.
func written(t testing.TB, key *vault.Key) (raw []byte, ends []int64) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal")
	j, err := journal.Create(path, key, 1, bytes.Repeat([]byte("s"), 50))
	check(t, err)
	ends = append(ends, j.Base())
	for _, entry := range []string{"one", "two", "three"} {
		check(t, add(j, []byte(strings.Repeat(entry, 160))))
		ends = append(ends, j.Base()+j.Grown())
	}
	check(t, j.Close())
	raw, err = os.ReadFile(path)
	check(t, err)
	return raw[:ends[3]+1024], ends // as much of the zeros behind as a test needs
}

const sector = 512

// sectorsOf are the places at which the sectors of an entry begin, its own
// beginning the first.
func sectorsOf(from, to int64) []int64 {
	list := []int64{from}
	for at := (from/sector + 1) * sector; at < to; at += sector {
		list = append(list, at)
	}
	return append(list, to)
}

// A power cut in the middle of an append leaves any of its sectors unwritten:
// whichever they are, the entries before it are there, and room for the next.
func TestTornAppend(t *testing.T) {
	key := newKey(t)
	raw, ends := written(t, key)
	sectors := sectorsOf(ends[2], ends[3])
	path := filepath.Join(t.TempDir(), "journal")
	for missing := 1; missing < 1<<(len(sectors)-1); missing++ {
		torn := bytes.Clone(raw)
		for i := range len(sectors) - 1 {
			if missing&(1<<i) != 0 {
				clear(torn[sectors[i]:sectors[i+1]])
			}
		}
		check(t, os.WriteFile(path, torn, 0o600))
		j, held, err := read(path, key)
		if err != nil || len(held) != 3 || !strings.HasPrefix(held[2], "3 two") {
			t.Errorf("without sectors %b: %q, %v", missing, held, err)
			continue
		}
		check(t, j.Close())
		left, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(left, append(bytes.Clone(raw[:ends[2]]), make([]byte, int64(len(raw))-ends[2])...)) {
			t.Errorf("without sectors %b: something of it is still there, %v", missing, err)
		}
		j, _, err = read(path, key)
		check(t, err)
		check(t, errors.Join(add(j, []byte("again")), j.Close()))
		j, held, err = read(path, key)
		check(t, err)
		check(t, j.Close())
		if len(held) != 4 || held[3] != "4 again" {
			t.Errorf("without sectors %b, then an append: %q", missing, held)
		}
	}
}

// A sector that is lost of an entry which others follow is no power cut.
func TestLostSector(t *testing.T) {
	key := newKey(t)
	raw, ends := written(t, key)
	path := filepath.Join(t.TempDir(), "journal")
	for i := range 3 {
		sectors := sectorsOf(append([]int64{8}, ends...)[i], ends[i])
		for n := range len(sectors) - 1 {
			lost := bytes.Clone(raw)
			clear(lost[sectors[n]:sectors[n+1]])
			check(t, os.WriteFile(path, lost, 0o600))
			if _, held, err := read(path, key); !errors.Is(err, journal.ErrBroken) || len(held) != i {
				t.Errorf("sector %d of entry %d: %d entries, %v", n, i+1, len(held), err)
			}
		}
	}
}

// No bit that turns in an entry goes unseen, be it the last; none that turns behind
// it changes anything.
func TestBitFlips(t *testing.T) {
	key := newKey(t)
	raw, ends := written(t, key)
	path := filepath.Join(t.TempDir(), "journal")
	for at := range int(ends[3]) + 600 {
		flipped := bytes.Clone(raw)
		flipped[at] ^= 1 << (at % 8)
		check(t, os.WriteFile(path, flipped, 0o600))
		j, held, err := read(path, key)
		switch {
		case err != nil && !errors.Is(err, journal.ErrBroken):
			t.Fatalf("byte %d: %v", at, err)
		case err == nil && (int64(at) < ends[3] || len(held) != 4):
			t.Fatalf("byte %d of %d turned unseen: %d entries", at, ends[3], len(held))
		case err == nil:
			check(t, j.Close())
		}
	}
}

// A journal that was cut off within an entry is broken: there was room for it.
func TestCutOff(t *testing.T) {
	key := newKey(t)
	raw, ends := written(t, key)
	path := filepath.Join(t.TempDir(), "journal")
	for at := ends[0] + 8; at < ends[3]; at++ {
		if slices.ContainsFunc(ends, func(end int64) bool { return at >= end && at < end+8 }) {
			continue // it ends where an entry does: only its number tells
		}
		check(t, os.WriteFile(path, raw[:at], 0o600))
		if _, held, err := read(path, key); !errors.Is(err, journal.ErrBroken) {
			t.Errorf("cut at %d: %d entries, %v", at, len(held), err)
		}
	}
}

// old is a journal of the format before.
func old(key *vault.Key, entries ...string) []byte {
	raw := []byte("OWJ1")
	for i, entry := range entries {
		plain := append(binary.BigEndian.AppendUint64(nil, uint64(i+1)), entry...)
		sealed := key.Seal(plain, []byte("journal|1"))
		raw = binary.BigEndian.AppendUint32(raw, uint32(len(sealed)))
		raw = binary.BigEndian.AppendUint32(raw, ^uint32(len(sealed)))
		raw = append(raw, sealed...)
	}
	return raw
}

// A journal of the format before is read as it always was, and takes an entry when
// it was begun anew.
func TestOldJournal(t *testing.T) {
	key := newKey(t)
	path := filepath.Join(t.TempDir(), "journal")
	short, long := old(key, "sum", "one"), old(key, "sum", "one", "two")
	for name, raw := range map[string][]byte{
		"whole": short, "cut in the entry": long[:len(long)-5], "cut in the head": append(bytes.Clone(short), 0, 0, 0),
		"grown only": append(bytes.Clone(short), make([]byte, 100)...),
		"zeros":      append(bytes.Clone(long[:len(long)-5]), make([]byte, 5)...),
	} {
		check(t, os.WriteFile(path, raw, 0o600))
		j, held, err := read(path, key)
		if err != nil || !slices.Equal(held, []string{"1 sum", "2 one"}) || !j.Stale() {
			t.Fatalf("%s: %q, %v", name, held, err)
		}
		if add(j, []byte("no")) == nil {
			t.Errorf("%s: an entry was appended to a format of before", name)
		}
		check(t, errors.Join(j.Renew([]byte("both")), add(j, []byte("next")), j.Close()))
		j, held, err = read(path, key)
		if err != nil || !slices.Equal(held, []string{"2 both", "3 next"}) || j.Stale() {
			t.Errorf("%s, begun anew: %q, %v", name, held, err)
		}
		check(t, j.Close())
	}
	short[20] ^= 1
	check(t, os.WriteFile(path, short, 0o600))
	if _, _, err := read(path, key); !errors.Is(err, journal.ErrBroken) {
		t.Errorf("a bit of the summary: %v", err)
	}
}

func TestNoJournal(t *testing.T) {
	key := newKey(t)
	path := filepath.Join(t.TempDir(), "journal")
	if _, _, err := read(path, key); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
	raw, ends := written(t, key)
	for name, spoilt := range map[string][]byte{
		"empty": {}, "half a mark": raw[:2], "only the mark": raw[:4], "half a summary": raw[:ends[0]-1],
	} {
		check(t, os.WriteFile(path, spoilt, 0o600))
		if _, _, err := read(path, key); !errors.Is(err, journal.ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	check(t, os.WriteFile(path, raw, 0o600))
	if _, _, err := read(path, newKey(t)); !errors.Is(err, journal.ErrBroken) {
		t.Errorf("another key: %v", err)
	}
	failure := errors.New("no")
	if _, err := journal.Open(path, key, func(uint64, []byte) error { return failure }); !errors.Is(err, failure) {
		t.Errorf("a visitor's error: %v", err)
	}
}

// A journal that can neither be begun anew nor opened as it was takes no entry, and
// is begun anew when that can be done again.
func TestJournalThatWasLostIsBegunAnew(t *testing.T) {
	key, path := newKey(t), filepath.Join(t.TempDir(), "journal")
	j, err := journal.Create(path, key, 7, []byte("first"))
	check(t, err)
	check(t, errors.Join(os.Remove(path), os.Mkdir(path, 0o700)))
	if err := j.Renew([]byte("second")); err == nil {
		t.Error("it began in a folder's place")
	}
	if !j.Stale() {
		t.Error("it would let an action fail to find out")
	}
	check(t, os.Remove(path))
	check(t, errors.Join(j.Renew([]byte("third")), add(j, []byte("entry")), j.Close()))
	j, held, err := read(path, key)
	check(t, err)
	if !slices.Equal(held, []string{"7 third", "8 entry"}) {
		t.Errorf("%q", held)
	}
	check(t, j.Close())
}
