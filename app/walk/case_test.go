//go:build linux && walk

package main

import (
	"context"
	"regexp"
	"testing"
)

// The fields of a case that takes no Chinese to type. Without a situation that
// says otherwise no agent comes and two papers are wanted: the report, and the
// boundary file.
const (
	projectName = "Nanhu public health centre"
	applicant   = "Nanhu Health Bureau"
	phoneNumber = "0573-82830000"
	basis       = "NFG [2026] 88"
	location    = "Changshui Road"
	scale       = "24600 m2"
	area        = "1.8993"
)

// form fills in every field that must be, and leaves the last one.
func form() []act {
	return []act{
		fills(projectCode), press("Tab"), fills(projectName), press("Tab"),
		fills(applicant), press("Tab"), fills(creditCode), press("Tab"), fills(phoneNumber), press("Tab", "Tab", "Tab"),
		fills(basis), press("Tab"), fills(location), press("Tab"), fills(scale), press("Tab"),
		fills(area), press("Tab"),
	}
}

// toReport goes from the field of the area to the check of the report.
func toReport() act { return press("Tab", "Tab", "Tab") }

// materials marks the report as brought and attaches the boundary file; it
// begins at the check of the report.
func materials() []act {
	return []act{press("Return", "Tab", "Tab", "Tab", "Return"), gives("boundary.txt"), sees("已收取 boundary.txt")}
}

// accepted is the title of a window that has just acknowledged a case.
var accepted = regexp.MustCompile(`已受理 (\d{2}-\d{8}-\d{4})`)

// accepts presses for acceptance and returns the number that is acknowledged.
func accepts(t testing.TB, c *counter) string {
	t.Helper()
	does(t, c, press("ctrl+Return"))
	var number string
	does(t, c, func(ctx context.Context, c *counter) error {
		title, err := c.screen.WaitTitle(ctx, "已受理 ", soon)
		if found := accepted.FindStringSubmatch(title); found != nil {
			number = found[1]
		}
		return err
	})
	if number == "" {
		t.Fatal("the title acknowledges a case without its number")
	}
	return number
}
