package work

import (
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/land"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// materials lists the papers of the case and the files that belong to them.
func (p *panel) materials() fyne.CanvasObject {
	list := p.shown.Case.Materials
	if len(list) == 0 {
		return kit.NewNote(text.T("work.materials.none"))
	}
	lines := make([]fyne.CanvasObject, 0, len(list))
	for _, m := range list {
		lines = append(lines, p.material(m))
	}
	return kit.Column(look.Gap12, lines...)
}

func (p *panel) material(m casefile.Material) fyne.CanvasObject {
	name := kit.NewParagraph(m.Name)
	note := kit.NewNoteParagraph(materialNote(m))
	if !m.Present {
		note.Say(text.T("work.material.missing"), look.Warning)
	}
	lines := []fyne.CanvasObject{name, note}
	for _, f := range m.Files {
		lines = append(lines, p.file(f))
		if f.Outline != nil {
			lines = append(lines, p.outline(f))
		}
	}
	return kit.Beside(24, kit.Pad(3, 0, 0, 0, kit.NewTick(m.Present)), kit.Column(2, lines...))
}

// materialNote says who supplied a paper, which earlier case made it, and how it
// came.
func materialNote(m casefile.Material) string {
	parts := []string{text.T("source." + m.Source)}
	if m.From != "" {
		parts = append(parts, text.T("intake.madeby", text.Data{"Number": m.From}))
	}
	if m.Copies > 0 {
		parts = append(parts, text.T("work.material."+string(m.Form()), text.Data{"Count": m.Copies}))
	}
	return strings.Join(parts, " · ")
}

func (p *panel) file(f casefile.Attachment) fyne.CanvasObject {
	open := kit.NewLink(text.T("work.file.open"), func() { p.openFile(f) })
	save := kit.NewLink(text.T("work.file.save"), func() { p.askSave(f) })
	name := kit.NewNote(f.Name + "  " + kit.FileSize(f.Size))
	name.Room = 60
	return kit.Row(look.Gap12, kit.Grow(kit.Pad(3, 0, 0, 0, name)), open, save)
}

// outline says what a boundary file holds.
func (p *panel) outline(f casefile.Attachment) fyne.CanvasObject {
	facts := kit.NewNoteParagraph(land.Facts(f))
	if f.Outline.Errors > 0 {
		facts.Say(facts.Text, look.Danger)
	}
	why := land.ProblemsLink(p.view.p.Desk, p.view.p.Frame, f)
	if why == nil {
		return facts
	}
	return kit.Column(0, facts, kit.Row(0, why, kit.Space()))
}

// openFile lets the machine's own program show a file.
func (p *panel) openFile(f casefile.Attachment) {
	path := filepath.Join(p.view.p.Folder, f.Hash[:min(len(f.Hash), 12)]+"-"+safeName(f.Name))
	p.copyOut(f, path, func() {
		address := &url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
		if err := fyne.CurrentApp().OpenURL(address); err != nil {
			p.view.p.Frame.Tell(err)
		}
	})
}

// askSave asks where a file shall be kept.
func (p *panel) askSave(f casefile.Attachment) {
	p.askPath(text.T("work.file.save.title"), f.Name, func(path string) {
		p.copyOut(f, path, func() { p.view.p.Frame.Done(text.T("work.file.saved"), path) })
	})
}

// askPath asks where something shall be kept.
func (p *panel) askPath(title, name string, chosen func(path string)) {
	where := kit.NewField(kit.FieldSpec{Label: text.T("work.file.path")})
	where.SetValue(filepath.Join(home(), safeName(name)))
	kit.ShowDialog(p.view.p.Frame.Router(), kit.DialogSpec{
		Title: title, Body: where, Width: 560, First: where.FocusTarget(),
		Confirm: text.T("work.file.save"), Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool {
			path := strings.TrimSpace(where.Value())
			if path == "" {
				where.SetError(text.T("check.required"))
				return false
			}
			chosen(path)
			return true
		},
	})
}

// copyOut writes a file of the case to a path, whole or not at all. What another
// window took in is fetched from the centre first.
func (p *panel) copyOut(f casefile.Attachment, path string, then func()) {
	v := p.view
	frame.Run(v.p.Frame, frame.Long{
		Title: text.T("work.file.fetching"), Note: text.T("work.file.fetching.from"), Stop: true,
		Do: func(ctx context.Context, told func(string, int64, int64)) error {
			if !v.p.Desk.Holds(f) {
				err := v.p.Desk.FetchFile(ctx, f, func(done int64) { told(f.Name, done, f.Size) })
				if err != nil {
					return err
				}
			}
			from, err := v.p.Desk.OpenFile(f)
			if err != nil {
				return err
			}
			defer from.Close() //nolint:errcheck // it was only read
			return writeWhole(path, from)
		},
		Done: func(err error) {
			switch {
			case errors.Is(err, context.Canceled): // a person stopped it
			case err != nil:
				v.p.Frame.Tell(err)
			default:
				then()
			}
		},
	})
}

func writeWhole(path string, from io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = io.Copy(temp, from)
	err = errors.Join(err, temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}

// safeName is a file's name without any folder in it: it was chosen by others.
func safeName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, "\\", "/"))
	if name == "." || name == ".." || name == "/" {
		return "file"
	}
	return name
}

func home() string {
	dir, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return dir
}
