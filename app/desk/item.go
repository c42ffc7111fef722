package desk

import (
	"slices"
	"strconv"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
)

// sheetItem is the item of a case as its documents name it. What of it belongs
// to one certificate is that of the document's own, or of the first the item
// ends in.
func (d *Desk) sheetItem(c casefile.Case, kind casefile.DocumentKind) casefile.SheetItem {
	step := d.stepOf(c)
	rule, own := step.Certificate(string(kind))
	if !own && len(step.Certificates) > 0 {
		rule = step.Certificates[0]
	}
	s := casefile.SheetItem{
		Name: step.Item.Name, Code: step.Item.ID, LegalBasis: step.Item.Legal,
		StatutoryDays: step.Statutory, PromisedDays: step.Promised, Supply: supplyOf(c),
		ValidYears: rule.ValidYears, Notes: rule.Notes, Annexes: annexes(c, rule.Annexes), Prefix: rule.Prefix, Basis: rule.Basis,
	}
	for _, former := range step.Merged {
		s.MergedFrom = append(s.MergedFrom, former.Name)
	}
	for _, k := range step.Certificates {
		s.Certificates = append(s.Certificates, k.Name)
	}
	for _, i := range step.Indicators {
		s.Indicators = append(s.Indicators, indicatorOf(i, c.Application.Standard[i.ID]))
	}
	return s
}

// drawingName is what the annexes of a certificate call the drawing.
const drawingName = "用地红线与宗地合一图"

// annexes names the annexes of a certificate, the drawing with its number where
// the case has one.
func annexes(c casefile.Case, names []string) []string {
	list := slices.Clone(names)
	for i, name := range list {
		if name == drawingName && c.Has(casefile.Drawing) {
			list[i] += "（" + documentNumber(c, casefile.Drawing) + "）"
		}
	}
	return list
}

// stepOf is the item of a case in its situation, empty where the catalog no
// longer knows it: its papers then say what the case itself holds.
func (d *Desk) stepOf(c casefile.Case) catalog.Step {
	step, err := d.p.Catalog.Step(c.Item, c.Situation, c.Policy)
	if err != nil {
		return catalog.Step{}
	}
	return step
}

// supplyOf is the way in which the land is supplied (土地取得方式), "" where none is.
func supplyOf(c casefile.Case) string {
	switch c.Situation["supply"] {
	case "allocation":
		return "划拨"
	case "transfer":
		return "出让"
	}
	return ""
}

// indicatorOf is an indicator of standard land with what was stated for it.
func indicatorOf(i catalog.Indicator, stated string) casefile.SheetIndicator {
	sign := "≥ "
	if i.Compare == catalog.Max {
		sign = "≤ "
	}
	return casefile.SheetIndicator{
		Name: i.Name, Unit: i.Unit, Rule: sign + strconv.FormatFloat(i.Threshold, 'f', -1, 64),
		Stated: stated, Met: i.Check(stated) == catalog.Meets,
	}
}
