package outcome

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Found is what the desk found lacking, as defects to begin a notice with.
func Found(lacks *desk.Invalid) []casefile.Defect {
	if lacks == nil {
		return nil
	}
	var list []casefile.Defect
	for _, m := range lacks.Missing {
		reason := text.T("outcome.lacks.paper")
		if m.File {
			reason = text.T("outcome.lacks.file")
		}
		list = append(list, casefile.Defect{Material: m.ID, What: m.Name + wanted(m), Reason: reason, Basis: text.T("outcome.basis.defect")})
	}
	for _, r := range lacks.Fields {
		reason := text.T("outcome.lacks.field")
		if r.Code != "required" {
			reason = reportWords(r)
		}
		list = append(list, casefile.Defect{
			Field: r.Field, What: text.T("form." + r.Field + ".label"), Reason: reason, Basis: text.T("outcome.basis.defect"),
		})
	}
	return list
}

// wanted says in which form a paper is wanted, in brackets.
func wanted(m catalog.Material) string {
	return text.T("outcome.wanted."+string(m.Form()), text.Data{"Count": max(m.Copies, 1)})
}

// AskNotice asks for all defects, beginning with those found. Each can be
// changed, more can be added, and any taken away; notify is told the list.
func AskNotice(p Params, found []casefile.Defect, notify func([]casefile.Defect)) *kit.Dialog {
	n := &notice{list: kit.NewScroll(kit.Column(0))}
	for _, d := range found {
		n.rows = append(n.rows, n.row(d))
	}
	if len(n.rows) == 0 {
		n.rows = append(n.rows, n.row(casefile.Defect{Basis: text.T("outcome.basis.defect")}))
	}
	n.count = kit.NewNote("")
	n.show()
	more := kit.NewLink(text.T("outcome.notice.add"), n.add)
	less := kit.NewLink(text.T("outcome.notice.remove"), n.remove)
	head := kit.Row(look.Gap16, kit.Grow(p.Subject), n.count)
	n.dialog = kit.ShowDialog(p.Frame.Router(), kit.DialogSpec{
		Title: text.T("outcome.notice.title"), Width: noticeWide, First: n.rows[0].what.FocusTarget(),
		Body: kit.Column(look.Gap12, head, kit.NewNoteParagraph(text.T("outcome.notice.law")),
			kit.Fixed(0, n.high(p.Frame.Window().Canvas().Size().Height), n.list), kit.Row(look.Gap16, more, less)),
		Confirm: text.T("outcome.notice.confirm"), ConfirmKey: "Ctrl+Enter", Cancel: text.T("dialog.cancel"),
		Keys: map[kit.Key]func(){"Ctrl+N": n.add, "Ctrl+D": n.remove},
		OnConfirm: func() bool {
			list, ok := n.defects()
			if ok {
				notify(list)
			}
			return ok
		},
	})
	return n.dialog
}

// Measures in device-independent pixels: the dialog's width, a row of the list,
// and all in it but the list.
const (
	noticeWide  float32 = 1120
	rowHigh     float32 = 76
	mostRows            = 4
	noticeOther float32 = 330
)

// notice is the dialog at work.
type notice struct {
	dialog *kit.Dialog
	list   *kit.Scroll
	count  *kit.Words
	rows   []*defectRow
	at     int // the row the caret is in
}

// defectRow is one defect as three fields.
type defectRow struct {
	of                  casefile.Defect // the material or field it is about
	what, reason, basis *kit.Field
	line                fyne.CanvasObject
}

func (n *notice) row(d casefile.Defect) *defectRow {
	r := &defectRow{of: d}
	field := func(label, value string, most int) *kit.Field {
		f := kit.NewField(kit.FieldSpec{Label: text.T(label), MostRunes: most, OnFocus: func() { n.reached(r) }})
		f.SetValue(value)
		return f
	}
	r.what = field("outcome.defect.what", d.What, 120)
	r.reason = field("outcome.defect.reason", d.Reason, 200)
	r.basis = field("outcome.defect.basis", d.Basis, 120)
	r.line = kit.NewGrid(13, kit.Span(4, r.what), kit.Span(4, r.reason), kit.Span(5, r.basis))
	return r
}

// high is the height of the list: as many rows as there are, but no more than
// the window has room for.
func (n *notice) high(window float32) float32 {
	rows := max(len(n.rows), 2)
	return fyne.Min(float32(min(rows, mostRows))*rowHigh+look.Gap4, fyne.Max(window-noticeOther, rowHigh))
}

// show puts the rows into the list.
func (n *notice) show() {
	offset := n.list.Offset()
	lines := make([]fyne.CanvasObject, len(n.rows))
	for i, r := range n.rows {
		lines[i] = kit.Fixed(0, rowHigh, r.line)
	}
	n.list.Set(kit.Column(0, lines...))
	n.list.ScrollTo(offset)
	n.count.Set(text.T("outcome.notice.count", text.Data{"Count": len(n.rows)}))
}

// reached is told that the caret is in a row: it is scrolled into sight.
func (n *notice) reached(r *defectRow) {
	n.at = slices.Index(n.rows, r)
	top, high := float32(n.at)*rowHigh, n.list.Size().Height
	switch offset := n.list.Offset(); {
	case high == 0:
	case top < offset:
		n.list.ScrollTo(top)
	case top+rowHigh > offset+high:
		n.list.ScrollTo(top + rowHigh - high)
	}
}

// add opens an empty row below the last.
func (n *notice) add() {
	fresh := n.row(casefile.Defect{Basis: text.T("outcome.basis.defect")})
	n.rows = append(n.rows, fresh)
	n.show()
	fresh.what.Focus()
}

// remove takes the row of the caret away; the last one is only emptied.
func (n *notice) remove() {
	if len(n.rows) == 1 {
		n.rows[0] = n.row(casefile.Defect{Basis: text.T("outcome.basis.defect")})
	} else {
		n.rows = slices.Delete(n.rows, n.at, n.at+1)
	}
	n.at = min(n.at, len(n.rows)-1)
	n.show()
	n.rows[n.at].what.Focus()
}

// defects reads the rows; each needs what, reason and basis.
func (n *notice) defects() ([]casefile.Defect, bool) {
	var list []casefile.Defect
	for _, r := range n.rows {
		d := r.of
		for _, part := range []struct {
			field *kit.Field
			into  *string
		}{{r.what, &d.What}, {r.reason, &d.Reason}, {r.basis, &d.Basis}} {
			words, ok := given(part.field)
			if !ok {
				return nil, false
			}
			*part.into = strings.TrimSpace(words)
		}
		list = append(list, d)
	}
	return list, true
}
