// Package verify is the 核验 page: a scanned code is judged here, with or
// without a network.
package verify

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/app/seal"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Params is what the page stands on.
type Params struct {
	Desk  *desk.Desk
	Frame frame.Frame
}

// View is the page.
type View struct {
	p     Params
	input *kit.Input
	card  *fyne.Container // the verdict
	root  fyne.CanvasObject
	round int // drops the verdict of a scan that another has overtaken
	open  string
}

var _ frame.View = (*View)(nil)

// New builds the page.
func New(p Params) *View {
	v := &View{p: p, input: kit.NewInput(), card: kit.Column(0)}
	v.input.Entry.PlaceHolder = text.T("verify.hint")
	v.input.Entry.OnEnter = v.Check
	v.input.Trailing = kit.NewBadge("Enter")
	check := kit.NewButton(text.T("verify.check"), "", kit.Primary, v.Check)
	paste := kit.NewButton(text.T("verify.paste"), "F8", kit.Secondary, v.Paste)
	bar := kit.Row(look.Gap8, kit.Grow(v.input), paste, check)
	v.empty()
	v.root = kit.Column(look.Gap12,
		kit.Fixed(0, look.ButtonHigh, kit.Row(look.Gap16, kit.NewHeading(text.T("rail.verify")), kit.NewNote(text.T("verify.how")))),
		kit.NewTightCard(bar), v.card)
	return v
}

// Content is the page.
func (v *View) Content() fyne.CanvasObject { return v.root }

// Bind gives the page its keys.
func (v *View) Bind(keys *kit.Scope) {
	keys.On("F8", v.Paste)
	keys.On("Esc", v.clear)
	keys.On("Ctrl+Enter", v.openCase)
}

// Shown puts the caret where a scanner types, over what was scanned last.
func (v *View) Shown() {
	v.p.Frame.Title(text.T("rail.verify"))
	v.ready()
}

// Stale leaves the verdict: it was true when it was given.
func (v *View) Stale() {}

