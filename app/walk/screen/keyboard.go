//go:build linux

package screen

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// keyDelay is the time between two keystrokes, in milliseconds: faster than
// any clerk, slow enough for an input method that answers each key.
const keyDelay = "12"

// Key presses keys one after the other. Names are those of X: "Tab", "F2",
// "ctrl+Return", "shift+Tab", "Escape", "Down".
func (d *Display) Key(ctx context.Context, keys ...string) error {
	if err := d.dead(); err != nil {
		return d.failed(ctx, err)
	}
	argv := append([]string{"xdotool", "key", "--clearmodifiers", "--delay", keyDelay}, keys...)
	if _, err := output(ctx, d.env, argv...); err != nil {
		return d.failed(ctx, fmt.Errorf("press %s: %w", strings.Join(keys, " "), err))
	}
	return nil
}

// Type types what stands on a keyboard: printable ASCII. For Chinese there is
// Pinyin.
func (d *Display) Type(ctx context.Context, text string) error {
	if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 {
		return fmt.Errorf("type %q: only printable ASCII is on the keyboard, see byte %d", text, i)
	}
	if err := d.dead(); err != nil {
		return d.failed(ctx, err)
	}
	if _, err := output(ctx, d.env, "xdotool", "type", "--clearmodifiers", "--delay", keyDelay, "--", text); err != nil {
		return d.failed(ctx, fmt.Errorf("type %q: %w", text, err))
	}
	if len(text) > burst {
		// A screen that never rests is for the look at the field to tell.
		if _, err := d.rest(ctx, settled, patience); err != nil && ctx.Err() != nil {
			return err
		}
	}
	return nil
}

// A text longer than burst is typed faster than the input method hands its
// letters on, and on a busy machine a picture of one of them takes longer than
// a look at the field allows for: then the screen must have been at rest for so
// many looks, a second.
const (
	burst   = 24
	settled = 40
)

// Pinyin types Chinese through the input method at the end of the focused
// field: Ctrl+Space, the letters, Space for the first candidate, Ctrl+Space. A
// digit chooses that candidate instead ("li3"), a space within goes on with
// the next word ("nanhuqu weishengju"). It returns when the field ends in
// want, and fails when something else arrived.
func (d *Display) Pinyin(ctx context.Context, letters, want string) error {
	if err := d.compose(ctx, letters); err != nil {
		return err
	}
	got, err := d.Field(ctx)
	if err != nil {
		return err
	}
	if !strings.HasSuffix(got, want) {
		return d.failed(ctx, fmt.Errorf("pinyin %s: the field holds %q, which does not end in %q", letters, got, want))
	}
	return nil
}

// compose types letters with the input method switched on and chooses.
func (d *Display) compose(ctx context.Context, letters string) error {
	if err := d.switchInputMethod(ctx, "2"); err != nil {
		return err
	}
	if err := d.Type(ctx, letters); err != nil {
		return err
	}
	if !endsInDigit(letters) {
		if err := d.Key(ctx, "space"); err != nil {
			return err
		}
	}
	return d.switchInputMethod(ctx, "1")
}

func endsInDigit(s string) bool {
	return s != "" && unicode.IsDigit(rune(s[len(s)-1]))
}

// switchInputMethod presses Ctrl+Space and waits until the input method has
// followed; state is its own word for it, "2" Chinese and "1" letters.
func (d *Display) switchInputMethod(ctx context.Context, state string) error {
	at := func() (bool, error) {
		got, err := output(ctx, d.env, "fcitx5-remote")
		return strings.TrimSpace(got) == state, errors.Join(err, d.dead())
	}
	already, err := at()
	if err != nil {
		return d.failed(ctx, err)
	}
	if already {
		return nil
	}
	if err := d.Key(ctx, "ctrl+space"); err != nil {
		return err
	}
	if err := Until(ctx, patience, "input method state "+state, at); err != nil {
		return d.failed(ctx, err)
	}
	return nil
}

// blank is put on the clipboard before copying, so that an empty field is not
// mistaken for the one copied before.
const blank = "\u2400 nothing copied"

// arrivals is how many looks in a row must show the same before a field is
// taken to have received what was typed: a fifth of a second.
const arrivals = 8

// copied is the limit for a program to copy; one that has nothing to copy costs
// all of it.
const copied = 5 * time.Second

// Field returns the text of the focused field, by copying all of it as a
// person would; an empty field, or something that is no field, gives "". The
// caret is at the end afterwards.
//
// Letters may still be on their way through the input method, and one that
// arrived behind the Ctrl+A would take the place of all that is selected: so it
// looks only once the screen has been at rest for a while.
func (d *Display) Field(ctx context.Context) (string, error) {
	if _, err := d.rest(ctx, arrivals, patience); err != nil && ctx.Err() != nil {
		return "", err
	}
	holder, err := Start(d.dir, "clipboard", d.env, "sh", "-c", `printf %s "$0" | exec xclip -quiet -i -selection clipboard`, blank)
	if err != nil {
		return "", err
	}
	defer func() { _ = holder.Kill() }() // it ends by itself once the program copies
	clipboard := ""
	holds := func(want bool) func() (bool, error) {
		return func() (bool, error) {
			text, err := output(ctx, d.env, "xclip", "-o", "-selection", "clipboard")
			if err != nil {
				return false, d.dead() // no owner, or the owner changes hands
			}
			clipboard = text
			return (text == blank) == want, d.dead()
		}
	}
	if err := Until(ctx, patience, "empty clipboard", holds(true)); err != nil {
		return "", d.failed(ctx, err)
	}
	if err := d.Key(ctx, "ctrl+a", "ctrl+c"); err != nil {
		return "", err
	}
	err = Until(ctx, copied, "copied text", holds(false))
	if clipboard == blank && err != nil && ctx.Err() == nil && d.dead() == nil {
		return "", nil
	}
	if err != nil {
		return "", d.failed(ctx, err)
	}
	return clipboard, d.Key(ctx, "End")
}
