package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestMenu(t *testing.T) {
	said := ""
	say := func(s string) func() { return func() { said += s + " " } }
	b := NewMenuButton("王芳", func() []MenuItem { return []MenuItem{{"锁屏", say("lock")}, {"换人", say("change")}} })
	w, router := shown(t, Column(0, Space(), Row(0, Space(), b)), 200, 300)
	router.Window().On("F3", say("behind"))
	router.Window().On("Ctrl+L", say("behind"))
	w.Canvas().Focus(b)

	press(w, fyne.KeySpace)
	m, ok := w.Canvas().Overlays().Top().(*menu)
	if !ok {
		t.Fatal("no menu")
	}
	if m.pos.X < 0 || m.pos.Y < 0 || m.pos.X+m.size.Width > 200 || m.pos.Y+m.size.Height > 300 {
		t.Errorf("the menu leaves the window: %v %v", m.pos, m.size)
	}
	press(w, fyne.KeyF3)
	combine(w, fyne.KeyL, fyne.KeyModifierControl)
	press(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	equal(t, "by keyboard", said, "change ")

	press(w, fyne.KeySpace)
	test.TapAt(w.Canvas().Overlays().Top().(*menu), fyne.NewPos(1, 1))
	equal(t, "a click beside it closes it", w.Canvas().Overlays().Top() == nil, true)
	press(w, fyne.KeySpace)
	m = w.Canvas().Overlays().Top().(*menu)
	test.TapAt(m, m.pos.AddXY(10, 10))
	equal(t, "by mouse", said, "change lock ")
}
