package replica

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// upload brings all pending events to the centre, batch after batch, two of them
// on their way at a time. No answer is settled before those of the batches before.
func (c *Client) upload(ctx context.Context) error {
	at, err := c.wanted()
	if err != nil {
		return err
	}
	u := uploading{Client: c, at: at, most: 1, single: c.Single}
	if !c.Single && c.line.dictionary.Load() > 0 { // it has answered before, and is not of the oldest
		u.most = mostFlights
	}
	defer u.hangUp()
	for {
		if err := u.fill(ctx); err != nil || len(u.way) == 0 {
			return err
		}
		first := u.way[0]
		came := <-first.came
		switch {
		case CodeOf(came.err) == codeChain && first.ahead:
			// It overtook the one before, which is there now, and was not held.
			u.most, u.single = 1, true
			u.way[0] = c.fly(ctx, first.events, nil, u.at, false)
			continue
		case came.err != nil:
			c.batch.broke()
			return came.err
		}
		c.batch.passed(u.alone(first, came))
		c.told = true
		u.way = u.way[1:]
		if !u.single {
			u.most = mostFlights
		}
		if err := u.fill(ctx); err != nil { // the centre works on while this side settles
			return err
		}
		if err := c.Local.Settle(came.answers); err != nil {
			return err
		}
		c.today().traffic.EventsSent += len(came.answers)
	}
}

// mostFlights is how many batches are on their way at once: on a long line nothing
// would pass for the time that an answer takes to come back.
const mostFlights = 2

// uploading are the batches on their way.
type uploading struct {
	*Client
	at     wanted    // how far the centre's log is known here
	most   int       // at once
	single bool      // and never more than one: the centre holds nothing
	way    []flight  // in chain order
	last   uint64    // place in the chain of what was sent last
	free   time.Time // when the flight before had come
}

// alone is how long a flight had the line: two that share it take twice as long
// each, which makes none of them too large.
func (u *uploading) alone(f flight, l landed) time.Duration {
	from := f.start
	if u.free.After(from) {
		from = u.free
	}
	u.free = l.at
	return l.at.Sub(from)
}

// flight is a batch on its way.
type flight struct {
	events []casefile.Event
	ahead  bool // sent before those before it were answered
	start  time.Time
	came   <-chan landed // gives one and is closed then
	hangUp context.CancelFunc
}

// landed is how a flight ended.
type landed struct {
	answers []Answer
	err     error
	at      time.Time
}

// fill sends what waits while there is room on the way.
func (u *uploading) fill(ctx context.Context) error {
	for len(u.way) < u.most {
		events, err := u.Local.PendingBehind(u.last, MaxBatchEvents, u.batch.size)
		if err != nil || len(events) == 0 {
			return err
		}
		leases, ahead := []Lease(nil), len(u.way) > 0
		if !u.told && !ahead {
			if leases, err = u.Local.Leases(leasesTold); err != nil {
				return err
			}
		}
		u.way = append(u.way, u.fly(ctx, events, leases, u.at, ahead))
		u.last = events[len(events)-1].Seq
	}
	return nil
}

// hangUp ends what is still on its way. Whatever came of it, it is sent again and
// answered as it was then.
func (u *uploading) hangUp() {
	for _, f := range u.way {
		f.hangUp()
	}
	for _, f := range u.way {
		<-f.came
	}
}

// fly sends a batch off.
func (c *Client) fly(ctx context.Context, events []casefile.Event, leases []Lease, at wanted, ahead bool) flight {
	ctx, hangUp := context.WithCancel(ctx)
	came, line, clock := make(chan landed, 1), c.line, c.Clock
	start := clock.Now()
	go func() {
		defer hangUp()
		answers, err := line.deliver(ctx, events, leases, at, ahead)
		came <- landed{answers, err, clock.Now()}
		close(came)
	}()
	return flight{events, ahead, start, came, hangUp}
}

