package casefile

import (
	"encoding"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"onewindow/app/casefile/compact"
	"onewindow/app/workday"
)

// reader takes JSON apart that stands as encoding/json writes it: without white
// space, and with the members of an object in the order in which they are asked for.
// A member that is not there is left empty. Whatever else it comes upon it fails at,
// and leaves the bytes to encoding/json: what it reads, that reads alike.
type reader struct {
	raw    []byte
	all    string // the same as raw; the texts that are read are parts of it
	at     int
	behind bool // a member of the object stands before
	failed bool
}

// newReader fails at once where encoding/json would put other letters for those
// that are no UTF-8.
func newReader(raw []byte) (r reader, ok bool) {
	return reader{raw: raw, all: string(raw)}, utf8.Valid(raw)
}

// readCanonical reads an object. Where it is not ok, anything may have been read.
func readCanonical(raw []byte, to interface{ read(*reader) }) bool {
	r, ok := newReader(raw)
	if !ok {
		return false
	}
	r.members(to.read)
	return r.whole()
}

// whole says whether all has been read.
func (r *reader) whole() bool { return !r.failed && r.at == len(r.raw) }

func (r *reader) fail() { r.failed, r.at = true, len(r.raw) }

func (r *reader) stands(c byte) bool { return r.at < len(r.raw) && r.raw[r.at] == c }

func (r *reader) skip(c byte) {
	if !r.stands(c) {
		r.fail()
		return
	}
	r.at++
}

// comes goes on to the value of a member if it is the next.
func (r *reader) comes(name string) bool {
	rest := r.all[r.at:]
	if r.behind {
		var more bool
		if rest, more = strings.CutPrefix(rest, ","); !more {
			return false
		}
	}
	n := len(name)
	if len(rest) < n+3 || rest[0] != '"' || rest[1:n+1] != name || rest[n+1] != '"' || rest[n+2] != ':' {
		return false
	}
	r.at, r.behind = len(r.all)-len(rest)+n+3, true
	return true
}

// members reads an object.
func (r *reader) members(read func(*reader)) {
	r.skip('{')
	r.behind = false
	read(r)
	r.skip('}')
	r.behind = true
}

func (r *reader) object(name string, read func(*reader)) {
	if r.comes(name) {
		r.members(read)
	}
}

// listOf reads an array of objects.
func listOf[T any](r *reader, name string, read func(*T, *reader)) []T {
	if !r.comes(name) || r.null() {
		return nil
	}
	list := []T{}
	for r.skip('['); !r.stands(']') && !r.failed; {
		if len(list) > 0 {
			r.skip(',')
		}
		var one T
		r.members(func(r *reader) { read(&one, r) })
		list = append(list, one)
	}
	r.skip(']')
	return list
}

// null goes past a null if it is the next.
func (r *reader) null() bool {
	if !strings.HasPrefix(r.all[r.at:], "null") {
		return false
	}
	r.at += len("null")
	return true
}

func (r *reader) text(name string) string {
	if !r.comes(name) {
		return ""
	}
	return r.letters()
}

// letters reads a text. One with escaped letters is not worth a reader.
func (r *reader) letters() string {
	if !r.stands('"') {
		r.fail()
		return ""
	}
	first := r.at + 1
	last := first + compact.Plain(r.raw[first:])
	if last < len(r.raw) && r.raw[last] == '"' {
		r.at = last + 1
		return r.all[first:last]
	}
	var text string
	r.value(&text)
	return text
}

// texts reads an object whose members are texts of any name.
func (r *reader) texts(name string) map[string]string {
	if !r.comes(name) || r.null() {
		return nil
	}
	texts := map[string]string{}
	for r.skip('{'); !r.stands('}') && !r.failed; {
		if len(texts) > 0 {
			r.skip(',')
		}
		name := r.letters()
		r.skip(':')
		texts[name] = r.letters()
	}
	r.skip('}')
	return texts
}

// other reads a member of any kind: what is seldom there.
func (r *reader) other(name string, to any) {
	if r.comes(name) {
		r.value(to)
	}
}

func (r *reader) value(to any) {
	if token := r.token(); json.Unmarshal([]byte(token), to) != nil {
		r.fail()
	}
}

func (r *reader) flag(name string) bool {
	if !r.comes(name) {
		return false
	}
	word := r.token()
	if word != "true" && word != "false" {
		r.fail()
	}
	return word == "true"
}

// number reads a whole number that is no larger than the machine's.
func (r *reader) number(name string) int {
	if !r.comes(name) {
		return 0
	}
	n, err := strconv.Atoi(r.token())
	if err != nil {
		r.fail()
	}
	return n
}

func (r *reader) integer(name string) int64 {
	if !r.comes(name) {
		return 0
	}
	n, err := strconv.ParseInt(r.token(), 10, 64)
	if err != nil {
		r.fail()
	}
	return n
}

func (r *reader) count(name string) uint64 {
	if !r.comes(name) {
		return 0
	}
	n, err := strconv.ParseUint(r.token(), 10, 64)
	if err != nil {
		r.fail()
	}
	return n
}

// token is the next value as it stands.
func (r *reader) token() string {
	n := compact.End(r.raw[r.at:])
	if n < 0 {
		r.fail()
		return ""
	}
	r.at += n
	return r.all[r.at-n : r.at]
}

// written reads a member whose text reads itself.
func (r *reader) written(name string, to encoding.TextUnmarshaler) {
	if r.comes(name) && to.UnmarshalText([]byte(r.letters())) != nil {
		r.fail()
	}
}

// instant leaves the reading of the text to the time itself.
func (r *reader) instant(name string) (at time.Time) {
	if r.comes(name) && at.UnmarshalJSON([]byte(r.token())) != nil {
		r.fail()
	}
	return at
}

func (r *reader) deadline(name string, d *workday.Deadline) {
	r.object(name, func(r *reader) {
		r.written("start", &d.Start)
		d.WorkingDays = r.number("workingDays")
		r.written("due", &d.Due)
		d.Provisional = r.flag("provisional")
		d.Open = r.flag("open")
		d.Left = r.number("left")
		r.other("stands", &d.Stands)
		r.written("days", &d.Days)
	})
}
