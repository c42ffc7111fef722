package print_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"onewindow/app/casefile"
	"onewindow/print"
)

// FuzzSheet types the same hostile text into every field of a case and prints
// every paper of it: nothing panics, and nothing that can be read is lost.
func FuzzSheet(f *testing.F) {
	f.Add("南湖\xe5\x8d", uint8(0), uint8(1))
	f.Add("\x00\x07\u202E(\\)\r\n\t\U0010FFFF", uint8(7), uint8(3))
	f.Add("葛\U000E0100"+strings.Repeat("W", 400), uint8(17), uint8(2))
	f.Add("", uint8(20), uint8(0))
	f.Fuzz(func(t *testing.T, text string, which, times uint8) {
		if len(text) > 500 {
			return
		}
		kinds := documents()
		s := sheet(t, kinds[int(which)%len(kinds)])
		s.Case = typedInto(s.Case, strings.Repeat(text, int(times)%8))
		s.Case.State = casefile.StateClosed
		data, err := painter(t).PDF(s)
		if errors.Is(err, print.ErrIncomplete) {
			return // a case without a number has no papers
		}
		if err != nil || len(data) == 0 {
			t.Fatalf("%s: %v", s.Document, err)
		}
		pages, err := painter(t).Pages(s)
		if err != nil || pages < 1 {
			t.Fatalf("%s: %d pages, %v", s.Document, pages, err)
		}
		preview(t, s, pages, 20)
		absent, err := painter(t).Absent(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range absent {
			if utf8.ValidString(text) && !strings.ContainsRune(text, r) {
				t.Errorf("%s: %q was never typed", s.Document, r)
			}
		}
	})
}

// typedInto is a case with a text in every field that people type into.
func typedInto(c casefile.Case, text string) casefile.Case {
	a := &c.Application
	for _, part := range []any{&a.Applicant, &a.Agent, &a.Project, &a.Land} {
		fields := reflect.ValueOf(part).Elem()
		for i := range fields.NumField() {
			if fields.Field(i).Kind() == reflect.String {
				fields.Field(i).SetString(text)
			}
		}
	}
	c.Number, c.AcceptanceNumber = text, text
	c.ReceivedBy.Name, c.AcceptedBy.Name = text, text
	materials := make([]casefile.Material, len(c.Materials))
	for i, m := range c.Materials {
		m.Name = text
		materials[i] = m
	}
	c.Materials = materials
	if c.Decision != nil {
		decision := *c.Decision
		decision.Reason = text
		c.Decision = &decision
	}
	return c
}
