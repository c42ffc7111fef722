package store_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/replica"
	"onewindow/store"
)

// arrive brings a file of another window in by pieces.
func arrive(t *testing.T, s *store.Store, content []byte, pieces int) (string, error) {
	t.Helper()
	sum := sm3.Sum(content)
	name, size := hex.EncodeToString(sum[:]), len(content)/pieces
	for at := 0; at < len(content); at += size {
		so, err := s.ArrivedSoFar(name)
		if err != nil || so != int64(at) {
			t.Fatalf("%d bytes are here, want %d, %v", so, at, err)
		}
		if err := s.AddPiece(name, so, content[at:min(at+size, len(content))]); err != nil {
			t.Fatal(err)
		}
	}
	return name, s.Arrived(name, int64(len(content)))
}

func wholeFile(s *store.Store, sum string) ([]byte, error) {
	f, err := s.File(sum)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(f)
	return raw, errors.Join(err, f.Close())
}

// inTheOpen fails where some file below dir shows the words.
func inTheOpen(t *testing.T, dir, words string) {
	t.Helper()
	check(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(words)) {
			t.Errorf("%s shows %q", path, words)
		}
		return err
	}))
}

// A file of another window is sealed like everything else, in pieces and whole; it
// is no part of a backup, and the one not read for longest makes room.
func TestFilesOfOtherWindowsAreACache(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	first := bytes.Repeat([]byte("第一份扫描件"), 5_000)
	one, err := arrive(t, s, first, 3)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := wholeFile(s, one); err != nil || !bytes.Equal(got, first) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	inTheOpen(t, dir, "第一份扫描件")
	if err := s.AddPiece(one, 7, []byte("x")); !errors.Is(err, store.ErrMalformed) {
		t.Errorf("a piece with a gap before it: %v", err)
	}

	s.KeepFetched(int64(len(first)) * 3 / 2)
	second := bytes.Repeat([]byte("第二份扫描件"), 5_000)
	two, err := arrive(t, s, second, 2)
	if err != nil {
		t.Fatal(err)
	}
	third := bytes.Repeat([]byte("第三份扫描件"), 5_000)
	if _, err := arrive(t, s, third, 2); err != nil {
		t.Fatal(err)
	}
	if _, err := wholeFile(s, one); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the oldest is still here: %v", err)
	}
	if got, err := wholeFile(s, two); err != nil || !bytes.Equal(got, second) {
		t.Errorf("the younger one is gone: %v", err)
	}
}

// What came spoilt, or was spoilt on the disk, is never shown.
func TestSpoiltFilesOfOtherWindows(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	content := bytes.Repeat([]byte("扫描件"), 5_000)
	sum := sm3.Sum([]byte("something else"))
	name := hex.EncodeToString(sum[:])
	if err := s.AddPiece(name, 0, content); err != nil {
		t.Fatal(err)
	}
	if err := s.Arrived(name, int64(len(content))); !errors.Is(err, replica.ErrSpoilt) {
		t.Errorf("bytes under another name: %v", err)
	}
	if so, err := s.ArrivedSoFar(name); err != nil || so != 0 {
		t.Errorf("%d of them were kept, %v", so, err)
	}
	whole, err := arrive(t, s, content, 1)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "fetched", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil || info.IsDir() {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		raw[len(raw)/2] ^= 1
		if err := os.WriteFile(f, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := wholeFile(s, whole); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a turned bit: %v", err)
	}
}

// A piece that a power cut spoilt on the disk is noticed only with the last one. The
// file is fetched from its beginning then; it would never become whole.
func TestSpoiltPieceOfAFileOnItsWay(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	content := bytes.Repeat([]byte("扫描件"), 5_000)
	sum := sm3.Sum(content)
	name := hex.EncodeToString(sum[:])
	check(t, s.AddPiece(name, 0, content[:7_000]))
	first, err := filepath.Glob(filepath.Join(dir, "fetched", "arriving", "*", "*0"))
	if err != nil || len(first) != 1 {
		t.Fatalf("%v, %v", first, err)
	}
	check(t, s.AddPiece(name, 7_000, content[7_000:]))
	check(t, os.Truncate(first[0], 0))
	if err := s.Arrived(name, int64(len(content))); !errors.Is(err, replica.ErrSpoilt) {
		t.Errorf("a file without its beginning: %v", err)
	}
	if so, err := s.ArrivedSoFar(name); err != nil || so != 0 {
		t.Errorf("%d bytes of it are kept, %v", so, err)
	}
	if whole, err := arrive(t, s, content, 1); err != nil || whole != name {
		t.Errorf("the second time: %v", err)
	}
}
