package roster

import "time"

// Attempts counts the failures of one user to sign in. After five the next try
// has to wait a minute, and after each further one twice as long, up to half an
// hour. It is kept with the data, so that a restart forgives nothing, and a clock
// that is set back lets nobody in early. The zero Attempts are those of somebody
// who knew the password at once; a success leads back to it.
type Attempts struct {
	Failures int       `json:"failures"`
	Until    time.Time `json:"until,omitzero"` // before this no try counts
}

const (
	freeFailures = 5
	firstWait    = time.Minute
	longestWait  = 30 * time.Minute
)

// Wait is how long the next try has to wait, 0 for not at all.
func (a Attempts) Wait(now time.Time) time.Duration { return max(a.Until.Sub(now), 0) }

// Failed counts a failure. One while a wait runs is none: nothing was tried.
func (a Attempts) Failed(now time.Time) Attempts {
	if a.Wait(now) > 0 {
		return a
	}
	a.Failures++
	if a.Failures >= freeFailures {
		a.Until = now.Add(waitAfter(a.Failures))
	}
	return a
}

func waitAfter(failures int) time.Duration {
	wait := firstWait
	for range failures - freeFailures {
		if wait *= 2; wait >= longestWait {
			return longestWait
		}
	}
	return wait
}
