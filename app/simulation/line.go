package simulation

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
)

// errLine is a line on which nothing comes through.
var errLine = errors.New("simulation: the line is down")

// line is how a machine reaches the centre, in this process: an
// [replica.Transport] on which the dice of the step decide what becomes of each
// request.
type line struct {
	machine *machine
	cut     bool // nothing comes through
	bad     bool // all kinds of things go wrong
}

// Do carries a request to the centre and its answer back, or one of the two, or
// neither.
func (l *line) Do(r *http.Request) (*http.Response, error) {
	w := l.machine.world
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if l.cut || l.machine.office.cut || w.down {
		return nil, errLine
	}
	if w.traffic != nil {
		return w.traffic.carry(l, r, body)
	}
	fate := 99
	if l.bad {
		fate = w.dice.IntN(20)
	}
	switch fate {
	case 0: // the request is lost
		return nil, errLine
	case 1: // the answer is lost
		w.carry(r, body)
		return nil, errLine
	case 2: // the request comes twice
		w.carry(r, body)
		return w.carry(r, body), nil
	case 3: // the request comes later, behind others
		w.late = append(w.late, lateRequest{r, body})
		return nil, errLine
	case 4: // it comes now and once more later
		w.late = append(w.late, lateRequest{r, body})
		return w.carry(r, body), nil
	case 5: // half of the answer comes
		return torn(w.carry(r, body)), nil
	case 6: // half of the request comes
		w.carry(r, body[:len(body)/2])
		return nil, errLine
	case 7: // the login page of a network answers
		return portal(), nil
	}
	return w.carry(r, body), nil
}

// lateRequest is a request that the network still holds.
type lateRequest struct {
	request *http.Request
	body    []byte
}

// carry takes a request to the centre.
func (w *world) carry(r *http.Request, body []byte) *http.Response {
	return carried(w.centre.hub(), r, body)
}

// carried is the answer to a request.
func carried(to http.Handler, r *http.Request, body []byte) *http.Response {
	again := r.Clone(r.Context())
	again.Body, again.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	again.RequestURI = r.URL.RequestURI()
	var a reply
	to.ServeHTTP(&a, again)
	return a.response()
}

// arrive lets late requests come to the centre, in any order. Nobody waits for
// their answers any more.
func (w *world) arrive(most int) {
	for range min(most, len(w.late)) {
		i := w.dice.IntN(len(w.late))
		r := w.late[i]
		w.late = append(w.late[:i], w.late[i+1:]...)
		// The context of a contact ends with it; the network does not know.
		w.carry(r.request.WithContext(w.context), r.body)
	}
}

// reply is an answer as the centre writes it.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is what goes before the body.
func (a *reply) Header() http.Header {
	if a.header == nil {
		a.header = http.Header{}
	}
	return a.header
}

// WriteHeader sets the status.
func (a *reply) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// Write adds to the body.
func (a *reply) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

func (a *reply) response() *http.Response {
	a.WriteHeader(http.StatusOK)
	return &http.Response{StatusCode: a.status, Header: a.Header().Clone(), Body: io.NopCloser(&a.body)}
}

// torn is the first half of an answer.
func torn(r *http.Response) *http.Response {
	whole, _ := io.ReadAll(r.Body) // of a buffer, which never fails
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), broken{}))
	return r
}

// broken ends a body in the middle.
type broken struct{}

// Read gives nothing.
func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func portal() *http.Response {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/html"}},
		Body: io.NopCloser(strings.NewReader("<html>请登录</html>")),
	}
}
