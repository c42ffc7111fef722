// Package look is how the window looks: the colours, sizes and fonts of every
// view, as one Fyne theme.
//
// The tokens are few on purpose. Colour never speaks alone: whatever is green,
// amber or red has a word or a mark beside it.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Tokens beyond Fyne's own names; a widget asks its theme for them.
const (
	Background  = theme.ColorNameBackground          // the page
	Surface     = fyne.ThemeColorName("surface")     // cards, bars, fields
	Quiet       = fyne.ThemeColorName("quiet")       // a card that only explains
	Text        = theme.ColorNameForeground          // body
	Secondary   = fyne.ThemeColorName("secondary")   // labels, notes
	Disabled    = theme.ColorNameDisabled            // what cannot be used
	Primary     = theme.ColorNamePrimary             // the one main action; focus ring
	Hover       = fyne.ThemeColorName("primaryOver") // the main action under the pointer
	OnPrimary   = theme.ColorNameForegroundOnPrimary // words on primary
	Success     = theme.ColorNameSuccess             // in time, valid
	Warning     = theme.ColorNameWarning             // three working days or less left
	Danger      = theme.ColorNameError               // overdue, invalid
	Line        = theme.ColorNameSeparator           // hairlines, card borders
	Border      = theme.ColorNameInputBorder         // borders of what can be operated
	Selection   = theme.ColorNameSelection           // the chosen row, chip, place
	SuccessTint = fyne.ThemeColorName("successTint") // ground of a calm good message
	WarningTint = fyne.ThemeColorName("warningTint") // ground of a message to heed
	DangerTint  = fyne.ThemeColorName("dangerTint")  // ground of a message to act on
)

// Sizes of text, in Fyne's device-independent pixels.
const (
	Body    float32 = 15
	Note    float32 = 13
	Hint    float32 = 12
	Section float32 = 18
	Page    float32 = 24
)

// Gaps: every distance in a view is one of these, in device-independent pixels.
const (
	Gap4  float32 = 4
	Gap8  float32 = 8
	Gap12 float32 = 12
	Gap16 float32 = 16
	Gap24 float32 = 24
)

// Shapes of what is drawn, in device-independent pixels.
const (
	Radius     float32 = 6  // fields, buttons
	CardRadius float32 = 8  // cards
	FieldHigh  float32 = 34 // fields
	ButtonHigh float32 = 36 // buttons
	ChipHigh   float32 = 28 // chips
	Ring       float32 = 2  // focus ring
)

// Mode chooses between the light and the dark variant.
type Mode int

// Light is the default; Dark maps the same names for dim rooms.
const (
	Light Mode = iota
	Dark
)

// Theme is the look as Fyne wants it. It has two font resources and hands the
// same two out for every style: each further resource would be parsed and kept
// in memory again.
type Theme struct {
	colours       map[fyne.ThemeColorName]color.Color
	regular, bold fyne.Resource
	fallback      fyne.Theme
	variant       fyne.ThemeVariant
}

// New makes a theme from the regular and the bold face (TrueType bytes).
func New(regular, bold []byte, mode Mode) *Theme {
	t := &Theme{
		colours:  lightColours(),
		regular:  fyne.NewStaticResource("OneWindowSans-Regular.ttf", regular),
		bold:     fyne.NewStaticResource("OneWindowSans-Bold.ttf", bold),
		fallback: theme.DefaultTheme(),
		variant:  theme.VariantLight,
	}
	if mode == Dark {
		t.colours, t.variant = darkColours(), theme.VariantDark
	}
	return t
}

// Color is the colour of a token. The operating system's light or dark setting
// is not followed: the mode was chosen at New.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if c, known := t.colours[name]; known {
		return c
	}
	return t.fallback.Color(name, t.variant)
}

// Font is one of the two faces; symbols keep Fyne's own font.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol:
		return t.fallback.Font(style)
	case style.Bold:
		return t.bold
	default:
		return t.regular
	}
}

// Icon is Fyne's own.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.fallback.Icon(name) }

// Size is the size of a token, in device-independent pixels.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return Body
	case theme.SizeNameCaptionText:
		return Note
	case theme.SizeNameSubHeadingText:
		return Section
	case theme.SizeNameHeadingText:
		return Page
	case theme.SizeNamePadding, theme.SizeNameInnerPadding:
		return Gap4
	case theme.SizeNameInputRadius: // our own box is round; a square one inside it can be covered
		return 0
	case theme.SizeNameButtonRadius, theme.SizeNameMenuRadius, theme.SizeNamePopupRadius:
		return Radius
	case theme.SizeNameCardRadius, theme.SizeNameDialogRadius:
		return CardRadius
	case theme.SizeNameSelectionRadius, theme.SizeNameModalBlurRadius:
		return 0
	case theme.SizeNameScrollBar:
		return 10
	default:
		return t.fallback.Size(name)
	}
}
