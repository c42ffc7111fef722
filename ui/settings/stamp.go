package settings

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Limits of the picture of a seal: a scan of some 40 mm at 600 dots per inch.
const (
	largestSeal = 2 << 20 // bytes
	widestSeal  = 2400    // pixels a side
)

// stamp is the office seal (印章) that documents are printed with.
type stamp struct {
	view    *View
	image   []byte // PNG, empty where the office stamps by hand
	picture *canvas.Image
	holder  fyne.CanvasObject
	state   *kit.Words
	remove  *kit.Button
	content fyne.CanvasObject
}

func newStamp(v *View) *stamp {
	s := &stamp{view: v, state: kit.NewNote("")}
	s.state.Room = 60
	s.picture = canvas.NewImageFromImage(image.NewAlpha(image.Rect(0, 0, 1, 1)))
	s.picture.FillMode = canvas.ImageFillContain
	choose := kit.NewButton(text.T("settings.seal.choose"), "", kit.Secondary, s.choose)
	s.remove = kit.NewButton(text.T("settings.seal.remove"), "", kit.Danger, func() { s.take(nil) })
	s.holder = kit.Fixed(48, 48, s.picture)
	s.content = kit.Row(look.Gap12, s.holder,
		kit.Grow(kit.Pad(4, 0, 0, 0, kit.Column(2, kit.NewNote(text.T("settings.seal")), s.state))), s.remove, choose)
	return s
}

func (s *stamp) choose() {
	kit.ChooseFile(s.view.p.Frame.Router(), kit.FileSpec{
		Title: text.T("settings.seal.choose"), Hint: text.T("settings.seal.hint"),
		Confirm: text.T("dialog.ok"), Cancel: text.T("dialog.cancel"), Empty: text.T("settings.seal.folder.empty"),
		Chosen: s.load,
	})
}

// load reads a PNG; one that cannot be used leaves the seal as it was.
func (s *stamp) load(path string) {
	raw, err := readSmall(path)
	if err != nil || !usable(raw) {
		s.state.Say(text.T("settings.seal.wrong"), look.Danger)
		return
	}
	s.take(raw)
}

func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return io.ReadAll(io.LimitReader(f, largestSeal+1))
}

// usable says whether the bytes are a PNG of a sensible size. Its head is read
// first: a small file may claim to be a picture that fills the memory.
func usable(raw []byte) bool {
	if len(raw) > largestSeal {
		return false
	}
	head, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil || head.Width > widestSeal || head.Height > widestSeal {
		return false
	}
	_, err = png.Decode(bytes.NewReader(raw))
	return err == nil
}

// take keeps a picture until the settings are saved.
func (s *stamp) take(raw []byte) {
	s.set(raw)
	s.state.Say(text.T("settings.seal.unsaved"), look.Warning)
	s.view.touched = true
}

// set shows a picture.
func (s *stamp) set(raw []byte) {
	s.image = raw
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		s.picture.Image = image.NewAlpha(image.Rect(0, 0, 1, 1))
		s.state.Say(text.T("settings.seal.none"), look.Secondary)
		s.remove.Hide()
		s.holder.Hide()
	} else {
		s.picture.Image = img
		s.state.Say(text.T("settings.seal.set"), look.Success)
		s.remove.Show()
		s.holder.Show()
	}
	s.picture.Refresh()
	s.content.Refresh()
}
