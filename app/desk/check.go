package desk

import (
	"slices"
	"strings"
	"unicode/utf8"

	"onewindow/app/catalog"
	"onewindow/app/idcode"
)

// Level says how a field stands.
type Level int

// The levels of a report.
const (
	Fine       Level = iota // nothing to say, or a note under a good value
	Unfinished              // right as far as it goes; an error once the field is left
	Warning                 // odd, but never in the applicant's way
	Wrong                   // must be mended before the case can be received
)

// Report is what the desk has to say about one field. Code names the sentence
// check.<Code>; it is "" where there is nothing to say.
type Report struct {
	Field string
	Level Level
	Code  string
	Data  map[string]any
}

// wrong says whether the field cannot stay as it is once it has been left.
func (r Report) wrong() bool { return r.Level == Wrong || r.Level == Unfinished }

// required is the code of a field that must not stay empty.
const required = "required"

// CheckCodes lists every code of a Report, each with the keys of its Data, so
// that a test can hold the translations to it.
func CheckCodes() map[string][]string {
	codes := idcode.Codes()
	for _, plain := range []string{
		required, "good", "number", "decimal", "number-range", "phone", "parts-exceed", "odd-text",
		"date", "days", "choice", "money",
	} {
		codes[plain] = nil
	}
	for _, verdict := range []string{"meets-standard", "below-standard", "above-standard"} {
		codes[verdict] = []string{"Threshold", "Unit"}
	}
	codes["years"] = []string{"Max"}
	for _, code := range areaCodes() {
		codes[code] = []string{"Surveyed"}
	}
	codes["person"], codes["long"] = []string{"Born", "Sex"}, []string{"Max"}
	return codes
}

// LongestText is the most a text field may hold, in characters. Names need at
// least 50 (GB 18030 names, domain facts §3); places and bases run longer.
const LongestText = 400

// CheckField judges one field of the draft as it stands; one that the form does
// not show is never wrong.
func (d *Desk) CheckField(draft Draft, key string) Report {
	for _, f := range d.Fields(draft) {
		if f.Key == key {
			return d.check(draft, f)
		}
	}
	return Report{Field: key}
}

// Fields are those that the form shows for the draft, in its order: what the
// item asks for in the situation, each required as it says there, and the
// agent's, because whether one has come may be known last. What was typed into
// any other is kept in the draft, but neither judged nor stated.
func (d *Desk) Fields(draft Draft) []catalog.Field {
	asked, err := d.p.Catalog.FieldsAsked(d.Item(draft).ID, draft.Answers, d.policyOn(d.today()))
	if err != nil {
		return nil // nothing can be received either: Step says why
	}
	var shown []catalog.Field
	for _, f := range d.p.Catalog.Fields {
		isAsked := slices.ContainsFunc(asked, func(a catalog.Field) bool { return a.Key == f.Key })
		f.Required = f.Required && isAsked
		if isAsked || f.Group == "agent" {
			shown = append(shown, f)
		}
	}
	return shown
}

// CheckAll judges every field and returns those that are wrong, in the order
// of the form.
func (d *Desk) CheckAll(draft Draft) []Report {
	var wrong []Report
	for _, f := range d.Fields(draft) {
		if r := d.check(draft, f); r.wrong() {
			wrong = append(wrong, r)
		}
	}
	return wrong
}

func (d *Desk) check(draft Draft, f catalog.Field) Report {
	text := strings.TrimSpace(draft.Fields[f.Key])
	r := Report{Field: f.Key}
	if text == "" {
		if f.Required {
			r.Level, r.Code = Wrong, required
		}
		return r
	}
	switch f.Check {
	case "project-code":
		_, problem := idcode.ProjectCode(text)
		return r.judge(problem)
	case "applicant-code":
		if isPerson(text) {
			return r.person(text)
		}
		_, problem := idcode.CreditCode(text)
		return r.judge(problem)
	case "identity":
		return r.person(text)
	case "hectares":
		if r = r.hectares(draft, text); f.Key == "land.area" && r.Level == Fine {
			return d.againstOutline(r, draft)
		}
		return r
	case "phone":
		if !isPhone(text) {
			r.Level, r.Code = Wrong, "phone"
		}
	case "unit-code":
		_, problem := idcode.UnitCode(text)
		return r.judge(problem)
	case "number":
		if (catalog.Indicator{}).Check(text) == catalog.NotNumber {
			r.Level, r.Code = Wrong, "decimal"
		}
	case "money":
		if fen, ok := parseMoney(text); !ok || fen <= 0 {
			r.Level, r.Code = Wrong, "money"
		}
	case "years":
		if _, ok := parseYears(text); !ok {
			r.Level, r.Code, r.Data = Wrong, "years", map[string]any{"Max": longestTerm}
		}
	case "indicator":
		return d.indicator(r, draft, text)
	case "text":
		return r.text(text)
	}
	return r
}

