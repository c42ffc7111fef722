//go:build linux

package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"
)

// tally counts the kills and learns how long each moment is, so that kills fall
// into it and not behind it.
type tally struct {
	moments  map[string]*struck
	promised int // events
}

// struck is what is known of a moment.
type struck struct {
	kills, inside int
	span          time.Duration
}

func newTally() *tally { return &tally{moments: map[string]*struck{}} }

func (t *tally) of(moment string) *struck {
	if t.moments[moment] == nil {
		t.moments[moment] = &struck{span: 5 * time.Millisecond}
	}
	return t.moments[moment]
}

// within is how long to wait before a kill.
func (t *tally) within(moment string, random *rand.Rand) time.Duration {
	return time.Duration(random.Int64N(int64(t.of(moment).span)))
}

// killed notes a kill and whether the moment had not ended yet.
func (t *tally) killed(moment string, inside bool) {
	const least, most = time.Millisecond, time.Second
	s := t.of(moment)
	s.kills++
	if inside {
		s.inside++
		s.span = min(s.span*11/10, most)
		return
	}
	s.span = max(s.span*4/5, least)
}

func (t *tally) write(to io.Writer) error {
	names := make([]string, 0, len(t.moments))
	for name := range t.moments {
		names = append(names, name)
	}
	slices.Sort(names)
	all := 0
	for _, name := range names {
		s := t.moments[name]
		all += s.kills
		if _, err := fmt.Fprintf(to, "  %-9s %5d kills, %5d of them before its end\n", name, s.kills, s.inside); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(to, "  %d kills, %d events promised, all of them there exactly once on both sides\n", all, t.promised)
	return err
}
