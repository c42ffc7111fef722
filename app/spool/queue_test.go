package spool_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onewindow/app/spool"
)

// errKilled is what every call after a kill ends with.
var errKilled = errors.New("killed")

// memory is a keeper that survives its program: what was kept before the kill
// is there after it. It may die before or after any transaction.
type memory struct {
	jobs   map[string]spool.Job
	life   int // transactions and steps of the device until the kill; −1 lives on
	killed bool
}

// beat is a moment at which the program may be killed.
func (m *memory) beat() bool {
	if m.life == 0 {
		m.killed = true
	}
	if m.life > 0 {
		m.life--
	}
	return !m.killed
}

func (m *memory) Jobs() ([]spool.Job, error) {
	var list []spool.Job
	for _, j := range m.jobs {
		list = append(list, j)
	}
	slices.SortFunc(list, func(a, b spool.Job) int { return a.Queued.Compare(b.Queued) })
	return list, nil
}

func (m *memory) Paper(id string) (spool.Paper, error) {
	if m.jobs[id].State.Over() {
		return spool.Paper{}, errors.New("gone")
	}
	return spool.Paper{Format: spool.PDF, Parts: [][]byte{[]byte(id)}}, nil
}

func (m *memory) ChangeJob(id string, change func(*spool.Job) error) (spool.Job, error) {
	if !m.beat() {
		return spool.Job{}, errKilled
	}
	j := m.jobs[id]
	if err := change(&j); err != nil {
		return j, err
	}
	m.jobs[id] = j
	if !m.beat() {
		return spool.Job{}, errKilled
	}
	return j, nil
}

func (m *memory) SweepJobs(time.Time) error { return nil }

// printer is a device that lives on while the program dies. How it behaves is
// drawn for every job.
type printer struct {
	keeper  *memory
	draw    func(label string, most int) int
	remains bool // remembers its jobs, as IPP printers do
	off     bool // cannot be reached
	names   map[string]int
	sheets  map[string]int // printed, by the job's own bytes
}

func never(code spool.Code) error { return &spool.Fault{Code: code, Sent: spool.Never} }

func (p *printer) Print(_ context.Context, name string, paper spool.Paper, tell func(spool.Progress)) error {
	switch {
	case p.off:
		return never(spool.Unreachable)
	case !p.keeper.beat():
		return &spool.Fault{Code: spool.Unreachable, Sent: spool.Perhaps, Err: errKilled} // nothing arrived
	}
	switch p.draw("answer", 9) {
	case 0:
		return never(spool.Refused)
	case 1:
		return never(spool.Busy)
	case 2: // the line breaks before the printer has it
		return &spool.Fault{Code: spool.Unreachable, Sent: spool.Perhaps}
	case 3:
		return &spool.Fault{Code: spool.Aborted, Sent: spool.Taken}
	case 4:
		p.take(name, paper)
		return &spool.Fault{Code: spool.Unreachable, Sent: spool.Perhaps}
	}
	number := p.take(name, paper)
	if !p.keeper.beat() {
		return &spool.Fault{Code: spool.Unreachable, Sent: spool.Perhaps, Err: errKilled}
	}
	return p.finish(number, tell)
}

// take has the job and prints it, whatever becomes of the program.
func (p *printer) take(name string, paper spool.Paper) int {
	p.names[name] = len(p.names) + 1
	p.sheets[string(paper.Parts[0])]++
	return p.names[name]
}

func (p *printer) finish(number int, tell func(spool.Progress)) error {
	tell(spool.Progress{Ticket: fmt.Sprint(number)})
	if p.draw("paper", 3) == 0 {
		tell(spool.Progress{Ticket: fmt.Sprint(number), Reasons: []spool.Reason{spool.MediaEmpty}})
	}
	if !p.keeper.beat() {
		return &spool.Fault{Code: spool.Unreachable, Sent: spool.Taken, Err: errKilled}
	}
	return nil
}

func (p *printer) Follow(_ context.Context, name, _ string, tell func(spool.Progress)) error {
	number, known := p.names[name]
	switch {
	case p.off:
		return never(spool.Unreachable)
	case !p.remains || !known:
		return &spool.Fault{Code: spool.Unknown, Sent: spool.Perhaps}
	}
	return p.finish(number, tell)
}

func (p *printer) Cancel(context.Context, string, string) error { return nil }

// start is the program anew over what was kept.
func start(m *memory, p *printer) *spool.Queue {
	m.killed = false
	clock := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	return &spool.Queue{
		Keeper: m, Now: func() time.Time { return clock }, Log: slog.New(slog.DiscardHandler),
		Open: func(string) (spool.Device, error) { return p, nil },
	}
}

// movable are the jobs the queue would work on, oldest first.
func movable(m *memory) []spool.Job {
	jobs, _ := m.Jobs()
	return slices.DeleteFunc(jobs, func(j spool.Job) bool { return j.State.Over() || j.State.Held() })
}

// person looks at the tray and answers truly, or lets a failed job go again.
func person(q *spool.Queue, m *memory, p *printer) error {
	for id, j := range m.jobs {
		var err error
		switch j.State {
		case spool.Unclear:
			err = q.Answer(id, p.sheets[id] > 0, "")
		case spool.Failed:
			err = q.Retry(id, "")
		}
		if err != nil && !m.killed {
			return err
		}
	}
	return nil
}

// However often the program is killed and whatever the printer does, no job
// comes out twice and none is lost.
func TestEveryJobComesOutOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &memory{jobs: map[string]spool.Job{}}
		p := &printer{
			keeper: m, names: map[string]int{}, sheets: map[string]int{},
			draw:    func(label string, most int) int { return rapid.IntRange(0, most).Draw(t, label) },
			remains: rapid.Bool().Draw(t, "remembers"),
		}
		for i := range rapid.IntRange(1, 4).Draw(t, "jobs") {
			id := fmt.Sprint(i)
			m.jobs[id] = spool.Job{ID: id, Printer: "ipp://p", State: spool.Waiting, Queued: time.Unix(int64(i), 0)}
		}
		for range rapid.IntRange(0, 12).Draw(t, "lives") {
			m.life = rapid.IntRange(0, 12).Draw(t, "life")
			q := start(m, p)
			p.off = rapid.Bool().Draw(t, "off")
			for range 6 {
				if jobs := movable(m); len(jobs) > 0 && !m.killed {
					q.Step(t.Context(), jobs[0])
				}
			}
			if !m.killed {
				if err := person(q, m, p); err != nil {
					t.Fatal(err)
				}
			}
			atMostOnce(t, p)
		}
		comeToAnEnd(t, m, p)
	})
}

func atMostOnce(t *rapid.T, p *printer) {
	for id, n := range p.sheets {
		if n > 1 {
			t.Fatalf("job %s came out %d times", id, n)
		}
	}
}

// comeToAnEnd lets the program live on with a printer that works and a person
// beside it.
func comeToAnEnd(t *rapid.T, m *memory, p *printer) {
	m.life, p.off = -1, false
	p.draw = func(string, int) int { return 9 }
	q := start(m, p)
	for range 10 * len(m.jobs) {
		if jobs := movable(m); len(jobs) > 0 {
			q.Step(t.Context(), jobs[0])
		}
		if err := person(q, m, p); err != nil {
			t.Fatal(err)
		}
	}
	atMostOnce(t, p)
	for id, j := range m.jobs {
		if j.State != spool.Done || p.sheets[id] != 1 {
			t.Fatalf("job %s is %s and came out %d times", id, j.State, p.sheets[id])
		}
	}
}
