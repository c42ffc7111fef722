package simulation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
)

// Where requests overlap, batches and pages are small, so that there are many of
// them even after little work.
const (
	mostUp   = 2 // events of a batch
	mostDown = 5 // of a page
)

// smallPages lets the centre answer with few events at a time.
type smallPages struct{ kept }

// After is that of the log, and gives less.
func (l smallPages) After(office string, place uint64, limit, maxBytes int) (hub.Stretch, error) {
	return l.kept.After(office, place, min(limit, mostDown), maxBytes)
}

// traffic are the requests that are under way at once. Which of them moves next
// the dice say, one at a time, and only when nobody can do anything else: so the
// dice alone decide, however many goroutines there are.
type traffic struct {
	settle func() // waits until every other goroutine waits
	codec  *replica.Codec

	mu    sync.Mutex
	under []*passage
}

func newTraffic(settle func()) (*traffic, error) {
	codec, err := replica.NewCodec()
	return &traffic{settle: settle, codec: codec}, err
}

// passage is a request on its way to the centre and back.
type passage struct {
	line    *line
	request *http.Request
	body    []byte
	name    string // what tells it from the others
	ends    context.CancelFunc
	came    chan *http.Response // what who asked gets, nil for nothing; gives one at most

	standing // changes under the lock of the traffic alone
}

// standing is how far a request has come.
type standing struct {
	stage  stage
	left   bool           // who asked has hung up
	answer *http.Response // nil where it is lost
}

// stage is where on its way a request is.
type stage int

const (
	going  stage = iota // to the centre
	inside              // the centre
	coming              // back
)

// carry waits until the dice have decided what becomes of a request.
func (t *traffic) carry(l *line, r *http.Request, body []byte) (*http.Response, error) {
	p := &passage{
		line: l, request: r, body: body, came: make(chan *http.Response, 1), ends: func() {},
		name: fmt.Sprintf("%s %s %s %9d", l.machine.name, r.Method, r.URL.RequestURI(), t.firstOf(r, body)),
	}
	t.mu.Lock()
	t.under = append(t.under, p)
	t.mu.Unlock()
	select {
	case answer := <-p.came:
		if answer == nil {
			return nil, errLine
		}
		return answer, nil
	case <-r.Context().Done():
		t.mu.Lock()
		defer t.mu.Unlock()
		p.left = true
		return nil, r.Context().Err()
	}
}

// firstOf is the place in its chain of the first event of a batch, which tells two
// batches of one machine from each other. Their bytes do not: there are signatures
// in them, which differ where two were made at the same time.
func (t *traffic) firstOf(r *http.Request, body []byte) uint64 {
	if r.Method != http.MethodPost || r.URL.Path != replica.PathEvents {
		return 0
	}
	plain, err := t.codec.Unpack(body)
	if err != nil {
		return 0
	}
	b, err := replica.ReadBatch(plain)
	if err != nil || len(b.Events) == 0 {
		return 0
	}
	e, err := casefile.Parse(b.Events[0])
	if err != nil {
		return 0
	}
	return e.Seq
}

// sighting is a request as it stood at a moment.
type sighting struct {
	of *passage
	standing
}

// underway are all that are, in an order that no scheduler of goroutines decides.
func (t *traffic) underway() []sighting {
	t.mu.Lock()
	defer t.mu.Unlock()
	slices.SortStableFunc(t.under, func(a, b *passage) int { return cmp.Compare(a.name, b.name) })
	var all []sighting
	for _, p := range t.under {
		all = append(all, sighting{p, p.standing})
	}
	return all
}

// reach notes that a request has come to a stage, with an answer or without.
func (t *traffic) reach(p *passage, s stage, answer *http.Response) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p.stage, p.answer = s, answer
}

// end gives who asked an answer, or none, and forgets the request.
func (t *traffic) end(p *passage, answer *http.Response) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p.ends()
	p.came <- answer
	t.under = slices.DeleteFunc(t.under, func(other *passage) bool { return other == p })
}

