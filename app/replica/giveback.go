package replica

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"onewindow/app/casefile"
)

// ErrUnreturned says that the counter knows events which it has not given back.
var ErrUnreturned = errors.New("replica: not all was given back that the centre has lost")

// Return is a page of what a counter gives back (回送) to a centre that was put
// back from an older copy: all it knows behind the copy's last place, in the order
// of the log that is gone.
//
// Places are counted in the epoch (纪元) of the centre's log. It begins anew, with
// a higher serial, each time the log is put back.
type Return struct {
	Installation string  `json:"installation"`
	Epoch        uint64  `json:"epoch"`            // of the centre, as it said
	Leases       []Lease `json:"leases,omitempty"` // the newest that the centre signed, with the first page
	Events       []Given `json:"events"`
	More         bool    `json:"more,omitempty"` // pages follow
}

// Given is an event that is given back.
type Given struct {
	Event   json.RawMessage `json:"event"`             // canonical bytes
	Refused string          `json:"refused,omitempty"` // of an own event: why the centre had refused it
}

// Returned is the centre's answer to a [Return].
type Returned struct {
	Epoch   uint64    `json:"epoch"`
	Cursor  string    `json:"cursor"`  // where the next download starts
	Answers []Answer  `json:"answers"` // in the order of the page
	Time    time.Time `json:"time"`    // of the centre
}

// Mark is how far [Local.Known] has come.
type Mark struct {
	Order uint64 // place in the centre's order
	Seq   uint64 // place in the own chain
}

// Rewinding is what a counter has to take over after it gave back all it knows
// behind a place.
type Rewinding struct {
	Epoch   uint64 // of the centre's log now
	Behind  uint64 // the last place that means the same in both epochs
	Cursor  string
	Answers []Answer
}

// query tells how far the counter knows the centre's log, and in which epoch its
// places are counted: a log that was put back from a copy shows by it.
func (w wanted) query(more url.Values) string {
	more.Set("after", w.cursor)
	if w.epoch > 0 {
		more.Set("epoch", strconv.FormatUint(w.epoch, 10))
	}
	return "?" + more.Encode()
}

// leasesReturned is how many leases go with a return.
const leasesReturned = 8

// giveBack gives the centre all that it said it has lost, and takes over where it
// stands now. Broken off at any moment, it is done again from the beginning; the
// centre answers the same.
func (c *Client) giveBack(ctx context.Context, restored error) error {
	var t *trouble
	if !errors.As(restored, &t) || t.told.Epoch == 0 {
		return restored
	}
	ours, err := c.Local.Epoch()
	if err != nil {
		return err
	}
	if t.told.Epoch <= ours {
		return &trouble{code: CodeStranger}
	}
	leases, err := c.Local.Leases(leasesReturned)
	if err != nil {
		return err
	}
	done := Rewinding{Epoch: t.told.Epoch, Behind: t.told.Behind}
	for from := (&Mark{}); from != nil; {
		list, next, err := c.Local.Known(done.Behind, *from, MaxBatchEvents, c.batch.size)
		if err != nil {
			return err
		}
		page := Return{Installation: c.Enrolment.Installation, Epoch: done.Epoch, Leases: leases, Events: list, More: next != nil}
		answer, err := c.giveBackPage(ctx, page, ours)
		if err != nil {
			return err
		}
		done.Answers, done.Cursor = append(done.Answers, answer.Answers...), answer.Cursor
		c.today().traffic.EventsSent += len(list)
		from, leases = next, nil
	}
	return c.Local.Rewind(done)
}

// giveBackPage sends one page and checks that each of its events is answered for.
func (c *Client) giveBackPage(ctx context.Context, page Return, ours uint64) (Returned, error) {
	plain, err := json.Marshal(page)
	if err != nil {
		return Returned{}, fmt.Errorf("replica: write return: %w", err)
	}
	started := c.Clock.Now()
	target := PathReturns + "?" + "epoch=" + strconv.FormatUint(ours, 10)
	r, err := c.line.do(ctx, call{method: http.MethodPost, target: target, body: plain, packed: true})
	if err != nil {
		c.batch.broke()
		return Returned{}, err
	}
	c.batch.passed(c.Clock.Now().Sub(started))
	var answer Returned
	if err := json.Unmarshal(r.body, &answer); err != nil {
		return Returned{}, &trouble{code: CodeStranger, cause: err}
	}
	if answer.Epoch != page.Epoch || len(answer.Answers) != len(page.Events) {
		return Returned{}, &trouble{code: CodeStranger}
	}
	for i, a := range answer.Answers {
		if !answers(a, page.Events[i]) {
			return Returned{}, &trouble{code: CodeStranger}
		}
	}
	c.line.learn(answer.Time)
	return answer, nil
}

// answers says whether an answer is to an event that was given back.
func answers(a Answer, given Given) bool {
	e, err := casefile.Parse(given.Event)
	return err == nil && a.ID == e.ID && (a.Refused == "") != (a.Order == 0) &&
		(a.Order == 0 || a.Hash == Reference(given.Event))
}

// forgotten tells a centre that has lost what it acknowledged from a counter that
// has: nothing is wrong with a chain here that goes on behind the centre's.
func (c *Client) forgotten(ctx context.Context, chain error) error {
	var t *trouble
	if !errors.As(chain, &t) {
		return nil
	}
	next, err := c.Local.PendingBehind(0, 1, 1)
	if err != nil || len(next) == 0 || t.told.Seq == 0 || next[0].Seq <= t.told.Seq {
		return err
	}
	if err := c.catchUp(ctx); err != nil {
		return err // the centre takes note, and may know more
	}
	return &trouble{code: codeAhead}
}

// codeAhead is the problem of a download from behind the end of the centre's log.
const codeAhead = "cursor-ahead"
