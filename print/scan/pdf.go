package scan

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"image"
	"io"
	"regexp"
	"strconv"
)

// Limits of what is looked at in one PDF.
const (
	mostStreams = 2000
	mostInflate = 64 << 20 // bytes of one stream
)

// ofPDF reads the codes of a PDF.
func ofPDF(ctx context.Context, file []byte) ([]string, error) {
	var codes []string
	for s := range streams(file) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if picture := s.picture(); picture != nil {
			codes = add(codes, read(picture)...)
		}
	}
	if len(codes) > 0 {
		return codes, nil
	}
	pages, err := drawn(ctx, file)
	if err != nil {
		return nil, err
	}
	for _, page := range pages {
		codes = add(codes, read(page)...)
	}
	return found(codes)
}

// stream is one stream of a PDF with the dictionary before it.
type stream struct {
	dictionary []byte
	data       []byte // as it stands in the file
}

// streams finds the streams of a file (ISO 32000-1, 7.3.8) by their keywords: a
// broken table of contents, which people's files have, hides nothing that way.
func streams(file []byte) func(func(stream) bool) {
	return func(yield func(stream) bool) {
		for range mostStreams {
			at := bytes.Index(file, []byte("stream"))
			if at < 0 {
				return
			}
			head, body := file[:at], file[at+len("stream"):]
			if i := bytes.LastIndex(head, []byte("obj")); i >= 0 {
				head = head[i:]
			}
			body = bytes.TrimPrefix(bytes.TrimPrefix(body, []byte("\r")), []byte("\n"))
			end := bytes.Index(body, []byte("endstream"))
			if end < 0 {
				return
			}
			if !yield(stream{dictionary: head, data: body[:end]}) {
				return
			}
			file = body[end+len("endstream"):]
		}
	}
}

// picture is what the stream shows, nil where that cannot be told: the picture it
// is, or the squares that it draws.
func (s stream) picture() *image.Gray {
	switch {
	case s.says("/DCTDecode"):
		picture, err := decode(s.data)
		if err != nil {
			return nil // the page is drawn instead
		}
		return picture
	case s.says("/FontFile"), s.says("/Length1"), s.says("/ObjStm"), s.says("/XRef"), s.says("/XML"):
		return nil
	}
	data, err := s.inflated()
	switch {
	case err != nil:
		return nil
	case s.says("/Image"):
		return s.image(data)
	}
	return squares(data)
}

func (s stream) says(name string) bool { return bytes.Contains(s.dictionary, []byte(name)) }

func (s stream) inflated() ([]byte, error) {
	if !s.says("/Filter") {
		return s.data, nil
	}
	if !s.says("/FlateDecode") || s.says("/DecodeParms") {
		return nil, errors.ErrUnsupported
	}
	r, err := zlib.NewReader(bytes.NewReader(s.data))
	if err != nil {
		return nil, err
	}
	// A last sum that does not fit is no reason to look away.
	data, err := io.ReadAll(io.LimitReader(r, mostInflate))
	if len(data) > 0 {
		return data, nil
	}
	return nil, err
}

// number is the value of a key in the dictionary, 0 for none.
func (s stream) number(key string) int {
	m := regexp.MustCompile(`/` + key + `\s+(\d{1,6})\b`).FindSubmatch(s.dictionary)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return 0
	}
	return n
}

// image is a picture without loss: of one bit or of eight, grey or in colour.
func (s stream) image(data []byte) *image.Gray {
	w, h, bits := s.number("Width"), s.number("Height"), s.number("BitsPerComponent")
	if s.says("/ImageMask") {
		bits = 1
	}
	colours := 1
	if s.says("/DeviceRGB") {
		colours = 3
	}
	row := (w*bits*colours + 7) / 8
	if !bearable(w, h) || bits != 1 && bits != 8 || len(data) < row*h {
		return nil
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		line := data[y*row:]
		for x := range w {
			switch {
			case bits == 1:
				out.Pix[y*out.Stride+x] = 255 * (line[x/8] >> (7 - x%8) & 1)
			case colours == 3: // green alone stands for the brightness
				out.Pix[y*out.Stride+x] = line[3*x+1]
			default:
				out.Pix[y*out.Stride+x] = line[x]
			}
		}
	}
	return out
}
