package sync

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/act"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// tray is the tab of what the centre could not take (待处理箱): why, and the ways
// out. Nothing leaves it but by a person's word.
type tray struct {
	v      *View
	list   []desk.Misplaced
	chosen string // id of the event
	told   string // id of the one that the words are about
	rows   *kit.Rows
	said   *fyne.Container
	words  *kit.Scroll // around said
	again  *kit.Button
	anew   *kit.Button
	note   *kit.Button
	drop   *kit.Button
	see    *kit.Button
	foot   *fyne.Container
	card   fyne.CanvasObject
	root   *fyne.Container
}

func newTray(v *View) *tray {
	t := &tray{v: v, said: kit.Column(look.Gap4)}
	t.rows = kit.NewRows(kit.RowsSpec{
		Columns: []kit.RowColumn{
			{Title: text.T("sync.column.number"), Width: 152}, {Title: text.T("sync.column.what"), Width: 124},
			{Title: text.T("sync.column.why")}, {Title: text.T("sync.column.by"), Width: 72},
			{Title: text.T("sync.column.since"), Width: 104},
		},
		Count: func() int { return len(t.list) }, Cells: t.cells,
		OnSelected: func(row int) { t.chosen = t.list[row].Event.ID; t.tell() },
		OnOpened:   func(int) { t.open() },
		Empty:      text.T("sync.tray.empty"),
	})
	t.drop = kit.NewButton(text.T("sync.tray.drop"), "Delete", kit.Danger, t.askDrop)
	t.note = kit.NewButton(text.T("sync.tray.note"), "Ctrl+P", kit.Secondary, t.printNote)
	t.see = kit.NewButton(text.T("sync.tray.open"), "Ctrl+Enter", kit.Secondary, t.open)
	t.anew = kit.NewButton(text.T("sync.tray.anew"), "F9", kit.Secondary, t.takeAnew)
	t.again = kit.NewButton(text.T("sync.tray.again"), "F9", kit.Secondary, t.askAgain)
	t.foot = kit.Wrapping(look.Gap8, t.drop, kit.Space(), t.note, t.see, t.anew, t.again)
	t.words = kit.NewScroll(t.said)
	t.card = kit.NewTightCard(kit.Column(look.Gap12, kit.Grow(kit.Fixed(0, wordsLeast, t.words)), t.foot))
	t.root = &fyne.Container{Layout: &trayLayout{said: t.said}, Objects: []fyne.CanvasObject{kit.NewBareCard(t.rows), t.card}}
	return t
}

func (t *tray) bind(keys *kit.Scope) {
	keys.On("F9", func() {
		if t.anew.Visible() {
			t.anew.Press()
			return
		}
		t.again.Press()
	})
	keys.On("Ctrl+P", func() { t.note.Press() })
	keys.On(kit.Key(fyne.KeyDelete), func() { t.drop.Press() })
}

func (t *tray) content() fyne.CanvasObject { return t.root }

func (t *tray) focus() fyne.Focusable { return t.rows.FocusTarget() }

func (t *tray) cells(row int) []kit.RowCell {
	m := t.list[row]
	number := kit.RowCell{Text: m.Case.Number, Bold: true}
	if row > 0 && t.list[row-1].Event.Case == m.Event.Case {
		number.Text = ""
	}
	return []kit.RowCell{
		number, {Text: eventName(m.Event), Dot: look.Warning}, {Text: reasonWords(m.Reason)},
		{Text: m.Event.By.Name, Colour: look.Secondary}, {Text: brief(m.Since), Colour: look.Secondary},
	}
}

// read lists the tray again; the one chosen stays chosen.
func (t *tray) read() {
	list, err := t.v.p.Desk.Strays()
	if err != nil {
		t.v.p.Frame.Tell(err)
		return
	}
	t.list = list
	t.rows.Refresh()
	if len(list) > 0 {
		at := max(0, slices.IndexFunc(list, func(m desk.Misplaced) bool { return m.Event.ID == t.chosen }))
		t.chosen = list[at].Event.ID
		t.rows.Select(at)
	}
	t.tell()
}

func (t *tray) stray() (desk.Misplaced, bool) {
	at := slices.IndexFunc(t.list, func(m desk.Misplaced) bool { return m.Event.ID == t.chosen })
	if at < 0 {
		return desk.Misplaced{}, false
	}
	return t.list[at], true
}

// tell says what the chosen event was, why it found no place, and what can be
// done about it.
func (t *tray) tell() {
	m, is := t.stray()
	show(t.card, is)
	t.root.Refresh()
	if !is {
		return
	}
	t.said.Objects = []fyne.CanvasObject{
		kit.NewParagraph(text.T("sync.tray.said", text.Data{
			"Name": m.Event.By.Name, "Time": instant(m.Event.At), "What": eventName(m.Event),
			"Number": m.Case.Number, "Project": m.Case.Application.Project.Name,
		})),
	}
	if len(m.Papers) > 0 { // first: somebody holds a paper that does not hold
		t.said.Add(kit.NewNoteParagraph(papersWords(m.Papers)).In(look.Warning))
	}
	t.said.Add(kit.NewNoteParagraph(advice(m)))
	show(t.anew, m.Anew)
	show(t.again, !m.Anew && !m.Unasked)
	enable(t.again, m.Again == nil)
	show(t.drop, !m.Unasked)
	show(t.note, len(m.Papers) > 0)
	show(t.see, m.Known)
	t.said.Refresh()
	t.foot.Refresh()
	t.root.Refresh()
	if t.told != m.Event.ID { // looking again leaves the words where they are
		t.told = m.Event.ID
		t.words.ScrollTo(0)
	}
}

