package casefile

import (
	"fmt"
	"regexp"
	"strconv"
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
	found := regexp.MustCompile(`^([^〔〕]*)〔(\d{4})〕(?:临([^〔〕-]+)-)?(\d{4,20})号$`).FindStringSubmatch(text)
	if found == nil {
		return Serial{}, false
	}
	year, noYear := strconv.Atoi(found[2])
	n, noNumber := strconv.ParseUint(found[4], 10, 64)
	s := Serial{Mark: found[1], Year: year, Window: found[3], Number: n}
	return s, noYear == nil && noNumber == nil && n > 0 && s.String() == text
}

// NumberingWindow is the window whose own series a number of a case or of an
// acceptance is of, made there and not by the centre; "" for any other text.
func NumberingWindow(number string) string {
	if found := regexp.MustCompile(`^(\d{2})-\d{8}-\d{4,18}$`).FindStringSubmatch(number); found != nil {
		return found[1]
	}
	serial, _ := ParseSerial(number)
	return serial.Window
}
