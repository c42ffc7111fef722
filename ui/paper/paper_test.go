package paper

import (
	"context"
	"image"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/ui/frame/frametest"
)

func document(t *testing.T, c *desktest.Counter, kind casefile.DocumentKind) desk.Document {
	t.Helper()
	file, err := c.Issued("南湖区卫生健康局", "城南片区公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Document(file.ID, kind)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPageFillsItsRoomDotForDot(t *testing.T) {
	c, f := desktest.New(t), frametest.New(t, 800, 600)
	for _, size := range []fyne.Size{{Width: 390, Height: 300}, {Width: 700, Height: 560}, {Width: 200, Height: 560}} {
		for kind, shape := range map[casefile.DocumentKind]float64{casefile.Permit: 297.0 / 210, casefile.Receipt: 210.0 / 297} {
			p := NewPreview(c.Desk, f)
			f.Window().SetContent(p)
			p.Resize(size)
			p.Set(document(t, c, kind))
			if !p.Ready() {
				t.Fatalf("%s is not drawn", kind)
			}
			dots, shown := p.picture.Image.Bounds(), p.picture.Size()
			scale := f.Window().Canvas().Scale()
			if math.Abs(float64(shown.Width*scale)-float64(dots.Dx())) > 0.01 {
				t.Errorf("%s in %v: %d dots on %.2f pixels", kind, size, dots.Dx(), shown.Width*scale)
			}
			if got := float64(shown.Width / shown.Height); math.Abs(got-shape) > 0.02 {
				t.Errorf("%s in %v is %.3f wide to high, want %.3f", kind, size, got, shape)
			}
			tight := math.Max(float64(shown.Width/(size.Width-4)), float64(shown.Height/(size.Height-4)))
			if tight > 1.001 || tight < 0.9 {
				t.Errorf("%s takes %.2f of its room %v", kind, tight, size)
			}
		}
	}
	if len(f.Errors) > 0 {
		t.Error(f.Errors)
	}
}

// late is a window whose background work is done when the test says so.
type late struct {
	*frametest.Frame
	work []func()
}

func (l *late) Background(work func(context.Context) error, done func(error)) {
	l.work = append(l.work, func() { done(work(context.Background())) })
}

func TestLatePictureOfAnotherDocumentIsDropped(t *testing.T) {
	c, f := desktest.New(t), &late{Frame: frametest.New(t, 800, 600)}
	p := NewPreview(c.Desk, f)
	f.Window().SetContent(p)
	p.Resize(fyne.NewSize(400, 400))
	p.Set(document(t, c, casefile.Receipt))
	p.Set(document(t, c, casefile.Permit))
	for i := len(f.work) - 1; i >= 0; i-- { // the older one comes last
		f.work[i]()
	}
	if dots := p.picture.Image.Bounds(); dots.Dx() < dots.Dy() {
		t.Errorf("the picture has %v: the receipt came over the permit", dots)
	}
}

func TestPagesTurnWithinTheDocument(t *testing.T) {
	c, f := desktest.New(t), frametest.New(t, 800, 600)
	p := NewPreview(c.Desk, f)
	f.Window().SetContent(p)
	f.Window().Canvas().Focus(p)
	d := document(t, c, casefile.Acceptance)
	d.Sheet.Case.Application.Project.Name = strings.Repeat("很长的项目名称", 60)
	for i := range 60 {
		d.Sheet.Case.Materials = append(d.Sheet.Case.Materials, casefile.Material{ID: string(rune('a' + i)), Name: "附件", Source: "applicant", Present: true})
	}
	d.Pages = 2
	p.Set(d)
	f.Press(fyne.KeyPageUp)
	if p.Page() != 0 {
		t.Errorf("before the first page stands %d", p.Page())
	}
	f.Press(fyne.KeyPageDown, fyne.KeyPageDown)
	if p.Page() != 1 || !p.Ready() {
		t.Errorf("page %d, drawn %v", p.Page(), p.Ready())
	}
	if len(f.Errors) > 0 {
		t.Error(f.Errors)
	}
}

func TestEnlargedDocumentClosesWithEsc(t *testing.T) {
	c, f := desktest.New(t), frametest.New(t, 1366, 768)
	large := Enlarge(c.Desk, f, document(t, c, casefile.Permit))
	if f.Dialog() == nil || !large.Ready() {
		t.Fatal("nothing is shown")
	}
	if bounds := large.picture.Image.Bounds(); bounds == (image.Rectangle{}) || bounds.Dx() < 600 {
		t.Errorf("the permit is only %d dots wide", bounds.Dx())
	}
	f.Press(fyne.KeyEscape)
	if f.Dialog() != nil {
		t.Error("Esc leaves it open")
	}
}

func TestPrintTellsWhereThePaperWent(t *testing.T) {
	c, f := desktest.New(t), frametest.New(t, 800, 600)
	d := document(t, c, casefile.Permit)
	id := d.Sheet.Case.ID
	told := 0
	Print(c.Desk, f, id, casefile.Permit, func() { told++ })
	if f.LastTitle() != "已打印证书 "+d.Sheet.Case.Number || told != 1 || f.Changes != 1 {
		t.Errorf("title %q, told %d times, %d changes", f.LastTitle(), told, f.Changes)
	}
	Print(c.Desk, f, id, casefile.Denial, func() { told++ })
	if told != 1 || len(f.Errors) != 1 {
		t.Errorf("a document that does not exist: told %d, errors %v", told, f.Errors)
	}
	Print(c.Desk, f, id, casefile.Permit, func() { told++ })
	f.Press(fyne.KeyEscape)
	if told != 1 || f.Dialog() != nil {
		t.Error("a reprint was made though nobody gave a reason")
	}
}