// contacts lets machines speak with the centre, all at once, and gives back what
// became of each.
func (w *world) contacts(all []*machine) []error {
	errs := make([]error, len(all))
	if w.traffic == nil {
		for i, m := range all {
			errs[i] = m.client.Contact(w.context)
		}
		return errs
	}
	var waiting sync.WaitGroup
	done := make(chan struct{})
	for i, m := range all {
		waiting.Go(func() { errs[i] = m.client.Contact(w.context) })
		w.traffic.settle()
	}
	go func() { waiting.Wait(); close(done) }()
	for {
		w.traffic.settle()
		select {
		case <-done:
			w.clear()
			return errs
		default:
			w.move()
		}
	}
}

// move lets one of the requests get on, or some time pass in which those that the
// centre holds may end.
func (w *world) move() {
	var may []sighting
	held, all := false, w.traffic.underway()
	for _, p := range all {
		if p.stage == inside {
			held = true
		}
		if p.stage != inside || p.left {
			may = append(may, p)
		}
	}
	if len(all) > 1 {
		w.tally.Abreast++
	}
	if held {
		w.tally.Held++
	}
	if len(may) == 0 || held && w.dice.once(6) {
		time.Sleep(w.dice.moment())
		return
	}
	switch p := pick(w.dice, may); {
	case p.left:
		w.abandon(p)
	case p.stage == going:
		w.send(p.of)
	default:
		w.traffic.end(p.of, p.answer)
	}
}

// moment is up to some seconds.
func (d dice) moment() time.Duration { return time.Duration(1+d.IntN(9)) * time.Second }

// clear ends what is under way when nobody waits for it any more.
func (w *world) clear() {
	for {
		w.traffic.settle()
		all := w.traffic.underway()
		if len(all) == 0 {
			return
		}
		w.abandon(pick(w.dice, all))
	}
}

// abandon decides what becomes of a request after its sender has hung up.
func (w *world) abandon(p sighting) {
	switch n := w.dice.IntN(3); {
	case p.stage == inside && n == 0:
		p.of.ends() // the centre hears that nobody waits
		w.traffic.settle()
	case p.stage == inside: // it goes on by itself
		time.Sleep(w.dice.moment())
		return
	case p.stage == going && n == 0:
		w.late = append(w.late, lateRequest{p.of.request, p.of.body})
	case p.stage == going && n == 1:
		w.send(p.of)
		return
	}
	w.traffic.end(p.of, nil)
}

// send lets a request come to the centre, unless the line is a bad one.
func (w *world) send(p *passage) {
	fate := 99
	if p.line.bad {
		fate = w.dice.IntN(20)
	}
	switch fate {
	case 0: // it is lost
		w.traffic.end(p, nil)
	case 1: // it comes later, behind others
		w.late = append(w.late, lateRequest{p.request, p.body})
		w.traffic.end(p, nil)
	case 2: // it comes now and once more later
		w.late = append(w.late, lateRequest{p.request, p.body})
		w.enter(p, p.body, nil)
	case 3: // half of it comes
		w.enter(p, p.body[:len(p.body)/2], lost)
	case 4, 5: // the answer is lost
		w.enter(p, p.body, lost)
	case 6: // half of the answer comes
		w.enter(p, p.body, torn)
	case 7: // the login page of a network answers
		w.traffic.end(p, portal())
	default:
		w.enter(p, p.body, nil)
	}
}

// lost is no answer.
func lost(*http.Response) *http.Response { return nil }

// enter lets the centre work on a request. What comes back is what spoil leaves
// of the answer, nil for all of it.
func (w *world) enter(p *passage, body []byte, spoil func(*http.Response) *http.Response) {
	// The context of who asks ends with his call; the network does not know.
	ctx, ends := context.WithCancel(w.context)
	p.ends = ends
	w.traffic.reach(p, inside, nil)
	at := w.centre.asked().hub // by toss, which is for the dice's goroutine alone
	go func() {
		answer := carried(at, p.request.WithContext(ctx), body)
		if spoil != nil {
			answer = spoil(answer)
		}
		w.traffic.reach(p, coming, answer)
	}()
}

// contact lets machines speak with the centre once, all at the same time where
// requests overlap. That it fails is as the line would have it; what it says
// stands in the trace.
func (w *world) contact(all ...*machine) error {
	w.tally.Contacts += len(all)
	var may []*machine
	for _, m := range all {
		served, err := w.wouldServe(m)
		if err != nil {
			return err
		}
		if !served {
			may = append(may, m)
		}
	}
	var failed error
	for i, err := range w.contacts(may) {
		failed = errors.Join(failed, may[i].contacted(err))
	}
	return failed
}
