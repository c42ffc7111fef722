package workday

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// longestEvent is the most days one event of an ICS file may take.
const longestEvent = 60

// ParseICS reads a holiday calendar in iCalendar form (RFC 5545, UTF-8), as
// they are published for subscription. An event counts if it is marked as days
// off or as worked, in one of the ways in use:
//
//	X-APPLE-SPECIAL-DAY:WORK-HOLIDAY or :ALTERNATE-WORKDAY
//	SUMMARY:春节（休） or SUMMARY:春节（班）, also 假期, 放假, 补班, 上班, 加班
//
// Festivals and solar terms without a mark are passed over. Such a file names
// no notice; a year counts as announced where its National Day is marked as
// off, because every notice speaks of it and no notice of another year does.
// The calendar's own name stands for the notice. A line that cannot be used
// gives a [LineError].
func ParseICS(r io.Reader) (*Calendar, error) {
	f := icsFile{calendar: newCalendar(), name: "ICS", marks: newMarks()}
	lines := &unfolder{lines: bufio.NewScanner(r)}
	for lines.next() {
		if want := f.take(lines.line, lines.text); want != "" {
			return nil, &LineError{Line: lines.line, Text: lines.text, Want: want}
		}
		if f.wrong != nil {
			return nil, f.wrong
		}
	}
	if err := lines.lines.Err(); err != nil {
		return nil, fmt.Errorf("read the calendar: %w", err)
	}
	if len(f.open) > 0 || !f.begun {
		return nil, &LineError{Line: lines.line, Text: lines.text, Want: f.missing()}
	}
	f.announce()
	return f.calendar, nil
}

// isICS says whether data is rather an ICS than a CSV file.
func isICS(data []byte) bool {
	head := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	const begin = "BEGIN:"
	return len(head) >= len(begin) && strings.EqualFold(string(head[:len(begin)]), begin)
}

// unfolder gives the content lines of a file: a line that begins with a blank
// goes on where the one before ended (RFC 5545, 3.1).
type unfolder struct {
	lines *bufio.Scanner
	read  int    // physical lines so far
	ahead string // the first line of what follows
	more  bool   // ahead holds a line
	line  int    // where text begins, from 1
	text  string
}

func (u *unfolder) next() bool {
	if !u.more && !u.scan() {
		return false
	}
	var text strings.Builder
	text.WriteString(u.ahead)
	u.line, u.more = u.read, false
	for !u.more && u.scan() {
		if u.more = !strings.HasPrefix(u.ahead, " ") && !strings.HasPrefix(u.ahead, "\t"); !u.more {
			text.WriteString(u.ahead[1:])
		}
	}
	u.text = text.String()
	return true
}

func (u *unfolder) scan() bool {
	if !u.lines.Scan() {
		return false
	}
	u.read++
	u.ahead = u.lines.Text()
	if u.read == 1 {
		u.ahead = strings.TrimPrefix(u.ahead, "\ufeff")
	}
	return true
}

// icsFile is what was understood of an ICS file so far.
type icsFile struct {
	calendar *Calendar
	name     string
	marks    marks
	begun    bool
	open     []string // components begun and not ended
	event    icsEvent
	wrong    *LineError // a line of an event that is only known to be wrong at its end
}

// take takes in one content line, or says what it should have been.
func (f *icsFile) take(line int, text string) (want Want) {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	if !utf8.ValidString(text) {
		return WantText
	}
	name, value, ok := property(text)
	if !ok {
		return WantProperty
	}
	switch {
	case name == "BEGIN":
		return f.begin(strings.ToUpper(value), line, text)
	case len(f.open) == 0:
		return WantCalendar
	case name == "END":
		return f.end(strings.ToUpper(value))
	}
	switch f.open[len(f.open)-1] {
	case "VCALENDAR":
		if name == "X-WR-CALNAME" {
			return f.named(value)
		}
	case "VEVENT":
		f.event.take(name, icsLine{line, text, value})
	}
	return ""
}

func (f *icsFile) begin(component string, line int, text string) (want Want) {
	if len(f.open) == 0 && component != "VCALENDAR" {
		return WantCalendar
	}
	f.begun = true
	f.open = append(f.open, component)
	if component == "VEVENT" {
		f.event = icsEvent{begin: icsLine{number: line, text: text}}
	}
	return ""
}

func (f *icsFile) end(component string) (want Want) {
	last := len(f.open) - 1
	if f.open[last] != component {
		return WantEnd
	}
	f.open = f.open[:last]
	if component == "VEVENT" {
		f.wrong = f.event.addTo(f.calendar, f.marks)
	}
	return ""
}

// missing is what a file that ended too soon lacks.
func (f *icsFile) missing() Want {
	if f.begun {
		return WantEnd
	}
	return WantCalendar
}

func (f *icsFile) named(value string) (want Want) {
	name := plain(value)
	if len(name) > longestName {
		return WantName
	}
	if name != "" {
		f.name = name
	}
	return ""
}

// announce covers the years whose National Day is marked as off.
func (f *icsFile) announce() {
	for d := range f.calendar.off {
		if year, month, day := d.Date(); month == time.October && day == 1 && year >= firstYear {
			f.calendar.notices[year] = f.name
		}
	}
}

