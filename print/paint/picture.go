package paint

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
)

// ErrPicture says that an image of the document is no readable PNG.
var ErrPicture = errors.New("paint: unreadable picture")

// largestPicture bounds what a picture may unpack to: a seal of 45 mm at
// 1200 dpi is about four million pixels.
const largestPicture = 16 << 20

// decode reads a PNG of reasonable size.
func decode(data []byte) (image.Image, error) {
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	if config.Width*config.Height > largestPicture {
		return nil, fmt.Errorf("%w: %d × %d pixels", ErrPicture, config.Width, config.Height)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	return picture, nil
}

// plainPNG returns the picture in the form the PDF writer reads: 8 bits, not
// interlaced. Reading it through first keeps broken files away from a writer
// that trusts them.
func plainPNG(data []byte) ([]byte, error) {
	picture, err := decode(data)
	if err != nil {
		return nil, err
	}
	const depth, interlace = 24, 28 // offsets in the header every PNG begins with
	if data[depth] == 8 && data[interlace] == 0 {
		return data, nil
	}
	flat := image.NewNRGBA(picture.Bounds())
	for y := flat.Rect.Min.Y; y < flat.Rect.Max.Y; y++ {
		for x := flat.Rect.Min.X; x < flat.Rect.Max.X; x++ {
			flat.Set(x, y, picture.At(x, y))
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, flat); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	return out.Bytes(), nil
}
