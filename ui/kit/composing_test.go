package kit

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// keyboard plays X with an input method to a composing: what is done shows in a
// log, and time passes only when told.
type keyboard struct {
	*composing
	log   strings.Builder
	clock time.Time
	later []func()
}

func newKeyboard() *keyboard {
	k := &keyboard{clock: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	k.composing = newComposing(func(e *fyne.KeyEvent) { k.log.WriteString("<" + string(e.Name) + ">") })
	k.late = true
	k.now = func() time.Time { return k.clock }
	k.after = func(_ time.Duration, f func()) { k.later = append(k.later, f) }
	return k
}

func (k *keyboard) letters(s string) {
	for _, r := range strings.ToUpper(s) {
		k.pressed(fyne.KeyName(string(r)))
	}
}

func (k *keyboard) arrive(s string) {
	for _, r := range s {
		k.log.WriteRune(r)
		k.came(r)
	}
}

func (k *keyboard) hit(name fyne.KeyName) { k.key(&fyne.KeyEvent{Name: name}) }

func (k *keyboard) pass(d time.Duration) {
	k.clock = k.clock.Add(d)
	later := k.later
	k.later = nil
	for _, f := range later {
		f()
	}
}

func TestKeysWaitForTheLettersBeforeThem(t *testing.T) {
	for _, v := range []struct {
		name string
		play func(*keyboard)
		want string
	}{
		{"no input method: nothing waits", func(k *keyboard) {
			k.letters("a")
			k.arrive("a")
			k.hit(fyne.KeyReturn)
		}, "a<Return>"},
		{"a scanner's Enter overtakes its letters", func(k *keyboard) {
			k.letters("2601")
			k.hit(fyne.KeyReturn)
			k.arrive("2601")
		}, "2601<Return>"},
		{"a quick Tab waits", func(k *keyboard) {
			k.letters("ab")
			k.arrive("a")
			k.hit(fyne.KeyTab)
			k.arrive("b")
		}, "ab<Tab>"},
		{"BackSpace while composing is the input method's", func(k *keyboard) {
			k.letters("zhanh")
			k.pass(lag)
			k.hit(fyne.KeyBackspace)
			k.letters("gweidong ")
			k.arrive("张伟东")
			k.hit(fyne.KeyBackspace)
		}, "张伟东<BackSpace>"},
		{"BackSpace until nothing is composed, then once more", func(k *keyboard) {
			k.letters("ab")
			k.pass(lag)
			k.hit(fyne.KeyBackspace)
			k.hit(fyne.KeyBackspace)
			k.hit(fyne.KeyBackspace)
		}, "<BackSpace>"},
		{"Enter takes the letters as they are and stays", func(k *keyboard) {
			k.letters("dk")
			k.pass(lag)
			k.hit(fyne.KeyReturn)
			k.arrive("dk")
			k.hit(fyne.KeyReturn)
		}, "dk<Return>"},
		{"a quick BackSpace while composing is judged when it is overdue", func(k *keyboard) {
			k.letters("zh")
			k.hit(fyne.KeyBackspace)
			k.pass(lag)
		}, ""},
		{"Esc ends composing, the next Esc is the program's", func(k *keyboard) {
			k.letters("zh")
			k.pass(lag)
			k.hit(fyne.KeyEscape)
			k.hit(fyne.KeyEscape)
		}, "<Escape>"},
		{"Tab and function keys always get through", func(k *keyboard) {
			k.letters("zh")
			k.pass(lag)
			k.hit(fyne.KeyTab)
			k.letters("zh")
			k.pass(lag)
			k.hit(fyne.KeyF2)
		}, "<Tab><F2>"},
	} {
		t.Run(v.name, func(t *testing.T) {
			k := newKeyboard()
			v.play(k)
			equal(t, "done", k.log.String(), v.want)
		})
	}
}
