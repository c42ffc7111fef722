package casefile

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// parseCanonical reads an event that stands as [Event.Bytes] writes it, which is
// how nearly every event comes: several times as fast as encoding/json, and with
// the same result. ok is false where the bytes are in another form or have what
// needs a closer look, such as an escaped letter; encoding/json reads them then.
func parseCanonical(raw []byte) (e Event, ok bool) {
	const beforeBody = `,"body":`
	at := bytes.Index(raw, []byte(beforeBody)) // a text has no quotes that are not escaped
	if at < 0 || raw[len(raw)-1] != '}' {
		return Event{}, false
	}
	head, body := string(raw[:at]), raw[at+len(beforeBody):len(raw)-1]
	if !utf8.ValidString(head) || !isCompact(body) {
		return Event{}, false
	}
	h := headReader{rest: head}
	h.read(&e)
	if h.failed || h.rest != "" {
		return Event{}, false
	}
	e.Body = bytes.Clone(body)
	return e, true
}

// headReader takes what stands before the body apart, in the order in which it
// is written.
type headReader struct {
	rest   string
	failed bool
}

func (h *headReader) read(e *Event) {
	e.ID = h.text(`{"id":`)
	e.Case = h.text(`,"case":`)
	e.Installation = h.text(`,"installation":`)
	e.Seq = h.count(`,"seq":`)
	e.Prev = h.optionalText(`,"prev":`)
	e.On = int(h.integer(`,"on":`, strconv.IntSize))
	e.By.ID = h.text(`,"by":{"id":`)
	e.By.Name = h.text(`,"name":`)
	e.By.Role = Role(h.text(`,"role":`))
	e.By.Section = h.optionalText(`,"section":`)
	h.skip(`}`)
	h.instant(`,"at":`, &e.At)
	if h.comes(`,"skew":`) {
		e.Skew = time.Duration(h.integer(`,"skew":`, 64))
	}
	e.Policy = h.text(`,"policy":`)
	e.Schema = int(h.integer(`,"schema":`, strconv.IntSize))
	e.Kind = Kind(h.text(`,"kind":`))
}

func (h *headReader) comes(name string) bool { return strings.HasPrefix(h.rest, name) }

func (h *headReader) skip(name string) {
	if !h.comes(name) {
		h.fail()
		return
	}
	h.rest = h.rest[len(name):]
}

func (h *headReader) fail() { h.failed, h.rest = true, "" }

func (h *headReader) text(name string) string {
	h.skip(name)
	h.skip(`"`)
	end := strings.IndexByte(h.rest, '"')
	if end < 0 {
		h.fail()
		return ""
	}
	text := h.rest[:end]
	h.rest = h.rest[end+1:]
	for i := range len(text) {
		if text[i] == '\\' || text[i] < ' ' {
			h.fail()
		}
	}
	return text
}

func (h *headReader) optionalText(name string) string {
	if !h.comes(name) {
		return ""
	}
	return h.text(name)
}

// instant leaves the reading of the text to the time itself.
func (h *headReader) instant(name string, at *time.Time) {
	text := h.text(name)
	if !h.failed && at.UnmarshalJSON([]byte(`"`+text+`"`)) != nil {
		h.fail()
	}
}

// digits are those of a number without a sign.
func (h *headReader) digits() string {
	end := 0
	for end < len(h.rest) && h.rest[end] >= '0' && h.rest[end] <= '9' {
		end++
	}
	digits := h.rest[:end]
	h.rest = h.rest[end:]
	if digits == "" || digits[0] == '0' && end > 1 {
		h.fail()
	}
	return digits
}

func (h *headReader) count(name string) uint64 {
	h.skip(name)
	n, err := strconv.ParseUint(h.digits(), 10, 64)
	if err != nil {
		h.fail()
	}
	return n
}

func (h *headReader) integer(name string, size int) int64 {
	h.skip(name)
	sign := ""
	if h.comes("-") {
		h.skip("-")
		sign = "-"
	}
	n, err := strconv.ParseInt(sign+h.digits(), 10, size)
	if err != nil {
		h.fail()
	}
	return n
}

// isCompact says whether the bytes are one JSON value without any white space
// between its parts. It may say no of one that is nested deeply.
func isCompact(raw []byte) bool {
	end := valueEnd(raw, 0, mostNested)
	return end == len(raw) && end > 0
}

