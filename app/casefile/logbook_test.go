package casefile_test

import (
	"strings"
	"testing"

	"onewindow/app/casefile"
)

// logged is an entry that an installation makes in a book.
func logged(t *testing.T, book, installation string, by casefile.Actor, body casefile.Body) casefile.Event {
	t.Helper()
	e := event(t, 0, body, by, first)
	e.Case, e.Installation = book, installation
	return e
}

// The log book takes what its own installation says of itself, and nothing else;
// and whatever it takes, it is never a case.
func TestLogBookTakesItsEntriesAlone(t *testing.T) {
	nobody := casefile.Actor{}
	long := strings.Repeat("长", 100)
	for name, c := range map[string]struct {
		book, from string
		by         casefile.Actor
		body       casefile.Body
		want       string
	}{
		"signed in":               {"w1", "w1", clerk, &casefile.Logged{What: casefile.SignedIn}, ""},
		"a failed sign-in":        {"w1", "w1", nobody, &casefile.Logged{What: casefile.SignInFailed, About: "c1"}, ""},
		"roster taken by itself":  {"w1", "w1", nobody, &casefile.Logged{What: casefile.RosterTaken, About: "3"}, ""},
		"signed in, by nobody":    {"w1", "w1", nobody, &casefile.Logged{What: casefile.SignedIn}, "incomplete"},
		"settings, by nobody":     {"w1", "w1", nobody, &casefile.Logged{What: casefile.SettingsSaved}, "incomplete"},
		"an unknown deed":         {"w1", "w1", clerk, &casefile.Logged{What: "flown"}, "incomplete"},
		"too much":                {"w1", "w1", clerk, &casefile.Logged{What: casefile.Exported, About: long}, "incomplete"},
		"in a neighbour's book":   {"w2", "w1", clerk, &casefile.Logged{What: casefile.SignedIn}, "log-book"},
		"in a case":               {"case", "w1", clerk, &casefile.Logged{What: casefile.SignedIn}, "log-book"},
		"a case in the log book":  {"w1", "w1", clerk, received(), "log-book"},
		"a print in the log book": {"w1", "w1", clerk, &casefile.Printed{Document: casefile.Receipt, Copy: 1}, "log-book"},
	} {
		e := logged(t, c.book, c.from, c.by, c.body)
		var code string
		if no := (casefile.Case{}).Accepts(e); no != nil {
			code = no.Code
		}
		if code != c.want {
			t.Errorf("%s: %q, want %q", name, code, c.want)
		}
		book := casefile.Fold([]casefile.Event{e})
		if book.State != casefile.StateNone || len(book.Misfits) > 0 != (c.want != "") {
			t.Errorf("%s: state %q, misfits %v", name, book.State, book.Misfits)
		}
	}
}

// An entry that is written into a case is a misfit there and changes nothing.
func TestLogEntryInACaseIsAMisfit(t *testing.T) {
	c := casefile.Case{}.Then(event(t, 0, received(), clerk, first))
	if no := casefile.Decide(c, &casefile.Logged{What: casefile.SignedIn}, clerk); no == nil || no.Code != "log-book" {
		t.Errorf("%v", no)
	}
	c = c.Then(event(t, 1, &casefile.Logged{What: casefile.SignedIn}, clerk, first))
	if c.State != casefile.StateReceived || len(c.Misfits) != 1 || c.Misfits[0].Reason != "log-book" {
		t.Errorf("%q %v", c.State, c.Misfits)
	}
}

// A book of many entries keeps them all in their order.
func TestLogBookIsItsHistory(t *testing.T) {
	var events []casefile.Event
	for _, deed := range casefile.Deeds() {
		events = append(events, logged(t, "w1", "w1", clerk, &casefile.Logged{What: deed}))
	}
	book := casefile.Fold(events)
	if len(book.Misfits) > 0 || len(book.History) != len(events) || book.ID != "w1" {
		t.Fatalf("%d of %d entries, %v", len(book.History), len(events), book.Misfits)
	}
	for i, deed := range casefile.Deeds() {
		if got := book.History[i].Body.(*casefile.Logged).What; got != deed {
			t.Errorf("entry %d is %s, want %s", i, got, deed)
		}
	}
}
