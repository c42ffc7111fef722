package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Refuse fills the window with why the program cannot start here: what
// happened, what was kept, what to do. key names three sentences.
func Refuse(w fyne.Window, key string) {
	router := kit.NewRouter(w.Canvas())
	leave := kit.NewButton(text.T("refuse.leave"), "Esc", kit.Primary, w.Close).Bind(router.Window())
	words := kit.Column(look.Gap12, kit.NewHeading(text.T("refuse.title")),
		kit.NewParagraph(text.T(key+".happened")),
		kit.NewParagraph(text.T(key+".kept")).In(look.Success),
		kit.NewParagraph(text.T(key+".todo")),
		kit.Row(look.Gap8, kit.Space(), leave))
	w.SetContent(container.NewStack(kit.NewCard(words)))
	w.SetTitle(text.T("app.name") + " · " + text.T("refuse.title"))
	w.Resize(fyne.NewSize(520, 280))
}
