package desk

import (
	"strconv"

	"onewindow/app/casefile"
)

// specialExpected is how many calendar days a special procedure is first
// expected to take; who starts it says better.
const specialExpected = 15

func specialProcedures() []procedure {
	return []procedure{
		{
			action: StartSpecial, prints: []casefile.DocumentKind{casefile.SpecialNotice},
			asks: func(d *Desk, _ casefile.Case) []Ask {
				return []Ask{
					choiceAsk("procedure", options(casefile.Procedures()...)), reasonAsk(),
					dateAsk("expected", d.today().Add(specialExpected)),
				}
			},
			said: said(func(b *casefile.SpecialStarted) map[string]string {
				return map[string]string{"procedure": string(b.Procedure), "reason": b.Reason, "expected": b.Expected.String()}
			}),
			body: func(d *Desk, c casefile.Case, f answers) (casefile.Body, error) {
				kind := casefile.Procedure(f.text("procedure"))
				return &casefile.SpecialStarted{
					On: d.today(), Procedure: kind, Reason: f.text("reason"), Expected: f.date("expected"),
					Clocks: d.clocks(d.stopped(c, casefile.Stop{Procedure: kind}), 0),
				}, nil
			},
		},
		{
			action: EndSpecial,
			asks:   func(*Desk, casefile.Case) []Ask { return []Ask{linesAsk("result", "").required()} },
			said:   said(func(b *casefile.SpecialEnded) map[string]string { return map[string]string{"result": b.Result} }),
			body: func(d *Desk, c casefile.Case, f answers) (casefile.Body, error) {
				last, _ := c.LastSpecial()
				return &casefile.SpecialEnded{
					On: d.today(), Result: f.text("result"), Clocks: d.clocks(d.resumed(c, last.Procedure), 0),
				}, nil
			},
		},
	}
}

func extensionProcedures() []procedure {
	return []procedure{{
		action: Extend, prints: []casefile.DocumentKind{casefile.ExtensionNotice},
		asks: func(_ *Desk, c casefile.Case) []Ask {
			most := strconv.Itoa(c.ExtensionLimit)
			return []Ask{
				{Key: "days", Kind: AskDays, Required: true, Suggest: most, Data: map[string]any{"Most": most}}, reasonAsk(),
			}
		},
		said: said(func(b *casefile.Extended) map[string]string {
			return map[string]string{"days": strconv.Itoa(b.Days), "reason": b.Reason}
		}),
		body: func(d *Desk, c casefile.Case, f answers) (casefile.Body, error) {
			days := f.days("days")
			return &casefile.Extended{On: d.today(), Days: days, Reason: f.text("reason"), Clocks: d.clocks(c, days)}, nil
		},
	}}
}
