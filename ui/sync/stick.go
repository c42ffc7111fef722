package sync

import (
	"context"
	"path/filepath"
	"strings"

	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// stick is the exchange on a USB stick (U 盘): two buttons of the page.
type stick struct {
	p        Params
	out, in  *kit.Button
	finished func() // the card shall look again
}

func newStick(p Params, finished func()) *stick {
	s := &stick{p: p, finished: finished}
	s.out = kit.NewButton(text.T("sync.stick.export"), "F10", kit.Secondary, s.chooseExport)
	s.in = kit.NewButton(text.T("sync.stick.import"), "F11", kit.Secondary, s.chooseImport)
	return s
}

// choice asks for the file of a bundle.
func (s *stick) choice(what, saveAs string, chosen func(path string)) {
	kit.ChooseFile(s.p.Frame.Router(), kit.FileSpec{
		Title: text.T("sync.stick." + what), Hint: text.T("sync.stick.hint." + what), SaveAs: saveAs,
		Confirm: text.T("sync.stick.take." + what), Cancel: text.T("dialog.cancel"), Empty: text.T("intake.attach.empty"),
		Columns: [3]string{text.T("file.name.title"), text.T("file.time.title"), text.T("file.size.title")},
		Chosen:  chosen,
	})
}

func (s *stick) chooseExport() { s.choice("export", s.p.Desk.BundleName(), s.export) }

func (s *stick) chooseImport() { s.choice("import", "", s.take) }

// export writes the bundle and says what went into it.
func (s *stick) export(path string) {
	var done desk.Carried
	s.work(func() (err error) {
		done, err = s.p.Desk.ExportBundle(path)
		return err
	}, func() { s.tell("sync.stick.exported", CarriedWords(done), text.T("sync.stick.next")) })
}

// take takes the centre's answer over and says what it brought.
func (s *stick) take(path string) {
	var done desk.BroughtBack
	s.work(func() (err error) {
		done, err = s.p.Desk.ImportBundle(path)
		return err
	}, func() { s.tell("sync.stick.imported", BroughtWords(done), "") })
}

// work shows that the stick must stay in for as long as it takes.
func (s *stick) work(do func() error, done func()) {
	frame.Run(s.p.Frame, frame.Long{
		Title: text.T("sync.stick.busy.title"), Note: text.T("sync.stick.busy"),
		Do: func(context.Context, func(string, int64, int64)) error { return do() },
		Done: func(err error) {
			if err != nil {
				s.p.Frame.Tell(err)
				return
			}
			s.finished()
			s.p.Frame.Changed()
			done()
		},
	})
}

func (s *stick) tell(title, words, next string) {
	body := kit.Column(look.Gap12, kit.NewParagraph(words))
	if next != "" {
		body.Add(kit.NewNoteParagraph(next))
	}
	s.p.Frame.Title(text.T(title))
	kit.ShowDialog(s.p.Frame.Router(), kit.DialogSpec{
		Title: text.T(title), Width: 480, Body: body, Confirm: text.T("dialog.close"),
	})
}

// CarriedWords says what went onto a stick.
func CarriedWords(c desk.Carried) string {
	words := []string{text.T("sync.stick.sent", text.Data{
		"Events": c.Events, "Files": c.Files, "Size": kit.FileSize(c.Bytes), "Name": filepath.Base(c.Path),
	})}
	if c.Left > 0 {
		words = append(words, text.T("sync.stick.left", text.Data{"Count": c.Left}))
	}
	if c.Lost > 0 {
		words = append(words, text.T("sync.stick.lost", text.Data{"Count": c.Lost}))
	}
	return strings.Join(words, "\n")
}

// BroughtWords says what came back on one.
func BroughtWords(r desk.BroughtBack) string {
	words := []string{text.T("sync.stick.brought", text.Data{
		"Confirmed": r.Confirmed, "Refused": r.Refused, "Events": r.Events, "Files": r.Files, "Numbers": r.Numbers,
	})}
	if r.Trouble != "" {
		words = append(words, frame.FaultWords(r.Trouble))
	}
	if r.More {
		words = append(words, text.T("sync.stick.more"))
	}
	return strings.Join(words, "\n")
}
