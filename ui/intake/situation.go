package intake

import (
	"strconv"

	"fyne.io/fyne/v2"

	"onewindow/app/catalog"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// situation is the band of questions (情形).
type situation struct {
	view    *View
	supply  *fyne.Container // the questions with one answer of several
	labels  map[string]*kit.Words
	choices map[string]*kit.Chips
	flags   *kit.Chips
	asked   []catalog.Question
}

func newSituation(v *View) *situation {
	s := &situation{view: v, labels: map[string]*kit.Words{}, choices: map[string]*kit.Chips{}}
	var parts []fyne.CanvasObject
	for _, q := range v.desk.Catalog().Questions {
		if q.Kind == "flag" {
			continue
		}
		s.labels[q.ID], s.choices[q.ID] = kit.NewNote(text.T("situation."+q.ID)), s.choice(q)
		parts = append(parts, s.labels[q.ID], s.choices[q.ID])
	}
	s.flags = kit.NewToggleChips(nil, nil, s.flagged)
	s.supply = kit.Row(look.Gap12, parts...)
	s.fill()
	return s
}

func (s *situation) choice(q catalog.Question) *kit.Chips {
	chips := make([]kit.Chip, len(q.Options))
	for i, option := range q.Options {
		chips[i] = kit.Chip{Value: option, Text: text.T("situation." + q.ID + "." + option)}
	}
	return kit.NewRadioChips(q.Default, chips, func(value string) {
		s.view.draft.Answers[q.ID] = value
		s.view.changed()
		s.view.replan()
	})
}

// ask shows the questions that the answers leave open.
func (s *situation) ask() {
	asked, err := s.view.desk.Questions(s.view.draft)
	if err != nil {
		s.view.frame.Tell(err)
		return
	}
	s.asked = asked
	var flags []kit.Chip
	for id, chips := range s.choices {
		s.labels[id].Hide()
		chips.Hide()
	}
	for _, q := range asked {
		if q.Kind == "flag" {
			flags = append(flags, kit.Chip{Value: q.ID, Text: text.T("situation." + q.ID)})
			continue
		}
		s.labels[q.ID].Show()
		s.choices[q.ID].Show()
	}
	s.flags.SetChips(flags)
	s.view.work.Refresh() // the band may need another line
}

// flagged takes the flags over. Those that are not asked keep their answer,
// which counts again when they are.
func (s *situation) flagged(on []string) {
	for _, q := range s.asked {
		if q.Kind == "flag" {
			delete(s.view.draft.Answers, q.ID)
		}
	}
	for _, id := range on {
		s.view.draft.Answers[id] = catalog.Yes
	}
	s.view.changed()
	s.view.replan()
}

// fill shows the draft's answers.
func (s *situation) fill() {
	for id, chips := range s.choices {
		chips.Set(s.view.draft.Answers[id])
	}
	var on []string
	for id, answer := range s.view.draft.Answers {
		if answer == catalog.Yes {
			on = append(on, id)
		}
	}
	s.flags.Set(on...)
}

// planCard is what the situation leads to (办理方案).
type planCard struct {
	card  *kit.Panel
	lines *fyne.Container
	sums  *fyne.Container
}

func newPlanCard() *planCard {
	p := &planCard{lines: kit.Column(look.Gap4), sums: kit.Column(look.Gap4)}
	p.card = kit.NewCard(kit.Row(look.Gap16, kit.Grow(p.lines), p.sums))
	return p
}

// show lists the items of the plan; the one applied for stands out.
func (p *planCard) show(plan catalog.Plan, current string) {
	p.lines.Objects = nil
	for _, step := range plan.Steps {
		note := kit.NewNote(stepNote(step))
		note.Room = noteRoom // it is cut before the sums are
		name := kit.NewStrong(step.Item.Name)
		if step.Item.ID != current {
			name = kit.NewWords(step.Item.Name)
		}
		p.lines.Add(kit.Row(look.Gap16, name, kit.Grow(kit.Column(0, kit.Space(), note, kit.Space()))))
	}
	before, after := plan.Before, plan.After
	first := kit.Row(look.Gap8,
		kit.NewWords(text.T("intake.plan.before", text.Data{"Items": before.Items, "Days": before.Days})),
		kit.NewStrong(text.T("intake.plan.after", text.Data{"Items": after.Items, "Days": after.Days})).In(look.Primary))
	second := kit.NewNote(text.T("intake.plan.also", text.Data{
		"PublicityBefore": before.Publicity, "PublicityAfter": after.Publicity,
		"MaterialsBefore": before.Materials, "MaterialsAfter": after.Materials,
	}))
	second.Align = fyne.TextAlignTrailing
	p.sums.Objects = []fyne.CanvasObject{first, second}
	p.card.Refresh()
	p.lines.Refresh()
	p.sums.Refresh()
}

// noteRoom is the least width of a step's note.
const noteRoom = 60

// stepNote says what a step merged from, or that it is issued together.
func stepNote(step catalog.Step) string {
	names := ""
	for i, former := range step.Merged {
		if i > 0 {
			names += " + "
		}
		names += former.Name
	}
	key := "intake.plan.merged"
	if step.Publicity.SharedWith != "" {
		key = "intake.plan.together"
	}
	return text.T(key, text.Data{"Names": names, "Days": strconv.Itoa(step.Promised)})
}
