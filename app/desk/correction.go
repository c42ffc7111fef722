package desk

import (
	"strings"

	"onewindow/app/casefile"
)

// correctionProcedures put certificates right.
func correctionProcedures() []procedure {
	return []procedure{{
		action: CorrectMistake, prints: []casefile.DocumentKind{casefile.CorrectionOrder},
		asks: func(d *Desk, c casefile.Case) []Ask {
			every := func(casefile.Certificate) bool { return true }
			return []Ask{
				choiceAsk("document", certificates(c, every)), choiceAsk("field", d.correctable(c)),
				textAsk("text", "").required(), reasonAsk(),
			}
		},
		said: said(func(b *casefile.Corrected) map[string]string {
			was := map[string]string{"document": string(b.Document), "reason": b.Reason}
			if len(b.Changes) > 0 { // the form puts one field right
				was["field"], was["text"] = b.Changes[0].Field, b.Changes[0].Is
			}
			return was
		}),
		body: (*Desk).corrected,
	}}
}

// correctable are the fields of the form that hold something and are no
// person's number: the rules pin who and how large.
func (d *Desk) correctable(c casefile.Case) []Option {
	var list []Option
	stated := d.fieldsOf(c.Application)
	for _, f := range d.p.Catalog.Fields {
		if stated[f.Key] != "" && !strings.HasPrefix(f.Key, "agent.") && f.Key != "applicant.code" && f.Key != "land.area" {
			list = append(list, Option{ID: f.Key, Words: "form." + f.Key + ".label"})
		}
	}
	return list
}

// corrected is the correction of one field. The new text must be one that the
// form would take.
func (d *Desk) corrected(c casefile.Case, f answers) (casefile.Body, error) {
	field, draft := f.text("field"), d.draftOf(c)
	was := draft.Fields[field]
	draft.Fields[field] = f.text("text")
	if !f.trial {
		if r := d.CheckField(draft, field); r.wrong() {
			r.Field = "text"
			return nil, &Invalid{Fields: []Report{r}}
		}
	}
	return &casefile.Corrected{
		On: d.today(), Document: f.document("document"), Reason: f.text("reason"),
		Changes:     []casefile.Change{{Field: field, Was: was, Is: f.text("text")}},
		Application: d.restate(c.Application, draft),
	}, nil
}
