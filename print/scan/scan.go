// Package scan finds the QR codes that are drawn in a file: a photo or a scan
// (PNG, JPEG), or a PDF. Only drawn codes count: neither a link nor the data of a
// file says anything about the paper it shows.
//
// A PDF is read the cheap way first. Pages of ours draw their code as squares, and
// scanners lay one picture on each page: both are found in the file's streams
// without drawing the page. Where that finds nothing and poppler is on the
// machine, pdftoppm draws the pages.
package scan

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
)

// Errors that Codes gives.
var (
	// ErrNoCode says that no QR code was found.
	ErrNoCode = errors.New("scan: no QR code in the file")
	// ErrFormat says that the file is neither PDF nor PNG nor JPEG, or is broken.
	ErrFormat = errors.New("scan: the file is no PDF, PNG or JPEG")
	// ErrTooLarge says that the picture has more points than are looked at.
	ErrTooLarge = errors.New("scan: the picture is too large")
)

// largest is the most points of a picture: a camera of 100 megapixels.
const largest = 100_000_000

// Codes reads the QR codes of a file, each once, in the order in which they are
// found. Its error is ErrNoCode, ErrFormat, ErrTooLarge or that of the context.
func Codes(ctx context.Context, file []byte) ([]string, error) {
	if bytes.HasPrefix(file, []byte("%PDF-")) {
		return ofPDF(ctx, file)
	}
	picture, err := decode(file)
	if err != nil {
		return nil, err
	}
	return found(read(picture))
}

// found is a list of codes, or the error that there is none.
func found(codes []string) ([]string, error) {
	if len(codes) == 0 {
		return nil, ErrNoCode
	}
	return codes, nil
}

// decode reads a picture once its size is known to be bearable.
func decode(file []byte) (*image.Gray, error) {
	open, size := png.Decode, png.DecodeConfig
	if bytes.HasPrefix(file, []byte{0xFF, 0xD8}) {
		open, size = jpeg.Decode, jpeg.DecodeConfig
	}
	config, err := size(bytes.NewReader(file))
	switch {
	case err != nil:
		return nil, errors.Join(ErrFormat, err)
	case !bearable(config.Width, config.Height):
		return nil, ErrTooLarge
	}
	picture, err := open(bytes.NewReader(file))
	if err != nil {
		return nil, errors.Join(ErrFormat, err)
	}
	return grey(picture), nil
}

func bearable(width, height int) bool {
	return width > 0 && height > 0 && width <= largest && height <= largest/width
}

// add appends what is not there yet.
func add(list []string, more ...string) []string {
	for _, m := range more {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}
