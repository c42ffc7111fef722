package intake

import (
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// items says which item of the route is applied for, what an earlier one of the
// project brings to it, and which could be applied for next.
type items struct {
	view     *View
	chips    *kit.Chips
	strip    *kit.Strip
	proposal *desk.Proposal
}

// takeKey turns the draft to the item that is proposed.
const takeKey = kit.Key("Ctrl+I")

func newItems(v *View) *items {
	i := &items{view: v, strip: kit.NewStrip()}
	i.chips = kit.NewRadioChips("", nil, func(item string) {
		v.adopt(v.desk.ApplyFor(v.draft, item))
	})
	return i
}

// show lists the items of the plan, of which the draft applies for one.
func (i *items) show(plan catalog.Plan, step catalog.Step) {
	chips := make([]kit.Chip, len(plan.Steps))
	for n, s := range plan.Steps {
		chips[n] = kit.Chip{Value: s.Item.ID, Text: frame.ItemShort(s.Item)}
	}
	i.chips.SetChips(chips)
	i.chips.Set(step.Item.ID)
	show(i.chips, len(chips) > 1)
	i.tell(step)
}

// tell says what the project has come to already.
func (i *items) tell(step catalog.Step) {
	v := i.view
	proposal, err := v.desk.Propose(v.draft)
	if err != nil {
		v.frame.Tell(err)
		return
	}
	i.proposal = proposal
	builds := false
	for _, m := range step.Materials {
		builds = builds || m.MadeBy.Item != ""
	}
	show(i.strip, proposal != nil || builds)
	switch {
	case proposal != nil:
		i.strip.Say(kit.Good, "", text.T("intake.proposal", text.Data{
			"Name": proposal.Name, "Number": proposal.Certificate.Number, "Item": proposal.Item.Name,
		}), text.T("intake.proposal.take", text.Data{"Key": string(takeKey)}), i.take)
	case builds && len(v.draft.Earlier) == 0:
		i.strip.Say(kit.Heed, frame.ItemShort(step.Item), text.T("intake.follows.none"), "", nil)
	case builds:
		i.follows()
	}
	v.work.Refresh() // the strip takes a line
}

// follows names the earlier cases, and says whether their publicity serves.
func (i *items) follows() {
	v := i.view
	numbers := make([]string, len(v.draft.Earlier))
	for n, e := range v.draft.Earlier {
		numbers[n] = e.Number
	}
	lead := text.T("intake.follows", text.Data{"Numbers": strings.Join(numbers, text.T("list.and"))})
	sharing, err := v.desk.Sharing(v.draft)
	switch {
	case err != nil:
		v.frame.Tell(err)
	case sharing == nil:
		i.strip.Say(kit.Calm, lead, "", "", nil)
	default:
		mood := kit.Calm
		if len(sharing.Changed) > 0 {
			mood = kit.Heed
		}
		i.strip.Say(mood, lead, sharingWords(*sharing), "", nil)
	}
}

// sharingWords says whether an earlier publicity serves, or what keeps it from
// that.
func sharingWords(s desk.Sharing) string {
	if len(s.Changed) == 0 {
		return text.T("intake.sharing", text.Data{"Number": s.Number, "Date": s.Ends.Chinese()})
	}
	names := make([]string, len(s.Changed))
	for i, key := range s.Changed {
		names[i] = text.T("form." + key + ".label")
	}
	return text.T("intake.sharing.changed", text.Data{"Number": s.Number, "Names": strings.Join(names, text.T("list.and"))})
}

// take turns the draft to the item that is proposed.
func (i *items) take() {
	if i.proposal != nil && i.view.working() {
		i.view.adopt(i.view.desk.Take(i.view.draft, *i.proposal))
	}
}

// adopt shows the draft turned to another item, or says why it could not be.
func (v *View) adopt(draft desk.Draft, err error) {
	if err != nil {
		v.frame.Tell(err)
		return
	}
	v.draft = draft
	v.changed()
	v.situation.fill()
	v.form.fill()
	v.replan()
	v.form.focusFirstMissing()
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// standardBlock is the head of the indicators of standard land (标准地): how many
// are met.
type standardBlock struct {
	head *fyne.Container
	note *kit.Words
}

func newStandardBlock() *standardBlock {
	b := &standardBlock{note: kit.NewNote("")}
	b.head = kit.Row(look.Gap12, kit.NewStrong(text.T("intake.standard")), b.note)
	return b
}

// show counts the values that meet their thresholds. A gap in an indicator that
// the applicant may leave out is not counted.
func (b *standardBlock) show(indicators []catalog.Indicator, fields map[string]string) {
	show(b.head, len(indicators) > 0)
	met, missed, open := 0, 0, 0
	for _, i := range indicators {
		value := strings.TrimSpace(fields[i.Key])
		switch {
		case value == "" && i.Optional:
		case value == "":
			open++
		case i.Check(value) == catalog.Meets:
			met++
		default:
			missed++
		}
	}
	b.note.Set(text.T("intake.standard.note", text.Data{"Met": met, "Missed": missed, "Open": open}))
}

// threshold is what stands in the field of an indicator while it is empty.
func threshold(i catalog.Indicator) string {
	words := text.T("intake.standard."+i.Compare, text.Data{"Threshold": i.Threshold})
	if i.Optional {
		words = text.T("intake.standard.optional", text.Data{"Rule": words})
	}
	return words
}
