package workday

import "fmt"

// LineError names the line of a calendar file that cannot be used.
type LineError struct {
	Line int    // from 1
	Text string // the line as it stands
	Want Want   // what was expected
}

// Error says where the line is and what was expected.
func (e *LineError) Error() string {
	return fmt.Sprintf("calendar line %d: %q: expected %s", e.Line, e.Text, e.Want.words())
}

// Want is a stable code of what a line of a calendar should have been; it names
// the sentence that the window shows.
type Want string

// What a line should have been.
const (
	WantFields    Want = "fields"
	WantName      Want = "name"
	WantKind      Want = "kind"
	WantYear      Want = "year"
	WantOneNotice Want = "one-notice"
	WantDate      Want = "date"
	WantDayOnce   Want = "day-once"
	WantYearly    Want = "yearly"

	WantCalendar Want = "calendar" // from here on only of ICS
	WantProperty Want = "property"
	WantEnd      Want = "end"
	WantStart    Want = "start"
	WantDay      Want = "day"
	WantLength   Want = "length"
	WantMark     Want = "mark"
	WantNoRule   Want = "no-rule"
	WantText     Want = "text"
)

// Wants lists every code, so that a test can hold the translations to it.
func Wants() []Want {
	return []Want{
		WantFields, WantName, WantKind, WantYear, WantOneNotice, WantDate, WantDayOnce, WantYearly,
		WantCalendar, WantProperty, WantEnd, WantStart, WantDay, WantLength, WantMark, WantNoRule, WantText,
	}
}

// words are for the log and the command line.
func (w Want) words() string {
	switch w {
	case WantFields:
		return "three fields: date,kind,name"
	case WantName:
		return fmt.Sprintf("a name of at most %d bytes", longestName)
	case WantKind:
		return "notice, off, work or statutory as the second field"
	case WantYear:
		return "a year such as 2026"
	case WantOneNotice:
		return "one notice a year"
	case WantDate:
		return "a date such as 2026-10-01"
	case WantDayOnce:
		return "each day once, and either off or worked"
	case WantYearly:
		return "a day of the year such as 05-01"
	case WantCalendar:
		return "BEGIN:VCALENDAR"
	case WantProperty:
		return "a property such as SUMMARY:元旦（休）"
	case WantEnd:
		return "the END of what was begun last"
	case WantStart:
		return "one DTSTART in each event"
	case WantDay:
		return "a day such as 20261001"
	case WantLength:
		return fmt.Sprintf("an event of 1 to %d days", longestEvent)
	case WantMark:
		return "（休） or （班） at the end of the summary: 调休 alone can mean either"
	case WantNoRule:
		return "each day off or worked by itself, not a recurrence"
	case WantText:
		return "text in UTF-8"
	}
	return string(w)
}
