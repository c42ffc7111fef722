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
// would write otherwise, so that no number has two spellings.
func ParseSerial(text string) (Serial, bool) {
	mark, rest, opened := strings.Cut(text, "〔")
	year, rest, closed := strings.Cut(rest, "〕")
	digits, ended := strings.CutSuffix(rest, "号")
	if !opened || !closed || !ended || strings.Contains(mark, "〕") || !isDigits(year, 4, 4) {
		return Serial{}, false
	}
	window := ""
	if own, is := strings.CutPrefix(digits, "临"); is {
		window, digits, is = strings.Cut(own, "-")
		if !is || window == "" || strings.ContainsAny(window, "〔〕") {
			return Serial{}, false
		}
	}
	if !isDigits(digits, 4, 20) {
		return Serial{}, false
	}
	y, noYear := strconv.Atoi(year)
	n, noNumber := strconv.ParseUint(digits, 10, 64)
	s := Serial{Mark: mark, Year: y, Window: window, Number: n}
	return s, noYear == nil && noNumber == nil && n > 0 && s.String() == text
}

// NumberingWindow is the window whose own series a number of a case or of an
// acceptance is of, made there and not by the centre; "" for any other text.
func NumberingWindow(number string) string {
	window, rest, _ := strings.Cut(number, "-")
	day, count, _ := strings.Cut(rest, "-")
	if isDigits(window, 2, 2) && isDigits(day, 8, 8) && isDigits(count, 4, 18) {
		return window
	}
	serial, _ := ParseSerial(number)
	return serial.Window
}

// isDigits says whether a text is nothing but so many digits.
func isDigits(text string, least, most int) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return least <= len(text) && len(text) <= most
}
