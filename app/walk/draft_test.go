//go:build linux && walk

package main

import (
	"context"
	"testing"
)

func TestDraftSurvivesAKill(t *testing.T) {
	c := sit(t)
	does(t, c,
		fills(projectCode), press("Tab"),
		chinese("nanhuqugonggongweishengzhongxin", "南湖区公共卫生中心"), press("Tab"),
		chinese("jiaxingshinanhuquweishengju", "嘉兴市南湖区卫生局"), press("Tab"),
		fills(creditCode), press("Tab"), fills("0573-8283"),
	)
	if err := c.killWindow(); err != nil {
		t.Fatal(err)
	}

	does(t, c, reopened(), opensDraft("draft waits"), back(1))
	last, err := c.screen.Field(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if last != "0573-8283" && last != "0573-828" {
		t.Errorf("of 0573-8283 the draft kept %q: more than the last keystroke is lost", last)
	}
	does(t, c,
		back(1), holds(creditCode), back(1), holds("嘉兴市南湖区卫生局"),
		back(1), holds("南湖区公共卫生中心"), back(1), holds(projectCode), picture("draft goes on"),
		press("Tab", "Tab", "Tab", "Tab", "ctrl+a"), fills(phoneNumber), press("Tab", "Tab", "Tab"),
		fills(basis), press("Tab"), fills(location), press("Tab"), fills(scale), press("Tab"), fills(area), press("Tab"),
		toReport())
	does(t, c, materials()...)
	number := accepts(t, c)
	does(t, c, prints("受理通知书", decision, "南湖区公共卫生中心", "嘉兴市南湖区卫生局", number))
}

// reopened opens the window again.
func reopened() act {
	return func(ctx context.Context, c *counter) error { return c.openWindow(ctx) }
}

// opensDraft finds the one draft on the 办件 page, by way of the last of the
// chips, and goes on with it: the caret is in the first empty field then.
func opensDraft(shot string) act {
	return func(ctx context.Context, c *counter) error {
		for _, a := range []act{
			press("F4"), sees("办件"), press("shift+Tab", "Left", "Tab"), picture(shot), press("Return"), sees("收件"),
		} {
			if err := a(ctx, c); err != nil {
				return err
			}
		}
		return nil
	}
}

// back goes so many fields back.
func back(fields int) act {
	keys := make([]string, fields)
	for i := range keys {
		keys[i] = "shift+Tab"
	}
	return press(keys...)
}
