// Package hubtest holds what tests of the central system share: a counter that
// writes events, and the conformance tests that every Log must pass.
package hubtest

import (
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// Start is the moment at which tests begin: 10:00 in Beijing.
func Start() time.Time { return time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC) }

// Item is a catalog of one item, A.
func Item(id string) (hub.Item, bool) {
	permit := hub.CertificateRule{Document: casefile.Permit, Numbering: hub.Local, Type: "XS", ValidYears: 3}
	return hub.Item{Name: "用地预审与选址", Certificates: func(casefile.Case) ([]hub.CertificateRule, error) {
		return []hub.CertificateRule{permit}, nil
	}}, id == "A"
}

// Counter writes events as an installation does. All it makes follows from its
// seed.
type Counter struct {
	Installation string
	Office       string
	Window       string
	Key          *seal.PrivateKey
	Now          time.Time

	t    testing.TB
	seed byte
	ids  uint32
	seq  uint64
	prev string
}

// NewCounter makes a counter.
func NewCounter(t testing.TB, seed byte, office, window string) *Counter {
	t.Helper()
	c := &Counter{Office: office, Window: window, Now: Start(), t: t, seed: seed}
	c.Installation = c.NewID()
	key, err := seal.GenerateKey(&stream{seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	c.Key = key
	return c
}

// Enrolment is what the counter says of itself.
func (c *Counter) Enrolment() replica.Enrolment {
	return replica.Enrolment{
		Installation: c.Installation, Office: c.Office, Window: c.Window, PublicKey: c.Key.Public().Bytes(),
	}
}

// NewID is the next id, a well-formed UUIDv7.
func (c *Counter) NewID() string {
	c.ids++
	id := uuid.UUID{0: 1, 6: 0x70, 7: c.seed, 8: 0x80}
	binary.BigEndian.PutUint32(id[12:], c.ids)
	return id.String()
}

// Write makes an event of a body and chains it.
func (c *Counter) Write(file casefile.Case, caseID string, by casefile.Actor, body casefile.Body) casefile.Event {
	c.t.Helper()
	c.Now = c.Now.Add(time.Second)
	e, err := casefile.New(c.NewID(), caseID, file.Version, by, c.Now, "MNR-2019-2/2024-709", body)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.Chain(e)
}

// Chain gives an event the next place in the counter's chain.
func (c *Counter) Chain(e casefile.Event) casefile.Event {
	c.t.Helper()
	c.seq++
	e.Installation, e.Seq, e.Prev = c.Installation, c.seq, c.prev
	hash, err := e.Hash()
	if err != nil {
		c.t.Fatal(err)
	}
	c.prev = hash
	return e
}

// Receive opens a case.
func (c *Counter) Receive(number string, files ...casefile.Attachment) casefile.Event {
	c.t.Helper()
	return c.Write(casefile.Case{}, c.NewID(), clerk(), &casefile.Received{
		Number: number, Office: c.Office, Window: c.Window, Item: "A",
		Application: casefile.Application{
			Applicant: casefile.Applicant{Unit: true, Name: "示例建设有限公司", Code: "91350100M000100Y43", Phone: "057300000000"},
			Project:   casefile.Project{Code: "2601-330402-04-01-000013", Name: "示例项目"},
			Land:      casefile.Land{Location: "示例路", Area: 18990},
		},
		Materials: []casefile.Material{{ID: "form", Name: "申请表", Required: true, Present: true, Files: files}},
	})
}

// Granted writes a whole case up to the decision: five events.
func (c *Counter) Granted(serial int) []casefile.Event {
	c.t.Helper()
	events := []casefile.Event{c.Receive(fmt.Sprintf("%s-20261123-%04d", c.Window, serial))}
	due, _ := workday.NewDate(2026, time.December, 1)
	for _, step := range []struct {
		by   casefile.Actor
		body casefile.Body
	}{
		{clerk(), &casefile.Accepted{On: workday.DateOf(c.Now), Terms: casefile.Terms{
			Number:   fmt.Sprintf("嘉南资规受〔2026〕临%s-%04d号", c.Window, serial),
			Deadline: workday.Deadline{Start: workday.DateOf(c.Now), Due: due}, Sections: []string{"规划科", "耕保科"},
		}}},
		{reviewer("规划科"), &casefile.OpinionGiven{Section: "规划科", Agree: true, Text: "符合规划"}},
		{reviewer("耕保科"), &casefile.OpinionGiven{Section: "耕保科", Agree: true, Text: "同意"}},
		{casefile.Actor{ID: "a1", Name: "赵敏", Role: casefile.Approver}, &casefile.Decided{On: workday.DateOf(c.Now), Grant: true}},
	} {
		events = append(events, c.Write(casefile.Fold(events), events[0].Case, step.by, step.body))
	}
	return events
}

func clerk() casefile.Actor { return casefile.Actor{ID: "c1", Name: "王芳", Role: casefile.Clerk} }

func reviewer(section string) casefile.Actor {
	return casefile.Actor{ID: "r-" + section, Name: "李强", Role: casefile.Reviewer, Section: section}
}

// stream is an endless, repeatable source of bytes for keys.
type stream struct {
	seed byte
	n    uint64
}

func (s *stream) Read(p []byte) (int, error) {
	for i := range p {
		s.n = s.n*6364136223846793005 + uint64(s.seed)*2 + 1
		p[i] = byte(s.n >> 56)
	}
	return len(p), nil
}

// Accepted opens a case and accepts it on the same day, its limits counted on a
// calendar: two events.
func (c *Counter) Accepted(serial int, calendar *workday.Calendar, promised, statutory int) []casefile.Event {
	c.t.Helper()
	today := workday.DateOf(c.Now)
	received := c.Receive(fmt.Sprintf("%s-20261123-%04d", c.Window, serial))
	accepted := &casefile.Accepted{On: today, Terms: casefile.Terms{
		Number:   fmt.Sprintf("嘉南资规受〔2026〕临%s-%04d号", c.Window, serial),
		Deadline: calendar.Deadline(today, promised), Statutory: calendar.Deadline(today, statutory),
		Sections: []string{"规划科"},
	}}
	file := casefile.Fold([]casefile.Event{received})
	return []casefile.Event{received, c.Write(file, received.Case, clerk(), accepted)}
}

// YearEnd is a moment whose limits reach past 2026: 10:00 in Beijing.
func YearEnd() time.Time { return time.Date(2026, time.December, 30, 2, 0, 0, 0, time.UTC) }
