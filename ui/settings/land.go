package settings

import (
	"fyne.io/fyne/v2"

	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// land is the card of how the office states areas (图件与面积). A choice is in
// force at once.
type land struct {
	p     Params
	areas *kit.Chips
	card  fyne.CanvasObject
}

// Values of the chips.
const (
	onPlane     = "plane"
	onEllipsoid = "ellipsoid"
)

func newLand(p Params) *land {
	l := &land{p: p}
	l.areas = kit.NewRadioChips(onPlane, []kit.Chip{
		{Value: onPlane, Text: text.T("settings.land.plane")}, {Value: onEllipsoid, Text: text.T("settings.land.ellipsoid")},
	}, l.choose)
	l.card = kit.NewCard(kit.Column(look.Gap12, kit.NewSectionTitle(text.T("settings.land"), ""),
		kit.Row(look.Gap12, kit.NewWords(text.T("settings.land.area")), l.areas, kit.Space()),
		kit.NewNoteParagraph(text.T("settings.land.note"))))
	return l
}

// read shows the choice in force.
func (l *land) read() {
	if l.p.Desk.LandSettings().Ellipsoidal {
		l.areas.Set(onEllipsoid)
		return
	}
	l.areas.Set(onPlane)
}

func (l *land) choose(areas string) {
	s := l.p.Desk.LandSettings()
	s.Ellipsoidal = areas == onEllipsoid
	if err := l.p.Desk.SaveLandSettings(s); err != nil {
		l.p.Frame.Tell(err)
		l.read()
		return
	}
	l.p.Frame.Title(text.T("settings.saved"))
	l.p.Frame.Done(text.T("settings.saved"), text.T("settings.land."+areas))
}
