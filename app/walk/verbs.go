//go:build linux

package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"onewindow/app/desk"
	"onewindow/app/walk/paper"
	"onewindow/app/walk/screen"
)

// soon is the limit for the window to show what a key asked for.
const soon = 20 * time.Second

// An act is one thing the person does, or one thing that must be true.
type act func(context.Context, *counter) error

// A step is what the person does, and what must be true afterwards. Its name
// is that of its screenshot; what it says goes to the terminal.
type step struct {
	name string
	says string
	do   []act
	then []act
}

// take does the step, looks whether it came true, and takes the picture.
func (s step) take(ctx context.Context, c *counter) error {
	for _, acts := range [][]act{s.do, s.then} {
		for i, a := range acts {
			if err := a(ctx, c); err != nil {
				return fmt.Errorf("step %s, act %d: %w", s.name, i+1, err)
			}
		}
	}
	return c.screen.Screenshot(ctx, filepath.Join(c.out, s.name+".png"))
}

// press presses keys one after the other: "Tab", "ctrl+Return".
func press(keys ...string) act {
	return func(ctx context.Context, c *counter) error { return c.screen.Key(ctx, keys...) }
}

// fills types letters and digits into the focused field, over what is selected
// in it, and waits until it holds exactly them. The wait is needed: while an
// input method runs, X hands letters to the window by way of it, and a Tab
// pressed at once would overtake the last of them. On a machine that is very
// busy the look at the field may do so, which spoils it: then it is typed again.
func fills(text string) act {
	return func(ctx context.Context, c *counter) (err error) {
		for range 3 {
			if err = typed(text, func(field string) bool { return field == text })(ctx, c); err == nil {
				return nil
			}
			if again := c.screen.Key(ctx, "ctrl+a"); again != nil {
				return again
			}
		}
		return err
	}
}

// day is the office's date so many days from today, as a form wants it.
func day(days int) string {
	return time.Now().In(desk.Zone()).AddDate(0, 0, days).Format(time.DateOnly)
}

// holds waits until the focused field holds exactly this.
func holds(text string) act {
	return func(ctx context.Context, c *counter) error {
		return c.waitField(ctx, text, func(field string) bool { return field == text })
	}
}

// adds types at the end of what the focused field holds already.
func adds(text string) act {
	return typed(text, func(field string) bool { return strings.HasSuffix(field, text) })
}

func typed(text string, arrived func(field string) bool) act {
	return func(ctx context.Context, c *counter) error {
		if err := c.screen.Type(ctx, text); err != nil {
			return err
		}
		return c.waitField(ctx, text, arrived)
	}
}

func (c *counter) waitField(ctx context.Context, text string, arrived func(field string) bool) error {
	var field string
	err := c.screen.Until(ctx, soon, fmt.Sprintf("the field to hold %q", text), func() (_ bool, err error) {
		field, err = c.screen.Field(ctx)
		return arrived(field), err
	})
	if err != nil {
		return fmt.Errorf("it holds %q: %w", field, err)
	}
	return nil
}

// chinese types pinyin through the input method, until the field ends in want.
func chinese(letters, want string) act {
	return func(ctx context.Context, c *counter) error { return c.screen.Pinyin(ctx, letters, want) }
}

// sees waits for a title that contains this.
func sees(title string) act {
	return func(ctx context.Context, c *counter) error {
		_, err := c.screen.WaitTitle(ctx, title, soon)
		return err
	}
}

// told waits for a dialog that says what went wrong, takes a picture of it, and
// closes it.
func told(words, name string) act {
	return func(ctx context.Context, c *counter) error {
		if _, err := c.screen.WaitTitle(ctx, "没有完成 · "+words, soon); err != nil {
			return err
		}
		if err := c.screen.WaitDimmed(ctx, soon); err != nil {
			return err
		}
		if err := picture(name)(ctx, c); err != nil {
			return err
		}
		return c.screen.Key(ctx, "Return")
	}
}

// asks presses a key until a dialog stands open: on a busy machine the page may
// not have come to know yet what the key is for.
func asks(key string) act {
	return func(ctx context.Context, c *counter) error {
		return screen.Until(ctx, soon, "a dialog after "+key, func() (bool, error) {
			if err := c.screen.Key(ctx, key); err != nil {
				return false, err
			}
			return c.screen.WaitDimmed(ctx, 2*time.Second) == nil, ctx.Err()
		})
	}
}

// toHand looks at the certificates to be handed over, again and again, until
// there is one: it reaches the window by way of the central system.
func toHand() act {
	return func(ctx context.Context, c *counter) error {
		return screen.Until(ctx, soon, "a certificate to hand over", func() (bool, error) {
			if err := c.screen.Key(ctx, "F6"); err != nil {
				return false, err
			}
			_, err := c.screen.WaitTitle(ctx, "领证 共 1 件", time.Second)
			return err == nil, ctx.Err()
		})
	}
}

// prints waits for a new document in the window's folder whose text contains
// all of these, keeps a copy of it as out/name.pdf, and looks whether it has a
// readable QR code.
func prints(name string, contains ...string) act {
	return func(ctx context.Context, c *counter) error {
		var found, last string
		what := fmt.Sprintf("a document %s with %q in %s", name, contains, c.store)
		err := c.screen.Until(ctx, soon, what, func() (bool, error) {
			var err error
			found, last, err = findDocument(ctx, c.store, contains)
			return found != "", err
		})
		if err != nil {
			return fmt.Errorf("%w; the last one reads:\n%s", err, last)
		}
		return keep(ctx, found, filepath.Join(c.out, name+".pdf"))
	}
}

// findDocument returns the first PDF below dir that contains all the words,
// and the text of the last PDF it read.
func findDocument(ctx context.Context, dir string, words []string) (found, text string, err error) {
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".pdf" {
			return err
		}
		if text, err = paper.PDFText(ctx, path); err != nil {
			return err
		}
		for _, word := range words {
			if !strings.Contains(text, word) {
				return nil
			}
		}
		found = path
		return filepath.SkipAll
	})
	return found, text, err
}

func keep(ctx context.Context, from, to string) error {
	document, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, document, 0o644); err != nil {
		return err
	}
	_, err = paper.PDFQR(ctx, to)
	return err
}
