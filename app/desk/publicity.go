package desk

import (
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
			said: said(func(b *casefile.PublicityPosted) map[string]string {
				return map[string]string{"posted": b.Posted.String(), "ends": b.Ends.String(), "where": b.Where}
			}),
			body: (*Desk).publicityPosted,
		},
		{
			action: ClosePublicity,
			asks:   func(*Desk, casefile.Case) []Ask { return []Ask{linesAsk("objections", "")} },
			said: said(func(b *casefile.PublicityClosed) map[string]string {
				return map[string]string{"objections": b.Objections}
			}),
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
	earlier, err := d.publicEarlier(c, d.p.Store.Case)
	if err != nil {
		return nil, err
	}
	if earlier == nil {
		return nil, &Message{Key: "publicity-none", Data: map[string]any{"Project": c.Application.Project.Code}}
	}
	body := d.reuse(*earlier)
	if f.trial {
		body.Subject = c.Subject()
	}
	return body, nil
}

// reuse is the publicity of an earlier case as a later one takes it over.
func (d *Desk) reuse(earlier casefile.Case) *casefile.PublicityReused {
	shown := earlier.Publicity
	return &casefile.PublicityReused{
		On: d.today(), Case: earlier.ID, Number: earlier.Number, Subject: earlier.Subject(),
		Posted: shown.Posted, Ends: shown.Ends, Where: shown.Where, Closed: shown.Closed,
	}
}

// share lets the publicity of an earlier item serve a case that was just
// accepted, in the same action. Where the rules do not let it the case goes on
// without: [Desk.SharingOf] says why, and it holds a publicity of its own.
func (d *Desk) share(w Writer, c casefile.Case) (casefile.Case, error) {
	earlier, err := d.publicEarlier(c, w.Case)
	if err != nil || earlier == nil {
		return c, err
	}
	body := d.reuse(*earlier)
	if !casefile.Allows(c, body, d.User().Actor()) {
		return c, nil
	}
	return d.add(w, c, body)
}

// publicEarlier finds the last case of the project whose publicity may serve
// this one, nil where there is none; open reads a case.
func (d *Desk) publicEarlier(c casefile.Case, open func(id string) (casefile.Case, error)) (*casefile.Case, error) {
	if c.PublicityTerm.SharedWith == "" {
		return nil, nil
	}
	cases, err := d.ofProject(c.Application.Project.Code, open)
	if err != nil {
		return nil, err
	}
	for _, earlier := range cases {
		if earlier.Item == c.PublicityTerm.SharedWith && earlier.Office == c.Office && sharable(earlier) {
			return &earlier, nil
		}
	}
	return nil, nil
}

// Sharing says how the publicity of an earlier item stands to a later one of the
// project (公示共用).
type Sharing struct {
	Number  string       // of the earlier case
	Ends    workday.Date // of its publicity
	Changed []string     // keys of the fields that keep it from serving; none where it serves
}

// Sharing says it of a draft as it was typed so far, nil where its item shares
// no publicity or the project has none.
func (d *Desk) Sharing(draft Draft) (*Sharing, error) {
	step, err := d.Step(draft)
	if err != nil {
		return nil, err
	}
	return d.SharingOf(casefile.Case{
		Office:      d.Office().ID,
		Application: d.application(draft), PublicityTerm: casefile.PublicityTerm(step.Publicity),
	})
}

// SharingOf says it of a case.
func (d *Desk) SharingOf(c casefile.Case) (*Sharing, error) {
	earlier, err := d.publicEarlier(c, d.p.Store.Case)
	if err != nil || earlier == nil {
		return nil, explain(err)
	}
	return &Sharing{
		Number: earlier.Number, Ends: earlier.Publicity.Ends, Changed: earlier.Subject().Differs(c.Subject()),
	}, nil
}

// sharable says whether the publicity of a case may serve another: it is over,
// and what it led to is in force.
func sharable(c casefile.Case) bool {
	return c.Publicity != nil && !c.Publicity.Closed.IsZero() && len(c.Certificates) > 0 && c.State != casefile.StateRevoked
}
