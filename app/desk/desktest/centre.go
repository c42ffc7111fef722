package desktest

import (
	"cmp"
	"fmt"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// Confirm lets the centre say yes to everything that waits.
func (c *Counter) Confirm() error {
	waiting, err := c.Store.Local().Pending(1000, 1<<30)
	if err != nil {
		return err
	}
	answers := make([]replica.Answer, len(waiting))
	for i, e := range waiting {
		sum, err := e.Hash()
		if err != nil {
			return err
		}
		c.order++
		answers[i] = replica.Answer{ID: e.ID, Hash: sum, Order: c.order}
	}
	return c.Store.Local().Settle(answers)
}

// Refuse lets the centre refuse everything that waits.
func (c *Counter) Refuse(reason string) error {
	waiting, err := c.Store.Local().Pending(1000, 1<<30)
	if err != nil {
		return err
	}
	answers := make([]replica.Answer, len(waiting))
	for i, e := range waiting {
		answers[i] = replica.Answer{ID: e.ID, Refused: reason}
	}
	return c.Store.Local().Settle(answers)
}

// Issue lets the centre number and sign what a granted case ends in, or the one
// certificate that it owes after a correction, a renewal or a signature.
func (c *Counter) Issue(id string) error {
	if err := c.Confirm(); err != nil {
		return err
	}
	file, err := c.Store.Case(id)
	if err != nil {
		return err
	}
	step, err := c.Catalog().Step(file.Item, file.Situation, file.Policy)
	if err != nil {
		return err
	}
	body := &casefile.Issued{Further: file.Further}
	for _, rule := range step.Certificates {
		kind := casefile.DocumentKind(rule.Document)
		switch {
		case file.Reissue == "" && rule.OnSigning:
			body.Further = kind
			continue
		case file.Reissue != "" && file.Reissue != kind:
			continue
		case kind == file.Further:
			body.Further = ""
		}
		issued, err := c.certificate(file, rule)
		if err != nil {
			return err
		}
		body.Certificates = append(body.Certificates, issued)
	}
	return c.FromCentre(file, body)
}

// certificate is the next edition of a certificate.
func (c *Counter) certificate(file casefile.Case, rule catalog.Certificate) (casefile.Certificate, error) {
	kind, today := casefile.DocumentKind(rule.Document), workday.DateOf(c.Time)
	last, again := file.Certificate(kind)
	issued := casefile.Certificate{
		Document: kind, Number: last.Number, Date: today, ValidUntil: last.ValidUntil,
		Serial: fmt.Sprintf("%08d", c.order), Edition: last.Edition + 1,
	}
	if !again && rule.Numbering != catalog.Supervision {
		issued.Number = fmt.Sprintf("330402%d%s%07d", today.Year(), rule.Type, c.order)
	}
	if !again && rule.ValidYears > 0 {
		issued.ValidUntil = today.AddYears(rule.ValidYears)
	}
	if r := file.Renewal; r != nil && r.Grant && r.Document == kind {
		issued.ValidUntil = r.Until
	}
	var err error
	issued.Payload, err = c.payload(file, issued)
	return issued, err
}

// Number lets the centre put a returned number onto its certificate.
func (c *Counter) Number(id string) error {
	if err := c.Confirm(); err != nil {
		return err
	}
	file, err := c.Store.Case(id)
	if err != nil {
		return err
	}
	issued, _ := file.Certificate(file.Returned.Document)
	issued.Number = file.Returned.Number
	payload, err := c.payload(file, issued)
	if err != nil {
		return err
	}
	return c.FromCentre(file, &casefile.Numbered{
		Document: file.Returned.Document, Number: file.Returned.Number, Payload: payload,
	})
}

// payload is what the centre signs of a certificate. One without a number yet
// is told by its case.
func (c *Counter) payload(file casefile.Case, k casefile.Certificate) (string, error) {
	return seal.Sign(c.issuing, seal.Statement{
		Kind: seal.DocumentKind(k.Document.Code()), Number: cmp.Or(k.Number, file.Number), Item: file.Item,
		Office: file.Office, Date: k.Date, Digest: file.Digest(k.Document), Edition: byte(k.Edition), Until: k.ValidUntil,
	}, nil)
}

// FromCentre lets the centre write an event and the counter receive it.
func (c *Counter) FromCentre(file casefile.Case, body casefile.Body) error {
	by := casefile.Actor{ID: casefile.Centre, Name: "中心", Role: casefile.CentreRole}
	e, err := casefile.New(c.newID(), file.ID, file.Version, by, c.Time, file.Policy, body)
	if err != nil {
		return err
	}
	e.Installation = casefile.Centre
	return c.download(e)
}

// Twin lets window 04 have taken the application of a case in too, and the
// counter hear of it.
func (c *Counter) Twin(id string) (casefile.Case, error) {
	file, err := c.Store.Case(id)
	if err != nil {
		return file, err
	}
	body := *file.History[0].Body.(*casefile.Received)
	body.Window, body.Number = "04", "04"+body.Number[2:]
	by := casefile.Actor{ID: "chenjie", Name: "陈洁", Role: casefile.Clerk}
	e, err := casefile.New(c.newID(), c.newID(), 0, by, c.Time, file.Policy, &body)
	if err != nil {
		return file, err
	}
	e.Installation = "window-04"
	if err := c.download(e); err != nil {
		return file, err
	}
	return c.Store.Case(e.Case)
}

// Neighbour is another window of the office, with a hash chain of its own.
type Neighbour struct {
	c    *Counter
	id   string
	seq  uint64
	head string
}

// Neighbour lets the centre certify another window of the office, and the counter
// hear of it.
func (c *Counter) Neighbour(window string) (*Neighbour, error) {
	key, err := seal.GenerateKey(c.random)
	if err != nil {
		return nil, err
	}
	today := workday.DateOf(c.Time)
	n := &Neighbour{c: c, id: c.newID()}
	certificate, err := seal.Certify(c.issuing, seal.Certificate{
		Installation: n.id, Office: c.Office().ID, Window: window, Key: key.Public(),
		NotBefore: today, NotAfter: today.Add(366), Kinds: desk.OwnKinds(),
	}, c.random)
	if err != nil {
		return nil, err
	}
	known := c.Keyring()
	known.Certificates = append(known.Certificates, certificate)
	return n, c.seals.Join(known)
}

// Log writes a line into the neighbour's log book; the counter hears of it where
// the centre takes it.
func (n *Neighbour) Log(by casefile.Actor, line casefile.Logged, taken bool) error {
	e, err := casefile.New(n.c.newID(), n.id, 0, by, n.c.Time, "MNR-2019-2/2024-709", &line)
	if err != nil {
		return err
	}
	n.seq++
	e.Installation, e.Seq, e.Prev = n.id, n.seq, n.head
	if n.head, err = e.Hash(); err != nil || !taken {
		return err
	}
	return n.c.receive(e)
}

// download lets the counter receive an event of the common record.
func (c *Counter) download(e casefile.Event) error {
	e.Seq = c.order + 1
	return c.receive(e)
}

func (c *Counter) receive(e casefile.Event) error {
	c.order++
	raw, err := e.Bytes()
	if err != nil {
		return err
	}
	return c.Store.Local().Apply(replica.Page{
		Events: []replica.Ordered{{Order: c.order, Event: raw}}, Next: fmt.Sprint(c.order),
	})
}
