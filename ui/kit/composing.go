package kit

import (
	"runtime"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// composing sets right what X gets out of order while an input method runs.
//
// Letters go from X to the input method and come back as characters later, but
// GLFW reports every key at once. So without it a Tab or Enter right behind a
// scanner's burst overtakes the last letters and these land in the next field;
// and while pinyin is being composed a BackSpace meant for the input method
// also eats a finished character, and an Enter leaves the field.
//
// It counts the letters pressed that have not come back. A key that finds some
// of them out waits for them, up to lag. If they do not come they are being
// composed, and the key was the input method's.
type composing struct {
	out     int       // letters pressed that have not come back
	last    time.Time // when a letter was pressed or came back
	waiting []waiting
	do      func(*fyne.KeyEvent) // what the entry does with a key that is its own

	late  bool // whether this system reports keys before letters
	now   func() time.Time
	after func(time.Duration, func())
}

// waiting is a key or a combination that waits for letters.
type waiting struct {
	key *fyne.KeyEvent // nil for a combination, which is never the input method's
	do  func()
}

// lag is the longest an input method takes to send the next letter back. A
// whole burst takes longer: on a slow display some thirty letters a second.
const lag = 300 * time.Millisecond

func newComposing(do func(*fyne.KeyEvent)) *composing {
	return &composing{
		do: do, late: runtime.GOOS == "linux", now: time.Now,
		after: func(d time.Duration, f func()) { time.AfterFunc(d, func() { fyne.Do(f) }) },
	}
}

// pressed hears of every key that goes down.
func (c *composing) pressed(name fyne.KeyName) {
	if c.late && isLetter(name) && !commanding() {
		c.out++
		c.last = c.now()
	}
}

// came hears of every character that arrives; then what waited for it is done.
func (c *composing) came(r rune) {
	c.last = c.now()
	switch {
	case r >= utf8.RuneSelf: // composed: it stands for all the letters
		c.out = 0
	case c.out > 0:
		c.out--
	}
	if c.out == 0 {
		c.release()
	}
}

// key takes a key that is no letter: it is done now, later, or not at all.
func (c *composing) key(event *fyne.KeyEvent) {
	c.take(waiting{event, func() { c.do(event) }})
}

// combination takes a combination: it is done now or later.
func (c *composing) combination(do func()) { c.take(waiting{nil, do}) }

func (c *composing) take(w waiting) {
	switch {
	case c.out == 0 && len(c.waiting) == 0:
		w.do()
	case c.now().Sub(c.last) >= lag:
		c.settle(w)
	default:
		c.waiting = append(c.waiting, w)
		c.after(lag, c.overdue)
	}
}

// overdue is called when the letters should long have come back.
func (c *composing) overdue() {
	if c.now().Sub(c.last) < lag {
		c.after(lag, c.overdue) // more were typed or came back meanwhile
		return
	}
	list := c.waiting
	c.waiting = nil
	for _, w := range list {
		c.settle(w)
	}
}

// release does what waited.
func (c *composing) release() {
	list := c.waiting
	c.waiting = nil
	for _, w := range list {
		w.do()
	}
}

// settle judges what came while letters are being composed.
func (c *composing) settle(w waiting) {
	switch {
	case c.out == 0 || w.key == nil:
		w.do()
	case w.key.Name == fyne.KeyTab || isFunctionKey(w.key.Name):
		c.out = 0
		w.do()
	case w.key.Name == fyne.KeyBackspace || w.key.Name == fyne.KeyDelete:
		c.out--
	case w.key.Name == fyne.KeyEscape || w.key.Name == fyne.KeyReturn || w.key.Name == fyne.KeyEnter:
		c.out = 0
	}
}

// left forgets everything: what is still out goes to whoever has the focus now.
func (c *composing) left() { c.out, c.waiting = 0, nil }

// isLetter says whether a key makes a character.
func isLetter(name fyne.KeyName) bool {
	return utf8.RuneCountInString(string(name)) == 1 || name == fyne.KeySpace
}

// commanding says whether Ctrl or Alt is held, so that a letter is a command.
func commanding() bool {
	return held()&(fyne.KeyModifierControl|fyne.KeyModifierAlt|fyne.KeyModifierSuper) != 0
}

// held is which modifiers are held down.
func held() fyne.KeyModifier {
	if driver, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return driver.CurrentKeyModifiers()
	}
	return 0
}
