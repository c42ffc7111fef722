package hub

import (
	"encoding/json"
	"fmt"
	"slices"

	"onewindow/app/casefile"
)

// chain is an installation's chain as far as it is here. In a log that was put
// back from a copy it may have holes: who gives back what another installation
// wrote does not know what was refused of it.
type chain struct {
	tail  Link
	holes []hole // lowest first
}

// hole is a part of a chain that did not come yet.
type hole struct {
	Below Link   `json:"below"` // last link in front of it
	Above uint64 `json:"above"` // place of the first link behind it
	Prev  string `json:"prev"`  // hash that this one says of the link before it
}

// add takes a link in and says whether it belongs there: behind the tail, with a
// hole between if need be, or in a hole.
func (c *chain) add(seq uint64, prev, hash string) bool {
	fresh := Link{Seq: seq, Hash: hash}
	switch {
	case seq == c.tail.Seq+1:
		if prev != c.tail.Hash {
			return false
		}
		c.tail = fresh
		return true
	case seq > c.tail.Seq:
		c.holes = append(slices.Clip(c.holes), hole{c.tail, seq, prev})
		c.tail = fresh
		return true
	}
	at := slices.IndexFunc(c.holes, func(h hole) bool { return h.Below.Seq < seq && seq < h.Above })
	if at < 0 {
		return false
	}
	left, ok := c.holes[at].split(fresh, prev)
	if ok {
		c.holes = slices.Concat(c.holes[:at], left, c.holes[at+1:])
	}
	return ok
}

// split puts a link into a hole and gives what is left of it.
func (h hole) split(l Link, prev string) (left []hole, ok bool) {
	if l.Seq == h.Below.Seq+1 && prev != h.Below.Hash || l.Seq+1 == h.Above && l.Hash != h.Prev {
		return nil, false
	}
	if l.Seq > h.Below.Seq+1 {
		left = append(left, hole{h.Below, l.Seq, prev})
	}
	if l.Seq+1 < h.Above {
		left = append(left, hole{l, h.Above, h.Prev})
	}
	return left, true
}

// recordHoles names the record of the holes in an installation's chain.
func recordHoles(installation string) string { return "holes/" + installation }

// link puts an event into its chain, which may leave a hole or fill one, and
// says whether it belongs there. What the centre wrote before and after it was put
// back need not follow each other.
func (in *intake) link(e Entry) (belongs bool, err error) {
	name := recordHoles(e.Event.Installation)
	raw, err := in.tx.Record(name)
	if err != nil {
		return false, err
	}
	c := chain{}
	if c.tail, err = in.tx.Tail(e.Event.Installation); err != nil {
		return false, err
	}
	if raw != nil {
		if err := json.Unmarshal(raw, &c.holes); err != nil {
			return false, fmt.Errorf("%w: the holes in the chain of %s: %w", ErrDamaged, e.Event.Installation, err)
		}
	}
	before := c.holes
	if !c.add(e.Event.Seq, e.Event.Prev, e.Hash) {
		return e.Event.Installation == casefile.Centre, nil
	}
	if slices.Equal(before, c.holes) {
		return true, nil
	}
	if raw, err = json.Marshal(c.holes); err != nil {
		return false, err
	}
	return true, in.tx.Keep(name, raw)
}

// fills says whether the event is the next that lacks in a hole of its chain, and
// puts it there: what a window had sent before the log was put back, and never
// heard an answer to, may be behind what its neighbours gave back.
func (in *intake) fills(e casefile.Event, tail Link) (bool, error) {
	if e.Seq >= tail.Seq {
		return false, nil
	}
	hash, err := e.Hash()
	if err != nil {
		return false, err
	}
	return in.link(Entry{Event: e, Hash: hash})
}
