package scan

import (
	"image"
	"image/color"
	"slices"

	"github.com/makiuchi-d/gozxing"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
)

// sides are the lengths, in points, of the longer side at which a picture is
// looked at, one after the other. A page at 200 dpi has 2339; a photo has more
// points than help, and smoothing them away mends noise; 0 is the picture as it is.
func sides() []int { return []int{2400, 1200, 0, 700} }

// read finds the codes of a picture.
func read(picture *image.Gray) []string {
	longer := max(picture.Rect.Dx(), picture.Rect.Dy())
	var tried []int
	for _, side := range sides() {
		if side == 0 || side > longer {
			side = longer
		}
		if slices.Contains(tried, side) {
			continue
		}
		tried = append(tried, side)
		if codes := readAt(scaled(picture, side)); len(codes) > 0 {
			return codes
		}
	}
	return nil
}

// readAt tries both ways of telling dark from light: by neighbourhood, which
// copes with shadows, and by one threshold, which copes with blur.
func readAt(picture *image.Gray) []string {
	source := gozxing.NewLuminanceSourceFromImage(picture)
	for _, binarizer := range []gozxing.Binarizer{gozxing.NewHybridBinarizer(source), gozxing.NewGlobalHistgramBinarizer(source)} {
		matrix, err := gozxing.NewBinaryBitmap(binarizer)
		if err != nil {
			continue // a picture of a few points
		}
		if codes := decodeMatrix(matrix); len(codes) > 0 {
			return codes
		}
	}
	return nil
}

// decodeMatrix finds several codes, or else the one that only the reader for
// single codes finds. The library is written for good pictures: what it does not
// expect in a bad one it meets with a panic, which only says that no code is there.
func decodeMatrix(matrix *gozxing.BinaryBitmap) (codes []string) {
	defer func() {
		if recover() != nil {
			codes = nil
		}
	}()
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	results, err := multi.NewQRCodeMultiReader().DecodeMultiple(matrix, hints)
	if err != nil || len(results) == 0 {
		one, err := qrcode.NewQRCodeReader().Decode(matrix, hints)
		if err != nil {
			return nil
		}
		results = []*gozxing.Result{one}
	}
	for _, r := range results {
		codes = add(codes, r.GetText())
	}
	return codes
}

// grey is the picture in shades of grey on white paper.
func grey(picture image.Image) *image.Gray {
	if g, is := picture.(*image.Gray); is {
		return g
	}
	out := image.NewGray(image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy()))
	draw.Draw(out, out.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, picture, picture.Bounds().Min, draw.Over)
	return out
}

// scaled is the picture with a longer side of that length.
func scaled(picture *image.Gray, side int) *image.Gray {
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	longer := max(w, h)
	if side == longer {
		return picture
	}
	out := image.NewGray(image.Rect(0, 0, max(1, w*side/longer), max(1, h*side/longer)))
	draw.ApproxBiLinear.Scale(out, out.Rect, picture, picture.Rect, draw.Src, nil)
	return out
}
