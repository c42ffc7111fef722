package replica

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// However a line is, a step stays within its limits, grows only on a line that
// carried the last ones quickly, and shrinks on one that is slow or breaks.
func TestStridesFollowTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newPieces()
		sinceBroken := calm
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			before := s.size
			took := time.Duration(rapid.IntRange(0, 12).Draw(t, "seconds")) * time.Second
			breaks := rapid.Bool().Draw(t, "breaks")
			if breaks {
				s.broke()
				sinceBroken = 0
			} else {
				s.passed(took)
				sinceBroken++
			}
			switch {
			case s.size < s.least || s.size > s.most:
				t.Fatalf("%d bytes", s.size)
			case s.size > before && (breaks || took >= fastUpload || sinceBroken < calm):
				t.Fatalf("grows from %d to %d", before, s.size)
			case s.size == before && before > s.least && (breaks || took > slowUpload):
				t.Fatalf("stays at %d", s.size)
			}
		}
	})
}
