package desk

import "onewindow/app/casefile"

// contractProcedures are those between the issue of the certificates and the
// registration of the land.
func contractProcedures() []procedure {
	return []procedure{
		{
			action: ReturnNumber,
			asks: func(_ *Desk, c casefile.Case) []Ask {
				unnumbered := func(k casefile.Certificate) bool { return k.Number == "" }
				return []Ask{choiceAsk("document", certificates(c, unnumbered)), textAsk("number", "").required()}
			},
			said: said(func(b *casefile.NumberReturned) map[string]string {
				return map[string]string{"document": string(b.Document), "number": b.Number}
			}),
			body: func(_ *Desk, _ casefile.Case, f answers) (casefile.Body, error) {
				return &casefile.NumberReturned{Document: f.document("document"), Number: f.text("number")}, nil
			},
		},
		{
			action: SignContract,
			asks: func(_ *Desk, c casefile.Case) []Ask {
				return []Ask{personAsk("signer", c.Application.Agent.Name).required()}
			},
			said: said(func(b *casefile.ContractSigned) map[string]string { return map[string]string{"signer": b.Signer} }),
			body: func(d *Desk, _ casefile.Case, f answers) (casefile.Body, error) {
				return &casefile.ContractSigned{On: d.today(), Signer: f.text("signer")}, nil
			},
		},
		{
			action: ConfirmPayment,
			asks: func(_ *Desk, c casefile.Case) []Ask {
				amount := Ask{Key: "amount", Kind: AskMoney, Required: true}
				if deal := c.Application.Deal; deal != nil && deal.Price > 0 {
					amount.Suggest = Money(deal.Price)
				}
				return []Ask{amount, textAsk("voucher", "").required()}
			},
			said: said(func(b *casefile.Paid) map[string]string {
				return map[string]string{"amount": Money(b.Amount), "voucher": b.Voucher}
			}),
			body: func(d *Desk, _ casefile.Case, f answers) (casefile.Body, error) {
				return &casefile.Paid{On: d.today(), Amount: f.money("amount"), Voucher: f.text("voucher")}, nil
			},
		},
	}
}
