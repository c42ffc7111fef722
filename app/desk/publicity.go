package desk

import (
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

func publicityProcedures() []procedure {
	return []procedure{
		{
			action: ReusePublicity,
			body:   (*Desk).publicityReused,
		},
		{
			action: PostPublicity, prints: []casefile.DocumentKind{casefile.PublicNotice},
			asks: func(d *Desk, c casefile.Case) []Ask {
				days := map[string]any{"Days": c.PublicityTerm.Days}
				posted, ends := dateAsk("posted", d.today()), dateAsk("ends", workday.PublicityEnd(d.today(), c.PublicityTerm.Days))
				ends.Data = days
				return []Ask{posted, ends, textAsk("where", "").required()}
			},
			body: (*Desk).publicityPosted,
		},
		{
			action: ClosePublicity,
			asks:   func(*Desk, casefile.Case) []Ask { return []Ask{linesAsk("objections", "")} },
			body: func(d *Desk, c casefile.Case, f answers) (casefile.Body, error) {
				return &casefile.PublicityClosed{
					On: d.today(), Objections: f.text("objections"), Clocks: d.clocks(d.resumed(c, casefile.Publicly), 0),
				}, nil
			},
		},
	}
}

// publicityPosted lets the promised clock stand from today on where the office
// has a basis for it and the publicity is not over already.
func (d *Desk) publicityPosted(c casefile.Case, f answers) (casefile.Body, error) {
	body := &casefile.PublicityPosted{
		On: d.today(), Posted: f.date("posted"), Ends: f.date("ends"), Where: f.text("where"),
	}
	if c.PublicityTerm.Basis != "" && body.Ends.After(body.On) {
		c = d.stopped(c, casefile.Stop{Procedure: casefile.Publicly, Promised: true})
	}
	body.Clocks = d.clocks(c, 0)
	return body, nil
}

// publicityReused copies the publicity of the earlier item of the project. A
// trial takes the facts as unchanged: that they are not is the reason the user
// reads, not a reason to offer nothing.
func (d *Desk) publicityReused(c casefile.Case, f answers) (casefile.Body, error) {
	earlier, err := d.publicEarlier(c)
	if err != nil {
		return nil, err
	}
	shown := earlier.Publicity
	body := &casefile.PublicityReused{
		On: d.today(), Case: earlier.ID, Number: earlier.Number, Subject: earlier.Subject(),
		Posted: shown.Posted, Ends: shown.Ends, Where: shown.Where, Closed: shown.Closed,
	}
	if f.trial {
		body.Subject = c.Subject()
	}
	return body, nil
}

// mostOfProject is more cases than one project ever has.
const mostOfProject = 100

// publicEarlier finds the last case of the project whose publicity may serve
// this one, or gives the *Message that there is none.
func (d *Desk) publicEarlier(c casefile.Case) (casefile.Case, error) {
	code := c.Application.Project.Code
	none := &Message{Key: "publicity-none", Data: map[string]any{"Project": code}}
	if c.PublicityTerm.SharedWith == "" || code == "" {
		return casefile.Case{}, none
	}
	rows, err := d.p.Store.List(Query{Text: code, Sort: ByNumber, Desc: true, Limit: mostOfProject})
	if err != nil {
		return casefile.Case{}, err
	}
	for _, row := range rows.Rows {
		if row.Item != c.PublicityTerm.SharedWith || !strings.EqualFold(row.ProjectCode, code) {
			continue
		}
		earlier, err := d.p.Store.Case(row.ID)
		if err != nil {
			return casefile.Case{}, err
		}
		if earlier.Office == c.Office && sharable(earlier) {
			return earlier, nil
		}
	}
	return casefile.Case{}, none
}

// sharable says whether the publicity of a case may serve another: it is over,
// and what it led to is in force.
func sharable(c casefile.Case) bool {
	return c.Publicity != nil && !c.Publicity.Closed.IsZero() && len(c.Certificates) > 0 && c.State != casefile.StateRevoked
}
