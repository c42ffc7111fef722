package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// DialogSpec says what a dialog asks.
type DialogSpec struct {
	Title string
	Body  fyne.CanvasObject // what stands between title and buttons; may be nil
	Width float32           // device-independent pixels; 0 is 460

	// Confirm is the words of the default button, which Enter presses; "" leaves
	// it out. OnConfirm returns false to keep the dialog open, as when a field in
	// it is wrong; nil just closes.
	Confirm   string
	OnConfirm func() (done bool)
	// ConfirmKey is the key printed on the default button where it is not Enter, as
	// in a dialog whose fields take Enter to the next. Both keys press it.
	ConfirmKey Key
	// Keys are further keys of the dialog.
	Keys map[Key]func()
	// Destroys draws the default button as one that destroys something, and takes
	// Enter away from it: that must be pressed on purpose.
	Destroys bool

	// Cancel is the words of the other button, which Esc presses; "" leaves the
	// button out (Esc still closes).
	Cancel   string
	OnCancel func()

	// Keeps leaves the dialog open at Esc: something is under way that ends by itself.
	Keeps bool

	// First gets the focus; nil gives it to the default button.
	First fyne.Focusable
}

// Dialog asks something and lets nothing else be done until it is answered: a
// modal scope of the Router hides every other key while it is open.
type Dialog struct {
	widget.BaseWidget

	spec    DialogSpec
	router  *Router
	scope   *Scope
	confirm *Button
	cancel  *Button
	card    fyne.CanvasObject
	before  fyne.Focusable
}

// ShowDialog opens a dialog in the window of the router.
func ShowDialog(router *Router, spec DialogSpec) *Dialog {
	d := &Dialog{spec: spec, router: router}
	if d.spec.Width == 0 {
		d.spec.Width = 460
	}
	d.buildButtons()
	d.card = NewCard(d.content())
	d.ExtendBaseWidget(d)
	d.open()
	return d
}

func (d *Dialog) buildButtons() {
	weight, key := Primary, Key("Enter")
	if d.spec.ConfirmKey != "" {
		key = d.spec.ConfirmKey
	}
	if d.spec.Destroys {
		weight, key = Danger, ""
	}
	if d.spec.Confirm != "" {
		d.confirm = NewButton(d.spec.Confirm, key, weight, d.Confirm)
	}
	if d.spec.Cancel != "" {
		d.cancel = NewButton(d.spec.Cancel, "Esc", Secondary, d.Cancel)
	}
}

func (d *Dialog) content() fyne.CanvasObject {
	parts := []fyne.CanvasObject{NewHeading(d.spec.Title)}
	if d.spec.Body != nil {
		parts = append(parts, d.spec.Body)
	}
	buttons := []fyne.CanvasObject{Space()}
	for _, button := range []*Button{d.cancel, d.confirm} {
		if button != nil {
			buttons = append(buttons, button)
		}
	}
	parts = append(parts, Row(look.Gap8, buttons...))
	return Column(look.Gap16, parts...)
}

func (d *Dialog) open() {
	d.before = d.router.focused()
	d.scope = d.router.OpenModal()
	if !d.spec.Keeps {
		d.scope.On("Esc", d.Cancel)
	}
	for key, do := range d.spec.Keys {
		d.scope.On(key, do)
	}
	if !d.spec.Destroys {
		d.scope.On("Enter", d.Confirm)
		d.scope.On("Ctrl+Enter", d.Confirm)
	}
	d.router.lay(d)
	d.Resize(d.router.canvas.Size())
	switch {
	case d.spec.First != nil:
		d.router.focus(d.spec.First)
	case d.spec.Destroys && d.cancel != nil:
		d.router.focus(d.cancel)
	case d.confirm != nil:
		d.router.focus(d.confirm)
	}
}

// Confirm does what the default button does.
func (d *Dialog) Confirm() {
	if d.confirm == nil || d.confirm.Disabled() {
		return
	}
	if d.spec.OnConfirm == nil || d.spec.OnConfirm() {
		d.Close()
	}
}

// Cancel does what the other button does.
func (d *Dialog) Cancel() {
	d.Close()
	if d.spec.OnCancel != nil {
		d.spec.OnCancel()
	}
}

// Close takes the dialog away and gives the focus back; nobody is told.
func (d *Dialog) Close() {
	d.router.CloseModal(d.scope)
	d.router.lift(d)
	if d.before != nil {
		d.router.focus(d.before)
	}
}

// CreateRenderer is for Fyne.
func (d *Dialog) CreateRenderer() fyne.WidgetRenderer {
	d.ExtendBaseWidget(d)
	veil := canvas.NewRectangle(veilColour())
	return &drawn{
		objects: []fyne.CanvasObject{veil, d.card},
		layout: func(size fyne.Size) {
			veil.Resize(size)
			width := fyne.Min(d.spec.Width, size.Width-2*look.Gap24)
			d.card.Resize(fyne.NewSize(width, d.card.MinSize().Height)) // lets wrapped text count its lines
			height := fyne.Min(d.card.MinSize().Height, size.Height-2*look.Gap24)
			d.card.Resize(fyne.NewSize(width, height))
			d.card.Move(fyne.NewPos((size.Width-width)/2, (size.Height-height)/2.4))
		},
		least: func() fyne.Size { return d.card.MinSize() },
		paint: func() { veil.FillColor = veilColour() },
	}
}
