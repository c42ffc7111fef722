package outcome

import (
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// AskSupplement asks which of the notified defects the applicant has mended:
// papers are ticked, with a file where there is one; fields are typed anew.
func AskSupplement(p Params, c casefile.Case, values map[string]string, supply func([]desk.Mended)) *kit.Dialog {
	s := &supplement{params: p}
	var lines []fyne.CanvasObject
	for _, d := range c.OpenDefects() {
		r := s.row(d, values[d.Field])
		s.rows = append(s.rows, r)
		lines = append(lines, r.line)
	}
	s.none = kit.NewNote(text.T("outcome.supply.hint"))
	whole := kit.Column(look.Gap12, lines...)
	var list fyne.CanvasObject = whole
	if room := fyne.Max(p.Frame.Window().Canvas().Size().Height-supplyOther, 120); whole.MinSize().Height > room {
		list = kit.Fixed(0, room, kit.NewScroll(whole))
	}
	return kit.ShowDialog(p.Frame.Router(), kit.DialogSpec{
		Title: text.T("outcome.supply.title"), Width: 720, First: s.rows[0].first(),
		Body:    kit.Column(look.Gap12, p.Subject, list, s.none),
		Confirm: text.T("outcome.supply.confirm"), ConfirmKey: "Ctrl+Enter", Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool {
			list, ok := s.mended()
			if ok {
				supply(list)
			}
			return ok
		},
	})
}

// supplyOther is the height of all in the dialog but the list.
const supplyOther float32 = 280

type supplement struct {
	params Params
	rows   []*supplyRow
	none   *kit.Words
}

// supplyRow is one defect: a tick, and below it the field or the file.
type supplyRow struct {
	defect casefile.Defect
	tick   *kit.Check
	field  *kit.Field  // for a field of the form
	file   *kit.Button // for a material
	path   string
	line   fyne.CanvasObject
}

func (r *supplyRow) first() fyne.Focusable { return r.tick }

func (s *supplement) row(d casefile.Defect, value string) *supplyRow {
	r := &supplyRow{defect: d}
	r.tick = kit.NewCheck(d.ID+"　"+d.What, false, nil)
	reason := kit.NewNote(d.Reason)
	reason.Room = 60
	switch {
	case d.Field != "":
		r.field = kit.NewField(kit.FieldSpec{
			Label: text.T("outcome.supply.value", text.Data{"Name": text.T("form." + d.Field + ".label")}), MostRunes: 400,
			OnChanged: func(string) { r.tick.Set(true) },
		})
		r.field.SetValue(value)
		r.line = kit.Column(2, r.tick, kit.Pad(0, 0, 0, 30, reason), kit.Pad(0, 0, 0, 30, r.field))
	case d.Material != "":
		r.file = kit.NewLink(text.T("intake.attach"), func() { s.choose(r) })
		r.line = kit.Column(2, kit.Row(look.Gap12, kit.Grow(r.tick), r.file), kit.Pad(0, 0, 0, 30, reason))
	default:
		r.line = kit.Column(2, r.tick, kit.Pad(0, 0, 0, 30, reason))
	}
	return r
}

// choose asks for the file of a material.
func (s *supplement) choose(r *supplyRow) {
	kit.ChooseFile(s.params.Frame.Router(), kit.FileSpec{
		Title:   text.T("intake.attach.title", text.Data{"Name": r.defect.What}),
		Hint:    text.T("intake.attach.hint"),
		Confirm: text.T("intake.attach.take"),
		Cancel:  text.T("dialog.cancel"),
		Empty:   text.T("intake.attach.empty"),
		Columns: [3]string{text.T("file.name.title"), text.T("file.time.title"), text.T("file.size.title")},
		Chosen: func(path string) {
			r.path = path
			r.tick.Set(true)
			r.file.SetText(filepath.Base(path))
		},
	})
}

// mended reads what was ticked; a field must be right before it counts.
func (s *supplement) mended() ([]desk.Mended, bool) {
	var list []desk.Mended
	typed := map[string]string{}
	for _, r := range s.rows {
		if !r.tick.On {
			continue
		}
		m := desk.Mended{Defect: r.defect.ID, Path: r.path}
		if r.field != nil {
			m.Value = strings.TrimSpace(r.field.Value())
			typed[r.defect.Field] = m.Value
		}
		list = append(list, m)
	}
	if len(list) == 0 {
		s.none.Say(text.T("outcome.supply.none"), look.Danger)
		return nil, false
	}
	for _, r := range s.rows {
		if r.field == nil || !r.tick.On {
			continue
		}
		report := s.params.Desk.CheckField(desk.Draft{Fields: typed}, r.defect.Field)
		if slices.Contains([]desk.Level{desk.Wrong, desk.Unfinished}, report.Level) {
			r.field.SetError(reportWords(report))
			r.field.Focus()
			return nil, false
		}
	}
	return list, true
}
