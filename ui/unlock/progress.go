package unlock

import (
	"fyne.io/fyne/v2"

	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Progress shows how far a step before the opening has come.
type Progress struct {
	heading *kit.Words
	bar     *kit.Progress
}

// ShowProgress fills the window with it. The window cannot do anything else
// meanwhile; closing it is safe, and the next start goes on.
func ShowProgress(w fyne.Window) *Progress {
	kit.NewRouter(w.Canvas()) // the keys of the page before end here
	p := &Progress{
		heading: kit.NewHeading(text.T("unlock.step.open")),
		bar:     kit.NewProgress(),
	}
	w.SetContent(kit.Centred(cardWide, kit.NewCard(kit.Column(look.Gap12,
		p.heading, p.bar, kit.NewNoteParagraph(text.T("unlock.safe")),
	))))
	w.SetTitle(text.T("app.name"))
	return p
}

// Set says which step it is, by the name that the store gives it, and how far
// it has come.
func (p *Progress) Set(step string, done, total int64) {
	p.heading.Set(text.T("unlock.step." + step))
	p.bar.Set("", done, total)
}
