// Package verify is the 核验 page: a scanned code is judged here, with or
// without a network.
package verify

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/app/seal"
	"onewindow/app/workday"
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
	card  *fyne.Container // the verdicts
	page  *kit.Scroll
	root  fyne.CanvasObject
	round int // drops the verdict of a scan that another has overtaken
	open  string
}

var _ frame.View = (*View)(nil)

// New builds the page.
func New(p Params) *View {
	v := &View{p: p, input: kit.NewInput(), card: kit.Column(look.Gap12)}
	v.input.Entry.PlaceHolder = text.T("verify.hint")
	v.input.Entry.OnEnter = v.Check
	v.input.Trailing = kit.NewBadge("Enter")
	check := kit.NewButton(text.T("verify.check"), "", kit.Primary, v.Check)
	paste := kit.NewButton(text.T("verify.paste"), "F8", kit.Secondary, v.Paste)
	file := kit.NewButton(text.T("verify.file"), "F9", kit.Secondary, v.choose)
	bar := kit.Row(look.Gap8, kit.Grow(v.input), file, paste, check)
	v.page = kit.NewScroll(v.card)
	v.empty()
	v.root = kit.Column(look.Gap12,
		kit.Fixed(0, look.ButtonHigh, kit.Row(look.Gap16, kit.NewHeading(text.T("rail.verify")), kit.NewNote(text.T("verify.how")))),
		kit.Pad(0, look.Gap12, 0, 0, kit.NewTightCard(bar)), kit.Grow(v.page)) // as wide as the cards in the scroll below
	return v
}

// Content is the page.
func (v *View) Content() fyne.CanvasObject { return v.root }