// deliver sends one batch and checks that the acknowledgement is for it. One that
// is sent ahead asks the centre to hold it until the ones before it are there: on
// two connections the later may be the faster.
func (l *line) deliver(ctx context.Context, events []casefile.Event, leases []Lease, at wanted, ahead bool) ([]Answer, error) {
	batch, err := newLoad(l.installation, events, leases)
	if err != nil {
		return nil, err
	}
	query := url.Values{"brief": {"1"}}
	if ahead {
		query.Set("wait", fmt.Sprint(int(MaxWait/time.Second)))
	}
	r, err := l.do(ctx, call{method: http.MethodPost, target: PathEvents + at.query(query), body: batch.body, packed: true})
	if err != nil {
		return nil, err
	}
	var ack Acknowledgement
	if err := json.Unmarshal(r.body, &ack); err != nil {
		return nil, &trouble{code: CodeStranger, cause: err}
	}
	if ack.Batch != Reference(batch.body) || ack.Epoch != at.epoch {
		return nil, &trouble{code: CodeStranger}
	}
	ack = ack.completed(batch.names)
	if err := ack.check(batch.names, l.issuing); err != nil {
		return nil, err
	}
	l.learn(ack.Time)
	return ack.Answers, nil
}

// leasesTold is how many leases go with what is sent first. What waits here was
// numbered from the newest of them.
const leasesTold = 3

// CheckAcknowledgement makes sure that the centre signed the acknowledgement
// and that it answers for exactly these events, in their order, byte for byte.
func CheckAcknowledgement(ack Acknowledgement, events []casefile.Event, issuing seal.PublicKey) error {
	batch, err := newLoad("", events, nil)
	if err != nil {
		return err
	}
	return ack.check(batch.names, issuing)
}

func (a Acknowledgement) check(events []name, issuing seal.PublicKey) error {
	message, err := AcknowledgementMessage(a)
	if err != nil {
		return err
	}
	if !issuing.VerifyBytes(PurposeAcknowledgement, message, a.Signature) || len(a.Answers) != len(events) {
		return &trouble{code: CodeStranger}
	}
	for i, said := range a.Answers {
		want := events[i]
		if said.Refused == RefusedAltered {
			want.hash = "" // the centre keeps other bytes
		}
		if (name{said.ID, said.Hash}) != want || (said.Refused == "") == (said.Order == 0) {
			return &trouble{code: CodeStranger}
		}
	}
	return nil
}

// refill asks for numbers where they have run low. In December it also sees to
// the coming year: the line may be down on New Year's Day.
func (c *Client) refill(ctx context.Context) error {
	c.withheld = false
	now := c.Clock.Now().Add(c.line.gap())
	year, month, _ := workday.DateOf(now).Date()
	if err := c.refillYear(ctx, year); err != nil || month != time.December {
		return err
	}
	return c.refillYear(ctx, year+1)
}

func (c *Client) refillYear(ctx context.Context, year int) error {
	kinds, err := c.Local.Shortages(year)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		err := c.lease(ctx, kind, year)
		if CodeOf(err) == codeWithheld {
			c.withheld = true // told, and all else goes on: the window can number for itself
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// codeWithheld is the problem of numbers asked for while too many are unused.
const codeWithheld = "lease-unused"

// lease fetches one block.
func (c *Client) lease(ctx context.Context, kind NumberKind, year int) error {
	ask, err := c.leaseAsked(kind, year)
	if err != nil {
		return err
	}
	body, err := json.Marshal(ask)
	if err != nil {
		return fmt.Errorf("replica: write lease request: %w", err)
	}
	r, err := c.line.do(ctx, call{method: http.MethodPost, target: PathLeases, body: body})
	if err != nil {
		return err
	}
	var l Lease
	if err := json.Unmarshal(r.body, &l); err != nil {
		return &trouble{code: CodeStranger, cause: err}
	}
	if l.ID != ask.ID || l.Installation != c.Enrolment.Installation || l.Kind != kind || l.Year != year ||
		l.From == 0 || l.To < l.From || l.To-l.From >= MaxLease {
		return &trouble{code: CodeStranger}
	}
	if err := c.Local.AddLease(l); err != nil {
		return err
	}
	return c.leaseCame(ask)
}
