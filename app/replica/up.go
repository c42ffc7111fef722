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

// upload brings all pending events to the centre, batch after batch.
func (c *Client) upload(ctx context.Context) error {
	for {
		events, err := c.Local.Pending(MaxBatchEvents, c.batch.size)
		if err != nil || len(events) == 0 {
			return err
		}
		started := c.Clock.Now()
		answers, err := c.deliver(ctx, events)
		if err != nil {
			c.batch.broke()
			return err
		}
		took := c.Clock.Now().Sub(started)
		if err := c.Local.Settle(answers); err != nil {
			return err
		}
		c.today().traffic.EventsSent += len(answers)
		c.batch.passed(took)
	}
}

// deliver sends one batch and checks that the acknowledgement is for it.
func (c *Client) deliver(ctx context.Context, events []casefile.Event) ([]Answer, error) {
	batch := Batch{Installation: c.Enrolment.Installation}
	for _, e := range events {
		raw, err := e.Bytes()
		if err != nil {
			return nil, err
		}
		batch.Events = append(batch.Events, raw)
	}
	plain, err := json.Marshal(batch)
	if err != nil {
		return nil, fmt.Errorf("replica: write batch: %w", err)
	}
	standing, err := c.wanted()
	if err != nil {
		return nil, err
	}
	r, err := c.line.do(ctx, call{method: http.MethodPost, target: PathEvents + standing.query(url.Values{"brief": {"1"}}), body: plain, packed: true})
	if err != nil {
		return nil, err
	}
	var ack Acknowledgement
	if err := json.Unmarshal(r.body, &ack); err != nil {
		return nil, &trouble{code: CodeStranger, cause: err}
	}
	if ack.Batch != Reference(plain) || ack.Epoch != standing.epoch {
		return nil, &trouble{code: CodeStranger}
	}
	if ack, err = ack.completed(events); err != nil {
		return nil, err
	}
	if err := CheckAcknowledgement(ack, events, c.line.issuing); err != nil {
		return nil, err
	}
	c.line.learn(ack.Time)
	return ack.Answers, nil
}

// CheckAcknowledgement makes sure that the centre signed the acknowledgement
// and that it answers for exactly these events, in their order, byte for byte.
func CheckAcknowledgement(ack Acknowledgement, events []casefile.Event, issuing seal.PublicKey) error {
	message, err := AcknowledgementMessage(ack)
	if err != nil {
		return err
	}
	if !issuing.VerifyBytes(PurposeAcknowledgement, message, ack.Signature) || len(ack.Answers) != len(events) {
		return &trouble{code: CodeStranger}
	}
	for i, a := range ack.Answers {
		hash, err := events[i].Hash()
		if err != nil {
			return err
		}
		if a.Refused == RefusedAltered {
			hash = "" // the centre keeps other bytes
		}
		if a.ID != events[i].ID || a.Hash != hash || (a.Refused == "") == (a.Order == 0) {
			return &trouble{code: CodeStranger}
		}
	}
	return nil
}

// refill asks for numbers where they have run low. In December it also sees to
// the coming year: the line may be down on New Year's Day.
func (c *Client) refill(ctx context.Context) error {
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
		if err := c.lease(ctx, kind, year); err != nil {
			return err
		}
	}
	return nil
}

// lease fetches one block. An id is kept until its block is here: asked for
// twice, the centre gives the same block and no numbers are lost.
func (c *Client) lease(ctx context.Context, kind NumberKind, year int) error {
	ask := c.asked[kind]
	if ask.Year != year {
		ask = LeaseRequest{ID: c.NewID(), Kind: kind, Year: year}
		c.asked[kind] = ask
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
	delete(c.asked, kind)
	return nil
}
