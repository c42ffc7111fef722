package unlock_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"onewindow/assets"
	"onewindow/ui/frame/frametest"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
	"onewindow/ui/unlock"
)

func TestMain(m *testing.M) {
	test.NewApp().Settings().SetTheme(look.New(assets.SansRegular, assets.SansBold, look.Light))
	if err := text.Use(assets.Translations, "zh"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// door is a page, and what it did.
type door struct {
	window  fyne.Window
	page    *unlock.Page
	tried   []string
	skipped int
	failed  error
	answer  error
	closed  bool
	beside  func(work func())
}

// hold has the passphrases tried later.
func (d *door) hold(beside func(work func())) { d.beside = beside }

func show(t *testing.T, choose bool) *door {
	t.Helper()
	d := &door{window: test.NewTempWindow(t, nil), beside: func(work func()) { work() }}
	d.window.SetOnClosed(func() { d.closed = true })
	d.window.Resize(fyne.NewSize(800, 600))
	p := unlock.Params{
		Window: d.window, Choose: choose,
		Beside: func(work func()) { d.beside(work) },
		Open:   func(words string) error { d.tried = append(d.tried, words); return d.answer },
		Failed: func(err error) { d.failed = err },
	}
	if choose {
		p.Skip = func() { d.skipped++ }
	}
	d.page = unlock.Show(p)
	return d
}

// types fills in the fields, one a word, as a person does: with Enter behind each.
func (d *door) types(words ...string) {
	for _, word := range words {
		for _, r := range word {
			d.window.Canvas().Focused().TypedRune(r)
		}
		d.press(fyne.KeyReturn)
	}
}

func (d *door) press(key fyne.KeyName) {
	d.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: key})
}

// said is every word on the page.
func (d *door) said() string {
	var all []string
	for _, o := range test.LaidOutObjects(d.window.Content()) {
		if w, ok := o.(*kit.Words); ok && w.Visible() {
			all = append(all, w.Text)
		}
	}
	return strings.Join(all, "\n")
}

func TestWrongPassphraseIsToldAndAskedAgain(t *testing.T) {
	d := show(t, false)
	d.types("")
	if len(d.tried) != 0 || !strings.Contains(d.said(), "请输入口令") {
		t.Errorf("nothing typed: tried %q", d.tried)
	}
	d.answer = unlock.ErrWrong
	d.types("not it")
	if !strings.Contains(d.said(), "口令不对") {
		t.Errorf("a wrong one: %s", d.said())
	}
	d.answer = nil
	d.types("the one")
	if !slices.Equal(d.tried, []string{"not it", "the one"}) {
		t.Errorf("tried %q", d.tried)
	}
}

func TestOtherFailures(t *testing.T) {
	d := show(t, false)
	d.answer = errors.New("disk")
	d.types("words")
	if !errors.Is(d.failed, d.answer) {
		t.Errorf("told %v", d.failed)
	}
}

func TestChoosing(t *testing.T) {
	d := show(t, true)
	d.types("七个字符不够呀")
	d.types("七个字符不够呀")
	if len(d.tried) != 0 || !strings.Contains(d.said(), "至少 8 个字符") {
		t.Errorf("seven characters: tried %q; %s", d.tried, d.said())
	}
	d = show(t, true)
	d.types("eight characters", "eight letters it is")
	if len(d.tried) != 0 || !strings.Contains(d.said(), "两遍不一样") {
		t.Errorf("two words: tried %q; %s", d.tried, d.said())
	}
	d = show(t, true)
	d.types("eight characters", "eight characters")
	if !slices.Equal(d.tried, []string{"eight characters"}) {
		t.Errorf("tried %q; %s", d.tried, d.said())
	}
	d.press(fyne.KeyF12)
	if d.skipped != 1 {
		t.Error("F12 did not skip")
	}
}

// Enter tries what stands in the last field and stays there: an impatient second one
// must not press the button beside it.
func TestASecondEnterPressesNoButton(t *testing.T) {
	d := show(t, false)
	var meanwhile func()
	d.hold(func(work func()) { meanwhile = work })
	d.types("the one")
	d.press(fyne.KeyReturn)
	d.press(fyne.KeyReturn)
	if meanwhile == nil || d.closed {
		t.Fatal("Enter closed the window while the passphrase was tried")
	}
	d.answer = unlock.ErrWrong
	meanwhile()
	d.press(fyne.KeyReturn)
	if d.closed || !strings.Contains(d.said(), "请输入口令") {
		t.Errorf("closed %t; %s", d.closed, d.said())
	}
	d = show(t, true)
	d.types("eight characters", "eight letters it is")
	d.press(fyne.KeyReturn)
	d.press(fyne.KeyReturn)
	if d.skipped != 0 || d.closed || len(d.tried) != 0 {
		t.Errorf("Enter in the second field: skipped %d, closed %t, tried %q", d.skipped, d.closed, d.tried)
	}
}

// The buttons stand in one line within the card, in either language.
func TestTheButtonsStandInTheCard(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		if err := text.Use(assets.Translations, lang); err != nil {
			t.Fatal(err)
		}
		d := show(t, true)
		driver := fyne.CurrentApp().Driver()
		var card *kit.Panel
		var line float32
		for _, o := range test.LaidOutObjects(d.window.Content()) {
			if p, is := o.(*kit.Panel); is {
				card = p
			}
			b, is := o.(*kit.Button)
			if !is {
				continue
			}
			at := driver.AbsolutePositionForObject(b)
			edge := driver.AbsolutePositionForObject(card).X + card.Size().Width
			if at.X+b.Size().Width > edge-look.Gap16+1 || line != 0 && at.Y != line {
				t.Errorf("%s: a button stands at %v, %v wide, in a card that ends at %v", lang, at, b.Size().Width, edge)
			}
			line = at.Y
		}
	}
}

// Where there is a passphrase, nobody gets around it.
func TestAskingCannotBeSkipped(t *testing.T) {
	d := show(t, false)
	d.press(fyne.KeyF12)
	if d.skipped != 0 || strings.Contains(d.said(), "不设口令") {
		t.Error("skipped")
	}
}

func TestProgress(t *testing.T) {
	w := test.NewTempWindow(t, nil)
	p := unlock.ShowProgress(w)
	for _, step := range []string{"migrate", "rebuild", "compact", "fold", "list", "check"} {
		p.Set(step, 5, 10)
		if words := frametest.Words(w.Content()); strings.Contains(words, "unlock.") || !strings.Contains(words, "50 %") {
			t.Errorf("%s: %s", step, words)
		}
	}
}
