package desk_test

import (
	"testing"

	"onewindow/app/desk"
	"onewindow/app/workday"
)

// What the centre refused is done again in the form that it came from, with every
// answer that was given then, and comes out as it was.
func TestAFormComesBackAsItWasFilledIn(t *testing.T) {
	done := map[desk.Action]bool{desk.AttachMaterial: true} // is attached again as it is, without a form
	for _, s := range stages() {
		first := s.come(t)
		for _, user := range oneOfEachRole(first) {
			for _, p := range first.offered(user.ID) {
				if !done[p.Action] {
					done[p.Action] = true
					t.Run(string(p.Action), func(t *testing.T) { comesBack(t, s, user.ID, p) })
				}
			}
		}
	}
	for _, action := range desk.ProcedureActions() {
		if !done[action] {
			t.Errorf("%s is offered at no stage", action)
		}
	}
}

func comesBack(t *testing.T, s stage, user string, p desk.Procedure) {
	t.Helper()
	k := s.come(t)
	k.must(k.Confirm())
	values := otherwise(t, p)
	version := k.do(user, p.Action, values).Version
	k.must(k.Refuse("author"))
	k.must(k.As(user, func() error {
		strays, err := k.Strays()
		if err != nil || len(strays) != 1 || strays[0].Again != nil {
			t.Fatalf("the tray holds %d, %v", len(strays), err)
		}
		form := strays[0].Procedure
		if form == nil || form.Action != p.Action {
			t.Fatalf("it is done again as %+v", form)
		}
		again := map[string]string{}
		for _, a := range form.Asks {
			if again[a.Key] = a.Suggest; a.Suggest != values[a.Key] {
				t.Errorf("%s was %q, the form comes back with %q", a.Key, values[a.Key], a.Suggest)
			}
		}
		c, err := k.RepeatStray(strays[0].Event.ID, again)
		if err == nil && c.Version != version+1 { // it, and the word on the stray
			t.Errorf("the case has version %d, want %d", c.Version, version+1)
		}
		return err
	}))
}

// otherwise fills a form in with anything but what it suggests, where the rules
// let it.
func otherwise(t *testing.T, p desk.Procedure) map[string]string {
	t.Helper()
	values := map[string]string{}
	for _, a := range p.Asks {
		switch {
		case a.Key == "field": // one that takes any words
			values[a.Key] = "project.name"
		case a.Kind == desk.AskChoice:
			values[a.Key] = a.Options[len(a.Options)-1].ID
		case a.Key == "expected" || a.Key == "ends":
			day, err := workday.ParseDate(a.Suggest)
			if err != nil {
				t.Fatal(err)
			}
			values[a.Key] = day.Add(1).String()
		case a.Kind == desk.AskDate:
			values[a.Key] = a.Suggest
		case a.Kind == desk.AskMoney:
			values[a.Key] = "1234.5"
		case a.Kind == desk.AskDays:
			values[a.Key] = "3"
		case a.Kind == desk.AskLines:
			values[a.Key] = "南湖 " + a.Key + "\n第二行"
		default:
			values[a.Key] = "南湖 " + a.Key
		}
	}
	return values
}
