package desk

import (
	"onewindow/app/casefile"
	"onewindow/app/seal"
)

// Verdict is what the window says of a scanned code, without any network.
type Verdict struct {
	seal.Result
	Document casefile.DocumentKind
	Case     *View // the case, where this window knows it
	Differs  bool  // this window knows the case, but the paper states other facts
}

// Verify judges a scanned code: the payload or the address it stands in.
func (d *Desk) Verify(text string) (Verdict, error) {
	v := Verdict{Result: d.p.Sealer.Check(text)}
	v.Document = casefile.DocumentOf(byte(v.Statement.Kind))
	if v.Verdict == seal.Genuine {
		return d.compare(v)
	}
	return v, nil
}

// compare looks for the case of a genuine paper and holds its facts to it.
func (d *Desk) compare(v Verdict) (Verdict, error) {
	rows, err := d.p.Store.List(Query{Text: v.Statement.Number, Limit: 5})
	if err != nil {
		return v, explain(err)
	}
	for _, row := range rows.Rows {
		view, err := d.Open(row.ID)
		if err != nil {
			return v, err
		}
		if number(view.Case, v.Document) != v.Statement.Number {
			continue
		}
		v.Case = &view
		v.Differs = view.Case.Digest(v.Document) != v.Statement.Digest
	}
	return v, nil
}
