package work

import (
	"fmt"
	"strconv"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/workday"
	"onewindow/ui/text"
)

// day is a date as a sentence says it: 11 月 25 日.
func day(d workday.Date) string {
	year, month, dayOfMonth := d.Date()
	return text.T("work.day", text.Data{"Year": year, "Month": int(month), "Day": dayOfMonth})
}

// fullDay is a date with its year.
func fullDay(d workday.Date) string {
	year, month, dayOfMonth := d.Date()
	return text.T("work.day.full", text.Data{"Year": year, "Month": int(month), "Day": dayOfMonth})
}

// moment is a time of this year's cases, to the minute.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(desk.Zone()).Format("01-02 15:04")
}

// instant is a time to the second, for the audit.
func instant(t time.Time) string { return t.In(desk.Zone()).Format("2006-01-02 15:04:05") }

// who is a person with the role they acted in.
func who(a casefile.Actor) string {
	role := a.Section
	if role == "" {
		role = text.T("role." + string(a.Role))
	}
	if a.Name == "" || a.Role == casefile.CentreRole {
		return role
	}
	return a.Name + " · " + role
}

// fenPerYuan is exact.
const fenPerYuan = 100

// yuan writes an amount in fen as yuan, grouped by three: 12,345,678.90.
func yuan(fen int64) string {
	whole := strconv.FormatInt(fen/fenPerYuan, 10)
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	return fmt.Sprintf("%s.%02d", whole, fen%fenPerYuan)
}
