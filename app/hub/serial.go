package hub

import "time"

// serialAfter is the serial of a roster, or of a list of keys and documents, that
// follows one with a serial. A window takes only what has a higher one than it
// knows, and that it may know from a log that is gone: a centre that counted on
// from a copy would revoke somebody and not be heard. So serials follow the clock,
// and as a clock can be wrong, all of an epoch (see [Epoch]) stand above those of
// the epochs before it, whose serial is their upper half.
func serialAfter(from records, known uint64, now time.Time) (uint64, error) {
	all, err := epochsOf(from)
	return max(known+1, uint64(max(now.Unix(), 0)), all.now().Serial<<32), err
}
