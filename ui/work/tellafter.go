package work

import (
	"strings"

	"onewindow/app/casefile"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// tellAfterwards tells what may come up after the decision.
func tellAfterwards(m *kit.Moment, body casefile.Body) {
	switch b := body.(type) {
	case *casefile.NumberReturned:
		m.Text = text.T("work.tell.returned", text.Data{"Document": paper.Name(b.Document), "Number": b.Number})
	case *casefile.Numbered:
		m.Text = text.T("work.tell.numbered", text.Data{"Document": paper.Name(b.Document), "Number": b.Number})
	case *casefile.ContractSigned:
		m.Text = text.T("work.tell.signed", text.Data{"Name": b.Signer})
	case *casefile.Paid:
		m.Text = text.T("work.tell.paid", text.Data{"Amount": yuan(b.Amount)})
		add(m, text.T("work.tell.voucher", text.Data{"Number": b.Voucher}))
	case *casefile.RegistrationTold:
		m.Text = text.T("work.tell.registration")
		add(m, b.Unit)
	case *casefile.Corrected:
		m.Dot = look.Warning
		m.Text = text.T("work.tell.corrected", text.Data{"Document": paper.Name(b.Document), "Changes": changes(b.Changes)})
		add(m, b.Reason)
	case *casefile.Revoked:
		m.Dot, m.Text = look.Danger, text.T("work.tell.revoked", text.Data{"Reason": b.Reason})
		add(m, text.T("work.basis", text.Data{"Basis": b.Basis}))
	case *casefile.Rated:
		m.Text = text.T("work.tell.rated", text.Data{"Level": ratingName(b.Level)})
		add(m, b.Remark)
	case *casefile.StraySettled:
		m.Dot = look.Warning
		m.Text = text.T("work.tell.stray."+string(b.Way), text.Data{"What": text.T("work.event." + string(b.What)), "Reason": b.Reason})
	default:
		tellRenewal(m, body)
	}
}

func tellRenewal(m *kit.Moment, body casefile.Body) {
	switch b := body.(type) {
	case *casefile.RenewalAsked:
		m.Text = text.T("work.tell.renewal.asked", text.Data{"Document": paper.Name(b.Document), "Reason": b.Reason})
	case *casefile.RenewalDecided:
		switch {
		case b.Deemed:
			m.Dot, m.Text = look.Warning, text.T("work.tell.renewal.deemed", text.Data{"Day": fullDay(b.Until)})
		case b.Grant:
			m.Text = text.T("work.tell.renewal.granted", text.Data{"Day": fullDay(b.Until)})
		default:
			m.Dot, m.Text = look.Warning, text.T("work.tell.renewal.denied", text.Data{"Reason": b.Reason})
		}
	}
}

// changes are the facts that a correction put right, old → new.
func changes(list []casefile.Change) string {
	parts := make([]string, len(list))
	for i, k := range list {
		parts[i] = text.T("work.change", text.Data{"Field": text.T("form." + k.Field + ".label"), "Was": k.Was, "Is": k.Is})
	}
	return strings.Join(parts, text.T("work.comma"))
}

// ratingName is a level of satisfaction in words.
func ratingName(level int) string { return text.T("rating." + string(rune('0'+level))) }
