// Package frametest is a window for tests of views: it remembers what it was
// told and does the work of the background at once.
package frametest

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"onewindow/assets"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Frame is such a window.
type Frame struct {
	window  fyne.Window
	router  *kit.Router
	Titles  []string
	Errors  []error
	Good    []string // leads of what went well
	Opened  []string // cases asked for
	Changes int
}

var _ frame.Frame = (*Frame)(nil)

// New opens a window of a size in device-independent pixels, in Chinese and in
// the program's own look.
func New(t testing.TB, width, height float32) *Frame {
	t.Helper()
	app := test.NewApp()
	t.Cleanup(app.Quit)
	if err := text.Use(assets.Translations, "zh"); err != nil {
		t.Fatal(err)
	}
	app.Settings().SetTheme(look.New(assets.SansRegular, assets.SansBold, look.Light))
	w := app.NewWindow("")
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	return &Frame{window: w, router: kit.NewRouter(w.Canvas())}
}

// Show puts a view into the window as the program does.
func (f *Frame) Show(v frame.View) {
	f.window.SetContent(v.Content())
	v.Bind(f.router.NewView())
	v.Shown()
}

// Window is the window.
func (f *Frame) Window() fyne.Window { return f.window }

// Router is where keys are bound.
func (f *Frame) Router() *kit.Router { return f.router }

// Title remembers the title.
func (f *Frame) Title(words string) { f.Titles = append(f.Titles, words) }

// LastTitle is the title shown.
func (f *Frame) LastTitle() string {
	if len(f.Titles) == 0 {
		return ""
	}
	return f.Titles[len(f.Titles)-1]
}

// Tell remembers the error.
func (f *Frame) Tell(err error) { f.Errors = append(f.Errors, err) }

// Done remembers what went well.
func (f *Frame) Done(lead, _ string) { f.Good = append(f.Good, lead) }

// OpenCase remembers the case asked for.
func (f *Frame) OpenCase(id string) { f.Opened = append(f.Opened, id) }

// Background works at once.
func (f *Frame) Background(work func(context.Context) error, done func(error)) {
	done(work(context.Background()))
}

// Later does nothing: what a test does is done at once.
func (f *Frame) Later(time.Duration, func()) func() { return func() {} }

// Changed counts.
func (f *Frame) Changed() { f.Changes++ }

// Press gives a key to whatever has the focus, as the keyboard does.
func (f *Frame) Press(keys ...fyne.KeyName) {
	for _, key := range keys {
		event := &fyne.KeyEvent{Name: key}
		if focused := f.window.Canvas().Focused(); focused != nil {
			focused.TypedKey(event)
			continue
		}
		f.window.Canvas().OnTypedKey()(event)
	}
}

// Type gives characters to whatever has the focus.
func (f *Frame) Type(words string) {
	for _, r := range words {
		if focused := f.window.Canvas().Focused(); focused != nil {
			focused.TypedRune(r)
		}
	}
}

// Dialog is the dialog on top, nil where none is open.
func (f *Frame) Dialog() *kit.Dialog {
	d, _ := f.window.Canvas().Overlays().Top().(*kit.Dialog)
	return d
}
