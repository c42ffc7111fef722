package workday

import (
	"fmt"
	"strings"
	"unicode"
)

// Trail is how a limit was counted, day by day without a gap. Its text form is
// short, because every event that moves a deadline carries one: the first day
// and then a letter a day,
//
//	S start  W working  M make-up  E weekend  H holiday  P paused
//
// small where the day is provisional, with the name behind it in brackets where
// it is another than that of the last day of the same letter:
//
//	2026-09-29 SWH[国庆节]HHHHHHWWM[国庆节]
type Trail []Day

const trailLetters = "SWMEHP"

// reasonLetters are the reasons in the order of their letters.
func reasonLetters() [len(trailLetters)]Reason {
	return [...]Reason{Start, Working, MakeUp, Weekend, Holiday, Paused}
}

// escaped keeps a name from ending its brackets.
func escaped(name string) string {
	return strings.NewReplacer("%", "%25", "]", "%5D").Replace(name)
}

func unescaped(name string) string {
	return strings.NewReplacer("%5D", "]", "%25", "%").Replace(name)
}

// MarshalText gives the short form; an empty trail gives an empty text.
func (t Trail) MarshalText() ([]byte, error) {
	if len(t) == 0 {
		return []byte{}, nil
	}
	out := []byte(t[0].Date.String() + " ")
	var names [len(trailLetters)]string
	for i, d := range t {
		at := -1
		for j, r := range reasonLetters() {
			if r == d.Reason {
				at = j
			}
		}
		if at < 0 || d.Date != t[0].Date.Add(i) {
			return nil, fmt.Errorf("workday: %s (%s) cannot stand at place %d of a trail from %s", d.Date, d.Reason, i, t[0].Date)
		}
		letter := trailLetters[at]
		if d.Provisional {
			letter += 'a' - 'A'
		}
		out = append(out, letter)
		if d.Name != names[at] {
			out = append(append(append(out, '['), escaped(d.Name)...), ']')
			names[at] = d.Name
		}
	}
	return out, nil
}

// UnmarshalText reads what MarshalText gives.
func (t *Trail) UnmarshalText(text []byte) error {
	*t = nil
	if len(text) == 0 {
		return nil
	}
	when, letters, _ := strings.Cut(string(text), " ")
	date, err := ParseDate(when)
	if err != nil || date.IsZero() || letters == "" {
		return fmt.Errorf("workday: a trail from %q", when)
	}
	var names [len(trailLetters)]string
	list, counted, reasons := make(Trail, 0, len(letters)), 0, reasonLetters()
	for letters != "" {
		letter := rune(letters[0])
		at := strings.IndexRune(trailLetters, unicode.ToUpper(letter))
		if at < 0 {
			return fmt.Errorf("workday: a trail with the letter %q", letter)
		}
		letters = letters[1:]
		if strings.HasPrefix(letters, "[") {
			name, rest, closed := strings.Cut(letters[1:], "]")
			if !closed {
				return fmt.Errorf("workday: a trail with an open name %q", name)
			}
			names[at], letters = unescaped(name), rest
		}
		if date.Add(len(list)).Sub(date) != len(list) {
			return fmt.Errorf("workday: a trail from %s past the last day there is", date)
		}
		d := Day{Date: date.Add(len(list)), Reason: reasons[at], Name: names[at], Provisional: unicode.IsLower(letter)}
		if d.Reason.Counts() {
			counted++
			d.Number = counted
		}
		list = append(list, d)
	}
	*t = list
	return nil
}
