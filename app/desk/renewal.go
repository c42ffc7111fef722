package desk

import (
	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// The answers of a decision.
const (
	grant = "grant"
	deny  = "deny"
)

// renewalProcedures keep a certificate in force (行政许可法 Art. 50).
func renewalProcedures() []procedure {
	return []procedure{
		{
			action: AskRenewal,
			asks: func(_ *Desk, c casefile.Case) []Ask {
				expires := func(k casefile.Certificate) bool { return !k.ValidUntil.IsZero() }
				return []Ask{choiceAsk("document", certificates(c, expires)), reasonAsk()}
			},
			said: said(func(b *casefile.RenewalAsked) map[string]string {
				return map[string]string{"document": string(b.Document), "reason": b.Reason}
			}),
			body: func(d *Desk, _ casefile.Case, f answers) (casefile.Body, error) {
				return &casefile.RenewalAsked{On: d.today(), Document: f.document("document"), Reason: f.text("reason")}, nil
			},
		},
		{
			action: DecideRenewal, prints: []casefile.DocumentKind{casefile.RenewalOrder},
			asks: func(d *Desk, c casefile.Case) []Ask {
				until := dateAsk("until", d.renewedUntil(c))
				until.Required = false // a refusal has none
				return []Ask{choiceAsk("decision", options(grant, deny)), until, linesAsk("reason", "")}
			},
			said: said(func(b *casefile.RenewalDecided) map[string]string {
				was := map[string]string{"decision": deny, "reason": b.Reason}
				if b.Grant {
					was["decision"], was["until"] = grant, b.Until.String()
				}
				return was
			}),
			body: func(d *Desk, c casefile.Case, f answers) (casefile.Body, error) {
				body := &casefile.RenewalDecided{On: d.today(), Grant: f.text("decision") == grant, Reason: f.text("reason")}
				if body.Grant {
					body.Until = f.date("until")
				}
				if body.Grant && body.Until.IsZero() {
					body.Until = d.renewedUntil(c)
				}
				return body, nil
			},
		},
	}
}

// usualYears is how long a certificate is renewed for where the catalog no
// longer says: that of the 意见书.
const usualYears = 3

// renewedUntil is the last day of the certificate whose renewal is asked for,
// once it is renewed for as long again; zero where none is.
func (d *Desk) renewedUntil(c casefile.Case) workday.Date {
	if c.Renewal == nil {
		return workday.Date{}
	}
	k, _ := c.Certificate(c.Renewal.Document)
	return k.ValidUntil.AddYears(d.validYears(c, k.Document))
}

// validYears is how long a certificate of the case is valid.
func (d *Desk) validYears(c casefile.Case, kind casefile.DocumentKind) int {
	if rule, ok := d.stepOf(c).Certificate(string(kind)); ok && rule.ValidYears > 0 {
		return rule.ValidYears
	}
	return usualYears
}

// deemRenewed records a renewal that counts as granted (视为准予延续), because
// the certificate ran out before anybody decided.
func (d *Desk) deemRenewed(w Writer, c casefile.Case) (casefile.Case, error) {
	return d.add(w, c, &casefile.RenewalDecided{On: d.today(), Grant: true, Deemed: true, Until: d.renewedUntil(c)})
}
