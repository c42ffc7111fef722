package hub

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// issue numbers and signs the permit of a case that has just been granted, in
// the transaction that took the decision over: a decision without its
// certificate, or a number without its decision, is never in the log.
func (in *intake) issue(c casefile.Case) error {
	now := in.hub.Now()
	body, err := in.certificate(c, workday.DateOf(now))
	if err != nil {
		return err
	}
	e, err := in.event(c, body, now)
	if err != nil {
		return err
	}
	after := c.Then(e.Event)
	e.Numbers = newNumbers(c, after)
	if _, err := in.tx.Admit(e); err != nil {
		return err
	}
	in.cases[c.ID] = after
	return nil
}

// certificate is the permit's number, dates, form and signature.
func (in *intake) certificate(c casefile.Case, date workday.Date) (*casefile.Issued, error) {
	item, ok := in.hub.Item(c.Item)
	if !ok {
		return nil, fmt.Errorf("hub: issue a certificate for the unknown item %q", c.Item) // judge refuses it before
	}
	region := in.hub.region(c.Office)
	series := fmt.Sprintf("%s%04d%s", region, date.Year(), item.Type)
	serial, err := in.tx.Next("certificate "+series, 1)
	if err != nil {
		return nil, err
	}
	form, err := in.tx.Next("form "+region, 1)
	if err != nil {
		return nil, err
	}
	number := fmt.Sprintf("%s%07d", series, serial)
	payload, err := in.hub.issuer.permit(c, number, date)
	if err != nil {
		return nil, err
	}
	issued := &casefile.Issued{Number: number, Date: date, Serial: fmt.Sprintf("%08d", form), Payload: payload}
	if item.ValidYears > 0 {
		issued.ValidUntil = date.AddYears(item.ValidYears)
	}
	return issued, nil
}

// event is the centre's own event, in the centre's own chain.
func (in *intake) event(c casefile.Case, body casefile.Body, now time.Time) (Entry, error) {
	id, err := uuid.NewV7FromReader(in.hub.Random)
	if err != nil {
		return Entry{}, fmt.Errorf("hub: make an event id: %w", err)
	}
	tail, err := in.tx.Tail(casefile.Centre)
	if err != nil {
		return Entry{}, err
	}
	by := casefile.Actor{ID: casefile.Centre, Name: "中心", Role: casefile.CentreRole}
	e, err := casefile.New(id.String(), c.ID, c.Version, by, now.UTC(), c.Policy, body)
	if err != nil {
		return Entry{}, err
	}
	e.Installation, e.Seq, e.Prev = casefile.Centre, tail.Seq+1, tail.Hash
	raw, err := e.Bytes()
	if err != nil {
		return Entry{}, err
	}
	return Entry{Event: e, Raw: raw, Hash: hashOf(raw), Office: c.Office}, nil
}

// region is the six digits that the office's numbers begin with.
func (h *Hub) region(office string) string {
	if len(office) < 6 {
		return h.Region
	}
	for _, r := range office[:6] {
		if r < '0' || r > '9' {
			return h.Region
		}
	}
	return office[:6]
}
