package desk

import (
	"cmp"
	"encoding/json"
	"fmt"

	"onewindow/app/casefile"
)

// mistaken lists the papers that went out on the strength of an event that the
// centre refused: the prints of its case that were refused with it.
func mistaken(s Stray, all []Stray, c casefile.Case) ([]casefile.MistakenPaper, error) {
	var list []casefile.MistakenPaper
	for _, o := range all {
		if o.Event.Case != s.Event.Case || o.Event.Kind != casefile.KindPrinted || o.Unasked {
			continue
		}
		var printed casefile.Printed
		if err := json.Unmarshal(o.Event.Body, &printed); err != nil {
			return nil, err
		}
		list = append(list, casefile.MistakenPaper{
			Document: printed.Document, Number: cmp.Or(numberAmong(all, s.Event.Case, printed.Document), number(c, printed.Document)),
			Copy: printed.Copy, At: o.Event.At,
		})
	}
	return list, nil
}

// numberAmong is the number that a refused event had given to a paper.
func numberAmong(all []Stray, caseID string, document casefile.DocumentKind) string {
	bears := map[casefile.Kind]casefile.DocumentKind{
		casefile.KindReceived: casefile.Receipt, casefile.KindAccepted: casefile.Acceptance, casefile.KindDeemed: casefile.Acceptance,
	}
	for _, o := range all {
		var body struct {
			Number string `json:"number"`
		}
		if o.Event.Case == caseID && bears[o.Event.Kind] == document && json.Unmarshal(o.Event.Body, &body) == nil {
			return body.Number
		}
	}
	return ""
}

// MistakeNote is the note (编号更正告知单) for an applicant who holds papers that the
// centre did not put on record, as it can be shown.
func (d *Desk) MistakeNote(m Misplaced) (Document, error) {
	doc := Document{Kind: casefile.MistakeNote, Sheet: casefile.Sheet{
		Document: casefile.MistakeNote, Case: m.Case, Office: d.officeOf(d.Settings().Window),
		PrintedAt: d.now(), Clerk: d.User().Name, Copy: 1, Seal: d.Settings().Seal,
		Mistake: casefile.Mistake{Papers: m.Papers},
	}}
	if m.Known {
		doc.Sheet.Mistake.Instead = m.Case.Number
	} else {
		doc.Sheet.Number = "原编号：" + m.Case.Number
	}
	var err error
	doc.Pages, err = d.p.Paper.Pages(doc.Sheet)
	return doc, explain(err)
}

// PrintMistakeNote prints the note, or saves it where no printer is set and says
// where.
func (d *Desk) PrintMistakeNote(m Misplaced) (path string, err error) {
	if err := d.may(); err != nil {
		return "", err
	}
	doc, err := d.MistakeNote(m)
	if err != nil {
		return "", err
	}
	return d.printOrSave(doc, fmt.Sprintf("%s-%s.pdf", m.Case.Number, doc.Kind))
}
