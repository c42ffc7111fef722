package replica

import (
	"errors"
	"time"
)

// Codes of what can be wrong between counter and centre, beside those of a
// [Problem]. They name the sentence that the window shows.
const (
	CodeOffline     = "offline"      // nobody answers, or a proxy answers for the centre
	CodeCaptive     = "captive"      // somebody else answers, such as the login page of a network
	CodeStranger    = "stranger"     // the answer does not carry our centre's signature, or does not fit
	CodeOtherCentre = "other-centre" // the address leads to another centre than the one we belong to
	CodeLocal       = "local"        // the counter's own store fails
	CodeAltered     = "altered"      // what the centre sends contradicts what the counter holds; nothing of it was taken
	CodeFileLost    = "file-lost"    // bytes of an attachment are gone or spoilt on this counter
	CodeRoster      = "roster"       // the centre's roster cannot be read; the one before stays in force
	CodeCalendar    = "calendar"     // the centre's calendar cannot be read; the one before stays in force
	CodeRestored    = "restored"     // of a Problem: the centre was put back from a copy, and wants back what it lost
	CodeRestoring   = "restoring"    // of a Problem: until it has it all it issues nothing
)

// Codes lists them, so that a test can hold the translations to it.
func Codes() []string {
	return []string{CodeOffline, CodeCaptive, CodeStranger, CodeOtherCentre, CodeLocal, CodeAltered, CodeFileLost, CodeCalendar, CodeRoster, CodeRekeyed}
}

// trouble is why a session ended.
type trouble struct {
	code  string
	after time.Duration // the centre asked for this long a pause
	cause error
	told  Problem // by the centre
}

func (t *trouble) Error() string {
	if t.cause == nil {
		return "replica: " + t.code
	}
	return "replica: " + t.code + ": " + t.cause.Error()
}

func (t *trouble) Unwrap() error { return t.cause }

// CodeOf is the code of an error of this package, "" for none. Any other error
// came from the counter's store, which fails or finds that the centre contradicts it.
func CodeOf(err error) string {
	if err == nil {
		return ""
	}
	var t *trouble
	if errors.As(err, &t) {
		return t.code
	}
	if errors.Is(err, ErrAltered) {
		return CodeAltered
	}
	return CodeLocal
}

func retryAfter(err error) time.Duration {
	var t *trouble
	if errors.As(err, &t) {
		return t.after
	}
	return 0
}

// Limits of the pauses between tries.
const (
	firstPause = 2 * time.Second
	lastPause  = 5 * time.Minute
)

// backoff says how long to wait before each try: anything up to a limit that
// doubles ("full jitter"), so that counters that lost the centre at the same
// moment do not all come back at the same moment.
type backoff struct {
	jitter func() float64
	limit  time.Duration
}

func (b *backoff) next() time.Duration {
	b.limit = min(max(2*b.limit, firstPause), lastPause)
	return time.Duration(b.jitter() * float64(b.limit))
}

func (b *backoff) reset() { b.limit = 0 }
