package journal_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"onewindow/store/journal"
	"onewindow/store/vault"
)

// Nothing that stands in the file makes a journal panic, be read otherwise than it
// was written, or refuse what is appended to it: it is read, or it is broken. What
// comes first was sealed with the right key, what follows is anything.
func FuzzOpen(f *testing.F) {
	key, err := vault.NewKey(bytes.NewReader(bytes.Repeat([]byte{7}, 1<<10))) // the same in every process
	check(f, err)
	f.Add([]byte("\x00\x00\x00\x00\x00\x00\x00\x07sum"), []byte{})
	f.Add([]byte("\x00\x00\x00\x00\x00\x00\x00\x07sum"), framed(key.Seal([]byte("\x00\x00\x00\x00\x00\x00\x00\x08a"), []byte("journal|1"))))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"), framed(key.Seal(make([]byte, 8), []byte("journal|1"))))
	f.Add([]byte("short"), []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0})
	f.Add([]byte{}, make([]byte, 20))
	path := filepath.Join(f.TempDir(), "journal")
	f.Fuzz(func(t *testing.T, first, rest []byte) {
		summary := framed(key.Seal(first, []byte("journal|1")))
		for _, parts := range [][][]byte{
			{rest}, {[]byte(mark), rest}, {[]byte("OWJ1"), rest}, {[]byte("OWJ1"), summary, rest},
			{[]byte(mark), summary, make([]byte, -len(summary)&7), rest}, // an entry begins at every eighth byte
		} {
			check(t, os.WriteFile(path, bytes.Join(parts, nil), 0o600))
			opens(t, path, key)
		}
	})
}

// mark is how a journal begins.
const mark = "OWJ2\x00\x00\x00\x00"

// framed is a sealed entry with its length before it, twice.
func framed(sealed []byte) []byte {
	head := binary.BigEndian.AppendUint32(nil, uint32(len(sealed)))
	return append(binary.BigEndian.AppendUint32(head, ^uint32(len(sealed))), sealed...)
}

func opens(t *testing.T, path string, key *vault.Key) {
	t.Helper()
	j, held, err := read(path, key)
	if err != nil {
		if !errors.Is(err, journal.ErrBroken) {
			t.Fatalf("neither read nor broken: %v", err)
		}
		return
	}
	last := j.Number()
	if j.Stale() {
		held = held[:1]
		check(t, j.Renew([]byte("sum")))
	}
	check(t, errors.Join(add(j, []byte("next")), j.Close()))
	j, again, err := read(path, key)
	check(t, err)
	if len(again) != len(held)+1 || j.Number() != last+1 {
		t.Fatalf("of %d entries up to %d one appended made %d up to %d", len(held), last, len(again), j.Number())
	}
	check(t, j.Close())
}
