package postgres

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"onewindow/app/hub"
)

// isText says whether a column of the database can hold s. One value that it
// cannot would fail the transaction of many.
func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

func areText(all []string) bool { return checkText(all...) == nil }

func checkText(all ...string) error {
	for _, s := range all {
		if !isText(s) {
			return fmt.Errorf("postgres: %q cannot be kept as text", s)
		}
	}
	return nil
}

// checkEntry checks what of an entry goes into columns of its own.
func checkEntry(e hub.Entry) error {
	if err := checkText(e.Event.ID, e.Event.Case, e.Event.Installation, e.Office, e.Hash); err != nil {
		return err
	}
	for _, f := range e.Files {
		if err := checkText(f.Hash); err != nil {
			return err
		}
	}
	return checkText(e.Numbers...)
}