// indicator holds a value against its threshold of standard land. A miss is
// never in the applicant's way: thresholds are the office's assumptions.
func (d *Desk) indicator(r Report, draft Draft, text string) Report {
	i, found, err := d.p.Catalog.Indicator(r.Field, draft.Answers)
	if err != nil || !found {
		return r // conditions were judged when the catalog was loaded
	}
	r.Data = map[string]any{"Threshold": i.Threshold, "Unit": i.Unit}
	switch i.Check(text) {
	case catalog.NotNumber:
		r.Level, r.Code = Wrong, "decimal"
	case catalog.Misses:
		r.Level, r.Code = Warning, map[string]string{catalog.Min: "below-standard", catalog.Max: "above-standard"}[i.Compare]
	case catalog.Meets:
		r.Code = "meets-standard"
	}
	return r
}

// judge takes an identifier's problem over.
func (r Report) judge(p *idcode.Problem) Report {
	if p == nil {
		r.Code = "good"
		return r
	}
	r.Code, r.Data, r.Level = p.Code, p.Data, Wrong
	switch {
	case p.Warning:
		r.Level = Warning
	case p.Code == idcode.Short:
		r.Level = Unfinished
	}
	return r
}

// person judges an identity number and, where it is good, tells the birth date
// and sex it holds.
func (r Report) person(text string) Report {
	p, problem := idcode.Check(documentKind(text), text)
	r = r.judge(problem)
	if problem == nil && !p.Born.IsZero() {
		r.Code, r.Data = "person", map[string]any{"Born": p.Born.String(), "Sex": string(p.Sex)}
	}
	return r
}

// hectares judges an area with at most four decimals.
func (r Report) hectares(draft Draft, text string) Report {
	area, ok := parseHectares(text)
	switch {
	case !ok:
		r.Level, r.Code = Wrong, "number"
	case area <= 0 && r.Field == "land.area":
		r.Level, r.Code = Wrong, "number-range"
	case r.Field == "land.area" && partsExceed(draft):
		r.Level, r.Code = Warning, "parts-exceed"
	}
	return r
}

func (r Report) text(text string) Report {
	switch n := utf8.RuneCountInString(text); {
	case !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError):
		r.Level, r.Code = Wrong, "odd-text"
	case n > LongestText:
		r.Level, r.Code, r.Data = Wrong, "long", map[string]any{"Max": LongestText}
	}
	return r
}

// partsExceed says whether the kinds of land add up to more than the whole.
func partsExceed(draft Draft) bool {
	land := readLand(draft.Fields)
	return land.Agricultural+land.Construction > land.Area || land.Arable > land.Agricultural && land.Agricultural > 0
}

// isPerson tells a person's number from a unit's credit code. Where the text is
// neither, or not yet, it goes by the shape of a resident identity number: no
// letter before its last place, and a birth year of 19.. or 20.. from its
// seventh digit on. A credit code has the end of its region code there.
func isPerson(text string) bool {
	if _, unit := idcode.CreditCode(text); unit == nil || unit.Warning {
		return false
	}
	if _, person := idcode.Check(documentKind(text), text); person == nil || person.Warning {
		return true
	}
	t := strings.ToUpper(strings.TrimSpace(text))
	if len(t) < 10 || strings.Trim(t[:len(t)-1], "0123456789") != "" {
		return false
	}
	century := t[6:8]
	return century == "19" || century == "20"
}

// documentKind guesses the kind of a person's document by how its number begins;
// the form does not ask for it. What fits no other kind is taken for a resident
// identity number, whose check then says what is wrong. A Taiwan pass is digits
// only and cannot be told from the beginning of an identity number.
func documentKind(text string) idcode.Kind {
	t := strings.ToUpper(strings.TrimSpace(text))
	switch {
	case t == "":
		return idcode.Resident
	case (t[0] == 'H' || t[0] == 'M') && len(t) > 1 && isDigit(t[1]):
		return idcode.MainlandPass
	case len(t) > 2 && isLetter(t[0]) && isLetter(t[1]) && isLetter(t[2]), t[0] == '9':
		return idcode.Foreigner
	case isLetter(t[0]):
		return idcode.PassportBook
	case strings.HasPrefix(t, "81") || strings.HasPrefix(t, "82") || strings.HasPrefix(t, "83"):
		return idcode.ResidencePermit
	}
	return idcode.Resident
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' }

// isPhone accepts digits with the usual separators: 7 to 15 digits.
func isPhone(text string) bool {
	digits := 0
	for _, c := range text {
		switch {
		case '0' <= c && c <= '9':
			digits++
		case !strings.ContainsRune("+-() （）转", c):
			return false
		}
	}
	return digits >= 7 && digits <= 15
}

// Mask hides the middle of a number that identifies a person.
func Mask(number string) string { return idcode.Mask(number) }
