package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"onewindow/ui/look"
)

// veilColour dims what lies behind a dialog.
func veilColour() color.Color { return color.NRGBA{R: 0x1D, G: 0x21, B: 0x29, A: 0x66} }

// Mood is how a message is meant.
type Mood int

// The moods of a Strip.
const (
	Calm Mood = iota // for information
	Good             // something went well
	Heed             // something wants attention, everything still works
	Bad              // something failed; the words say what was kept and what to do
)

// Strip is a calm one-line message in the page, never a window in the way: bold
// words, more words, perhaps a link.
type Strip struct {
	widget.BaseWidget

	lead   *Words
	words  *Words
	action *Button
	panel  *Panel
}

// NewStrip builds a strip without words; Say fills it.
func NewStrip() *Strip {
	s := &Strip{lead: NewStrong(""), words: newWords("", look.Body-1, false, look.Text), action: NewLink("", nil)}
	s.words.Room = 40
	s.panel = newPanel(look.Selection, false, look.Radius, look.Gap8,
		Pad(0, look.Gap4, 0, look.Gap4, Row(look.Gap16, s.lead, Grow(s.words), s.action)))
	s.ExtendBaseWidget(s)
	return s
}

// Say shows a message. The link appears where its words are not empty.
func (s *Strip) Say(mood Mood, lead, words, link string, do func()) {
	ground, colour := mood.colours()
	s.panel.ground = ground
	s.lead.Say(lead, colour)
	show(s.lead, lead != "")
	s.words.Set(words)
	s.action.Text, s.action.OnTapped = link, do
	show(s.action, link != "")
	s.action.Refresh()
	s.panel.Refresh()
	s.panel.content.Refresh()
	s.Refresh()
}

func (m Mood) colours() (ground, lead fyne.ThemeColorName) {
	switch m {
	case Good:
		return look.SuccessTint, look.Success
	case Heed:
		return look.WarningTint, look.Warning
	case Bad:
		return look.DangerTint, look.Danger
	default:
		return look.Selection, look.Primary
	}
}

// CreateRenderer is for Fyne.
func (s *Strip) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	return widget.NewSimpleRenderer(s.panel)
}
