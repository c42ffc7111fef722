package escpos_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
)

// printed is what a receipt printer of 576 dots makes of commands: it knows the
// few that are sent and stumbles over any other.
type printed struct {
	picture *image.Gray
	cuts    int
	bands   []int // rows of each command
}

// decode rebuilds the picture from the bytes, by Epson's reference and not by
// the encoder.
func decode(commands []byte) (printed, error) {
	p := printed{picture: image.NewGray(image.Rect(0, 0, 576, 0))}
	for len(commands) > 0 {
		switch {
		case bytes.HasPrefix(commands, []byte{0x1b, '@'}):
			commands = commands[2:]
		case bytes.HasPrefix(commands, []byte{0x1d, 'V', 66, 0}):
			p.cuts++
			commands = commands[4:]
		case bytes.HasPrefix(commands, []byte{0x1d, 'v', '0', 0}) && len(commands) >= 8:
			wide, high := int(commands[4])|int(commands[5])<<8, int(commands[6])|int(commands[7])<<8
			body := commands[8:]
			if wide > 72 || high == 0 || len(body) < wide*high {
				return p, fmt.Errorf("a band of %d bytes by %d rows, %d bytes left", wide, high, len(body))
			}
			p.band(body[:wide*high], wide, high)
			commands = body[wide*high:]
		default:
			return p, fmt.Errorf("unknown command % x", commands[:min(4, len(commands))])
		}
	}
	return p, nil
}

// band prints some rows below what is there.
func (p *printed) band(dots []byte, wide, high int) {
	top := p.picture.Rect.Dy()
	longer := image.NewGray(image.Rect(0, 0, 576, top+high))
	for i := range longer.Pix {
		longer.Pix[i] = 0xff
	}
	copy(longer.Pix, p.picture.Pix)
	for i, eight := range dots {
		for bit := range 8 {
			if eight&(0x80>>bit) != 0 {
				longer.SetGray(i%wide*8+bit, top+i/wide, color.Gray{})
			}
		}
	}
	p.picture = longer
	p.bands = append(p.bands, high)
}
