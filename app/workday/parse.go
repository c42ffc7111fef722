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

// longestName is the most bytes a name may have: it stands on one line of paper.
const longestName = 200

// firstYear is the first whose holidays the State announced.
const firstYear = 1949

// Read reads a calendar in either form: CSV as [Parse] takes it, or ICS as
// [ParseICS] does. The content tells which.
func Read(data []byte) (*Calendar, error) {
	if isICS(data) {
		return ParseICS(bytes.NewReader(data))
	}
	return Parse(bytes.NewReader(data))
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
	c := newCalendar()
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
func (c *Calendar) add(text string) (want Want) {
	fields := strings.Split(text, ",")
	if len(fields) != 3 || !utf8.ValidString(text) {
		return WantFields
	}
	when, kind, name := strings.TrimSpace(fields[0]), strings.TrimSpace(fields[1]), strings.TrimSpace(fields[2])
	if name == "" || len(name) > longestName {
		return WantName
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
	return WantKind
}

func (c *Calendar) addNotice(when, name string) (want Want) {
	year, err := strconv.Atoi(when)
	if err != nil || year < firstYear || year > 9999 {
		return WantYear
	}
	if c.Covers(year) {
		return WantOneNotice
	}
	c.notices[year] = name
	return ""
}

func (c *Calendar) addDay(to map[Date]string, when, name string) (want Want) {
	d, err := ParseDate(when)
	if err != nil || d.IsZero() {
		return WantDate
	}
	if c.names(d) {
		return WantDayOnce
	}
	to[d] = name
	return ""
}

func (c *Calendar) addYearly(when, name string) (want Want) {
	t, err := time.Parse("2006-01-02", "2000-"+when)
	if err != nil {
		return WantYearly
	}
	key := inYear{t.Month(), t.Day()}
	if _, twice := c.yearly[key]; twice {
		return WantDayOnce
	}
	c.yearly[key] = name
	return ""
}