func enable(b *kit.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// advice is the way out that fits, in words.
func advice(m desk.Misplaced) string {
	why := text.T("sync.tray.why", text.Data{"Reason": reasonWords(m.Reason)})
	switch {
	case m.Unasked:
		return why + text.T("sync.tray.advice.unasked")
	case m.Anew:
		return why + text.T("sync.tray.advice.anew")
	case m.Again == nil:
		return why + text.T("sync.tray.advice.again")
	}
	return why + text.T("sync.tray.advice.not", text.Data{"Why": frame.WordsOf(m.Again).Happened})
}

func papersWords(list []casefile.MistakenPaper) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = strings.TrimSpace(paper.Name(p.Document) + " " + p.Number)
	}
	return text.T("sync.tray.papers", text.Data{"Papers": strings.Join(names, text.T("list.and"))})
}

// reasonWords says why an event was refused; the rules and the centre share the
// codes of refusals. A newer centre may refuse for a reason unknown here.
func reasonWords(code string) string {
	key := "work.refused." + code
	if words := text.T(key); words != key {
		return words
	}
	return text.T("sync.tray.reason", text.Data{"Code": code})
}

func (t *tray) open() {
	if m, is := t.stray(); is && m.Known {
		t.v.p.Frame.OpenCase(m.Event.Case)
	}
}

// askAgain does it once more, in the form that it came from where there is one.
func (t *tray) askAgain() {
	m, is := t.stray()
	if !is || t.v.tabs.Selected() != tabTray {
		return
	}
	if m.Procedure != nil {
		act.Ask(act.Params{
			Desk: t.v.p.Desk, Frame: t.v.p.Frame, Case: m.Event.Case, Subject: subject(m),
			Do: func(values map[string]string) (casefile.Case, error) {
				return t.v.p.Desk.RepeatStray(m.Event.ID, values)
			},
			Done: func(casefile.Case) { t.settled("again") },
		}, *m.Procedure)
		return
	}
	kit.ShowDialog(t.v.p.Frame.Router(), kit.DialogSpec{
		Title: text.T("sync.again.title"), Width: 520,
		Body: kit.Column(look.Gap12, subject(m), kit.NewParagraph(text.T("sync.again.body", text.Data{
			"What": eventName(m.Event),
		}))),
		Confirm: text.T("sync.tray.again"), Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool {
			t.work(func() error {
				_, err := t.v.p.Desk.RepeatStray(m.Event.ID, nil)
				return err
			}, func() { t.settled("again") })
			return true
		},
	})
}

// takeAnew fills a draft and goes on with it.
func (t *tray) takeAnew() {
	m, is := t.stray()
	if !is || t.v.tabs.Selected() != tabTray {
		return
	}
	var draft desk.Draft
	t.work(func() (err error) {
		draft, err = t.v.p.Desk.TakeStrayAnew(m.Event.ID)
		return err
	}, func() {
		t.settled("anew")
		t.v.p.OpenDraft(draft)
	})
}

// askDrop asks for the reason: it goes on record.
func (t *tray) askDrop() {
	m, is := t.stray()
	if !is || t.v.tabs.Selected() != tabTray {
		return
	}
	reason := kit.NewField(kit.FieldSpec{Label: text.T("sync.drop.reason"), MostRunes: 200})
	kit.ShowDialog(t.v.p.Frame.Router(), kit.DialogSpec{
		Title: text.T("sync.drop.title"), Width: 520, First: reason.FocusTarget(), Destroys: true,
		Body:    kit.Column(look.Gap12, subject(m), kit.NewNoteParagraph(text.T("sync.drop.body")), reason),
		Confirm: text.T("sync.tray.drop"), Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool {
			words := strings.TrimSpace(reason.Value())
			if words == "" {
				reason.SetError(text.T("check.required"))
				reason.Focus()
				return false
			}
			t.work(func() error { return t.v.p.Desk.GiveUpStray(m.Event.ID, words) }, func() { t.settled("drop") })
			return true
		},
	})
}

// printNote prints what the applicant is to know of the papers that do not hold.
func (t *tray) printNote() {
	m, is := t.stray()
	if !is || len(m.Papers) == 0 || t.v.tabs.Selected() != tabTray {
		return
	}
	var path string
	t.work(func() (err error) {
		path, err = t.v.p.Desk.PrintMistakeNote(m)
		return err
	}, func() {
		t.v.p.Frame.Done(text.T("paper.printed", text.Data{"Document": paper.Name(casefile.MistakeNote)}), path)
		t.v.p.Frame.Title(text.T("paper.printed", text.Data{"Document": paper.Name(casefile.MistakeNote)}))
	})
}

func (t *tray) work(do func() error, done func()) {
	t.v.p.Frame.Background(func(context.Context) error { return do() }, func(err error) {
		if err != nil {
			t.v.p.Frame.Tell(err)
			return
		}
		done()
	})
}

// settled says that something has left the tray, and looks again.
func (t *tray) settled(how string) {
	t.v.titled = false
	t.v.p.Frame.Done(text.T("sync.settled."+how), "")
	t.v.p.Frame.Title(text.T("sync.settled." + how))
	t.v.Stale()
	t.v.p.Frame.Changed()
}

// subject is which case a dialog is about.
func subject(m desk.Misplaced) fyne.CanvasObject {
	return kit.Row(look.Gap12, kit.NewStrong(m.Case.Number), kit.Grow(kit.NewNote(m.Case.Application.Project.Name)))
}
