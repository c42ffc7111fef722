package text_test

import (
	"regexp"
	"slices"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/hub"
	"onewindow/app/parcel"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/spool"
	"onewindow/app/workday"
	"onewindow/assets"
	"onewindow/ui/act"
	"onewindow/ui/text"
)

// dictionary is every language's words; need holds them to a key.
type dictionary map[string]map[string]string

func read(t *testing.T) dictionary {
	t.Helper()
	d := dictionary{}
	for _, language := range text.Languages() {
		d[language] = words(t, language)
	}
	return d
}

// place is where data goes into a string: {{.Name}}.
var place = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// need fails where a language has no words for the key, or its words use data
// that nobody gives them.
func (d dictionary) need(t *testing.T, key string, given ...string) {
	t.Helper()
	for language, words := range d {
		if words[key] == "" {
			t.Errorf("%s.json lacks %q", language, key)
		}
		for _, used := range place.FindAllStringSubmatch(words[key], -1) {
			if !slices.Contains(given, used[1]) {
				t.Errorf("%s.json: %q uses %s, but gets %v", language, key, used[1], given)
			}
		}
	}
}

// What the rooms behind the screen answer with is a code; each has its words.
func TestEveryCodeHasItsWords(t *testing.T) {
	d := read(t)
	for key, given := range desk.MessageKeys() {
		for _, part := range []string{".happened", ".kept", ".todo"} {
			d.need(t, "message."+key+part, given...)
		}
	}
	for code, given := range desk.CheckCodes() {
		d.need(t, "check."+code, given...)
	}
	for code, given := range parcel.Codes() {
		d.need(t, code, given...)
	}
	for _, verdict := range seal.Verdicts() {
		d.need(t, string(verdict))
	}
	for _, code := range append(replica.Codes(), hub.ProblemCodes()...) {
		d.need(t, "fault."+code)
	}
	for _, code := range spool.Codes() {
		d.need(t, "printing.fault."+string(code))
	}
	for _, reason := range spool.Reasons() {
		d.need(t, "printing.reason."+string(reason))
	}
	for _, state := range spool.States() {
		d.need(t, "printing.state."+string(state))
	}
	for _, use := range desk.Uses() {
		d.need(t, "settings.use."+string(use))
	}
	for code := range casefile.RefusalCodes() {
		d.need(t, "work.refused."+code)
	}
	for _, code := range append(hub.RefusalCodes(), replica.RefusedForked) {
		d.need(t, "work.refused."+code)
	}
}

// What a case is made of is named by an id; each has its words.
func TestEveryNameOfTheDomainHasItsWords(t *testing.T) {
	d := read(t)
	for _, state := range casefile.States() {
		d.need(t, "state."+string(state))
	}
	for _, kind := range casefile.Kinds() {
		d.need(t, "work.event."+string(kind))
	}
	for _, way := range casefile.Ways() {
		d.need(t, "work.tell.stray."+string(way), "What", "Reason")
	}
	for _, role := range []casefile.Role{
		casefile.Clerk, casefile.Reviewer, casefile.Approver, casefile.Supervisor, casefile.Administrator, casefile.CentreRole,
	} {
		d.need(t, "role."+string(role))
	}
	for _, document := range append(casefile.DocumentKinds(), casefile.DayEndSheet, casefile.TestPage, casefile.MistakeNote) {
		d.need(t, "document."+string(document))
	}
	for _, form := range casefile.DeclineForms() {
		d.need(t, "outcome.form."+string(form))
		d.need(t, "outcome.basis."+string(form))
	}
	for _, queue := range []desk.Queue{desk.ToMend, desk.OpenCases, desk.Finished} {
		d.need(t, "work.queue."+string(queue))
		d.need(t, "work.empty."+string(queue))
	}
	for _, source := range []catalog.Source{catalog.Applicant, catalog.Inside, catalog.Shared, catalog.Exempt} {
		d.need(t, "source."+string(source))
	}
	d.need(t, "day."+string(workday.Start))
	d.need(t, "day."+string(workday.Working), "Number")
	d.need(t, "day."+string(workday.MakeUp), "Number")
	d.need(t, "day."+string(workday.Weekend))
	d.need(t, "day."+string(workday.Holiday), "Name")
	d.need(t, "day."+string(workday.Paused), "Name")
	for _, procedure := range append(casefile.Procedures(), casefile.Hearing, casefile.Publicly) {
		d.need(t, "procedure."+string(procedure))
	}
	for _, action := range desk.ProcedureActions() {
		for _, part := range []string{".title", ".note", ".do", ".done"} {
			d.need(t, "act."+string(action)+part)
		}
	}
	for _, action := range act.Steps() {
		d.need(t, "act."+string(action)+".step")
	}
	for _, step := range desk.Steps() {
		d.need(t, "work.step."+string(step))
	}
	for _, same := range []casefile.Sameness{casefile.SameProject, casefile.SameSite} {
		d.need(t, "work.duplicates.same."+string(same))
	}
	for level := '1'; level <= '5'; level++ {
		d.need(t, "rating."+string(level))
	}
	for _, source := range desk.CalendarSources() {
		d.need(t, "calendar.source."+string(source))
	}
	for _, want := range workday.Wants() {
		d.need(t, "calendar.want."+string(want))
	}
}

// The catalog is data: what it names in ids, the translations say in words.
func TestEveryNameOfTheCatalogHasItsWords(t *testing.T) {
	folder, err := assets.Catalog()
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	d := read(t)
	for _, f := range c.Fields {
		for _, part := range []string{".label", ".what", ".why", ".example"} {
			d.need(t, "form."+f.Key+part)
		}
	}
	for _, item := range c.Items {
		d.need(t, "item."+item.ID+".short")
	}
	for _, q := range c.Questions {
		d.need(t, "situation."+q.ID)
		for _, option := range q.Options {
			d.need(t, "situation."+q.ID+"."+option)
		}
	}
}
