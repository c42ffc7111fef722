package journal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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
				check(t, j.Append(entry))
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

// written is a journal of a summary and three entries, and where each ends.
func written(t testing.TB, key *vault.Key) (raw []byte, ends []int64) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal")
	j, err := journal.Create(path, key, 1, bytes.Repeat([]byte("s"), 50))
	check(t, err)
	ends = append(ends, j.Base())
	for _, entry := range []string{"one", "two", "three"} {
		check(t, j.Append([]byte(entry)))
		ends = append(ends, j.Base()+j.Grown())
	}
	check(t, j.Close())
	raw, err = os.ReadFile(path)
	check(t, err)
	return raw, ends
}

// A power cut in the middle of an append leaves the entries before it, and room
// for the next.
func TestTornAppend(t *testing.T) {
	key := newKey(t)
	raw, ends := written(t, key)
	path := filepath.Join(t.TempDir(), "journal")
	torn := map[string][]byte{}
	for cut := ends[2] + 1; cut < ends[3]; cut++ {
		torn[fmt.Sprintf("cut at %d", cut)] = raw[:cut]
		zeros := slices.Concat(raw[:cut], make([]byte, ends[3]-cut))
		if !bytes.Equal(zeros, raw) {
			torn[fmt.Sprintf("zeros from %d", cut)] = zeros
		}
	}
	torn["grown only"] = append(bytes.Clone(raw[:ends[2]]), make([]byte, 4096)...)
	for name, left := range torn {
		check(t, os.WriteFile(path, left, 0o600))
		j, held, err := read(path, key)
		if err != nil || len(held) != 3 || held[2] != "3 two" {
			// A length whose second half never came is told from no other damage.
			if !errors.Is(err, journal.ErrBroken) || len(left) < int(ends[2])+5 {
				t.Errorf("%s: %q, %v", name, held, err)
			}
			continue
		}
		check(t, j.Append([]byte("again")))
		check(t, j.Close())
		j, held, err = read(path, key)
		check(t, err)
		check(t, j.Close())
		if len(held) != 4 || held[3] != "4 again" {
			t.Errorf("%s, then an append: %q", name, held)
		}
	}
}

// No bit that turns in any but the last entry goes unseen.
func TestBitFlips(t *testing.T) {
	key := newKey(t)
	raw, ends := written(t, key)
	path := filepath.Join(t.TempDir(), "journal")
	for at := range raw {
		flipped := bytes.Clone(raw)
		flipped[at] ^= 1 << (at % 8)
		check(t, os.WriteFile(path, flipped, 0o600))
		j, held, err := read(path, key)
		switch last := int64(at) >= ends[2]; {
		case err != nil && !errors.Is(err, journal.ErrBroken):
			t.Fatalf("byte %d: %v", at, err)
		case err == nil && (!last || len(held) != 3):
			t.Fatalf("byte %d of %d turned unseen: %q", at, len(raw), held)
		case err == nil:
			check(t, j.Close())
		}
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
