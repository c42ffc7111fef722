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
	block   *standardBlock
	order   []string
	fields  map[string]*kit.Field
}

// columns of the form's grid; the catalog's widths count in them.
const columns = 12

func newForm(v *View) *form {
	f := &form{view: v, fields: map[string]*kit.Field{}, note: kit.NewNote(""), block: newStandardBlock()}
	var cells, standard []kit.Cell
	for _, spec := range v.desk.Catalog().Fields {
		field := f.field(spec)
		f.order = append(f.order, spec.Key)
		f.fields[spec.Key] = field
		if cell := kit.Span(spec.Width, field); spec.Group == "standard" {
			standard = append(standard, cell)
		} else {
			cells = append(cells, cell)
		}
	}
	title := kit.Row(look.Gap12, kit.NewStrong(text.T("intake.form")), v.items.chips, f.note)
	f.content = kit.Column(look.Gap4, title, kit.NewGrid(columns, cells...), f.block.head, kit.NewGrid(columns, standard...))
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
	switch spec.Check {
	case "hectares", "money", "years", "indicator":
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
	f.counted(key)
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
	switch key {
	case "project.code": // what the project has come to decides papers and publicity
		f.view.replan()
	case "applicant.name", "applicant.code", "land.location", "land.area":
		f.view.retell()
	}
	if key == "land.area" && f.view.desk.AreaOffer(f.view.draft) != f.view.materials.offered {
		f.view.materials.fill()
	}
}

// counted keeps the count of the indicators right while one is typed.
func (f *form) counted(key string) {
	if strings.HasPrefix(key, "standard.") {
		f.block.show(f.view.step.Indicators, f.view.draft.Fields)
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
	case r.Level == desk.Warning:
		field.SetWarning(words)
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

// ask shows the fields that the item asks for in the situation, and judges anew
// what stands in them: another item or answer may change what is right.
func (f *form) ask() {
	shown := map[string]bool{}
	for _, spec := range f.view.desk.Fields(f.view.draft) {
		shown[spec.Key] = true
	}
	for _, i := range f.view.step.Indicators {
		f.fields[i.Key].SetHint(threshold(i))
	}
	for key, field := range f.fields {
		show(field, shown[key])
		if field.Wrong() && f.view.desk.CheckField(f.view.draft, key).Level == desk.Fine {
			field.Clear()
		}
	}
	for _, i := range f.view.step.Indicators {
		if field := f.fields[i.Key]; strings.TrimSpace(field.Value()) != "" && !field.Focused() {
			f.show(f.view.desk.CheckField(f.view.draft, i.Key), true)
		}
	}
	f.block.show(f.view.step.Indicators, f.view.draft.Fields)
	f.content.Refresh()
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

// focusFirstMissing puts the caret where something must still be typed.
func (f *form) focusFirstMissing() {
	for _, spec := range f.view.desk.Fields(f.view.draft) {
		if spec.Required && f.fields[spec.Key].Value() == "" {
			f.fields[spec.Key].Focus()
			return
		}
	}
	f.focusFirstEmpty()
}

// focusFirstEmpty puts the caret where typing goes on, also on a page that has not
// been drawn yet: the first one after signing in.
func (f *form) focusFirstEmpty() {
	first := f.fields[f.order[0]]
	for _, key := range f.order {
		if f.fields[key].Visible() && f.fields[key].Value() == "" {
			first = f.fields[key]
			break
		}
	}
	f.view.frame.Router().Focus(first)
}
