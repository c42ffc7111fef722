package replica

import (
	"net/http"
	"time"
)

// On a quick line bytes cost less than the work of making them fewer: there the
// centre packs a full page in about half the time, for a twentieth more bytes. A
// window measures its line by the answers that come over it, and says so; one from
// before, or a centre that does not know the header, packs as tightly as ever.

// HeaderLine says in a request that its sender has a [QuickLine]. Like
// [HeaderDictionary] it needs no signature: a wrong one costs bytes, or time.
const HeaderLine = "Onewindow-Line"

// QuickLine in [HeaderLine] asks for large answers packed quickly.
const QuickLine = "quick"

// largeBody is from how many bytes on, unpacked or not, a body tells something of the
// line, and gains by being packed quickly.
const largeBody = 32 << 10

// quickLine is the rate, in bytes a second, from which on a line is quick: what
// packing tightly spares is sent as fast as it would be spared.
const quickLine = 4e6

// measure takes a large answer for the measure of the line.
func (l *line) measure(size int, took time.Duration) {
	if size >= largeBody {
		l.quick.Store(took.Seconds()*quickLine <= float64(size))
	}
}

// wantsQuickly says whether whoever sent a message with these headers has a quick
// line.
func wantsQuickly(h http.Header) bool { return h.Get(HeaderLine) == QuickLine }
