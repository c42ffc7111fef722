package kit

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"onewindow/assets"
	"onewindow/ui/look"
	_ "onewindow/ui/text/locale"
)

func TestMain(m *testing.M) {
	test.NewApp().Settings().SetTheme(look.New(assets.SansRegular, assets.SansBold, look.Light))
	os.Exit(m.Run())
}

// shown puts an object into a window of the given size, with our theme and a
// router, and gives the window back.
func shown(t *testing.T, o fyne.CanvasObject, width, height float32) (fyne.Window, *Router) {
	t.Helper()
	w := test.NewTempWindow(t, o)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	return w, NewRouter(w.Canvas())
}

// press gives keys to whatever has the focus, as the driver of a real window does.
func press(w fyne.Window, keys ...fyne.KeyName) {
	for _, key := range keys {
		event := &fyne.KeyEvent{Name: key}
		focused := w.Canvas().Focused()
		tabs, _ := focused.(fyne.Tabbable)
		switch {
		case key == fyne.KeyTab && (tabs == nil || !tabs.AcceptsTab()):
			w.Canvas().FocusNext()
		case focused != nil:
			focused.TypedKey(event)
		case w.Canvas().OnTypedKey() != nil:
			w.Canvas().OnTypedKey()(event)
		}
	}
}

// combine presses a combination likewise.
func combine(w fyne.Window, key fyne.KeyName, modifier fyne.KeyModifier) {
	shortcut := &desktop.CustomShortcut{KeyName: key, Modifier: modifier}
	if focused, ok := w.Canvas().Focused().(fyne.Shortcutable); ok {
		focused.TypedShortcut(shortcut)
		return
	}
	// The canvas of a real window knows what the router asked it to listen to;
	// that of the test driver has no shortcuts at all.
	w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyName(combination(shortcut))})
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
