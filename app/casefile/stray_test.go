package casefile_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// What is said again is dated by the day it is said on, and says the same
// otherwise. What was true only once is not said again.
func TestBodyAgain(t *testing.T) {
	today, _ := workday.NewDate(2026, time.December, 1)
	once := []casefile.Kind{
		casefile.KindReceived, casefile.KindAccepted, casefile.KindDeemed, casefile.KindPrinted, casefile.KindVoided,
		casefile.KindRecounted, casefile.KindIssued, casefile.KindNumbered, casefile.KindRegistration, casefile.KindStraySettled,
	}
	for _, kind := range casefile.Kinds() {
		e := casefile.Event{ID: "e", Case: "c", Kind: kind, Body: json.RawMessage(`{"on":"2026-11-23","reason":"r","text":"t"}`)}
		body, err := casefile.BodyAgain(e, today)
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		if (body == nil) != slices.Contains(once, kind) {
			t.Errorf("%s: again %v", kind, body)
		}
		if body == nil {
			continue
		}
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		var said struct {
			On     workday.Date `json:"on"`
			Reason *string      `json:"reason"`
		}
		if err := json.Unmarshal(raw, &said); err != nil {
			t.Fatal(err)
		}
		if !said.On.IsZero() && said.On != today {
			t.Errorf("%s is dated %s", kind, said.On)
		}
		if said.Reason != nil && *said.Reason != "" && *said.Reason != "r" {
			t.Errorf("%s says %q", kind, *said.Reason)
		}
	}
	if _, err := casefile.BodyAgain(casefile.Event{Kind: "unheard-of"}, today); err == nil {
		t.Error("an unknown kind was said again")
	}
}

// A person's word on a refused receipt stands alone and opens no case; the rules
// let it, and the centre nothing else.
func TestStraySettledOpensNoCase(t *testing.T) {
	word := &casefile.StraySettled{Event: "e", What: casefile.KindReceived, Refused: "number-taken", Way: casefile.TakenAnew}
	clerk := casefile.Actor{ID: "wangfang", Name: "王芳", Role: casefile.Clerk}
	e, err := casefile.New("s", "c", 0, clerk, time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC), "", word)
	if err != nil {
		t.Fatal(err)
	}
	c := casefile.Fold([]casefile.Event{e})
	if c.State != casefile.StateNone || len(c.History) != 1 || len(c.Misfits) != 0 {
		t.Errorf("%+v", c)
	}
	for name, no := range map[string]*casefile.Refusal{
		"by the centre": casefile.Decide(casefile.Case{}, word, casefile.Actor{Role: casefile.CentreRole}),
		"of nothing":    casefile.Decide(casefile.Case{}, &casefile.StraySettled{Way: casefile.GivenUp, Reason: "r"}, clerk),
		"no way":        casefile.Decide(casefile.Case{}, &casefile.StraySettled{Event: "e", Way: "lost"}, clerk),
	} {
		if no == nil {
			t.Errorf("%s: the rules agree", name)
		}
	}
}
