package intake

import (
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// guide says beside the form what the focused field wants and why, and below
// it what the item is about.
type guide struct {
	content *fyne.Container
	title   *kit.Words
	what    *kit.Words
	why     *kit.Words
	example *kit.Words

	basis, limit, valid, notes *kit.Words // of the item
}

func newGuide(d *desk.Desk) *guide {
	g := &guide{
		title: kit.NewStrong(""), what: kit.NewNoteParagraph(""),
		why: kit.NewNoteParagraph(""), example: kit.NewNoteParagraph(""),
		basis: kit.NewNoteParagraph(""), limit: kit.NewNoteParagraph(""), valid: kit.NewNoteParagraph(""), notes: kit.NewNoteParagraph(""),
	}
	g.content = kit.Column(look.Gap8, g.title, g.what, g.why, g.example, kit.Hairline(),
		kit.NewStrong(text.T("intake.item")), g.basis, kit.NewNoteParagraph(text.T("intake.item.fee")), g.limit, g.valid, g.notes)
	g.field(d.Catalog().Fields[0].Key)
	return g
}

// item says what the item is about in the draft's situation.
func (g *guide) item(step catalog.Step) {
	g.basis.Set(text.T("intake.item.basis", text.Data{"Basis": strings.Join(step.Item.Legal, "；")}))
	g.limit.Set(text.T("intake.item.limit", text.Data{"Statutory": step.Statutory, "Promised": step.Promised}))
	years := 0
	for _, c := range step.Certificates {
		years = max(years, c.ValidYears)
	}
	g.valid.Set(text.T("intake.item.valid", text.Data{"Years": years}))
	show(g.valid, years > 0)
	g.notes.Set(text.T("intake.item.notes", text.Data{"Notes": strings.Join(step.Notes, "")}))
	show(g.notes, len(step.Notes) > 0)
	g.content.Refresh()
}

// field explains a field of the form.
func (g *guide) field(key string) {
	prefix := "form." + key
	g.title.Set(text.T(prefix + ".label"))
	g.what.Set(text.T(prefix + ".what"))
	g.why.Set(text.T("intake.guide.why", text.Data{"Why": text.T(prefix + ".why")}))
	g.example.Set(text.T("intake.guide.example", text.Data{"Example": text.T(prefix + ".example")}))
	g.content.Refresh()
}
