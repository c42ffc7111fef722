package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

func rgb(hex uint32) color.Color {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

func lightColours() map[fyne.ThemeColorName]color.Color {
	return withFyneNames(map[fyne.ThemeColorName]color.Color{
		Background:  rgb(0xF3F5F8),
		Surface:     rgb(0xFFFFFF),
		Quiet:       rgb(0xF8FAFD),
		Text:        rgb(0x1D2129),
		Secondary:   rgb(0x4E5969),
		Disabled:    rgb(0xC9CDD4),
		Primary:     rgb(0x1F5FBF),
		Hover:       rgb(0x3C7AD6),
		OnPrimary:   rgb(0xFFFFFF),
		Success:     rgb(0x0A8F5B),
		Warning:     rgb(0xD9760A),
		Danger:      rgb(0xCB2A2A),
		Line:        rgb(0xE1E5EB),
		Border:      rgb(0xC9CDD4),
		Selection:   rgb(0xE6EFFC),
		SuccessTint: rgb(0xE8F6F0),
		WarningTint: rgb(0xFFF5EA),
		DangerTint:  rgb(0xFDECEC),

		theme.ColorNameHover:             rgb(0xF3F5F8),
		theme.ColorNamePressed:           rgb(0xE6EFFC),
		theme.ColorNamePlaceHolder:       rgb(0x86909C),
		theme.ColorNameScrollBar:         rgb(0xB4BBC5),
		theme.ColorNameOverlayBackground: rgb(0xFFFFFF),
	})
}

func darkColours() map[fyne.ThemeColorName]color.Color {
	return withFyneNames(map[fyne.ThemeColorName]color.Color{
		Background:  rgb(0x15181D),
		Surface:     rgb(0x1F242B),
		Quiet:       rgb(0x1B2026),
		Text:        rgb(0xE6E9EE),
		Secondary:   rgb(0xA7B0BD),
		Disabled:    rgb(0x59616D),
		Primary:     rgb(0x6FA3F0),
		Hover:       rgb(0x8DB7F5),
		OnPrimary:   rgb(0x0E1A2B),
		Success:     rgb(0x45C08F),
		Warning:     rgb(0xF0A24C),
		Danger:      rgb(0xF27C77),
		Line:        rgb(0x323943),
		Border:      rgb(0x4A525E),
		Selection:   rgb(0x26374F),
		SuccessTint: rgb(0x19332A),
		WarningTint: rgb(0x3A2C1B),
		DangerTint:  rgb(0x3D2325),

		theme.ColorNameHover:             rgb(0x262C34),
		theme.ColorNamePressed:           rgb(0x26374F),
		theme.ColorNamePlaceHolder:       rgb(0x7E8794),
		theme.ColorNameScrollBar:         rgb(0x59616D),
		theme.ColorNameOverlayBackground: rgb(0x1F242B),
	})
}

// withFyneNames gives Fyne's remaining names the colour of one of our tokens, so
// that its own menus and scroll bars look like ours.
func withFyneNames(c map[fyne.ThemeColorName]color.Color) map[fyne.ThemeColorName]color.Color {
	c[theme.ColorNameInputBackground] = c[Surface]
	c[theme.ColorNameMenuBackground] = c[Surface]
	c[theme.ColorNameHeaderBackground] = c[Surface]
	c[theme.ColorNameButton] = c[Surface]
	c[theme.ColorNameDisabledButton] = c[Background]
	c[theme.ColorNameFocus] = c[Selection]
	c[theme.ColorNameHyperlink] = c[Primary]
	c[theme.ColorNameForegroundOnError] = c[OnPrimary]
	c[theme.ColorNameForegroundOnSuccess] = c[OnPrimary]
	c[theme.ColorNameForegroundOnWarning] = c[OnPrimary]
	c[theme.ColorNameScrollBarBackground] = color.Transparent
	c[theme.ColorNameShadow] = color.Transparent
	return c
}
