package work

import (
	"fyne.io/fyne/v2"

	"onewindow/app/workday"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// showTrail shows how the deadline was counted, day by day (怎么算的), how often
// it moved and why, and what the law itself allows.
func (p *panel) showTrail() {
	c := p.shown.Case
	data := text.Data{"Start": fullDay(c.Deadline.Start), "Days": c.Deadline.WorkingDays, "Due": fullDay(c.Deadline.Due)}
	key := "work.trail.sum"
	if c.Deemed {
		key = "work.trail.deemed"
	}
	body := []fyne.CanvasObject{kit.NewParagraph(text.T(key, data))}
	if c.Deadline.Open {
		data["Left"] = c.Deadline.Left
		body[0] = kit.NewParagraph(text.T("work.trail.open", data))
	}
	if e := c.Extension; e != nil {
		body = append(body, kit.NewNoteParagraph(text.T("work.trail.extended", text.Data{"Days": e.Days})))
	}
	if list := moves(c); len(list) > 0 {
		lines := make([]fyne.CanvasObject, len(list))
		for i, m := range list {
			lines[i] = kit.NewNoteParagraph(moveWords(m))
		}
		body = append(body, kit.Column(2, lines...))
	}
	room := p.view.p.Frame.Window().Canvas().Size().Height - trailOther - trailMove*float32(len(moves(c)))
	body = append(body, trail(c.Deadline, room)...)
	if s := c.Statutory; !s.Start.IsZero() {
		body = append(body, kit.NewNoteParagraph(text.T("work.trail.statutory", text.Data{"Days": s.WorkingDays, "Due": dueWords(s)})))
	}
	p.tellTrail("work.trail.title", append(body, kit.NewNoteParagraph(text.T("work.trail.law"))))
}

// moveWords says what moved a limit, from when to when.
func moveWords(m move) string {
	return text.T("work.trail.moved", text.Data{
		"When": moment(m.entry.At), "What": text.T("work.event." + string(m.entry.Kind)),
		"Was": dueWords(m.was), "Is": dueWords(m.is),
	})
}

// showReceiptTrail shows how the limit after receipt was counted.
func (p *panel) showReceiptTrail(d workday.Deadline) {
	sum := text.T("work.receipt.trail", text.Data{"Start": fullDay(d.Start), "Days": d.WorkingDays, "Due": fullDay(d.Due)})
	body := append([]fyne.CanvasObject{kit.NewParagraph(sum)}, trail(d, trailMost)...)
	p.tellTrail("work.receipt.title", append(body, kit.NewNoteParagraph(text.T("work.receipt.law"))))
}

func (p *panel) tellTrail(title string, body []fyne.CanvasObject) {
	kit.ShowDialog(p.view.p.Frame.Router(), kit.DialogSpec{
		Title: text.T(title), Body: kit.Column(look.Gap12, body...), Width: 520,
		Confirm: text.T("dialog.close"),
	})
}

// Heights in device-independent pixels: of a day of the trail, of the longest
// trail that does not scroll, of the least that is worth to look at, of a line
// that tells of a move, and of all else in the dialog.
const (
	trailDay   float32 = 25
	trailMost  float32 = 300
	trailLeast float32 = 120
	trailMove  float32 = 40
	trailOther float32 = 350
)

// trail is the days of a limit, one under the other, in the room there is.
func trail(d workday.Deadline, room float32) []fyne.CanvasObject {
	lines := make([]fyne.CanvasObject, 0, len(d.Days))
	for _, step := range d.Days {
		lines = append(lines, trailLine(step))
	}
	var body []fyne.CanvasObject
	if d.Provisional {
		body = append(body, kit.NewNoteParagraph(text.T("work.provisional")).In(look.Warning))
	}
	room = fyne.Max(fyne.Min(room, trailMost), trailLeast)
	high := fyne.Min(float32(len(lines))*trailDay+look.Gap8, room)
	return append(body, kit.Fixed(0, high, kit.NewScroll(kit.Column(look.Gap4, lines...))))
}

// trailLine is a day of the trail: what date it is and why it counts or not.
func trailLine(step workday.Day) fyne.CanvasObject {
	data := text.Data{"Number": step.Number, "Name": step.Name}
	if step.Reason == workday.Paused {
		data["Name"] = text.T("procedure." + step.Name)
	}
	reason := text.T("day."+string(step.Reason), data)
	colour := look.Secondary
	switch {
	case step.Reason.Counts():
		colour = look.Text
	case step.Reason == workday.Paused:
		colour = look.Warning
	}
	if step.Provisional {
		reason += text.T("work.provisional.short")
	}
	date := step.Date.String() + "  " + text.T("work.weekday."+weekday(step.Date))
	return kit.Beside(170, kit.NewWords(date).In(colour), kit.NewWords(reason).In(colour))
}

// weekday is the key of a day of the week: 0 is Sunday.
func weekday(d workday.Date) string { return string(rune('0' + int(d.Weekday()))) }
