package casefile

import (
	"fmt"
	"strconv"
	"strings"
)

// Serial is an acceptance number (受理通知书文号) taken apart.
type Serial struct {
	Mark   string // 发文代字 of the office, for example 嘉南资规受
	Year   int
	Window string // "" for a number of the centre's lease, else the window that numbered for itself
	Number uint64 // from 1
}

// String is the number as it stands on the paper: 嘉南资规受〔2026〕0412号, or
// 嘉南资规受〔2026〕临03-0001号 where the window had no lease.
func (s Serial) String() string {
	if s.Window != "" {
		return fmt.Sprintf("%s〔%d〕临%s-%04d号", s.Mark, s.Year, s.Window, s.Number)
	}
	return fmt.Sprintf("%s〔%d〕%04d号", s.Mark, s.Year, s.Number)
}

// ParseSerial takes an acceptance number apart; false for any text that String
// would write otherwise, so that no number has two spellings. The centre does it for
// each event that brings a number, which is too often for a regular expression.
func ParseSerial(text string) (Serial, bool) {
	mark, rest, _ := strings.Cut(text, "〔")
	digits, rest, _ := strings.Cut(rest, "〕")
	number, _ := strings.CutSuffix(rest, "号")
	var window string
	if own, is := strings.CutPrefix(number, "临"); is {
		window, number, _ = strings.Cut(own, "-")
		if window == "" {
			return Serial{}, false
		}
	}
	if strings.ContainsAny(mark+window, "〔〕") || !areDigits(digits, 4, 4) || !areDigits(number, 4, 20) {
		return Serial{}, false
	}
	year, noYear := strconv.Atoi(digits)
	n, noNumber := strconv.ParseUint(number, 10, 64)
	s := Serial{Mark: mark, Year: year, Window: window, Number: n}
	return s, noYear == nil && noNumber == nil && n > 0 && s.String() == text
}

// NumberingWindow is the window whose own series a number of a case or of an
// acceptance is of, made there and not by the centre; "" for any other text.
func NumberingWindow(number string) string {
	window, rest, _ := strings.Cut(number, "-")
	day, serial, _ := strings.Cut(rest, "-")
	if areDigits(window, 2, 2) && areDigits(day, 8, 8) && areDigits(serial, 4, 18) {
		return window
	}
	own, _ := ParseSerial(number)
	return own.Window
}

// areDigits says whether s is that many decimal digits, and nothing else.
func areDigits(s string, least, most int) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) >= least && len(s) <= most
}
