package intake

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/ui/frame/frametest"
)

// slowFrame lets the work of the background end only when told.
type slowFrame struct {
	*frametest.Frame
	ends []func()
}

func (f *slowFrame) Background(work func(context.Context) error, done func(error)) {
	err := work(context.Background())
	f.ends = append(f.ends, func() { done(err) })
}

// finish ends all work, the last begun first.
func (f *slowFrame) finish() {
	for i := len(f.ends) - 1; i >= 0; i-- {
		f.ends[i]()
	}
	f.ends = nil
}

func newPage(t *testing.T) (*View, *slowFrame, *desktest.Counter) {
	t.Helper()
	c := desktest.New(t)
	f := &slowFrame{Frame: frametest.New(t, 1186, 690)}
	v := New(c.Desk, f)
	f.Show(v)
	t.Cleanup(v.Close)
	return v, f, c
}

func files(t *testing.T, names ...string) []string {
	t.Helper()
	folder := t.TempDir()
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = filepath.Join(folder, name)
		if err := os.WriteFile(paths[i], []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// Two files dropped at once are both taken in, whichever is done first, and
// what is typed meanwhile stays.
func TestDroppedFilesAreAllKept(t *testing.T) {
	v, f, c := newPage(t)
	v.Dropped(files(t, "a.pdf", "b.pdf"))
	f.Type("2601")
	f.finish()
	v.keeper.flush()
	drafts, err := c.Drafts()
	if err != nil || len(drafts) != 1 {
		t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	kept := 0
	for _, paper := range drafts[0].Materials {
		kept += len(paper.Files)
	}
	if kept != 2 || drafts[0].Fields["project.code"] != "2601" {
		t.Errorf("%d files and %q are kept", kept, drafts[0].Fields["project.code"])
	}
	if len(f.Errors) > 0 {
		t.Error(f.Errors)
	}
}

// A file that is taken in after the clerk has begun the next application does
// not land in it.
func TestLateFileStaysOutOfTheNextDraft(t *testing.T) {
	v, f, _ := newPage(t)
	v.Dropped(files(t, "a.pdf"))
	v.fresh()
	f.finish()
	for id, paper := range v.draft.Materials {
		if len(paper.Files) > 0 {
			t.Errorf("the next draft has a file under %s", id)
		}
	}
	var m *desk.Message
	if len(f.Errors) != 1 || !errors.As(f.Errors[0], &m) || m.Key != "file-late" {
		t.Errorf("told %v", f.Errors)
	}
}
