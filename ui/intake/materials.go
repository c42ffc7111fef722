package intake

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/parcel"
	"onewindow/ui/kit"
	"onewindow/ui/land"
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
	rows    map[string]fyne.CanvasObject
	links   map[string]kit.Focusable // the link that takes a file, by material
	offered string                   // the surveyed area that the form could take over, "" for none
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
	c.rows = map[string]fyne.CanvasObject{}
	c.listed, c.links, c.offered = list, map[string]kit.Focusable{}, c.view.desk.AreaOffer(c.view.draft)
	brought := 0
	var cells []kit.Cell
	for _, m := range list {
		if m.Source == catalog.Applicant {
			brought++
		}
		c.rows[m.ID] = c.row(m)
		cells = append(cells, kit.Span(1, c.rows[m.ID]))
	}
	c.note.Set(text.T("intake.materials.note", text.Data{"Count": brought}))
	grid := kit.NewGrid(2, cells...)
	c.body.Layout, c.body.Objects = grid.Layout, grid.Objects
	c.content.Refresh()
	if c.view.scroll != nil { // while the page is being built there is none
		c.view.scroll.Fit()
	}
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
		line := kit.Row(look.Gap12, kit.NewTick(true), kit.Grow(name), kit.NewNote(origin))
		return kit.Column(0, kit.Pad(2, 0, 2, look.Gap4+2, line))
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
	lines := []fyne.CanvasObject{kit.Row(look.Gap12, parts...)}
	for _, f := range paper.Files {
		if f.Outline != nil {
			lines = append(lines, c.outline(f))
		}
	}
	return kit.Column(0, lines...)
}

// outline says under a material what its boundary file holds, and offers the
// surveyed area where the form states another.
func (c *checklist) outline(f casefile.Attachment) fyne.CanvasObject {
	facts := kit.NewNote(land.Facts(f))
	facts.Room = nameRoom
	if f.Outline.Errors > 0 {
		facts.Say(facts.Text, look.Danger)
	}
	var links []fyne.CanvasObject
	if why := land.ProblemsLink(c.view.desk, c.view.frame, f); why != nil {
		links = append(links, why)
	}
	if area := c.offered; area != "" && f.Outline.Errors == 0 {
		links = append(links, kit.NewLink(text.T("land.offer", text.Data{"Area": area}), func() { c.view.takeArea(area) }))
	}
	if len(links) == 0 {
		return kit.Pad(0, 0, look.Gap4, tickWide, facts)
	}
	return kit.Pad(0, 0, look.Gap4, tickWide, kit.Column(0, facts, kit.Row(look.Gap16, append(links, kit.Space())...)))
}

// tickWide is how far the name of a material stands from the edge.
const tickWide = 28

// takeArea fills the surveyed area into the form.
func (v *View) takeArea(area string) {
	v.draft.Fields["land.area"] = area
	v.form.fields["land.area"].SetValue(area)
	v.judgeArea()
	v.changed()
	v.form.fields["land.area"].Focus()
	v.frame.Title(text.T("land.taken"))
}

// judgeArea holds the stated area against the survey anew.
func (v *View) judgeArea() {
	if v.draft.Fields["land.area"] != "" {
		v.form.show(v.desk.CheckField(v.draft, "land.area"), true)
	}
	v.materials.fill()
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

// wanting is the material that a dropped file is for: a text file is for what
// outlines the land, any other for the first material that still needs a file,
// or else the first that takes one.
func (c *checklist) wanting(path string) catalog.Material {
	if strings.EqualFold(filepath.Ext(path), ".txt") {
		for _, m := range c.listed {
			if m.Outlines != "" && m.Source == catalog.Applicant {
				return m
			}
		}
	}
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
			if c.view.settle(c.view.desk.Detach(c.view.draft, m.ID, hash)) {
				c.view.judgeArea()
			}
			return true
		},
	})
}

// largeFile takes longer than half a second on the machine of a counter, in bytes.
const largeFile = 8 << 20

// attach takes a file in. A large one takes a moment, so it is copied off the
// main goroutine; the page stays usable.
func (v *View) attach(m catalog.Material, path string) {
	if m.ID == "" {
		return
	}
	draft := v.draft.ID
	var file casefile.Attachment
	var problems parcel.Problems
	if info, err := os.Stat(path); err == nil && info.Size() > largeFile {
		v.frame.Done(text.T("intake.taking"), info.Name()) // in passing: nobody stops typing for it
	}
	v.frame.Background(func(context.Context) (err error) {
		file, problems, err = v.desk.TakeMaterial(m.Outlines, path)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			v.frame.Tell(err)
		case !problems.Usable():
			land.AskAnyway(v.frame, &desk.Unreadable{File: file, Problems: problems}, func() { v.keep(m, file, draft) })
		default:
			v.keep(m, file, draft)
		}
	})
}

// keep puts a file that was taken in with the material of the draft it was
// brought for.
func (v *View) keep(m catalog.Material, file casefile.Attachment, draft string) {
	if v.draft.ID != draft || !v.working() {
		// The clerk has gone on meanwhile: the file must not land in the next draft.
		v.frame.Tell(&desk.Message{Key: "file-late", Data: map[string]any{"Subject": file.Name}})
		return
	}
	v.keeper.flush()
	if !v.settle(v.desk.Attach(v.draft, m.ID, file)) {
		return
	}
	v.judgeArea()
	v.frame.Router().Focus(v.materials.links[m.ID])
	v.scroll.Reveal(v.materials.rows[m.ID])
	v.frame.Title(text.T("intake.attached", text.Data{"Name": file.Name}))
	v.frame.Done(text.T("intake.attached", text.Data{"Name": file.Name}), m.Name)
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
