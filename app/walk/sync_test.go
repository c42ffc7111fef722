//go:build linux && walk

package main

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// The window works while the line is down, its page says what waits, and all of it
// goes up when the line is back.
func TestWhatWaitsIsToldAndDrains(t *testing.T) {
	c := table(t)
	c.bare = true
	if err := c.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	does(t, c, lineDown())
	does(t, c, form()...)
	does(t, c, toReport())
	does(t, c, materials()...)
	number := accepts(t, c)
	does(t, c, prints("受理通知书", decision, number), press("alt+5"), sees("同步 · 待同步"), picture("sync waits"),
		func(ctx context.Context, c *counter) error {
			if title := c.screen.Title(ctx); strings.HasSuffix(title, "待同步 0") {
				return errors.New("nothing waits while the line is down: " + title)
			}
			return nil
		},
		press("alt+9"), sees("设置"), press("alt+5"), sees("同步 · 待同步"),
		lineUp(), press("F8"), sees("待同步 0"), press("alt+9"), sees("设置"), press("alt+5"), sees("同步 · 待同步 0"), picture("sync drained"))
	if err := c.killWindow(); err != nil {
		t.Fatal(err)
	}
	wantAtCentre(t, c, []string{number})
}
