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

// decision stands on an acceptance notice and on no other paper; its name
// stands on the receipt too.
const decision = "作出决定"

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

// recalls types the project code of a case of before, which brings the rest of
// the form, and goes to the check of the report: thirteen stops on.
func recalls() []act {
	stops := make([]string, 13)
	for i := range stops {
		stops[i] = "Tab"
	}
	return []act{fills(projectCode), press("Tab"), holds(projectName), press(stops...)}
}

// materials marks the report as brought and attaches the boundary file; it
// begins at the check of the report.
func materials() []act {
	return append(toBoundary(), boundaryGiven()...)
}

// toBoundary marks the report as brought and goes on to the link that takes the
// boundary file.
func toBoundary() []act { return []act{press("Return", "Tab", "Tab", "Tab")} }

// boundaryGiven takes the boundary file in; it begins at its link.
func boundaryGiven() []act {
	return []act{press("Return"), gives("boundary.txt"), sees("已收取 boundary.txt")}
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
