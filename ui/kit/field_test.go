package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"onewindow/ui/look"
)

func typeInto(w fyne.Window, words string) {
	for _, r := range words {
		w.Canvas().Focused().TypedRune(r)
	}
}

func TestFieldTellsWhatAPersonChanged(t *testing.T) {
	var changed, left []string
	entered := 0
	f := NewField(FieldSpec{
		Label: "面积", Accept: Decimal, MostRunes: 6,
		OnChanged: func(v string) { changed = append(changed, v) },
		OnFocus:   func() { entered++ },
		OnLeave:   func(v string) { left = append(left, v) },
	})
	next := NewField(FieldSpec{Label: "规模"})
	w, _ := shown(t, Column(0, f, next), 300, 300)

	f.SetValue("1.8")
	equal(t, "the program's own change is not told", len(changed), 0)
	f.Focus()
	equal(t, "entered", entered, 1)
	typeInto(w, "9亩x9")
	equal(t, "only numbers, at the end", f.Value(), "1.899")
	equal(t, "told for each", len(changed), 2)
	typeInto(w, "1234")
	equal(t, "no more than six characters", f.Value(), "1.8991")
	press(w, fyne.KeyReturn)
	equal(t, "left", len(left), 1)
	equal(t, "Enter moves on", next.Focused(), true)
}

func TestPasteIsFilteredToo(t *testing.T) {
	f := NewField(FieldSpec{Label: "代码", Accept: Digits, MostRunes: 8})
	shown(t, f, 300, 100)
	f.SetValue("12")
	f.Focus()
	clip := test.NewClipboard()
	clip.SetContent("  3a4-5\n6 78901  ")
	f.input.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	equal(t, "value", f.Value(), "12345678")
}

func TestFieldSaysWhatIsWrong(t *testing.T) {
	a, b := NewField(FieldSpec{Label: "a"}), NewField(FieldSpec{Label: "b"})
	shown(t, Column(0, a, b), 300, 300)
	high := a.MinSize().Height
	b.SetError("末位校验不符")
	equal(t, "wrong", b.Wrong(), true)
	equal(t, "words", b.note.Text, "末位校验不符")
	equal(t, "colour", b.note.Colour, look.Danger)
	equal(t, "nothing jumps", b.MinSize().Height, high)
	b.SetOK("一致")
	equal(t, "mark beside the colour", b.Note(), "✓ 一致")
	equal(t, "no longer wrong", b.Wrong(), false)
	b.Clear()
	equal(t, "silent", b.Note(), "")
}

func TestMultiLineFieldLetsTabOutAndKeepsEnter(t *testing.T) {
	f, next := NewField(FieldSpec{Label: "说明", Lines: 3}), NewField(FieldSpec{Label: "x"})
	w, _ := shown(t, Column(0, f, next), 300, 300)
	f.Focus()
	typeInto(w, "一")
	press(w, fyne.KeyReturn)
	typeInto(w, "二")
	equal(t, "value", f.Value(), "一\n二")
	press(w, fyne.KeyTab)
	equal(t, "tab is not swallowed", f.Value(), "一\n二")
	equal(t, "next", next.Focused(), true)
}

func TestChoiceByKeyboard(t *testing.T) {
	var picked []string
	f := NewField(FieldSpec{
		Label: "证件", Options: []Option{{"id", "居民身份证"}, {"pass", "护照"}},
		OnChanged: func(v string) { picked = append(picked, v) },
	})
	w, _ := shown(t, f, 300, 300)
	f.SetValue("id")
	f.Focus()
	press(w, fyne.KeyDown, fyne.KeyDown)
	equal(t, "value", f.Value(), "pass")
	equal(t, "told once", len(picked), 1)
	press(w, fyne.KeySpace)
	if w.Canvas().Overlays().Top() == nil {
		t.Fatal("Space did not open the list")
	}
	press(w, fyne.KeyUp, fyne.KeyEscape)
	equal(t, "Esc leaves it as it was", f.Value(), "pass")
	press(w, fyne.KeySpace, fyne.KeyUp, fyne.KeyReturn)
	equal(t, "picked from the list", f.Value(), "id")
	if w.Canvas().Overlays().Top() != nil {
		t.Error("the list stays open")
	}
	f.Disable()
	equal(t, "disabled", f.choice.Disabled(), true)
}

func TestBurstOfAScannerArrivesWhole(t *testing.T) {
	scanned := ""
	in := NewInput()
	in.Entry.OnEnter = func() { scanned = in.Entry.Text }
	w, _ := shown(t, in, 300, 60)
	w.Canvas().Focus(in.Entry)
	const code = "HTTPS://GOV.EXAMPLE/V/ABCDEFGHIJKL-1"
	typeInto(w, code)
	press(w, fyne.KeyReturn)
	equal(t, "scanned", scanned, code)
}

// Enter walks through the fields of a dialog and, in the last one, confirms.
func TestEnterInTheLastFieldConfirms(t *testing.T) {
	w, router := shown(t, NewWords("behind"), 600, 400)
	name, code := NewField(FieldSpec{Label: "姓名"}), NewField(FieldSpec{Label: "证件号"})
	confirmed, cancelled := 0, 0
	ShowDialog(router, DialogSpec{
		Title: "登记领证", Body: Column(0, name, code), First: name.FocusTarget(),
		Confirm: "登记", OnConfirm: func() bool { confirmed++; return true },
		Cancel: "取消", OnCancel: func() { cancelled++ },
	})
	press(w, fyne.KeyReturn)
	equal(t, "the second field has the caret", code.Focused(), true)
	equal(t, "confirmed by Enter in the first", confirmed, 0)
	press(w, fyne.KeyReturn)
	equal(t, "confirmed", confirmed, 1)
	equal(t, "cancelled", cancelled, 0)
}
