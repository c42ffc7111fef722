package hub

import (
	"sync"
	"time"
)

// How long a file may stand still before what has come of it is thrown away: longer
// than any line is down or any machine away for repair. And how often to look.
const (
	growsWithin = 90 * 24 * time.Hour
	clearEvery  = 24 * time.Hour
)

// cleared is when this process looked last.
type cleared struct {
	mu sync.Mutex
	at time.Time
}

// due says whether it is time to look again, once for all who ask.
func (c *cleared) due(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.at.IsZero() && now.Sub(c.at).Abs() < clearEvery {
		return false
	}
	c.at = now
	return true
}

// clearAway throws away, now and then when a new file begins, what others began and
// never finished: their window was replaced, or its disk died. Without it the file
// comes all the same.
func (h *Hub) clearAway() {
	now := h.Now()
	if !h.cleared.due(now) {
		return
	}
	gone, err := h.Files.Forget(now.Add(-growsWithin))
	if err != nil {
		h.Logger.Warn("files that were never finished are not cleared away", "error", err)
	}
	for _, f := range gone {
		h.Logger.Warn("a file of which nothing came for 90 days is thrown away; who has it may bring it from its beginning",
			"hash", f.Hash, "bytes", f.Bytes)
	}
}
