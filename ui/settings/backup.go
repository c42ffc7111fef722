package settings

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// backup is the card of the window's backups (备份): when the last was made, and
// a button for another.
type backup struct {
	p    Params
	last *kit.Words
	card fyne.CanvasObject
}

func newBackup(p Params) *backup {
	b := &backup{p: p, last: kit.NewParagraph("")}
	make := kit.NewButton(text.T("settings.backup.to"), "F8", kit.Secondary, b.choose)
	b.card = kit.NewCard(kit.Column(look.Gap12, kit.Row(look.Gap12, kit.NewStrong(text.T("settings.backup")), kit.Space(), make),
		b.last, kit.NewNoteParagraph(text.T("settings.backup.note"))))
	return b
}

func (b *backup) read() {
	last, days, made, err := b.p.Desk.LastBackup()
	switch {
	case err != nil:
		b.p.Frame.Tell(err)
	case !made:
		b.last.Say(text.T("settings.backup.never"), look.Warning)
	default:
		words, colour := lastWords(last), look.Text
		if days >= desk.BackupAfter {
			words, colour = text.T("settings.backup.old", text.Data{"Days": days})+"　"+words, look.Warning
		}
		b.last.Say(words, colour)
	}
}

func lastWords(last desk.Backup) string {
	return text.T("settings.backup.last", text.Data{
		"Time": last.At.In(desk.Zone()).Format("2006-01-02 15:04"), "Size": kit.FileSize(last.Bytes), "Path": last.Path,
	})
}

func (b *backup) choose() {
	kit.ChooseFile(b.p.Frame.Router(), kit.FileSpec{
		Title: text.T("settings.backup"), Hint: text.T("settings.backup.hint"), SaveAs: b.p.Desk.BackupFile(),
		Confirm: text.T("settings.backup.take"), Cancel: text.T("dialog.cancel"), Empty: text.T("intake.attach.empty"),
		Columns: [3]string{text.T("file.name.title"), text.T("file.time.title"), text.T("file.size.title")},
		Chosen:  b.write,
	})
}

// write makes the backup while work goes on; stopped, it leaves nothing behind.
func (b *backup) write(path string) {
	var done desk.Backup
	frame.Run(b.p.Frame, frame.Long{
		Title: text.T("settings.backup.running"), Note: text.T("settings.backup.note"), Stop: true,
		Do: func(ctx context.Context, told func(string, int64, int64)) (err error) {
			done, err = b.p.Desk.BackUp(ctx, path, func(n, total int64) { told(text.T("settings.backup.running"), n, total) })
			return err
		},
		Done: func(err error) {
			switch {
			case errors.Is(err, context.Canceled): // a person stopped it
			case err != nil:
				b.p.Frame.Tell(err)
			default:
				b.p.Frame.Title(text.T("settings.backup.done"))
				b.p.Frame.Done(text.T("settings.backup.done"), lastWords(done))
				b.read()
			}
		},
	})
}
