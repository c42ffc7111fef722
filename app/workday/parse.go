package workday

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// LineError names the line of a calendar file that cannot be used.
type LineError struct {
	Line int    // from 1
	Text string // the line as it stands
	Want string // what was expected
}

// Error says where the line is and what was expected.
func (e *LineError) Error() string {
	return fmt.Sprintf("calendar line %d: %q: expected %s", e.Line, e.Text, e.Want)
}

// Parse reads a calendar of lines "date,kind,name" in UTF-8. Empty lines and
// lines that start with # are skipped. The kinds are
//
//	2026,notice,国办发明电〔2025〕7号   the holidays of the year are announced: it is covered
//	2026-10-01,off,国庆节              a day off
//	2026-10-10,work,国庆节             a weekend day worked for the holiday
//	05-01,statutory,劳动节             a holiday by law every year, for years not covered
//	2027-02-06,statutory,春节          the same, for a holiday that moves
//
// A day stands in one line only, and each line can be told from every other by
// its LineError.
func Parse(r io.Reader) (*Calendar, error) {
	c := &Calendar{
		notices: map[int]string{}, off: map[Date]string{}, work: map[Date]string{},
		statutory: map[Date]string{}, yearly: map[inYear]string{},
	}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if want := c.add(text); want != "" {
			return nil, &LineError{Line: n, Text: text, Want: want}
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the calendar: %w", err)
	}
	return c, nil
}

// add takes in one line, or says what it should have been.
func (c *Calendar) add(text string) (want string) {
	fields := strings.Split(text, ",")
	if len(fields) != 3 || !utf8.ValidString(text) {
		return "three fields: date,kind,name"
	}
	when, kind, name := strings.TrimSpace(fields[0]), strings.TrimSpace(fields[1]), strings.TrimSpace(fields[2])
	if name == "" {
		return "a name as the third field"
	}
	switch kind {
	case "notice":
		return c.addNotice(when, name)
	case "off":
		return c.addDay(c.off, when, name)
	case "work":
		return c.addDay(c.work, when, name)
	case "statutory":
		if len(when) == len("01-02") {
			return c.addYearly(when, name)
		}
		return c.addDay(c.statutory, when, name)
	}
	return "notice, off, work or statutory as the second field"
}

func (c *Calendar) addNotice(when, name string) (want string) {
	year, err := strconv.Atoi(when)
	if err != nil || year < 1949 || year > 9999 {
		return "a year such as 2026"
	}
	if c.Covers(year) {
		return "one notice a year"
	}
	c.notices[year] = name
	return ""
}

func (c *Calendar) addDay(to map[Date]string, when, name string) (want string) {
	d, err := ParseDate(when)
	if err != nil || d.IsZero() {
		return "a date such as 2026-10-01"
	}
	for _, known := range []map[Date]string{c.off, c.work, c.statutory} {
		if _, twice := known[d]; twice {
			return "each day once"
		}
	}
	to[d] = name
	return ""
}

func (c *Calendar) addYearly(when, name string) (want string) {
	t, err := time.Parse("2006-01-02", "2000-"+when)
	if err != nil {
		return "a day of the year such as 05-01"
	}
	key := inYear{t.Month(), t.Day()}
	if _, twice := c.yearly[key]; twice {
		return "each day once"
	}
	c.yearly[key] = name
	return ""
}
