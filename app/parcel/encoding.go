package parcel

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode/utf32"

	utf "golang.org/x/text/encoding/unicode"
)

// Encoding is how the text of a file was written.
type Encoding string

// The encodings that are recognised. GB 18030 contains GBK and GB 2312.
const (
	UTF8    Encoding = "UTF-8"
	UTF16LE Encoding = "UTF-16LE"
	UTF16BE Encoding = "UTF-16BE"
	UTF32LE Encoding = "UTF-32LE"
	UTF32BE Encoding = "UTF-32BE"
	GB18030 Encoding = "GB18030"
)

// decode finds out the encoding and turns the bytes into text. It says false
// where no encoding makes readable text of them.
func decode(data []byte) (string, Encoding, bool) {
	name := encodingOf(data)
	text, ok := decodeAs(name, data)
	return text, name, ok && readable(text)
}

// encodingOf decides by the byte order mark, then by the zero bytes that ASCII
// has in UTF-16, then by whether the bytes are well-formed UTF-8.
func encodingOf(data []byte) Encoding {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE, 0, 0}):
		return UTF32LE
	case bytes.HasPrefix(data, []byte{0, 0, 0xFE, 0xFF}):
		return UTF32BE
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return UTF16LE
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return UTF16BE
	}
	even, odd := zeros(data)
	switch {
	case odd > len(data)/8 && odd > even:
		return UTF16LE
	case even > len(data)/8 && even > odd:
		return UTF16BE
	case utf8.Valid(withoutTail(data)):
		return UTF8
	}
	return GB18030
}

// zeros counts zero bytes at even and at odd places.
func zeros(data []byte) (even, odd int) {
	for i, b := range data {
		switch {
		case b != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// withoutTail leaves out a character that was cut off at the end of the file:
// one lost byte does not make GB 18030 of a whole file in UTF-8.
func withoutTail(data []byte) []byte {
	for cut := 1; cut < utf8.UTFMax && cut <= len(data); cut++ {
		tail := data[len(data)-cut:]
		if utf8.RuneStart(tail[0]) {
			if tail[0] >= utf8.RuneSelf && !utf8.FullRune(tail) {
				return data[:len(data)-cut]
			}
			break
		}
	}
	return data
}

func decodeAs(name Encoding, data []byte) (string, bool) {
	var from encoding.Encoding
	switch name {
	case UTF16LE:
		from = utf.UTF16(utf.LittleEndian, utf.UseBOM)
	case UTF16BE:
		from = utf.UTF16(utf.BigEndian, utf.UseBOM)
	case UTF32LE:
		from = utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	case UTF32BE:
		from = utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	case GB18030:
		from = simplifiedchinese.GB18030
	default:
		return strings.TrimPrefix(strings.ToValidUTF8(string(data), "\uFFFD"), "\uFEFF"), true
	}
	text, err := from.NewDecoder().Bytes(data)
	return strings.TrimPrefix(string(text), "\uFEFF"), err == nil
}

// readable tells text from the bytes of a picture or an archive: nearly
// everything in it can be printed.
func readable(text string) bool {
	all, strange := 0, 0
	for _, r := range text {
		all++
		if r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) {
			strange++
		}
	}
	return strange*50 <= all
}
