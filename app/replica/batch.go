package replica

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"onewindow/app/casefile"
	"onewindow/app/casefile/compact"
)

// Batches and pages are mostly events, whose bytes stand fast. They are written
// without looking into them, and cut up in one look at each byte: going through all
// of a message with encoding/json costs more than anything else that is done with it.
// What is written otherwise than here is read as the JSON it is.

// load is a batch as it goes up.
type load struct {
	names []name
	body  []byte // the Batch, before compression
}

// name is how an acknowledgement names an event.
type name struct{ id, hash string }

// newLoad writes a [Batch].
func newLoad(installation string, events []casefile.Event, leases []Lease) (load, error) {
	from, err := json.Marshal(installation)
	if err != nil {
		return load{}, fmt.Errorf("replica: write batch: %w", err)
	}
	l := load{body: slices.Concat([]byte(batchBegins), from, []byte(batchGoesOn))}
	for i, e := range events {
		raw, err := e.Bytes()
		if err != nil {
			return load{}, err
		}
		if i > 0 {
			l.body = append(l.body, ',')
		}
		l.body = append(l.body, raw...)
		l.names = append(l.names, name{e.ID, Reference(raw)})
	}
	if len(leases) == 0 {
		l.body = append(l.body, batchEnds...)
		return l, nil
	}
	told, err := json.Marshal(leases)
	if err != nil {
		return load{}, fmt.Errorf("replica: write batch: %w", err)
	}
	l.body = slices.Concat(l.body, []byte(batchTells), told, []byte{'}'})
	return l, nil
}

// What stands around the events of a batch and of a page.
const (
	batchBegins = `{"installation":`
	batchGoesOn = `,"events":[`
	batchEnds   = `]}`
	batchTells  = `],"leases":`
	pageBegins  = `{"events":[`
	pageEmpty   = `{"events":null`
	orderBegins = `{"order":`
	orderGoesOn = `,"event":`
)

// ReadBatch reads a batch. Its events are JSON.
func ReadBatch(raw []byte) (Batch, error) {
	if b, ok := cutBatch(raw); ok {
		return b, nil
	}
	var b Batch
	if err := json.Unmarshal(raw, &b); err != nil {
		return Batch{}, fmt.Errorf("replica: read batch: %w", err)
	}
	return b, nil
}

func cutBatch(raw []byte) (b Batch, ok bool) {
	from, rest, ok := bytes.Cut(raw, []byte(batchGoesOn))
	if !ok || !bytes.HasPrefix(from, []byte(batchBegins)) {
		return b, false
	}
	if json.Unmarshal(from[len(batchBegins):], &b.Installation) != nil {
		return b, false
	}
	for {
		n := compact.End(rest)
		if n < 0 {
			return b, false
		}
		b.Events = append(b.Events, json.RawMessage(rest[:n:n]))
		switch rest = rest[n:]; {
		case string(rest) == batchEnds:
			return b, true
		case len(rest) == 0 || rest[0] != ',':
			return b, false
		}
		rest = rest[1:]
	}
}

// Bytes is the page as JSON. Its events must be canonical.
func (p Page) Bytes() ([]byte, error) {
	events := p.Events
	p.Events = nil
	rest, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("replica: write page: %w", err)
	}
	if events == nil {
		return rest, nil
	}
	size := len(rest)
	for _, o := range events {
		size += len(o.Event) + len(orderBegins) + len(orderGoesOn) + 24
	}
	raw := append(make([]byte, 0, size), pageBegins...)
	for i, o := range events {
		if i > 0 {
			raw = append(raw, ',')
		}
		raw = append(strconv.AppendUint(append(raw, orderBegins...), o.Order, 10), orderGoesOn...)
		raw = append(append(raw, o.Event...), '}')
	}
	return append(append(raw, ']'), rest[len(pageEmpty):]...), nil
}

// ReadPage reads a page. Its events are JSON.
func ReadPage(raw []byte) (Page, error) {
	if p, ok := cutPage(raw); ok {
		return p, nil
	}
	var p Page
	if err := json.Unmarshal(raw, &p); err != nil {
		return Page{}, fmt.Errorf("replica: read page: %w", err)
	}
	return p, nil
}

func cutPage(raw []byte) (p Page, ok bool) {
	var events []Ordered
	rest, ok := bytes.CutPrefix(raw, []byte(pageBegins))
	for more := ok; more; {
		var o Ordered
		if o, rest, ok = cutOrdered(rest); !ok {
			return p, false
		}
		events = append(events, o)
		rest, more = bytes.CutPrefix(rest, []byte{','})
	}
	if !ok || len(rest) == 0 || rest[0] != ']' {
		return p, false
	}
	if json.Unmarshal(slices.Concat([]byte(pageEmpty), rest[1:]), &p) != nil || p.Events != nil {
		return Page{}, false
	}
	p.Events = events
	return p, true
}

func cutOrdered(raw []byte) (o Ordered, rest []byte, ok bool) {
	raw, ok = bytes.CutPrefix(raw, []byte(orderBegins))
	if !ok {
		return o, nil, false
	}
	order, raw, ok := bytes.Cut(raw, []byte(orderGoesOn))
	if !ok || json.Unmarshal(order, &o.Order) != nil {
		return o, nil, false
	}
	n := compact.End(raw)
	if n < 0 || n == len(raw) || raw[n] != '}' {
		return o, nil, false
	}
	o.Event = json.RawMessage(raw[:n:n])
	return o, raw[n+1:], true
}