// mostNested is how many values within each other are looked at.
const mostNested = 100

// valueEnd is where the value that begins at a place ends, -1 where there is
// none.
func valueEnd(raw []byte, at, nested int) int {
	if at >= len(raw) || nested == 0 {
		return -1
	}
	switch raw[at] {
	case '"':
		return textEnd(raw, at)
	case '{':
		return membersEnd(raw, at, nested, true)
	case '[':
		return membersEnd(raw, at, nested, false)
	case 't':
		return wordEnd(raw, at, "true")
	case 'f':
		return wordEnd(raw, at, "false")
	case 'n':
		return wordEnd(raw, at, "null")
	}
	return numberEnd(raw, at)
}

func wordEnd(raw []byte, at int, word string) int {
	if !bytes.HasPrefix(raw[at:], []byte(word)) {
		return -1
	}
	return at + len(word)
}

// membersEnd is where an object ends, whose values have names, or an array.
func membersEnd(raw []byte, at, nested int, named bool) int {
	closing := raw[at] + 2 // in ASCII } stands two behind {, and ] behind [
	if at+1 < len(raw) && raw[at+1] == closing {
		return at + 2
	}
	for {
		at++
		if named {
			if at = textEnd(raw, at); at < 0 || at == len(raw) || raw[at] != ':' {
				return -1
			}
			at++
		}
		if at = valueEnd(raw, at, nested-1); at < 0 || at == len(raw) {
			return -1
		}
		if raw[at] == closing {
			return at + 1
		}
		if raw[at] != ',' {
			return -1
		}
	}
}

// textEnd is where a text with its quotes ends.
func textEnd(raw []byte, at int) int {
	if at >= len(raw) || raw[at] != '"' {
		return -1
	}
	for at++; ; {
		at += plainLength(raw[at:])
		switch {
		case at == len(raw) || raw[at] < ' ':
			return -1
		case raw[at] == '"':
			return at + 1
		}
		escape := escapeLength(raw[at:])
		if escape == 0 {
			return -1
		}
		at += escape
	}
}

// plainLength is how many bytes come before a quote, a backslash or a control
// character. It looks at eight at a time.
func plainLength(raw []byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	n := 0
	for ; n+8 <= len(raw); n += 8 {
		eight := binary.LittleEndian.Uint64(raw[n:])
		quote, escape := eight^ones*'"', eight^ones*'\\'
		// The top bit of the first byte that is less than ' ', or nothing but zero.
		found := ((eight - ones*' ') &^ eight) | ((quote - ones) &^ quote) | ((escape - ones) &^ escape)
		if found &= tops; found != 0 {
			return n + bits.TrailingZeros64(found)/8
		}
	}
	for n < len(raw) && raw[n] != '"' && raw[n] != '\\' && raw[n] >= ' ' {
		n++
	}
	return n
}

// escapeLength is how long an escaped letter is, 0 where it is none.
func escapeLength(raw []byte) int {
	switch {
	case len(raw) < 2:
		return 0
	case strings.IndexByte(`"\/bfnrt`, raw[1]) >= 0:
		return 2
	case raw[1] != 'u' || len(raw) < 6:
		return 0
	}
	for _, c := range raw[2:6] {
		if strings.IndexByte("0123456789abcdefABCDEF", c) < 0 {
			return 0
		}
	}
	return 6
}

// numberEnd is where a number ends.
func numberEnd(raw []byte, at int) int {
	if raw[at] == '-' {
		at++
	}
	first := at
	if at = digitsEnd(raw, at); at < 0 || raw[first] == '0' && at > first+1 {
		return -1
	}
	if at < len(raw) && raw[at] == '.' {
		if at = digitsEnd(raw, at+1); at < 0 {
			return -1
		}
	}
	if at < len(raw) && (raw[at] == 'e' || raw[at] == 'E') {
		at++
		if at < len(raw) && (raw[at] == '+' || raw[at] == '-') {
			at++
		}
		return digitsEnd(raw, at)
	}
	return at
}

// digitsEnd is where one or more digits end.
func digitsEnd(raw []byte, at int) int {
	first := at
	for at < len(raw) && raw[at] >= '0' && raw[at] <= '9' {
		at++
	}
	if at == first {
		return -1
	}
	return at
}
