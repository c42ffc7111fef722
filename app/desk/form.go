package desk

import (
	"strconv"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/idcode"
)

// squareMetresPerHectare is exact: a hectare is 10 000 m².
const squareMetresPerHectare = 10_000

// parseHectares reads hectares with at most four decimals as square metres.
func parseHectares(text string) (int64, bool) {
	whole, part, _ := strings.Cut(strings.ReplaceAll(text, " ", ""), ".")
	if len(part) > 4 || len(whole) == 0 || len(whole) > 7 || strings.ContainsAny(text, "+-") {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", 4-len(part)), 10, 64)
	return n, err == nil
}

// Hectares writes square metres as hectares with four decimals: 1.8993.
func Hectares(squareMetres int64) string {
	return strconv.FormatFloat(float64(squareMetres)/squareMetresPerHectare, 'f', 4, 64)
}

// readLand reads the land fields; a field that is no number counts as none.
func readLand(fields map[string]string) casefile.Land {
	area := func(key string) int64 {
		n, _ := parseHectares(strings.TrimSpace(fields[key]))
		return n
	}
	land := casefile.Land{
		Location:     strings.TrimSpace(fields["land.location"]),
		Area:         area("land.area"),
		Agricultural: area("land.agricultural"),
		Arable:       area("land.arable"),
		Construction: area("land.construction"),
		Use:          strings.TrimSpace(fields["land.use"]),
	}
	land.Unit, _ = idcode.UnitCode(fields["land.unit"])
	land.Unused = max(0, land.Area-land.Agricultural-land.Construction)
	return land
}

// application makes the statement of the checked fields that the form shows.
func (d *Desk) application(draft Draft) casefile.Application {
	fields := map[string]string{}
	for _, f := range d.Fields(draft) {
		fields[f.Key] = strings.TrimSpace(draft.Fields[f.Key])
	}
	text := func(key string) string { return fields[key] }
	a := casefile.Application{
		Applicant: casefile.Applicant{
			Name: text("applicant.name"), Phone: text("applicant.phone"),
		},
		Agent:   casefile.Agent{Name: text("agent.name"), Code: personNumber(text("agent.code"))},
		Project: casefile.Project{Name: text("project.name"), Basis: text("project.basis"), Scale: text("project.scale")},
		Land:    readLand(fields), Deal: readDeal(fields), Standard: d.readStandard(draft, fields),
	}
	a.Applicant.Unit = !isPerson(text("applicant.code"))
	a.Applicant.Code = personNumber(text("applicant.code"))
	if a.Applicant.Unit {
		a.Applicant.Code, _ = idcode.CreditCode(text("applicant.code"))
	}
	a.Project.Code, _ = idcode.ProjectCode(text("project.code"))
	return a
}

// longestTerm is the most years land is supplied for by transfer: 70, for homes
// (城镇国有土地使用权出让和转让暂行条例 Art. 12).
const longestTerm = 70

func parseYears(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= longestTerm
}

// readDeal reads the outcome of the sale, nil where none is stated.
func readDeal(fields map[string]string) *casefile.Deal {
	deal := casefile.Deal{Number: fields["land.deal"]}
	deal.Price, _ = parseMoney(fields["land.price"])
	deal.Years, _ = parseYears(fields["land.term"])
	if deal == (casefile.Deal{}) {
		return nil
	}
	return &deal
}

// readStandard reads the indicators of standard land, with the industry and the
// zone that decided their thresholds.
func (d *Desk) readStandard(draft Draft, fields map[string]string) map[string]string {
	stated := map[string]string{}
	for _, i := range d.p.Catalog.Standard.Indicators {
		if value := fields[i.Key]; value != "" {
			stated[i.ID] = value
		}
	}
	if len(stated) == 0 {
		return nil
	}
	for _, question := range []string{"industry", "zone"} {
		if answer := draft.Answers[question]; answer != "" {
			stated[question] = answer
		}
	}
	return stated
}

// personNumber is the number in its normal form.
func personNumber(text string) string {
	if text == "" {
		return ""
	}
	p, _ := idcode.Check(documentKind(text), text)
	return p.Number
}

// fieldsOf is an application as form fields again, for reuse.
func (d *Desk) fieldsOf(a casefile.Application) map[string]string {
	fields := map[string]string{
		"project.code": a.Project.Code, "project.name": a.Project.Name,
		"project.basis": a.Project.Basis, "project.scale": a.Project.Scale,
		"applicant.name": a.Applicant.Name, "applicant.code": a.Applicant.Code,
		"applicant.phone": a.Applicant.Phone,
		"agent.name":      a.Agent.Name, "agent.code": a.Agent.Code,
		"land.location": a.Land.Location, "land.area": Hectares(a.Land.Area),
		"land.unit": a.Land.Unit, "land.use": a.Land.Use,
	}
	if a.Land.Agricultural+a.Land.Construction > 0 {
		fields["land.agricultural"] = Hectares(a.Land.Agricultural)
		fields["land.arable"] = Hectares(a.Land.Arable)
		fields["land.construction"] = Hectares(a.Land.Construction)
	}
	if deal := a.Deal; deal != nil {
		fields["land.deal"], fields["land.price"], fields["land.term"] = deal.Number, Money(deal.Price), strconv.Itoa(deal.Years)
	}
	for _, i := range d.p.Catalog.Standard.Indicators {
		if value, stated := a.Standard[i.ID]; stated {
			fields[i.Key] = value
		}
	}
	return fields
}
