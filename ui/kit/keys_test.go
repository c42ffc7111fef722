package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

func TestKeysReachTheRouterWhateverHasTheFocus(t *testing.T) {
	field := NewField(FieldSpec{Label: "项目代码"})
	lines := NewField(FieldSpec{Label: "说明", Lines: 3})
	choice := NewField(FieldSpec{Label: "证件", Options: []Option{{"a", "身份证"}}})
	chips := NewRadioChips("a", []Chip{{"a", "划拨"}}, nil)
	button := NewButton("只收件", "", Secondary, nil)
	tabs := NewTabs([]string{"概况"}, nil)
	rail := NewRail([]Place{{ID: "a", Text: "收件"}}, nil)
	rows := NewRows(RowsSpec{Columns: []RowColumn{{}}, Count: func() int { return 1 }, Cells: func(int) []RowCell { return []RowCell{{}} }})
	w, router := shown(t, Column(0, field, lines, choice, chips, button, tabs, rail, Grow(rows)), 600, 900)
	targets := map[string]fyne.Focusable{
		"field": field.FocusTarget(), "lines": lines.FocusTarget(), "choice": choice.FocusTarget(), "chips": chips,
		"button": button, "tabs": tabs, "rail": rail, "rows": rows.FocusTarget(), "nothing": nil,
	}
	var heard []string
	hear := func(key Key) { router.Window().On(key, func() { heard = append(heard, string(key)) }) }
	for _, key := range []Key{"F3", "Esc", "Ctrl+Enter", "Ctrl+L", "Ctrl+Shift+P"} {
		hear(key)
	}
	for name, target := range targets {
		t.Run(name, func(t *testing.T) {
			heard = nil
			w.Canvas().Unfocus()
			if target != nil {
				w.Canvas().Focus(target)
			}
			press(w, fyne.KeyF3, fyne.KeyEscape)
			combine(w, fyne.KeyReturn, fyne.KeyModifierControl)
			combine(w, fyne.KeyEnter, fyne.KeyModifierControl)
			combine(w, fyne.KeyL, fyne.KeyModifierControl)
			combine(w, fyne.KeyP, fyne.KeyModifierControl|fyne.KeyModifierShift)
			equal(t, "heard", strings.Join(heard, " "), "F3 Esc Ctrl+Enter Ctrl+Enter Ctrl+L Ctrl+Shift+P")
		})
	}
}

// A page is turned from within a field of one line; one of several lines turns
// its own.
func TestPageKeysPassALineOfText(t *testing.T) {
	field, lines := NewField(FieldSpec{Label: "窗口号"}), NewField(FieldSpec{Label: "说明", Lines: 3})
	w, router := shown(t, Column(0, field, lines), 300, 300)
	turned := 0
	router.Window().On(Key(fyne.KeyPageDown), func() { turned++ })
	for _, f := range []*Field{field, lines} {
		w.Canvas().Focus(f.FocusTarget())
		press(w, fyne.KeyPageDown)
	}
	equal(t, "pages turned", turned, 1)
}

func TestScopesHideOneAnother(t *testing.T) {
	w, router := shown(t, NewWords("x"), 100, 100)
	said := ""
	say := func(s string) func() { return func() { said += s } }
	router.Window().On("F1", say("window "))
	router.Window().On("F9", say("window "))
	router.NewView().On("F9", say("view "))
	press(w, fyne.KeyF1, fyne.KeyF9)
	equal(t, "view before window", said, "window view ")

	said = ""
	first := router.OpenModal()
	first.On("Esc", say("first "))
	second := router.OpenModal()
	second.On("Esc", say("second "))
	press(w, fyne.KeyEscape, fyne.KeyF1, fyne.KeyF9)
	equal(t, "the topmost modal alone", said, "second ")

	said = ""
	router.CloseModal(second)
	router.CloseModal(second)
	press(w, fyne.KeyEscape)
	router.CloseModal(first)
	router.NewView()
	press(w, fyne.KeyF9)
	equal(t, "closing gives keys back, a new view drops the old keys", said, "first window ")
	equal(t, "modal", router.Modal(), false)
}
