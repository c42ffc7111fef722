package intake

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// checklist is the band of materials: what lies on the counter, what others
// supply, which files are attached.
type checklist struct {
	view    *View
	content *fyne.Container
	note    *kit.Words
	body    *fyne.Container
	listed  []catalog.Material
	links   map[string]kit.Focusable // the link that takes a file, by material
}

func newChecklist(v *View) *checklist {
	c := &checklist{view: v, note: kit.NewNote(""), body: &fyne.Container{}}
	title := kit.Row(look.Gap12, kit.NewStrong(text.T("intake.materials")), c.note)
	c.content = kit.Column(look.Gap4, title, c.body)
	return c
}

// fill lists what the situation calls for.
func (c *checklist) fill() {
	list, err := c.view.desk.Materials(c.view.draft)
	if err != nil {
		c.view.frame.Tell(err)
		return
	}
	c.listed, c.links = list, map[string]kit.Focusable{}
	brought := 0
	var cells []kit.Cell
	for _, m := range list {
		if m.Source == catalog.Applicant {
			brought++
		}
		cells = append(cells, kit.Span(1, c.row(m)))
	}
	c.note.Set(text.T("intake.materials.note", text.Data{"Count": brought}))
	grid := kit.NewGrid(2, cells...)
	c.body.Layout, c.body.Objects = grid.Layout, grid.Objects
	c.content.Refresh()
}

func (c *checklist) row(m catalog.Material) fyne.CanvasObject {
	paper := c.view.draft.Materials[m.ID]
	earlier, made := c.view.draft.Maker(m)
	if m.Source != catalog.Applicant && (made || m.MadeBy.Item == "") {
		name, origin := kit.NewWords(m.Name), text.T("source."+string(m.Source))
		if made {
			origin = text.T("intake.madeby", text.Data{"Number": earlier.Number})
		}
		name.Room = nameRoom
		return kit.Pad(2, 0, 2, look.Gap4+2, kit.Row(look.Gap12, kit.NewTick(true), kit.Grow(name), kit.NewNote(origin)))
	}
	check := kit.NewCheck(m.Name, paper.Present, func(on bool) { c.tick(m.ID, on) })
	check.OnFocus = func() { c.view.scroll.Reveal(check) }
	parts := []fyne.CanvasObject{kit.Grow(check), kit.NewNote(wanted(m))}
	for _, f := range paper.Files {
		link := kit.NewLink(short(f.Name), func() { c.detach(m, f.Name, f.Hash) })
		parts, c.links[m.ID] = append(parts, link), link
	}
	if m.File || len(paper.Files) == 0 {
		link := kit.NewLink(text.T("intake.attach"), func() { c.choose(m) })
		parts, c.links[m.ID] = append(parts, link), link
	}
	return kit.Row(look.Gap12, parts...)
}

// nameRoom is the least width of a material's name before it is cut.
const nameRoom = 60

// wanted says in which form a paper is wanted: 原件 1. What an earlier item was
// to make is wanted in no form: the applicant may bring it.
func wanted(m catalog.Material) string {
	if m.MadeBy.Item != "" {
		return text.T("intake.madeby.none")
	}
	return text.T("intake.form."+string(m.Form()), text.Data{"Count": max(m.Copies, 1)})
}

// short keeps a file's name within the row.
func short(name string) string {
	runes := []rune(name)
	if len(runes) <= 14 {
		return name
	}
	return string(runes[:6]) + "…" + string(runes[len(runes)-7:])
}

func (c *checklist) tick(id string, present bool) {
	paper := c.view.draft.Materials[id]
	paper.Present = present
	c.view.draft.Materials[id] = paper
	c.view.changed()
}

// wanting is the first material that still needs a file, or else the first
// that takes one.
func (c *checklist) wanting() catalog.Material {
	var first catalog.Material
	for _, m := range c.listed {
		if m.Source != catalog.Applicant {
			continue
		}
		if first.ID == "" {
			first = m
		}
		if m.File && len(c.view.draft.Materials[m.ID].Files) == 0 {
			return m
		}
	}
	return first
}

// choose asks for a file.
func (c *checklist) choose(m catalog.Material) {
	kit.ChooseFile(c.view.frame.Router(), kit.FileSpec{
		Title:   text.T("intake.attach.title", text.Data{"Name": m.Name}),
		Hint:    text.T("intake.attach.hint"),
		Confirm: text.T("intake.attach.take"),
		Cancel:  text.T("dialog.cancel"),
		Empty:   text.T("intake.attach.empty"),
		Columns: [3]string{text.T("file.name.title"), text.T("file.time.title"), text.T("file.size.title")},
		Chosen:  func(path string) { c.view.attach(m, path) },
	})
}

func (c *checklist) detach(m catalog.Material, name, hash string) {
	kit.ShowDialog(c.view.frame.Router(), kit.DialogSpec{
		Title:    text.T("intake.detach.title", text.Data{"Name": name}),
		Body:     kit.NewParagraph(text.T("intake.detach.body")),
		Confirm:  text.T("intake.detach.confirm", text.Data{"Name": short(name)}),
		Cancel:   text.T("dialog.cancel"),
		Destroys: true,
		OnConfirm: func() bool {
			c.view.keeper.flush()
			c.view.settle(c.view.desk.Detach(c.view.draft, m.ID, hash))
			return true
		},
	})
}

// attach takes a file in. A large one takes a moment, so it is copied off the
// main goroutine; the page stays usable.
func (v *View) attach(m catalog.Material, path string) {
	if m.ID == "" {
		return
	}
	name, draft := filepath.Base(path), v.draft.ID
	var file casefile.Attachment
	v.frame.Background(func(context.Context) (err error) {
		file, err = v.desk.TakeFile(path)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			v.frame.Tell(err)
		case v.draft.ID != draft || !v.working():
			// The clerk has gone on meanwhile: the file must not land in the next draft.
			v.frame.Tell(&desk.Message{Key: "file-late", Data: map[string]any{"Subject": name}})
		default:
			v.keeper.flush()
			if !v.settle(v.desk.Attach(v.draft, m.ID, file)) {
				return
			}
			v.frame.Router().Focus(v.materials.links[m.ID])
			v.frame.Title(text.T("intake.attached", text.Data{"Name": name}))
			v.frame.Done(text.T("intake.attached", text.Data{"Name": name}), m.Name)
		}
	})
}

// settle shows the draft that an action returned, or says why it failed.
func (v *View) settle(draft desk.Draft, err error) (done bool) {
	if err != nil {
		v.frame.Tell(err)
		return false
	}
	v.draft = draft
	v.showSaved()
	v.materials.fill()
	return true
}