// Bind gives the page its keys.
func (v *View) Bind(keys *kit.Scope) {
	keys.On("F8", v.Paste)
	keys.On("F9", v.choose)
	keys.On("Esc", v.clear)
	keys.On(kit.Key(fyne.KeyPageDown), func() { v.page.Page(1) })
	keys.On(kit.Key(fyne.KeyPageUp), func() { v.page.Page(-1) })
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

func (v *View) say(cards ...fyne.CanvasObject) {
	v.card.Objects = cards
	v.page.Set(v.card)
}

// Check judges what stands in the field.
func (v *View) Check() {
	scanned := strings.TrimSpace(v.input.Entry.Text)
	if scanned == "" {
		v.clear()
		return
	}
	v.judge(func(context.Context) ([]desk.Verdict, error) {
		verdict, err := v.p.Desk.Verify(scanned)
		return []desk.Verdict{verdict}, err
	})
}

// choose asks for a PDF or a photo.
func (v *View) choose() {
	kit.ChooseFile(v.p.Frame.Router(), kit.FileSpec{
		Title:   text.T("verify.file.title"),
		Hint:    text.T("verify.file.hint"),
		Confirm: text.T("verify.file.take"),
		Cancel:  text.T("dialog.cancel"),
		Empty:   text.T("intake.attach.empty"),
		Columns: [3]string{text.T("file.name.title"), text.T("file.time.title"), text.T("file.size.title")},
		Chosen:  func(path string) { v.Dropped([]string{path}) },
	})
}

// Dropped judges the codes in files that were dropped on the window.
func (v *View) Dropped(paths []string) {
	v.input.Entry.SetText("")
	v.judge(func(ctx context.Context) ([]desk.Verdict, error) {
		var all []desk.Verdict
		for _, path := range paths {
			list, err := v.p.Desk.VerifyFile(ctx, path)
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
		return all, nil
	})
}

// judge shows the verdicts that ask gives, unless another scan overtook it.
func (v *View) judge(ask func(context.Context) ([]desk.Verdict, error)) {
	v.round++
	round := v.round
	var verdicts []desk.Verdict
	v.p.Frame.Background(func(ctx context.Context) (err error) {
		verdicts, err = ask(ctx)
		return err
	}, func(err error) {
		if round != v.round {
			return
		}
		if err != nil {
			v.empty()
			v.p.Frame.Tell(err)
			return
		}
		v.show(verdicts)
		v.ready()
	})
}

// show tells the verdicts on cards, and the first in the title bar. The key that
// opens a case opens that of the first verdict which has one.
func (v *View) show(list []desk.Verdict) {
	first := list[0]
	v.p.Frame.Title(text.T("rail.verify") + " " + text.T(string(first.Verdict)) + " " + first.Statement.Number)
	v.open = ""
	cards := make([]fyne.CanvasObject, len(list))
	for i, d := range list {
		key := kit.Key("")
		if v.open == "" && d.Case != nil {
			v.open, key = d.Case.ID, "Ctrl+Enter"
		}
		cards[i] = v.verdict(d, key)
	}
	v.say(cards...)
}

// verdict is the card of one paper; key is what opens its case, "" for none.
func (v *View) verdict(d desk.Verdict, key kit.Key) fyne.CanvasObject {
	if d.Verdict == seal.Malformed {
		return verdictCard(d, kit.NewNoteParagraph(text.T("verify.malformed.words")))
	}
	facts := kit.NewFacts(96, v.claims(d)...)
	parts := []fyne.CanvasObject{facts}
	switch d.Verdict {
	case seal.Genuine:
	case seal.Withdrawn:
		parts = []fyne.CanvasObject{kit.NewParagraph(text.T("verify.withdrawn.words")), facts}
	case seal.Superseded:
		parts = []fyne.CanvasObject{kit.NewParagraph(text.T("verify.superseded.words")), facts}
	case seal.Expired:
		parts = []fyne.CanvasObject{kit.NewParagraph(text.T("verify.expired.words")), facts}
	default:
		parts = append(parts, kit.NewNoteParagraph(text.T("verify.claims")))
	}
	if d.Differs {
		parts = append(parts, warn("verify.differs"))
	}
	switch {
	case d.Case != nil:
		parts = append(parts, kit.Hairline(), v.known(d, key))
	case d.Verdict.Signed():
		parts = append(parts, kit.Hairline(), kit.NewNoteParagraph(text.T("verify.elsewhere")))
	}
	return verdictCard(d, parts...)
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
	word := kit.NewHeading(heading(d)).In(colour)
	word.High, word.Wrap = look.Page, true
	return kit.NewCard(kit.Column(look.Gap16, append([]fyne.CanvasObject{
		kit.Row(look.Gap12, kit.Fixed(36, 36, mark), kit.Grow(kit.Pad(3, 0, 0, 0, word))),
	}, parts...)...))
}

// heading is the verdict in words; of a reprint it says which.
func heading(d desk.Verdict) string {
	if d.Verdict == seal.Genuine && d.Statement.Copy > 1 {
		return text.T("verify.reprint", text.Data{"Number": d.Statement.Copy})
	}
	return text.T(string(d.Verdict))
}

// claims are what the paper says of itself.
func (v *View) claims(d desk.Verdict) []kit.Fact {
	s := d.Statement
	fact := func(key, words string) kit.Fact { return kit.Fact{Name: text.T("verify.fact." + key), Text: words} }
	kind := ""
	if d.Document != "" {
		kind = text.T("document." + string(d.Document))
	}
	var facts []kit.Fact
	if d.File != "" {
		facts = append(facts, fact("file", d.File))
	}
	facts = append(facts,
		fact("kind", kind), fact("number", s.Number), fact("item", v.itemName(s.Item)), fact("office", v.officeName(s.Office)),
		fact("date", s.Date.Chinese()), fact("signer", signer(d.Result)))
	if s.Edition > 1 {
		facts = append(facts, fact("edition", text.T("verify.edition", text.Data{"Number": s.Edition})))
	}
	for _, day := range []struct {
		key string
		on  workday.Date
	}{{"until", s.Until}, {"ended", d.Ended}, {"revoked", d.Revoked}} {
		if !day.on.IsZero() {
			facts = append(facts, fact(day.key, day.on.Chinese()))
		}
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
func (v *View) known(d desk.Verdict, key kit.Key) fyne.CanvasObject {
	c := d.Case
	facts := []kit.Fact{
		{Name: text.T("verify.fact.case"), Text: c.Number},
		{Name: text.T("verify.fact.state"), Text: text.T("state." + string(c.State))},
		{Name: text.T("verify.fact.project"), Text: c.Project},
	}
	if d.Prints > 1 {
		facts = append(facts, kit.Fact{Name: text.T("verify.fact.prints"), Text: text.T("verify.prints", text.Data{
			"Count": d.Prints, "Again": d.Prints - 1,
		})})
	}
	link := kit.NewButton(text.T("verify.open"), key, kit.Secondary, func() { v.p.Frame.OpenCase(c.ID) })
	return kit.Column(look.Gap12, kit.NewStrong(text.T("verify.known")), kit.NewFacts(96, facts...), kit.Row(0, link, kit.Space()))
}

func (v *View) openCase() {
	if v.open != "" {
		v.p.Frame.OpenCase(v.open)
	}
}
