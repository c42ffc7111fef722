package desk

import (
	"onewindow/app/casefile"
	"onewindow/app/workday"
)

func hearingProcedures() []procedure {
	return []procedure{
		{
			action: TellHearing, prints: []casefile.DocumentKind{casefile.HearingRight},
			asks: func(*Desk, casefile.Case) []Ask { return []Ask{reasonAsk()} },
			said: said(func(b *casefile.HearingTold) map[string]string { return map[string]string{"reason": b.Reason} }),
			body: func(d *Desk, _ casefile.Case, f answers) (casefile.Body, error) {
				return &casefile.HearingTold{
					On: d.today(), Reason: f.text("reason"),
					Until: d.calendar().Deadline(d.today(), casefile.HearingAskDays),
				}, nil
			},
		},
		{
			action: AskHearing,
			asks:   asksHearing,
			said:   said(func(b *casefile.HearingAsked) map[string]string { return map[string]string{"by": b.By} }),
			body: func(d *Desk, c casefile.Case, f answers) (casefile.Body, error) {
				return &casefile.HearingAsked{
					On: d.today(), By: f.text("by"),
					HoldBy: d.calendar().Deadline(d.today(), casefile.HearingHoldDays),
					Clocks: d.clocks(d.stopped(c, casefile.Stop{Procedure: casefile.Hearing}), 0),
				}, nil
			},
		},
		{
			action: WaiveHearing,
			asks:   asksHearing,
			said:   said(func(b *casefile.HearingAsked) map[string]string { return map[string]string{"by": b.By} }),
			body: func(d *Desk, c casefile.Case, f answers) (casefile.Body, error) {
				return &casefile.HearingAsked{On: d.today(), By: f.text("by"), Waived: true, Clocks: d.clocks(c, 0)}, nil
			},
		},
		{
			action: SetHearing, prints: []casefile.DocumentKind{casefile.HearingNotice},
			asks: func(d *Desk, c casefile.Case) []Ask {
				on := dateAsk("date", d.earliestHearing())
				if h := c.Hearing; h != nil {
					on.Data = map[string]any{"Day": h.HoldBy.Due.String()}
				}
				return []Ask{on, textAsk("place", "").required()}
			},
			said: said(func(b *casefile.HearingSet) map[string]string {
				return map[string]string{"date": b.Date.String(), "place": b.Place}
			}),
			body: func(d *Desk, _ casefile.Case, f answers) (casefile.Body, error) {
				return &casefile.HearingSet{On: d.today(), Date: f.date("date"), Place: f.text("place")}, nil
			},
		},
		{
			action: HoldHearing,
			asks:   func(*Desk, casefile.Case) []Ask { return []Ask{linesAsk("record", "").required()} },
			said:   said(func(b *casefile.HearingHeld) map[string]string { return map[string]string{"record": b.Record} }),
			body: func(d *Desk, c casefile.Case, f answers) (casefile.Body, error) {
				return &casefile.HearingHeld{
					On: d.today(), Record: f.text("record"), Clocks: d.clocks(d.resumed(c, casefile.Hearing), 0),
				}, nil
			},
		},
	}
}

// asksHearing asks who asks for a hearing, or waives it: the applicant, unless
// an interested party does.
func asksHearing(_ *Desk, c casefile.Case) []Ask {
	return []Ask{personAsk("by", c.Application.Applicant.Name).required()}
}

// earliestHearing is the first working day that leaves the notice of time and
// place its days.
func (d *Desk) earliestHearing() workday.Date {
	return d.calendar().Deadline(d.today().Add(casefile.HearingNoticeDays-1), 1).Due
}
