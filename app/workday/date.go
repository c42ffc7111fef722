package workday

import (
	"fmt"
	"time"
)

// Date is a day of the civil calendar, without a time or a zone. Dates compare
// with == and serve as map keys. The zero Date is no day at all.
type Date struct {
	day int32 // 1 is 0001-01-01; 0 is no day
}

const (
	textForm = "2006-01-02"
	lastDay  = 3652059 // 9999-12-31, the last day that has a text form
	dayUnix  = 719163  // 1970-01-01
	aDay     = 24 * 60 * 60
)

// NewDate is the day of that year (1 to 9999), month and day of month. A day
// that does not exist, like 31 April, gives the zero Date and false.
func NewDate(year int, month time.Month, day int) (Date, bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if year < 1 || year > 9999 || t.Year() != year || t.Month() != month || t.Day() != day {
		return Date{}, false
	}
	return Date{day: int32(t.Unix()/aDay) + dayUnix}, true
}

// DateOf is the day on which t falls in China, whatever zone t is expressed in:
// every office of the country keeps Beijing time, and an event must fall on the
// same day wherever its log is read. The zero time gives the zero Date.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	d, _ := NewDate(t.In(time.FixedZone("CST", 8*60*60)).Date())
	return d
}

// ParseDate reads the form 2006-01-02. The empty text is the zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	year, month, day, ok := digits(s)
	if !ok {
		return Date{}, fmt.Errorf("%q is not a date of the form 2026-12-21", s)
	}
	d, ok := NewDate(year, month, day)
	if !ok {
		return Date{}, fmt.Errorf("%q is no day of the years 1 to 9999", s)
	}
	return d, nil
}

// digits reads the form 2006-01-02 by hand: a case holds some hundred dates in
// the trails of its deadlines, and is read anew whenever it is shown.
func digits(s string) (year int, month time.Month, day int, ok bool) {
	if len(s) != len(textForm) || s[4] != '-' || s[7] != '-' {
		return 0, 0, 0, false
	}
	var n int
	for i, c := range []byte(s) {
		switch {
		case i == 4 || i == 7:
			continue
		case c < '0' || c > '9':
			return 0, 0, 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n / 10000, time.Month(n / 100 % 100), n % 100, true
}

// IsZero says whether d is no day.
func (d Date) IsZero() bool { return d.day == 0 }

// Date splits d; the zero Date gives zeros.
func (d Date) Date() (year int, month time.Month, day int) {
	if d.IsZero() {
		return 0, 0, 0
	}
	return d.midnight().Date()
}

// Year is the year of d, 0 for the zero Date.
func (d Date) Year() int {
	year, _, _ := d.Date()
	return year
}

// Weekday is the day of the week. The zero Date answers Sunday.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.day % 7) }

// Add is the day n calendar days later, or earlier when n is negative. It stays
// within the years 1 to 9999; the zero Date stays zero.
func (d Date) Add(n int) Date {
	if d.IsZero() {
		return d
	}
	n = min(max(n, -lastDay), lastDay)
	return Date{day: min(max(d.day+int32(n), 1), lastDay)}
}

// AddYears is the same day n years later, or the last day of its month where
// that year has no such day (民法典 Art. 202). It stays within the years 1 to
// 9999; the zero Date stays zero.
func (d Date) AddYears(n int) Date {
	if d.IsZero() {
		return d
	}
	year, month, day := d.Date()
	year = min(max(year+min(max(n, -9999), 9999), 1), 9999)
	if same, ok := NewDate(year, month, day); ok {
		return same
	}
	last, _ := NewDate(year, month, day-1) // only 29 February can be missing
	return last
}

// Sub is the number of calendar days from e to d.
func (d Date) Sub(e Date) int { return int(d.day) - int(e.day) }

// Before says whether d is earlier than e. The zero Date is before every day.
func (d Date) Before(e Date) bool { return d.day < e.day }

// After says whether d is later than e.
func (d Date) After(e Date) bool { return d.day > e.day }

// Compare orders dates as slices.SortFunc wants it.
func (d Date) Compare(e Date) int { return d.Sub(e) }

// String is the form 2006-01-02, empty for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.midnight().Format(textForm)
}

// Chinese is the form official documents are dated in, 2026年12月21日.
func (d Date) Chinese() string {
	if d.IsZero() {
		return ""
	}
	year, month, day := d.Date()
	return fmt.Sprintf("%d年%d月%d日", year, month, day)
}

// MarshalText gives the form 2006-01-02, so that JSON holds dates as text.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText gives.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func (d Date) midnight() time.Time {
	return time.Unix((int64(d.day)-dayUnix)*aDay, 0).UTC()
}
