package work

import (
	"strconv"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// audit lists the events as they are on record.
func (p *panel) audit() fyne.CanvasObject {
	c := p.shown.Case
	state := kit.NewLight(look.Success, text.T("work.audit.confirmed"))
	if p.shown.Pending {
		state = kit.NewLight(look.Warning, text.T("work.audit.pending"))
	}
	lines := []fyne.CanvasObject{state}
	for i, e := range c.History {
		lines = append(lines, auditLine(strconv.Itoa(i+1), e))
	}
	for _, m := range c.Misfits {
		lines = append(lines, kit.Beside(28, kit.NewNote("!"), kit.Column(0,
			kit.NewWords(text.T("work.misfit")+"　"+text.T("work.event."+string(m.Kind))).In(look.Danger),
			kit.NewNoteParagraph(text.T("work.refused."+m.Reason)),
			quietID(m.Event))))
	}
	return kit.Column(look.Gap8, lines...)
}

func auditLine(place string, e casefile.Entry) fyne.CanvasObject {
	when := kit.NewNote(instant(e.At))
	kind := kit.NewWords(text.T("work.event." + string(e.Kind)))
	return kit.Beside(28, kit.Pad(1, 0, 0, 0, kit.NewNote(place)), kit.Column(0,
		kit.Row(look.Gap8, kind, kit.Space(), when),
		kit.NewNote(who(e.By)), quietID(e.Event)))
}

// quietID is the event's own id, for whoever compares records.
func quietID(id string) fyne.CanvasObject {
	w := kit.NewNote(id)
	w.High, w.Room = look.Hint, 60
	return w
}
