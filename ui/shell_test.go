package ui

import (
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"onewindow/assets"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

func TestMain(m *testing.M) {
	test.NewApp().Settings().SetTheme(look.New(assets.SansRegular, assets.SansBold, look.Light))
	if err := text.Use(assets.Translations, "zh"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// bench is a shell in a window, what it said, and a clock the test moves on.
type bench struct {
	*Shell
	window  fyne.Window
	said    []string
	pending []func()
}

func newBench(t *testing.T, width, height float32) *bench {
	t.Helper()
	d := &bench{window: test.NewTempWindow(t, nil)}
	d.Shell = NewShell(ShellParams{
		Window: d.window, Office: "南湖分局 · 03 号窗", User: "王芳 · 窗口", Keys: "F1 帮助",
		Places:   []kit.Place{{ID: "intake", Text: "＋ 收件", Key: "F3"}, {ID: "cases", Text: "办件"}},
		OnGo:     func(place string) { d.said = append(d.said, "go "+place) },
		OnSearch: func(words string) { d.said = append(d.said, "search "+words) },
		After:    func(_ time.Duration, do func()) { d.pending = append(d.pending, do) },
	})
	d.window.Resize(fyne.NewSize(width, height))
	return d
}

func (d *bench) press(key fyne.KeyName) {
	if focused := d.window.Canvas().Focused(); focused != nil {
		focused.TypedKey(&fyne.KeyEvent{Name: key})
		return
	}
	d.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: key})
}

func (d *bench) last() string {
	if len(d.said) == 0 {
		return ""
	}
	return d.said[len(d.said)-1]
}

func TestKeysOfTheShell(t *testing.T) {
	d := newBench(t, 1366, 768)
	field := kit.NewField(kit.FieldSpec{Label: "项目代码"})
	d.Show("intake", field)
	d.Router().Focus(field)
	d.press(fyne.KeyF3)
	if d.last() != "go intake" {
		t.Errorf("F3 in a field said %q", d.last())
	}
	d.press(fyne.KeyF2)
	for _, r := range "2601-330402" {
		d.window.Canvas().Focused().TypedRune(r)
	}
	d.press(fyne.KeyReturn)
	if d.last() != "search 2601-330402" {
		t.Errorf("a scan said %q", d.last())
	}
	d.press(fyne.KeyF2)
	d.window.Canvas().Focused().TypedRune('x')
	d.press(fyne.KeyReturn)
	if d.last() != "search x" {
		t.Errorf("F2 does not let the next scan replace the last: %q", d.last())
	}
}

func TestViewKeysGoWithTheView(t *testing.T) {
	d := newBench(t, 1366, 768)
	d.Show("intake", kit.NewWords("a")).On("F9", func() { d.said = append(d.said, "F9") })
	d.Show("cases", kit.NewWords("b"))
	d.press(fyne.KeyF9)
	if d.last() != "" {
		t.Error("a key of a view that is gone still works")
	}
}

func TestToastGoesByItselfAndOnlyTheLastOne(t *testing.T) {
	d := newBench(t, 1366, 768)
	d.Toast(kit.Good, "已保存", "")
	d.Toast(kit.Good, "已打印", "收件凭证")
	d.pending[0]()
	if !d.toast.Visible() {
		t.Error("the first toast's time took the second away")
	}
	d.pending[1]()
	if d.toast.Visible() {
		t.Error("the toast stays")
	}
}

func TestNoticeMakesRoomAndGivesItBack(t *testing.T) {
	d := newBench(t, 1366, 768)
	d.Show("cases", kit.NewWords("x"))
	before := d.scroll.Size().Height
	d.Notice(kit.Heed, "离线", "一切照常可用", "", nil)
	if d.scroll.Size().Height >= before || !d.notice.Visible() {
		t.Error("the notice lies upon the view")
	}
	d.Notice(kit.Calm, "", "", "", nil)
	if d.scroll.Size().Height != before || d.notice.Visible() {
		t.Error("the notice left a gap")
	}
}

func TestNothingWorksBehindTheLock(t *testing.T) {
	d := newBench(t, 1366, 768)
	field := kit.NewField(kit.FieldSpec{Label: "x"})
	d.Show("intake", field)
	secret := kit.NewField(kit.FieldSpec{Label: "口令", Secret: true})
	keys := d.Lock(secret)
	keys.On("Enter", func() { d.said = append(d.said, "open") })
	d.press(fyne.KeyF3)
	if d.last() != "" {
		t.Errorf("F3 worked behind the lock: %q", d.last())
	}
	d.press(fyne.KeyReturn)
	d.Unlock()
	d.Unlock()
	d.press(fyne.KeyF3)
	if d.last() != "go intake" || d.window.Content() != fyne.CanvasObject(d.root) {
		t.Error("the view did not come back")
	}
}

// At 150 % on a 1366×768 screen the window is 911×512 in Fyne's pixels.
func TestNarrowWindowStillShowsEverything(t *testing.T) {
	d := newBench(t, 911, 512)
	var fields []*kit.Field
	var cells []kit.Cell
	for range 20 {
		f := kit.NewField(kit.FieldSpec{Label: "x"})
		fields = append(fields, f)
		cells = append(cells, kit.Span(1, f))
	}
	d.Show("intake", kit.NewGrid(2, cells...))
	if d.search.Position().X < d.office.Position().X+d.office.Size().Width {
		t.Error("the search field lies upon the office")
	}
	last := fields[len(fields)-1]
	d.Router().Focus(last)
	driver := fyne.CurrentApp().Driver()
	bottom := driver.AbsolutePositionForObject(last).Y + last.Size().Height
	if limit := driver.AbsolutePositionForObject(d.scroll).Y + d.scroll.Size().Height; bottom > limit+1 {
		t.Errorf("the field with the focus ends at %v, out of sight below %v", bottom, limit)
	}
}