// icsLine is a content line that is judged with the rest of its event.
type icsLine struct {
	number int
	text   string
	value  string
}

func (l icsLine) wrong(want Want) *LineError {
	return &LineError{Line: l.number, Text: l.text, Want: want}
}

// icsEvent is what matters of a VEVENT.
type icsEvent struct {
	begin, start, end, duration, summary, mark, rule icsLine
	starts                                           int
	cancelled                                        bool
}

func (e *icsEvent) take(name string, l icsLine) {
	switch name {
	case "DTSTART":
		e.start = l
		e.starts++
	case "DTEND":
		e.end = l
	case "DURATION":
		e.duration = l
	case "SUMMARY":
		e.summary = l
	case "X-APPLE-SPECIAL-DAY":
		e.mark = l
	case "RRULE", "RDATE":
		e.rule = l
	case "STATUS":
		e.cancelled = strings.EqualFold(strings.TrimSpace(l.value), "CANCELLED")
	}
}

// addTo adds the days of a marked event.
func (e *icsEvent) addTo(c *Calendar, in marks) *LineError {
	name, kind := e.kind(in)
	switch {
	case e.cancelled || kind == "":
		return nil
	case kind == unclear:
		return e.summary.wrong(WantMark)
	case len(name) > longestName:
		return e.summary.wrong(WantName)
	case e.rule.number > 0:
		return e.rule.wrong(WantNoRule)
	case e.starts != 1:
		return e.begin.wrong(WantStart)
	}
	first, last, wrong := e.days()
	if wrong != nil {
		return wrong
	}
	to, other := c.off, c.work
	if kind == MakeUp {
		to, other = c.work, c.off
	}
	for d := first; ; d = d.Add(1) {
		if _, contradicted := other[d]; contradicted {
			return e.start.wrong(WantDayOnce)
		}
		if _, known := to[d]; !known { // two holidays can meet on a day
			to[d] = name
		}
		if d == last {
			return nil
		}
	}
}

// kind is how the event is marked: [Holiday], [MakeUp], unclear or "" for not
// at all, and the holiday's name.
func (e *icsEvent) kind(in marks) (name string, kind Reason) {
	name, kind = in.read(plain(e.summary.value))
	switch strings.ToUpper(strings.TrimSpace(e.mark.value)) {
	case "WORK-HOLIDAY":
		kind = Holiday
	case "ALTERNATE-WORKDAY":
		kind = MakeUp
	}
	switch {
	case name != "":
	case kind == Holiday:
		name = "节假日"
	case kind == MakeUp:
		name = "调休"
	}
	return name, kind
}

// days are the first and the last day of the event.
func (e *icsEvent) days() (first, last Date, wrong *LineError) {
	first, _, ok := icsDay(e.start.value)
	if !ok {
		return Date{}, Date{}, e.start.wrong(WantDay)
	}
	last, from := first, e.start
	switch {
	case e.end.number > 0:
		end, midnight, ok := icsDay(e.end.value)
		if !ok {
			return Date{}, Date{}, e.end.wrong(WantDay)
		}
		last, from = end, e.end
		if midnight && end != first { // the end itself is outside
			last = end.Add(-1)
		}
	case e.duration.number > 0:
		n, ok := icsLength(e.duration.value)
		if !ok {
			return Date{}, Date{}, e.duration.wrong(WantLength)
		}
		last, from = first.Add(n-1), e.duration
	}
	if n := last.Sub(first) + 1; n < 1 || n > longestEvent {
		return Date{}, Date{}, from.wrong(WantLength)
	}
	return first, last, nil
}

// icsDay reads a date, or the date of a time: make-up days are published with
// office hours. Times in UTC are of Beijing's day; others are local.
func icsDay(value string) (d Date, midnight, ok bool) {
	value = strings.TrimSpace(value)
	for _, form := range []string{"20060102", "20060102T150405", "20060102T150405Z"} {
		t, err := time.Parse(form, value)
		if err != nil {
			continue
		}
		if strings.HasSuffix(form, "Z") {
			t = t.Add(8 * time.Hour)
		}
		d, ok = NewDate(t.Date())
		return d, t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0, ok
	}
	return Date{}, false, false
}

// icsLength reads a duration of whole days or weeks (RFC 5545, 3.3.6).
func icsLength(value string) (days int, ok bool) {
	text, found := strings.CutPrefix(strings.TrimPrefix(strings.TrimSpace(value), "+"), "P")
	if !found || text == "" {
		return 0, false
	}
	n, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || n < 1 || n > longestEvent {
		return 0, false
	}
	switch text[len(text)-1] {
	case 'D':
		return n, true
	case 'W':
		return 7 * n, true
	}
	return 0, false
}

// property splits a content line into its name, in capitals, and its value; the
// parameters between them say nothing that matters here.
func property(text string) (name, value string, ok bool) {
	quoted := false
	for i, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ':' && !quoted:
			name, _, _ = strings.Cut(text[:i], ";")
			return strings.ToUpper(name), text[i+1:], name != ""
		}
	}
	return "", "", false
}
