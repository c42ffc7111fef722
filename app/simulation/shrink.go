package simulation

import (
	"context"
	"maps"
	"time"
)

// longest is how long to look for a smaller plan.
const longest = 20 * time.Second

// Shrink looks for a plan that still fails and has fewer steps. It plays at most
// tries runs, and gives the smallest plan with its result. A step that is left
// out changes none of the others, so any of them may go.
func Shrink(ctx context.Context, r *Rules, p Plan, failed Result, tries int) (Plan, Result, error) {
	p.Last = failed.Steps
	began := time.Now()
	// Where requests overlap the clock is not ours.
	enough := func() bool { return tries <= 0 || p.Settle == nil && time.Since(began) >= longest }
	for size := failed.Steps / 2; size > 0 && !enough(); {
		shrunk := false
		for from := 1; from <= p.Last && !enough(); from += size {
			without := leaveOut(p, from, size)
			if len(without.Skip) == len(p.Skip) {
				continue
			}
			tries--
			result, err := Run(ctx, r, without)
			if err != nil {
				return p, failed, err
			}
			if result.Failure != nil {
				p, failed, shrunk = without, result, true
			}
		}
		if !shrunk {
			size /= 2
		}
	}
	return p, failed, nil
}

// leaveOut is the plan without size steps from one on.
func leaveOut(p Plan, from, size int) Plan {
	p.Skip = maps.Clone(p.Skip)
	if p.Skip == nil {
		p.Skip = map[int]bool{}
	}
	for n := from; n < from+size && n <= p.Last; n++ {
		p.Skip[n] = true
	}
	return p
}
