package replica

import "time"

// A step of an upload, be it a batch of events or a piece of a file, should pass
// within slowUpload however slow the line, so that a line that drops often still
// gets on.
const (
	fastUpload = 2 * time.Second
	slowUpload = 8 * time.Second
)

// calm is how many steps must pass after a broken one before steps grow again.
const calm = 4

// stride is how much goes up in one step.
type stride struct {
	size        int // bytes of the next step
	least, most int
	wary        int // steps to pass before the next grows
}

// newBatches is the stride of events, before compression.
func newBatches() stride { return stride{size: 64 << 10, least: 16 << 10, most: MaxBatchBytes} }

// newPieces is the stride of files.
func newPieces() stride { return stride{size: 64 << 10, least: 4 << 10, most: MaxPiece} }

// passed follows a step that took that long.
func (s *stride) passed(took time.Duration) {
	s.wary = max(s.wary-1, 0)
	switch {
	case took > slowUpload:
		s.size = max(s.size/2, s.least)
	case took < fastUpload && s.wary == 0:
		s.size = min(2*s.size, s.most)
	}
}

// broke follows a step that did not come through: on such a line less does, and
// less of it is sent in vain.
func (s *stride) broke() { s.size, s.wary = max(s.size/2, s.least), calm }
