package hub_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/store/central"
)

// archive is a proper one, line by line.
func archive(t *testing.T) []string {
	t.Helper()
	s, err := central.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	lines := hubtest.Lines(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return lines[:len(lines)-1] // nothing follows the last line break
}

func TestSpoiltArchiveIsRefused(t *testing.T) {
	lines := archive(t)
	at := func(part string) int {
		for i, l := range lines {
			if strings.HasPrefix(l, part) {
				return i
			}
		}
		t.Fatalf("no line begins with %s", part)
		return 0
	}
	without := func(i int) []string { return append(append([]string{}, lines[:i]...), lines[i+1:]...) }
	with := func(i int, line string) []string {
		changed := append([]string{}, lines...)
		changed[i] = line
		return changed
	}
	event, refused := at(`{"event"`), at(`{"refused"`)
	for name, spoilt := range map[string][]string{
		"nothing":              nil,
		"without a beginning":  lines[1:],
		"begun twice":          append(lines[:1:1], lines...),
		"a later format":       with(0, `{"begin":{"format":3,"at":"2026-11-23T02:00:00Z"}}`+"\n"),
		"broken off":           lines[:len(lines)-1],
		"broken off in a line": with(len(lines)-1, lines[len(lines)-1][:20]),
		"an event left out":    without(event + 3),
		"a refused left out":   without(refused),
		"a lease left out":     without(at(`{"lease"`)),
		"two events exchanged": with(event, lines[event+1]),
		"an altered event":     with(event, strings.Replace(lines[event], "示例建设", "示例建筑", 1)),
		"an altered lease":     with(at(`{"lease"`), strings.Replace(lines[at(`{"lease"`)], `"to":100`, `"to":900`, 1)),
		"an altered key":       with(at(`{"key"`), `{"key":"AAAA"}`+"\n"),
		"spaces in an event":   with(event, strings.Replace(lines[event], `"kind":`, `"kind": `, 1)),
		"an unknown line":      with(event, `{"evnt":{}}`+"\n"),
		"no JSON":              with(event, "\x00\n"),
		"goes on":              append(lines[:len(lines):len(lines)], `{"series":{"name":"x","last":1}}`+"\n"),
		"ended twice":          append(lines[:len(lines):len(lines)], lines[len(lines)-1]),
		"endless":              {strings.Repeat("x", 17<<20)},
	} {
		if _, err := hub.CheckArchive(strings.NewReader(strings.Join(spoilt, ""))); !errors.Is(err, hub.ErrArchive) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := hub.CheckArchive(strings.NewReader(strings.Join(lines, ""))); err != nil {
		t.Errorf("whole: %v", err)
	}
}

// An archive of format 1 knows of no owed files: what its events name counts as
// brought by their offices.
func TestOlderArchiveOwesNothing(t *testing.T) {
	lines := archive(t)
	var owed hub.Line
	lines = slices.DeleteFunc(lines, func(l string) bool {
		is := strings.HasPrefix(l, `{"owed"`)
		if is && owed.Owed == nil {
			if err := json.Unmarshal([]byte(l), &owed); err != nil {
				t.Fatal(err)
			}
		}
		return is
	})
	lines[0] = strings.Replace(lines[0], `"format":2`, `"format":1`, 1)
	s, err := central.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := hub.ImportArchive(s, s, strings.NewReader(strings.Join(lines, ""))); err != nil {
		t.Error(err)
	}
	if f, named, err := s.NamedFile(owed.Owed.Office, owed.Owed.Hash); err != nil || !named || !f.Brought {
		t.Errorf("%+v, %v, %v", f, named, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// An import that was killed when all bytes of a file were there, and nobody had held
// them against its hash yet, is completed by the next.
func TestImportKilledBeforeAFileWasChecked(t *testing.T) {
	content := bytes.Repeat([]byte("扫描件"), 40_000)
	sum := sm3.Sum(content)
	hash, cut := hex.EncodeToString(sum[:]), replica.MaxPiece
	var archive bytes.Buffer
	lines := json.NewEncoder(&archive)
	for _, l := range []hub.Line{
		{Begin: &hub.Begin{Format: 2}},
		{File: &hub.FilePiece{Hash: hash, Size: int64(len(content)), Bytes: content[:cut]}},
		{File: &hub.FilePiece{Hash: hash, Size: int64(len(content)), Offset: int64(cut), Bytes: content[cut:]}},
		{End: &hub.End{}},
	} {
		if err := lines.Encode(l); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	s, err := central.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	broken := bytes.SplitAfterN(archive.Bytes(), []byte{'\n'}, 3)
	if err := hub.ImportArchive(s, s, bytes.NewReader(slices.Concat(broken[:2]...))); !errors.Is(err, hub.ErrArchive) {
		t.Errorf("half of it: %v", err)
	}
	growing, err := filepath.Glob(filepath.Join(dir, "files", "growing", hash+"*"))
	if err != nil || len(growing) != 1 {
		t.Fatalf("%v, %v", growing, err)
	}
	if err := os.WriteFile(growing[0], content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := hub.ImportArchive(s, s, bytes.NewReader(archive.Bytes())); err != nil {
		t.Error(err)
	}
	if _, whole, err := s.Length("", hash); err != nil || !whole {
		t.Errorf("the file is whole: %v, %v", whole, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// mortal is a log whose process is killed after so many transactions.
type mortal struct {
	hub.Log
	left int
}

var errKilled = errors.New("killed")

func (m *mortal) Write(do func(hub.Tx) error, about ...hub.Entry) error {
	if m.left--; m.left < 0 {
		return errKilled
	}
	return m.Log.Write(do, about...)
}

// A centre that was restored from an archive expects the windows to give back from
// the first moment at which it serves them, wherever the import was killed.
func TestRestoredArchiveIsServedInAnEpoch(t *testing.T) {
	whole := strings.Join(archive(t), "")
	for left, over := 0, false; !over; left++ {
		s, err := central.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		begun, err := hub.RestoreArchive(&mortal{s, left}, s, strings.NewReader(whole), hubtest.Start())
		if over = err == nil; !over && !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		found, unread := s.After("", 0, 1, 1)
		epochs, unknown := s.Record("epochs")
		if err := errors.Join(unread, unknown); err != nil {
			t.Fatal(err)
		}
		if served := hub.CheckImported(s) == nil && found.Last > 0; served != (epochs != nil) || over && begun.Behind != found.Last {
			t.Errorf("killed after %d transactions it is served %v, epochs %s", left, served, epochs)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func FuzzCheckArchive(f *testing.F) {
	f.Add("{\"begin\":{\"format\":1,\"at\":\"2026-11-23T02:00:00Z\"}}\n{\"end\":{\"events\":0,\"refused\":0,\"files\":0,\"sum\":\"\"}}\n")
	f.Add("{\"begin\":{\"format\":1}}\n{\"event\":{\"place\":1,\"raw\":{\"seq\":1}}}\n")
	f.Add("{\"begin\":{\"format\":2}}\n{\"owed\":{\"office\":\"330402-nh\",\"hash\":\"00\"}}\n")
	f.Add("{\"refused\":{\"raw\":\"bnVsbA==\"}}")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := hub.CheckArchive(strings.NewReader(text)); err != nil && !errors.Is(err, hub.ErrArchive) {
			t.Errorf("%v", err)
		}
	})
}
