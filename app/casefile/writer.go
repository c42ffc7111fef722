package casefile

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"onewindow/app/casefile/compact"
)

// written is the canonical form of an event, put together without encoding/json,
// which takes several times as long and gives the same. ok is false where something
// has to be escaped or the body does not stand as encoding/json would leave it.
func (e Event) written() (raw []byte, ok bool) {
	if !standsAsWritten(e.Body) {
		return nil, false
	}
	w := headWriter{raw: make([]byte, 0, 512+len(e.Body)), ok: true}
	w.write(e)
	return append(append(w.raw, e.Body...), '}'), w.ok
}

// standsAsWritten says whether encoding/json would leave a body as it is.
func standsAsWritten(body []byte) bool {
	for _, escaped := range []string{"<", ">", "&", "\u2028", "\u2029"} {
		if bytes.Contains(body, []byte(escaped)) {
			return false
		}
	}
	return utf8.Valid(body) && compact.Is(body)
}

// headWriter writes what stands before the body, in the order in which
// encoding/json does.
type headWriter struct {
	raw []byte
	ok  bool
}

func (w *headWriter) write(e Event) {
	w.text(`{"id":`, e.ID)
	w.text(`,"case":`, e.Case)
	w.text(`,"installation":`, e.Installation)
	w.raw = strconv.AppendUint(append(w.raw, `,"seq":`...), e.Seq, 10)
	w.optionalText(`,"prev":`, e.Prev)
	w.integer(`,"on":`, int64(e.On))
	w.text(`,"by":{"id":`, e.By.ID)
	w.text(`,"name":`, e.By.Name)
	w.text(`,"role":`, string(e.By.Role))
	w.optionalText(`,"section":`, e.By.Section)
	w.instant(`},"at":"`, e.At)
	if e.Skew != 0 {
		w.integer(`,"skew":`, int64(e.Skew))
	}
	w.text(`,"policy":`, e.Policy)
	w.integer(`,"schema":`, int64(e.Schema))
	w.text(`,"kind":`, string(e.Kind))
	w.raw = append(w.raw, `,"body":`...)
}

func (w *headWriter) text(name, s string) {
	w.raw = append(append(append(append(w.raw, name...), '"'), s...), '"')
	w.ok = w.ok && utf8.ValidString(s) && !strings.ContainsFunc(s, isEscaped)
}

// isEscaped says whether encoding/json writes a letter otherwise.
func isEscaped(c rune) bool {
	switch c {
	case '"', '\\', '<', '>', '&', '\u2028', '\u2029':
		return true
	}
	return c < ' '
}

func (w *headWriter) optionalText(name, s string) {
	if s != "" {
		w.text(name, s)
	}
}

func (w *headWriter) integer(name string, n int64) {
	w.raw = strconv.AppendInt(append(w.raw, name...), n, 10)
}

// instant leaves the writing to the time itself, which refuses years that have more
// than four digits.
func (w *headWriter) instant(name string, at time.Time) {
	raw, err := at.AppendText(append(w.raw, name...))
	w.raw, w.ok = append(raw, '"'), w.ok && err == nil
}
