// Package settings is the 设置 page: what an office sets at a window, and how
// the exchange with the central system stands.
package settings

import (
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Params is what the page stands on.
type Params struct {
	Desk    *desk.Desk
	Frame   frame.Frame
	Version string // of the program
	Data    string // the folder the program lives in, shown to the administrator

	OpenSync func() // shows the page of the exchange
}

// View is the page.
type View struct {
	p Params

	window, central, code, lock   *kit.Field
	printer, certificates, strips *kit.Field
	fields                        map[string]*kit.Field // by the name the desk calls them
	stamp                         *stamp
	sync                          *exchange
	days                          *calendar
	land                          *land
	backup                        *backup
	save                          *kit.Button
	scroll                        *kit.Scroll
	root                          fyne.CanvasObject
	touched                       bool // something typed has not been saved
}

var _ frame.View = (*View)(nil)

// New builds the page.
func New(p Params) *View {
	v := &View{p: p}
	v.buildFields()
	v.stamp = newStamp(v)
	v.sync = newExchange(p)
	v.days = newCalendar(p)
	v.land = newLand(p)
	v.backup = newBackup(p)
	v.save = kit.NewButton(text.T("settings.save"), "Ctrl+S", kit.Primary, v.Save)
	form := kit.Column(look.Gap4,
		kit.NewGrid(6, kit.Span(2, v.window), kit.Span(2, v.lock), kit.Span(6, v.printer), kit.Span(3, v.certificates), kit.Span(3, v.strips)),
		kit.Pad(0, 0, look.Gap8, 0, v.printerButtons()),
		kit.NewGrid(6, kit.Span(4, v.central), kit.Span(2, v.code)),
		v.stamp.content)
	card := kit.NewCard(kit.Column(look.Gap12, kit.NewSectionTitle(text.T("settings.window.title"), ""),
		form, kit.Row(look.Gap8, kit.Space(), v.save)))
	about := kit.NewCard(kit.Column(look.Gap12, kit.NewSectionTitle(text.T("settings.about"), ""), kit.NewFacts(96,
		kit.Fact{Name: text.T("settings.version"), Text: p.Version},
		kit.Fact{Name: text.T("settings.data"), Text: p.Data})))
	v.scroll = kit.NewScroll(kit.Column(look.Gap12, card, v.sync.card, v.backup.card, v.days.card, v.land.card, about))
	head := kit.Fixed(0, look.ButtonHigh, kit.Row(look.Gap16, kit.NewHeading(text.T("rail.settings"))))
	v.root = kit.Column(look.Gap8, head, kit.Grow(v.scroll))
	v.read()
	return v
}

func (v *View) buildFields() {
	field := func(name string, accept func(rune) bool, most int) *kit.Field {
		return kit.NewField(kit.FieldSpec{
			Label: text.T("settings." + name), Hint: text.T("settings." + name + ".hint"),
			Accept: accept, MostRunes: most, OnChanged: func(string) { v.touched = true },
		})
	}
	v.window = field("window", kit.Digits, 2)
	v.printer = field("printer", nil, 300)
	v.central = field("central", nil, 300)
	v.code = field("code", nil, 100)
	v.lock = field("lock", kit.Digits, 3)
	v.certificates = field(string(desk.ForCertificates), nil, 300)
	v.strips = field(string(desk.ForReceipts), nil, 300)
	v.fields = map[string]*kit.Field{
		"window": v.window, "central": v.central, "code": v.code, "lock": v.lock, string(desk.ForPapers): v.printer,
		string(desk.ForCertificates): v.certificates, string(desk.ForReceipts): v.strips,
	}
}

// Content is the page.
func (v *View) Content() fyne.CanvasObject { return v.root }

// Bind gives the page its keys.
func (v *View) Bind(keys *kit.Scope) {
	keys.On("Ctrl+S", v.Save)
	keys.On("F8", v.backup.choose)
	keys.On("F9", v.days.choose)
	keys.On(kit.Key(fyne.KeyPageDown), func() { v.scroll.Page(1) })
	keys.On(kit.Key(fyne.KeyPageUp), func() { v.scroll.Page(-1) })
}

// Shown reads the settings again, unless something was typed and not saved.
func (v *View) Shown() {
	v.p.Frame.Title(text.T("rail.settings"))
	if !v.touched {
		v.read()
	}
	v.readCards()
	v.p.Frame.Router().Focus(v.window)
}

// Stale looks how the exchange stands and whether another calendar came; the fields are left alone.
func (v *View) Stale() { v.readCards() }

// readCards reads what stands below the form; its length may change.
func (v *View) readCards() {
	v.sync.read()
	v.days.read()
	v.land.read()
	v.backup.read()
	v.scroll.Fit()
}

func (v *View) read() {
	s := v.p.Desk.Settings()
	v.window.SetValue(s.Window)
	v.printer.SetValue(s.Printer)
	v.certificates.SetValue(s.Certificates)
	v.strips.SetValue(s.Receipts)
	v.central.SetValue(s.Central)
	v.code.SetValue(s.Code)
	v.lock.SetValue(strconv.Itoa(s.LockAfter))
	v.stamp.set(s.Seal)
	v.touched = false
}

// Save keeps what is typed and puts it into force.
func (v *View) Save() {
	for _, f := range v.fields {
		f.Clear()
	}
	minutes, err := strconv.Atoi(strings.TrimSpace(v.lock.Value()))
	if err != nil {
		minutes = -1 // which the desk refuses
	}
	err = v.p.Desk.SaveSettings(desk.Settings{
		Window: strings.TrimSpace(v.window.Value()), Printer: strings.TrimSpace(v.printer.Value()),
		Certificates: strings.TrimSpace(v.certificates.Value()), Receipts: strings.TrimSpace(v.strips.Value()),
		Central: strings.TrimSpace(v.central.Value()), Code: strings.TrimSpace(v.code.Value()),
		Seal: v.stamp.image, LockAfter: minutes,
	})
	if err != nil {
		v.refuse(err)
		return
	}
	v.touched = false
	v.sync.read()
	v.p.Frame.Title(text.T("settings.saved"))
	v.p.Frame.Done(text.T("settings.saved"), text.T("settings.saved.words"))
	v.p.Frame.Changed()
}

// refuse marks the field the desk found wrong, by the name people know it by.
func (v *View) refuse(err error) {
	var m *desk.Message
	if errors.As(err, &m) && m.Key == "setting-invalid" {
		name, _ := m.Data["Field"].(string)
		if f := v.fields[name]; f != nil {
			f.SetError(text.T("settings." + name + ".wrong"))
			f.Focus()
			err = &desk.Message{Key: m.Key, Data: map[string]any{"Field": f.Label()}, Cause: err}
		}
	}
	v.p.Frame.Tell(err)
}
