package hub

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// standardPatience is how long a body may stand still at its beginning.
const standardPatience = time.Minute

// slowestBody is how many bytes a second of a body have to come beside. A quarter of
// what a window itself takes for the slowest line worth waiting for.
const slowestBody = 256

// paced is the body of a request that has to come at some pace: who sends a byte a
// minute holds a place that others need, and would for as long as the longest
// message may take.
type paced struct {
	io.ReadCloser
	deadline func(time.Time) error
	until    time.Time
}

// pace has the body of a request come at some pace from here on, until rest is
// called.
func (h *Hub) pace(w http.ResponseWriter, r *http.Request) (rest func()) {
	if r.ContentLength == 0 {
		return func() {}
	}
	control := http.NewResponseController(w)
	r.Body = &paced{r.Body, control.SetReadDeadline, time.Now().Add(h.Patience)}
	return func() { _ = control.SetReadDeadline(time.Time{}) } // a connection that is gone shows when it is answered
}

// tooSlow answers whoever did not keep the pace. A window takes it for a line that
// is down.
func tooSlow(w http.ResponseWriter) {
	w.Header().Set("Connection", "close")
	http.Error(w, "too slow", http.StatusServiceUnavailable)
}

// Read reads on, and gives what came its time.
func (p *paced) Read(b []byte) (int, error) {
	if err := p.deadline(p.until); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := p.ReadCloser.Read(b)
	p.until = p.until.Add(time.Duration(n) * time.Second / slowestBody)
	return n, err
}
