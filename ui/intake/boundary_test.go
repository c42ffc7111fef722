package intake

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onewindow/app/desk/desktest"
	"onewindow/ui/frame/frametest"
)

func boundaryFile(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A boundary file says under its material what it holds; the form's area is held
// against it, and takes it over at a press.
func TestBoundaryFileIsSaidUnderItsMaterial(t *testing.T) {
	b := newBench(t)
	b.fill()
	b.view.form.fields["land.area"].SetValue("")
	b.view.form.typed("land.area", "18993")
	b.view.Dropped([]string{boundaryFile(t, "boundary.txt", desktest.BoundaryFile)})
	b.told()
	said := frametest.Words(b.view.materials.content)
	if !strings.Contains(said, "8 个界址点　平面 18992.91 m²　椭球 18990.29 m²") {
		t.Errorf("the materials say %q", said)
	}
	area := b.view.form.fields["land.area"]
	if !strings.Contains(area.Note(), "平方米？测得 1.8993") || area.Wrong() {
		t.Errorf("under the area stands %q", area.Note())
	}
	b.view.takeArea(b.view.materials.offered)
	if area.Value() != "1.8993" || strings.Contains(area.Note(), "测得") || b.view.materials.offered != "" {
		t.Errorf("%q is taken over, under it %q", area.Value(), area.Note())
	}
	b.view.keeper.flush()
	drafts, err := b.counter.Drafts()
	if err != nil || len(drafts) != 1 || drafts[0].Fields["land.area"] != "1.8993" || drafts[0].Outline() == nil {
		t.Errorf("kept %+v, %v", drafts, err)
	}
}

// A file that gives no land is kept out until a person has seen why.
func TestUnreadableBoundaryFileIsAskedAbout(t *testing.T) {
	b := newBench(t)
	bad := boundaryFile(t, "bad.txt", strings.Replace(desktest.BoundaryFile, "J2,1,3404212.350", "J2,1,三百", 1))
	b.view.Dropped([]string{bad})
	dialog := b.frame.Dialog()
	if dialog == nil {
		t.Fatal("nothing is asked")
	}
	if said := frametest.Words(dialog); !strings.Contains(said, "“三百”应为数字") {
		t.Errorf("the dialog says %q", said)
	}
	dialog.Cancel()
	if files := b.view.draft.Materials["boundary"].Files; len(files) != 0 {
		t.Errorf("kept %v", files)
	}
	b.view.Dropped([]string{bad})
	b.frame.Dialog().Confirm()
	b.told()
	if files := b.view.draft.Materials["boundary"].Files; len(files) != 1 || files[0].Outline.Errors != 1 {
		t.Errorf("kept %+v", files)
	}
	if said := frametest.Words(b.view.materials.content); !strings.Contains(said, "bad.txt 读不出地块：1 处错误") {
		t.Errorf("the materials say %q", said)
	}
}
