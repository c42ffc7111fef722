package seal

import (
	"encoding/binary"
	"fmt"
	"time"
	"unicode/utf8"

	"onewindow/app/workday"
)

// epoch is day 0 of the two-byte dates; the last they reach is 2179-06-06.
func epoch() workday.Date {
	d, _ := workday.NewDate(2000, time.January, 1)
	return d
}

// writer collects the bytes of a signed thing and remembers the first field that
// does not fit.
type writer struct {
	data []byte
	err  error
}

func (w *writer) bytes(b ...byte) { w.data = append(w.data, b...) }

func (w *writer) text(field, s string, limit int) {
	if len(s) > limit || !utf8.ValidString(s) {
		w.fail(fmt.Errorf("%s %q: at most %d bytes of UTF-8 fit", field, s, limit))
		return
	}
	w.bytes(byte(len(s)))
	w.bytes([]byte(s)...)
}

func (w *writer) date(field string, d workday.Date) {
	days := d.Sub(epoch())
	if days < 0 || days > 0xFFFF {
		w.fail(fmt.Errorf("%s %q: only days from 2000-01-01 to 2179-06-06 fit", field, d))
		return
	}
	w.data = binary.BigEndian.AppendUint16(w.data, uint16(days))
}

// last writes a day that may be missing: day 0 stands for none.
func (w *writer) last(field string, d workday.Date) {
	if d.IsZero() {
		w.bytes(0, 0)
		return
	}
	w.date(field, d)
}

// count writes how many things follow.
func (w *writer) count(n int) { w.data = binary.BigEndian.AppendUint32(w.data, uint32(n)) }

func (w *writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// reader takes them apart again. Past the end it yields zeros and remembers
// that it did.
type reader struct {
	data  []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.data) {
		r.short = true
		r.data = nil
		return make([]byte, n)
	}
	head := r.data[:n]
	r.data = r.data[n:]
	return head
}

func (r *reader) byte() byte { return r.take(1)[0] }

func (r *reader) text(limit int) string {
	n := int(r.byte())
	s := string(r.take(n))
	if n > limit || !utf8.ValidString(s) {
		r.short = true
	}
	return s
}

func (r *reader) date() workday.Date {
	return epoch().Add(int(binary.BigEndian.Uint16(r.take(2))))
}

func (r *reader) last() workday.Date {
	d := r.date()
	if d == epoch() {
		return workday.Date{}
	}
	return d
}

func (r *reader) count() int { return int(binary.BigEndian.Uint32(r.take(4))) }

// end says whether all was there and nothing is left.
func (r *reader) end() bool { return !r.short && len(r.data) == 0 }
