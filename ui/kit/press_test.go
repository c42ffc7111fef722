package kit

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestButtonIsPressedByEnterSpaceMouseAndKey(t *testing.T) {
	pressed := 0
	b := NewButton("受理并打印", "Ctrl+Enter", Primary, func() { pressed++ })
	w, router := shown(t, b, 300, 60)
	b.Bind(router.NewView())
	w.Canvas().Focus(b)
	press(w, fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace)
	test.Tap(b)
	combine(w, fyne.KeyReturn, fyne.KeyModifierControl)
	equal(t, "pressed", pressed, 5)

	b.Disable()
	press(w, fyne.KeyReturn)
	test.Tap(b)
	combine(w, fyne.KeyReturn, fyne.KeyModifierControl)
	b.Enable()
	b.Hide()
	combine(w, fyne.KeyReturn, fyne.KeyModifierControl)
	equal(t, "neither disabled nor hidden", pressed, 5)
}

func TestRadioChips(t *testing.T) {
	got := ""
	c := NewRadioChips("a", []Chip{{"a", "划拨"}, {"b", "出让"}, {"c", "不涉及"}}, func(v string) { got += v })
	w, _ := shown(t, c, 400, 60)
	press(w, fyne.KeyTab, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft)
	equal(t, "arrows choose and go round", got, "bcac")
	press(w, fyne.KeySpace)
	equal(t, "what is on stays on", got, "bcac")
	test.TapAt(c, c.faces[1].pos.AddXY(5, 5))
	equal(t, "mouse", got, "bcacb")
	c.Set("a")
	equal(t, "the program's own change is not told", got, "bcacb")
	equal(t, "on", slices.Equal(c.On(), []string{"a"}), true)
}

func TestToggleChips(t *testing.T) {
	var got []string
	c := NewToggleChips([]string{"b"}, []Chip{{"a", "新增"}, {"b", "标准地"}}, func(on []string) { got = on })
	w, _ := shown(t, c, 400, 60)
	press(w, fyne.KeyTab, fyne.KeyLeft, fyne.KeySpace)
	equal(t, "in the order of the chips", slices.Equal(got, []string{"a", "b"}), true)
	press(w, fyne.KeyRight, fyne.KeyReturn)
	equal(t, "off again", slices.Equal(got, []string{"a"}), true)
}

func TestChipsBreakWhereTheyMayNotAskForRoom(t *testing.T) {
	chips := []Chip{{"a", "新增建设用地"}, {"b", "占用永久基本农田"}, {"c", "线性工程"}}
	c := NewToggleChips(nil, chips, nil)
	shown(t, c, 600, 100)
	one := c.MinSize()
	c.Wrap = true
	c.Resize(fyne.NewSize(200, 100))
	if least := c.MinSize(); least.Height <= one.Height || least.Width > 200 {
		t.Errorf("least size %v: not broken (one row is %v)", least, one)
	}
}

func TestTabs(t *testing.T) {
	var got []int
	tabs := NewTabs([]string{"概况", "材料 6", "进度"}, func(i int) { got = append(got, i) })
	w, _ := shown(t, tabs, 300, 50)
	press(w, fyne.KeyTab, fyne.KeyLeft, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight)
	equal(t, "stops at the ends", slices.Equal(got, []int{1, 2}), true)
	test.TapAt(tabs, fyne.NewPos(tabs.spans[0].x+2, 10))
	equal(t, "mouse", tabs.Selected(), 0)
}

func TestRailByKeyboardAndMouse(t *testing.T) {
	var got []string
	r := NewRail([]Place{{ID: "intake", Text: "＋ 收件", Key: "F3"}, {ID: "cases", Text: "办件"}, {ID: "settings", Text: "设置", Last: true}},
		func(id string) { got = append(got, id) })
	w, _ := shown(t, r, 148, 600)
	r.SetCount("cases", 38, false)
	equal(t, "count", r.faces[1].count.Text, "38")
	press(w, fyne.KeyTab, fyne.KeyDown, fyne.KeyReturn, fyne.KeyDown, fyne.KeyDown, fyne.KeySpace)
	test.TapAt(r, r.faces[0].pos.AddXY(4, 4))
	test.TapAt(r, fyne.NewPos(4, 400))
	equal(t, "went", slices.Equal(got, []string{"cases", "settings", "intake"}), true)
}

func TestDialogByKeyboard(t *testing.T) {
	said := ""
	field := NewField(FieldSpec{Label: "缘由"})
	behind := NewField(FieldSpec{Label: "x"})
	w, router := shown(t, behind, 800, 600)
	router.Window().On("F3", func() { said += "behind " })
	behind.Focus()
	ok := false
	spec := DialogSpec{
		Title: "重新打印", Body: field, Confirm: "打印", Cancel: "取消", First: field.FocusTarget(),
		OnConfirm: func() bool { said += "confirm "; return ok }, OnCancel: func() { said += "cancel " },
	}

	ShowDialog(router, spec)
	equal(t, "focus is inside", field.Focused(), true)
	press(w, fyne.KeyF3)
	equal(t, "nothing happens behind", said, "")
	combine(w, fyne.KeyReturn, fyne.KeyModifierControl)
	equal(t, "kept open", router.Modal(), true)
	press(w, fyne.KeyEscape)
	equal(t, "Esc cancels", said, "confirm cancel ")
	equal(t, "closed", router.Modal() || w.Canvas().Overlays().Top() != nil, false)
	equal(t, "focus is back", behind.Focused(), true)

	said, ok, spec.First, spec.Body = "", true, nil, nil
	ShowDialog(router, spec)
	press(w, fyne.KeyReturn)
	equal(t, "Enter presses the default button", said, "confirm ")
	equal(t, "closed", router.Modal(), false)

	said, spec.Destroys = "", true
	ShowDialog(router, spec)
	press(w, fyne.KeyReturn)
	equal(t, "what destroys is not the default", said, "cancel ")
}
