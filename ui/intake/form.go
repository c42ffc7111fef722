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

// form is the one form (一张表单), built from the catalog's fields.
type form struct {
	view    *View
	content fyne.CanvasObject
	note    *kit.Words
	order   []string
	fields  map[string]*kit.Field
}

// columns of the form's grid; the catalog's widths count in them.
const columns = 12

func newForm(v *View) *form {
	f := &form{view: v, fields: map[string]*kit.Field{}, note: kit.NewNote("")}
	var cells []kit.Cell
	for _, spec := range v.desk.Catalog().Fields {
		field := f.field(spec)
		f.order = append(f.order, spec.Key)
		f.fields[spec.Key] = field
		cells = append(cells, kit.Span(spec.Width, field))
	}
	title := kit.Row(look.Gap12, kit.NewStrong(text.T("intake.form")), f.note)
	f.content = kit.Column(look.Gap4, title, kit.NewGrid(columns, cells...))
	return f
}

func (f *form) field(spec catalog.Field) *kit.Field {
	key := spec.Key
	described := kit.FieldSpec{
		Label:     text.T("form." + key + ".label"),
		MostRunes: desk.LongestText,
		OnChanged: func(value string) { f.typed(key, value) },
		OnFocus:   func() { f.entered(key) },
		OnLeave:   func(string) { f.left(key) },
	}
	if spec.Check == "hectares" {
		described.Accept = kit.Decimal
	}
	return kit.NewField(described)
}

// entered shows the guide of a field and the field itself.
func (f *form) entered(key string) {
	f.view.guide.field(key)
	f.view.scroll.Reveal(f.fields[key])
}

// typed keeps every keystroke. While typing a field may be unfinished without
// being wrong.
func (f *form) typed(key, value string) {
	f.view.draft.Fields[key] = value
	f.view.changed()
	report := f.view.desk.CheckField(f.view.draft, key)
	if report.Level == desk.Wrong && !f.fields[key].Wrong() {
		f.fields[key].Clear()
		return
	}
	f.show(report, false)
}

// left judges a field when the caret leaves it, and fills in what is on file.
func (f *form) left(key string) {
	if strings.TrimSpace(f.fields[key].Value()) == "" {
		f.fields[key].Clear()
		return
	}
	report := f.view.desk.CheckField(f.view.draft, key)
	f.show(report, true)
	if report.Level == desk.Fine || report.Level == desk.Warning {
		f.recall(key)
	}
}

// recall fills empty fields from an earlier case of the same project or
// applicant, so that nothing is typed twice.
func (f *form) recall(key string) {
	found, err := f.view.desk.Recall(f.view.draft, key)
	if err != nil {
		f.view.frame.Tell(err)
		return
	}
	if len(found) == 0 {
		return
	}
	for field, value := range found {
		f.view.draft.Fields[field] = value
		f.fields[field].SetValue(value)
		f.show(f.view.desk.CheckField(f.view.draft, field), true)
	}
	f.fields[key].SetOK(text.T("intake.recalled", text.Data{"Count": len(found)}))
	f.note.Set(text.T("intake.recalled.note"))
	f.view.changed()
}

// show says what the desk reports. final turns what is unfinished into an error.
func (f *form) show(r desk.Report, final bool) {
	field := f.fields[r.Field]
	words := frame.ReportWords(r)
	switch {
	case r.Level == desk.Wrong, r.Level == desk.Unfinished && final:
		field.SetError(words)
	case words == "":
		field.Clear()
	case r.Level == desk.Fine:
		field.SetOK(words)
	default:
		field.SetNote(words)
	}
}

// fill shows the draft's fields and judges what is already there.
func (f *form) fill() {
	for _, key := range f.order {
		f.fields[key].SetValue(f.view.draft.Fields[key])
		f.fields[key].Clear()
		if f.view.draft.Fields[key] != "" {
			f.show(f.view.desk.CheckField(f.view.draft, key), true)
		}
	}
	f.note.Set("")
}

// ask shows the fields that the item asks for in the situation, and takes
// errors away that no longer are any. The agent's stay: whether one has come may
// be known last.
func (f *form) ask() {
	for _, spec := range f.view.desk.Catalog().Fields {
		key, field := spec.Key, f.fields[spec.Key]
		if spec.Group == "agent" || f.view.desk.Asks(f.view.draft, key) {
			field.Show()
		} else {
			field.Hide()
		}
		if field.Wrong() && f.view.desk.CheckField(f.view.draft, key).Level == desk.Fine {
			field.Clear()
		}
	}
}

// showWrong says every error and puts the caret into the first wrong field.
func (f *form) showWrong(reports []desk.Report) {
	for _, r := range reports {
		f.show(r, true)
	}
	if len(reports) > 0 {
		f.fields[reports[0].Field].Focus()
	}
}

// labels names the fields of the reports.
func (f *form) labels(reports []desk.Report) []string {
	names := make([]string, len(reports))
	for i, r := range reports {
		names[i] = f.fields[r.Field].Label()
	}
	return names
}

// focusFirstEmpty puts the caret where typing goes on.
func (f *form) focusFirstEmpty() {
	for _, key := range f.order {
		if f.fields[key].Visible() && f.fields[key].Value() == "" {
			f.fields[key].Focus()
			return
		}
	}
	f.fields[f.order[0]].Focus()
}
