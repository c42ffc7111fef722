package work

import (
	"strings"

	"onewindow/app/casefile"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// opinion is the dialog in which a section gives its opinion (出具意见).
type opinion struct {
	panel  *panel
	agree  *kit.Chips
	words  *kit.Field
	basis  *kit.Field
	settle *kit.Words // who settles a disagreement, and by when
}

// askOpinion asks for the opinion of the user's section. A disagreement needs
// its basis, and says before it is given who will settle it.
func (p *panel) askOpinion() {
	o := &opinion{panel: p, settle: kit.NewNoteParagraph("")}
	o.words = kit.NewField(kit.FieldSpec{Label: text.T("work.opinion.text"), Hint: text.T("work.submit.hint"), Lines: 3, MostRunes: 400})
	o.basis = kit.NewField(kit.FieldSpec{Hint: text.T("work.opinion.basis.hint"), MostRunes: 100})
	o.agree = yesNo(yes, text.T("work.agree"), text.T("work.disagree"), func(string) { o.turned() })
	o.recall()
	o.turned()
	kit.ShowDialog(p.view.p.Frame.Router(), kit.DialogSpec{
		Title: text.T("work.opinion.title", text.Data{"Section": p.view.p.Desk.User().Section}), Width: 520,
		First:   o.agree.FocusTarget(),
		Body:    kit.Column(look.Gap12, p.subject(), o.agree, kit.Column(0, o.words, o.basis, o.settle)),
		Confirm: text.T("work.do.opine"), Cancel: text.T("dialog.cancel"), OnConfirm: o.give,
	})
}

// recall fills in what the section said before, to be changed.
func (o *opinion) recall() {
	for _, before := range o.panel.shown.Case.Opinions {
		if before.Section != o.panel.view.p.Desk.User().Section {
			continue
		}
		o.words.SetValue(before.Text)
		o.basis.SetValue(before.Basis)
		if !before.Agree {
			o.agree.Set(no)
		}
	}
}

// turned says what the choice entails.
func (o *opinion) turned() {
	o.basis.Clear()
	if says(o.agree) {
		o.basis.SetLabel(text.T("work.opinion.basis"))
		o.settle.Say(text.T("work.opinion.agreed"), look.Secondary)
		return
	}
	o.basis.SetLabel(text.T("work.opinion.basis.needed"))
	o.settle.Say(o.panel.settler(), look.Warning)
}

// settler says who settles a disagreement: who was called already, or who would
// be called.
func (p *panel) settler() string {
	c := p.shown.Case
	call := p.view.p.Desk.Call(c)
	if k, open := c.Coordinating(); open {
		call = &casefile.Call{Settler: k.Settler, Due: k.Due}
	}
	if call == nil {
		return text.T("work.opinion.unsettled")
	}
	return text.T("work.opinion.settled", text.Data{"Name": call.Settler.Name, "Day": day(call.Due)})
}

// give records the opinion if it is whole.
func (o *opinion) give() bool {
	words, ok := given(o.words, text.T("work.opinion.missing"))
	if !ok {
		return false
	}
	agreed, rests := says(o.agree), strings.TrimSpace(o.basis.Value())
	if !agreed {
		if rests, ok = given(o.basis, text.T("work.opinion.basis.missing")); !ok {
			return false
		}
	}
	v, id := o.panel.view, o.panel.shown.ID
	v.act(func() (casefile.Case, error) { return v.p.Desk.GiveOpinion(id, agreed, words, rests) },
		text.T("work.done.opined"), "", nil)
	return true
}
