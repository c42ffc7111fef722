package desk

import "onewindow/app/casefile"

// revocationBasis is the article that a permit is taken back on.
const revocationBasis = "《中华人民共和国行政许可法》第六十九条"

func revocationProcedures() []procedure {
	return []procedure{{
		action: Revoke, danger: true, prints: []casefile.DocumentKind{casefile.RevocationOrder},
		asks: func(*Desk, casefile.Case) []Ask {
			return []Ask{reasonAsk(), textAsk("basis", revocationBasis).required()}
		},
		said: said(func(b *casefile.Revoked) map[string]string {
			return map[string]string{"reason": b.Reason, "basis": b.Basis}
		}),
		body: func(d *Desk, _ casefile.Case, f answers) (casefile.Body, error) {
			return &casefile.Revoked{On: d.today(), Reason: f.text("reason"), Basis: f.text("basis")}, nil
		},
	}}
}
