package hub

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// follow does what the centre owes a case after an event, in the transaction
// that took the event over: a decision without its certificates, or a number
// without its decision, is never in the log.
//
// While windows give back what the log has lost, the centre writes nothing: what
// it would write may have been written before, and be on paper.
func (in *intake) follow(c casefile.Case) error {
	if all, err := epochsOf(in.tx); err != nil || in.silent || all.now().Open() {
		return err
	}
	c, err := in.recount(c)
	if err != nil {
		return err
	}
	if c.State == casefile.StateGranted {
		body, err := in.issue(c)
		if err != nil {
			return err
		}
		if c, err = in.write(c, body); err != nil {
			return err
		}
	}
	if r := c.Returned; r != nil {
		issued, _ := c.Certificate(r.Document)
		issued.Number = r.Number
		payload, err := in.hub.issuer.payload(c, issued)
		if err != nil {
			return err
		}
		if c, err = in.write(c, &casefile.Numbered{Document: r.Document, Number: r.Number, Payload: payload}); err != nil {
			return err
		}
	}
	if told := c.RegistrationDue(); told != nil {
		if _, err := in.write(c, told); err != nil {
			return err
		}
	}
	return nil
}

// write adds an event of the centre's own.
func (in *intake) write(c casefile.Case, body casefile.Body) (casefile.Case, error) {
	e, err := in.event(c, body, in.hub.Now())
	if err != nil {
		return c, err
	}
	after := c.Then(e.Event)
	if len(after.Misfits) > len(c.Misfits) {
		return c, fmt.Errorf("hub: the rules refuse the centre's own %s: %s", e.Event.Kind, after.Misfits[len(after.Misfits)-1].Reason)
	}
	e.Numbers = newNumbers(c, after)
	if _, err := in.tx.Admit(e); err != nil {
		return c, err
	}
	in.cases[c.ID] = after
	return after, in.strike(c, after)
}

// issue numbers and signs what a granted case ends in, all of it together; or,
// after a correction, a renewal or a signature, the one certificate that this
// calls for.
func (in *intake) issue(c casefile.Case) (*casefile.Issued, error) {
	rules, err := in.rules(c)
	if err != nil {
		return nil, err
	}
	body, date := &casefile.Issued{Further: c.Further}, workday.DateOf(in.hub.Now())
	for _, rule := range rules {
		switch {
		case c.Reissue == "" && rule.OnSigning:
			body.Further = rule.Document
			continue
		case c.Reissue != "" && c.Reissue != rule.Document:
			continue
		case rule.Document == c.Further:
			body.Further = ""
		}
		issued, err := in.certificate(c, rule, date)
		if err != nil {
			return nil, err
		}
		body.Certificates = append(body.Certificates, issued)
	}
	return body, nil
}

// rules are the certificates that the catalog has the case end in.
func (in *intake) rules(c casefile.Case) ([]CertificateRule, error) {
	item, ok := in.hub.Item(c.Item)
	if !ok {
		return nil, fmt.Errorf("hub: issue a certificate for the unknown item %q", c.Item) // judge refuses it before
	}
	return item.Certificates(c)
}

// certificate is the next edition of a certificate: its number, dates, form and
// signature.
func (in *intake) certificate(c casefile.Case, rule CertificateRule, date workday.Date) (casefile.Certificate, error) {
	last, again := c.Certificate(rule.Document)
	region := in.hub.region(c.Office)
	form, err := in.hub.next(in.tx, formSeries(region), 1)
	if err != nil {
		return casefile.Certificate{}, err
	}
	issued := casefile.Certificate{
		Document: rule.Document, Number: last.Number, Date: date, ValidUntil: last.ValidUntil,
		Serial: fmt.Sprintf("%08d", form), Edition: last.Edition + 1,
	}
	if !again {
		if issued.Number, err = in.number(rule, region, date.Year()); err != nil {
			return casefile.Certificate{}, err
		}
		if rule.ValidYears > 0 {
			issued.ValidUntil = date.AddYears(rule.ValidYears)
		}
	}
	if r := c.Renewal; r != nil && r.Grant && r.Document == rule.Document {
		issued.ValidUntil = r.Until
	}
	issued.Payload, err = in.hub.issuer.payload(c, issued)
	return issued, err
}

// number is the next of a series, "" where the national system gives it.
func (in *intake) number(rule CertificateRule, region string, year int) (string, error) {
	if rule.Numbering == Supervision {
		return "", nil
	}
	series, begin, format := rule.series(region, year)
	serial, err := in.hub.next(in.tx, series, 1)
	return begin + fmt.Sprintf(format, serial), err
}

// beyond judges what the rules of a single case cannot see: whether the centre
// can issue what was granted, and whether an earlier case is what the event
// says of it.
func (in *intake) beyond(before, after casefile.Case) (string, error) {
	if _, known := in.hub.Item(after.Item); !known && after.State == casefile.StateGranted {
		return "unknown-item", nil
	}
	reused, is := after.History[len(after.History)-1].Body.(*casefile.PublicityReused)
	if !is {
		return "", nil
	}
	earlier, err := in.caseOf(reused.Case)
	if err != nil {
		return "", err
	}
	shown := earlier.Publicity
	if earlier.Office != after.Office || earlier.Number != reused.Number || earlier.Item != before.PublicityTerm.SharedWith ||
		earlier.Application.Project.Code != after.Application.Project.Code || earlier.Subject() != reused.Subject ||
		shown == nil || shown.Ends != reused.Ends || shown.Closed != reused.Closed || len(earlier.Certificates) == 0 {
		return "publicity-unknown", nil
	}
	return "", nil
}

// centre is who the centre's own events are by.
func centre() casefile.Actor {
	return casefile.Actor{ID: casefile.Centre, Name: "中心", Role: casefile.CentreRole}
}

// event is the centre's own event, in the centre's own chain.
func (in *intake) event(c casefile.Case, body casefile.Body, now time.Time) (Entry, error) {
	id, err := idAt(now, in.hub.Random)
	if err != nil {
		return Entry{}, fmt.Errorf("hub: make an event id: %w", err)
	}
	tail, err := in.tx.Tail(casefile.Centre)
	if err != nil {
		return Entry{}, err
	}
	e, err := casefile.New(id.String(), c.ID, c.Version, centre(), now.UTC(), c.Policy, body)
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

// idAt is a UUIDv7 (RFC 9562, 5.7) of a moment on the centre's own clock.
func idAt(now time.Time, random io.Reader) (uuid.UUID, error) {
	id, err := uuid.NewRandomFromReader(random)
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(now.UnixMilli()))
	copy(id[:6], ms[2:])
	id[6] = 0x70 | id[6]&0x0f
	return id, err
}

// region is the six digits that the office's numbers begin with.
func (h *Hub) region(office string) string {
	if len(office) < 6 || slices.ContainsFunc([]byte(office[:6]), notDigit) {
		return h.Region
	}
	return office[:6]
}

func notDigit(b byte) bool { return b < '0' || b > '9' }