func (v *View) ready() {
	v.p.Frame.Window().Canvas().Focus(v.input.Entry)
	v.input.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// Paste judges what is on the clipboard.
func (v *View) Paste() {
	v.input.Entry.SetText(strings.TrimSpace(fyne.CurrentApp().Clipboard().Content()))
	v.Check()
}

// Scan judges a code that was scanned elsewhere in the window.
func (v *View) Scan(code string) {
	v.input.Entry.SetText(code)
	v.Check()
}

func (v *View) clear() {
	v.input.Entry.SetText("")
	v.empty()
	v.ready()
}

func (v *View) empty() {
	v.open = ""
	v.say(kit.NewCard(kit.Column(look.Gap8, kit.NewStrong(text.T("verify.empty")), kit.NewNoteParagraph(text.T("verify.empty.words")))))
}

func (v *View) say(card fyne.CanvasObject) {
	v.card.Objects = []fyne.CanvasObject{card}
	v.card.Refresh()
}

// Check judges what stands in the field.
func (v *View) Check() {
	scanned := strings.TrimSpace(v.input.Entry.Text)
	if scanned == "" {
		v.clear()
		return
	}
	v.round++
	round := v.round
	var verdict desk.Verdict
	v.p.Frame.Background(func(context.Context) (err error) {
		verdict, err = v.p.Desk.Verify(scanned)
		return err
	}, func(err error) {
		if round != v.round {
			return
		}
		if err != nil {
			v.p.Frame.Tell(err)
			return
		}
		v.show(verdict)
		v.ready()
	})
}

// show tells the verdict on the card and in the title bar.
func (v *View) show(d desk.Verdict) {
	word := text.T(string(d.Verdict))
	v.p.Frame.Title(text.T("rail.verify") + " " + word + " " + d.Statement.Number)
	v.open = ""
	if d.Verdict == seal.Malformed {
		v.say(verdictCard(d, kit.NewNoteParagraph(text.T("verify.malformed.words"))))
		return
	}
	parts := []fyne.CanvasObject{kit.NewFacts(96, v.claims(d)...)}
	if d.Verdict != seal.Genuine {
		parts = append(parts, kit.NewNoteParagraph(text.T("verify.claims")))
	}
	if d.Differs {
		parts = append(parts, warn("verify.differs"))
	}
	if d.Case != nil {
		v.open = d.Case.ID
		parts = append(parts, kit.Hairline(), v.known(*d.Case))
	} else if d.Verdict == seal.Genuine {
		parts = append(parts, kit.Hairline(), kit.NewNoteParagraph(text.T("verify.elsewhere")))
	}
	v.say(verdictCard(d, parts...))
}

// warn is a sentence to heed, with a mark beside the colour.
func warn(key string) fyne.CanvasObject {
	s := kit.NewStrip()
	s.Say(kit.Bad, text.T("verify.heed"), text.T(key), "", nil)
	return s
}

func verdictCard(d desk.Verdict, parts ...fyne.CanvasObject) fyne.CanvasObject {
	mark := NewMark(d.Verdict == seal.Genuine && !d.Differs)
	colour := look.Danger
	if d.Verdict == seal.Genuine && !d.Differs {
		colour = look.Success
	}
	word := kit.NewHeading(text.T(string(d.Verdict))).In(colour)
	word.High, word.Wrap = look.Page, true
	return kit.NewCard(kit.Column(look.Gap16, append([]fyne.CanvasObject{
		kit.Row(look.Gap12, kit.Fixed(36, 36, mark), kit.Grow(kit.Pad(3, 0, 0, 0, word))),
	}, parts...)...))
}

// claims are what the paper says of itself.
func (v *View) claims(d desk.Verdict) []kit.Fact {
	s := d.Statement
	fact := func(key, words string) kit.Fact { return kit.Fact{Name: text.T("verify.fact." + key), Text: words} }
	kind := ""
	if d.Document != "" {
		kind = text.T("document." + string(d.Document))
	}
	facts := []kit.Fact{
		fact("kind", kind), fact("number", s.Number), fact("item", v.itemName(s.Item)), fact("office", v.officeName(s.Office)),
		fact("date", s.Date.Chinese()), fact("signer", signer(d.Result)),
	}
	if !d.Revoked.IsZero() {
		facts = append(facts, fact("revoked", d.Revoked.Chinese()))
	}
	return facts
}

func (v *View) itemName(id string) string {
	if item, ok := v.p.Desk.Catalog().Item(id); ok {
		return item.Name
	}
	return id
}

// officeName is the name of this office; another is known by its code only.
func (v *View) officeName(id string) string {
	if own := v.p.Desk.Office(); own.ID == id {
		return own.Organ
	}
	return id
}

// signer is who vouches for the paper; an altered one nobody does.
func signer(r seal.Result) string {
	switch {
	case r.Verdict == seal.Altered || r.Verdict == seal.UnknownKey:
		return ""
	case r.Signer.Issuing:
		return text.T("verify.signer.centre")
	case r.Signer.Certificate.Window != "":
		return text.T("verify.signer.window", text.Data{
			"Office": r.Signer.Certificate.Office, "Window": r.Signer.Certificate.Window,
		})
	}
	return ""
}

// known is the case behind the paper as this window has it.
func (v *View) known(c desk.View) fyne.CanvasObject {
	facts := kit.NewFacts(96,
		kit.Fact{Name: text.T("verify.fact.case"), Text: c.Number},
		kit.Fact{Name: text.T("verify.fact.state"), Text: text.T("state." + string(c.State))},
		kit.Fact{Name: text.T("verify.fact.project"), Text: c.Project})
	link := kit.NewButton(text.T("verify.open"), "Ctrl+Enter", kit.Secondary, v.openCase)
	return kit.Column(look.Gap12, kit.NewStrong(text.T("verify.known")), facts, kit.Row(0, link, kit.Space()))
}

func (v *View) openCase() {
	if v.open != "" {
		v.p.Frame.OpenCase(v.open)
	}
}
