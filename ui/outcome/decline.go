package outcome

import (
	"strings"

	"onewindow/app/casefile"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// AskDecline asks in which of the three forms the application is refused at
// receipt, and why; decline is told. The day is the desk's to set.
func AskDecline(p Params, decline func(casefile.Declined)) *kit.Dialog {
	reason := kit.NewField(kit.FieldSpec{Label: text.T("outcome.decline.reason"), Hint: text.T("work.submit.hint"), Lines: 2, MostRunes: 300})
	basis := kit.NewField(kit.FieldSpec{Label: text.T("outcome.decline.basis"), MostRunes: 200})
	authority := kit.NewField(kit.FieldSpec{Label: text.T("outcome.decline.authority"), MostRunes: 100})
	usual := func(form string) string { return text.T("outcome.basis." + form) }
	before := string(casefile.NotAccepted)
	basis.SetValue(usual(before))
	authority.Disable()
	changed := func(form string) {
		if basis.Value() == usual(before) { // not changed by hand
			basis.SetValue(usual(form))
		}
		before = form
		if form == string(casefile.NotOurs) {
			authority.Enable()
		} else {
			authority.Clear()
			authority.Disable()
		}
	}
	chips := make([]kit.Chip, 0, 3)
	for _, form := range casefile.DeclineForms() {
		chips = append(chips, kit.Chip{Value: string(form), Text: text.T("outcome.form." + string(form))})
	}
	form := kit.NewRadioChips(before, chips, changed)
	return kit.ShowDialog(p.Frame.Router(), kit.DialogSpec{
		Title: text.T("outcome.decline.title"), Width: 620, First: form.FocusTarget(),
		Body:    kit.Column(look.Gap12, p.Subject, form, kit.Column(0, reason, basis, authority)),
		Confirm: text.T("outcome.decline.confirm"), ConfirmKey: "Ctrl+Enter", Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool {
			body := casefile.Declined{Form: casefile.DocumentKind(form.On()[0])}
			var ok bool
			if body.Reason, ok = given(reason); !ok {
				return false
			}
			if body.Basis, ok = given(basis); !ok {
				return false
			}
			if body.Form == casefile.NotOurs {
				if body.Authority, ok = given(authority); !ok {
					return false
				}
			}
			decline(body)
			return true
		},
	})
}

// AskWithdraw asks why the applicant takes the application back.
func AskWithdraw(p Params, returned []string, withdraw func(reason string)) *kit.Dialog {
	reason := kit.NewField(kit.FieldSpec{Label: text.T("outcome.withdraw.reason"), Lines: 2, MostRunes: 200})
	reason.SetValue(text.T("outcome.withdraw.usual"))
	back := text.T("outcome.withdraw.none")
	if len(returned) > 0 {
		back = text.T("outcome.withdraw.returned", text.Data{"Names": strings.Join(returned, text.T("list.and"))})
	}
	return kit.ShowDialog(p.Frame.Router(), kit.DialogSpec{
		Title: text.T("outcome.withdraw.title"), Width: 560, First: reason.FocusTarget(), Destroys: true,
		Body:    kit.Column(look.Gap12, p.Subject, reason, kit.NewNoteParagraph(back)),
		Confirm: text.T("outcome.withdraw.confirm"), Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool {
			words, ok := given(reason)
			if ok {
				withdraw(words)
			}
			return ok
		},
	})
}

// AskSecondNotice asks a supervisor to answer for a second notice.
func AskSecondNotice(p Params, allow func(reason string)) *kit.Dialog {
	reason := kit.NewField(kit.FieldSpec{Label: text.T("outcome.second.reason"), Hint: text.T("work.submit.hint"), Lines: 2, MostRunes: 200})
	return kit.ShowDialog(p.Frame.Router(), kit.DialogSpec{
		Title: text.T("outcome.second.title"), Width: 560, First: reason.FocusTarget(),
		Body:    kit.Column(look.Gap12, p.Subject, kit.NewNoteParagraph(text.T("outcome.second.law")), reason),
		Confirm: text.T("outcome.second.confirm"), ConfirmKey: "Ctrl+Enter", Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool {
			words, ok := given(reason)
			if ok {
				allow(words)
			}
			return ok
		},
	})
}
