package work

import (
	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// stepName is the column of the names, in device-independent pixels.
const stepName = 172

// steps are how many working days each step took or takes (各环节用时), nil where
// none has begun.
func (p *panel) steps() fyne.CanvasObject {
	times := p.view.p.Desk.StepTimes(p.shown.Case)
	if len(times) == 0 {
		return nil
	}
	bars := make([]kit.BarRow, len(times))
	for i, t := range times {
		bars[i] = stepBar(t)
	}
	return kit.Column(look.Gap8, kit.NewStrong(text.T("work.group.steps")), kit.NewBars(stepName, bars...))
}

func stepBar(t desk.StepTime) kit.BarRow {
	name := text.T("work.step." + string(t.Step))
	if t.Section != "" {
		name = text.T("work.step.of", text.Data{"Section": t.Section, "Step": name})
	}
	colour, words := look.Primary, text.T("work.workdays", text.Data{"Days": t.Days})
	if !t.Done {
		colour, words = look.Warning, text.T("work.step.so.far", text.Data{"Days": t.Days})
	}
	return kit.BarRow{Name: name, Words: words, Parts: []kit.BarPart{{To: float32(t.Days), Colour: colour}}}
}
