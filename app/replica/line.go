package replica

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"onewindow/app/seal"
)

// How long to wait for the centre. A slow line needs its time; these only tell
// a slow line from a dead one.
const (
	patience = time.Minute      // for a sign of life, once our message is through
	slack    = 20 * time.Second // beyond the time we asked the centre to wait
	slowest  = 1 << 10          // bytes a second of the slowest line to be waited for
)

// passing is how long a message of that size may take. The system takes even a
// big one at once and sends it in its own time: nothing tells how far it is.
func passing(size int) time.Duration {
	return patience + time.Duration(size)*time.Second/slowest
}

// NewTransport makes the HTTP transport: one connection kept alive, a second
// while two messages are on their way, a third while a download waits for news,
// and no redirects, which only a captive portal would send.
func NewTransport() *Wire {
	w := &Wire{}
	w.Client = http.Client{
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         w.meter.dial(net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}),
			MaxIdleConnsPerHost: 3,
			IdleConnTimeout:     4 * time.Minute, // less than the centre's
			TLSHandshakeTimeout: 30 * time.Second,
			ForceAttemptHTTP2:   true, // which a dialler of one's own switches off
			DisableCompression:  true, // bodies are packed already
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return w
}

// Wire is an HTTP client that counts what it carries.
type Wire struct {
	http.Client
	meter meter
}

// Carried is how many bytes went out and came in so far.
func (w *Wire) Carried() (sent, received int64) { return w.meter.sent.Load(), w.meter.received.Load() }

// line is the connection of an installation to its centre. Safe for concurrent
// use.
type line struct {
	central      string
	installation string
	key          Key
	issuing      seal.PublicKey // zero while enrolling
	transport    Transport
	clock        Clock
	codec        *Codec
	program      string
	sessions     sessions
	skew         atomic.Int64 // centre's clock less ours, ns
	dictionary   atomic.Int64 // that the centre knows, 0 for none
	quick        atomic.Bool
}

// call is one request.
type call struct {
	method, target string // target is path and query
	body           []byte
	packed         bool // is the body to be
	offset         *int64
	wait           time.Duration // how long the centre may hold the answer back
	session        *Session      // nil to sign
}

// reply is an answer that carries the centre's signature.
type reply struct {
	status int
	header http.Header
	body   []byte // unpacked
}

// gap is how far the centre's clock is ahead of ours.
func (l *line) gap() time.Duration { return time.Duration(l.skew.Load()) }

// do makes a call. An answer that is not 2xx comes back as trouble with the
// centre's code.
func (l *line) do(ctx context.Context, c call) (reply, error) {
	plain, dictionary := c.body, l.dictionary.Load()
	if c.packed {
		c.body = l.codec.packWith(int(dictionary), plain)
	}
	c.session = l.sessions.current(l.clock.Now())
	r, err := l.try(ctx, c)
	if code := CodeOf(err); c.session != nil && (code == "session" || code == "signature") {
		// It is over, or who answers now knows of none.
		l.sessions.over(c.session)
		c.session = nil
		r, err = l.try(ctx, c)
	}
	if CodeOf(err) == "clock" {
		// Our clock is far off. The answer told by how much: sign with the centre's.
		r, err = l.try(ctx, c)
	}
	if CodeOf(err) == "malformed" && c.packed && dictionary > 0 {
		// Who answers now is older than who answered before.
		l.dictionary.Store(0)
		c.body = l.codec.Pack(plain)
		r, err = l.try(ctx, c)
	}
	return r, err
}

func (l *line) try(ctx context.Context, c call) (reply, error) {
	ctx, hangUp := context.WithCancel(ctx)
	defer hangUp()
	request, err := l.request(ctx, c)
	if err != nil {
		return reply{}, err
	}
	overdue := time.AfterFunc(passing(len(c.body)), hangUp)
	if c.wait > 0 {
		overdue.Reset(c.wait + slack)
	}
	defer overdue.Stop()
	response, err := l.transport.Do(request)
	if err != nil {
		return reply{}, &trouble{code: CodeOffline, cause: err}
	}
	overdue.Reset(patience)
	began := l.clock.Now()
	alive := &signs{Reader: response.Body, of: func() { overdue.Reset(patience) }}
	body, err := io.ReadAll(io.LimitReader(alive, MaxMessage))
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return reply{}, &trouble{code: CodeOffline, cause: err}
	}
	l.measure(len(body), l.clock.Now().Sub(began))
	return l.open(request, c, response, body)
}

// signs tells of each piece that could be read.
type signs struct {
	io.Reader
	of func()
}

func (s *signs) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	s.of()
	return n, err
}

// request writes and signs the call.
func (l *line) request(ctx context.Context, c call) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, c.method, strings.TrimRight(l.central, "/")+c.target, bytes.NewReader(c.body))
	if err != nil {
		return nil, &trouble{code: CodeOffline, cause: err}
	}
	r.Header.Set("Accept-Encoding", Encoding)
	if l.program != "" {
		r.Header.Set("User-Agent", l.program)
	}
	r.Header.Set(HeaderDictionary, strconv.Itoa(Dictionary))
	if l.quick.Load() {
		r.Header.Set(HeaderLine, QuickLine)
	}
	if c.packed {
		r.Header.Set("Content-Encoding", Encoding)
	}
	if c.offset != nil {
		r.Header.Set(HeaderOffset, strconv.FormatInt(*c.offset, 10))
	}
	// An enrolment, too: the centre may know us already, and we never heard it.
	r.Header.Set(HeaderInstallation, l.installation)
	r.Header.Set(HeaderTime, l.clock.Now().Add(l.gap()).UTC().Format("2006-01-02T15:04:05.000Z07:00"))
	proof, err := l.prove(r, c)
	if err != nil {
		return nil, fmt.Errorf("replica: sign request: %w", err)
	}
	r.Header.Set(HeaderSignature, base64.StdEncoding.EncodeToString(proof))
	return r, nil
}

// prove signs a request, or tags it within a session.
func (l *line) prove(r *http.Request, c call) ([]byte, error) {
	message := RequestMessage(r, c.body)
	if c.session != nil {
		r.Header.Set(HeaderSession, c.session.Ticket)
		return c.session.Secret.Tag(PurposeRequest, message), nil
	}
	if l.sessions.key != nil {
		r.Header.Set(HeaderSession, AskSession)
	}
	return l.key.SignBytes(PurposeRequest, message, nil)
}

// proves says whether our centre made this of a message: with its key, or with the
// secret of the session that it answers in.
func proves(issuing seal.PublicKey, session *Session, message, proof []byte) bool {
	if session != nil && len(proof) == seal.SecretSize {
		return session.Secret.Tagged(PurposeAnswer, message, proof)
	}
	return issuing.VerifyBytes(PurposeAnswer, message, proof)
}

// open believes an answer only if our centre signed it as the answer to this
// very request.
func (l *line) open(request *http.Request, c call, response *http.Response, body []byte) (reply, error) {
	r := reply{status: response.StatusCode, header: response.Header, body: body}
	signature, err := base64.StdEncoding.DecodeString(response.Header.Get(HeaderSignature))
	if err != nil || len(signature) == 0 {
		return reply{}, unsigned(response)
	}
	if response.Header.Get("Content-Encoding") == Encoding {
		if r.body, err = l.codec.Unpack(body); err != nil {
			return reply{}, &trouble{code: CodeStranger, cause: err}
		}
	}
	issuing := l.issuing
	if issuing.IsZero() {
		issuing = introduced(r.body)
	}
	reference := request.Header.Get(HeaderSignature)
	if reference == "" {
		reference = Reference(c.body)
	}
	if !issuing.IsZero() && !proves(issuing, c.session, AnswerMessage(reference, r.status, r.header, body), signature) {
		return reply{}, &trouble{code: CodeStranger}
	}
	l.sessions.take(r.header, l.clock.Now())
	if r.status/100 != 2 {
		return reply{}, l.problem(r)
	}
	l.dictionary.Store(int64(dictionaryOf(r.header)))
	return r, nil
}

// introduced is the key that the answer to an enrolment brings. A problem
// brings none; nothing but its code is taken from it.
func introduced(body []byte) seal.PublicKey {
	var m Membership
	if json.Unmarshal(body, &m) != nil {
		return seal.PublicKey{}
	}
	key, err := seal.ParsePublicKey(m.IssuingKey)
	if err != nil {
		return seal.PublicKey{}
	}
	return key
}

// unsigned tells a proxy that cannot reach the centre from somebody else.
func unsigned(response *http.Response) *trouble {
	switch response.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusTooManyRequests:
		return &trouble{code: CodeOffline, after: pauseAsked(response.Header)}
	}
	return &trouble{code: CodeCaptive}
}

func (l *line) problem(r reply) *trouble {
	code := r.header.Get(HeaderProblem)
	if code == "" {
		return &trouble{code: CodeStranger}
	}
	var p Problem
	if json.Unmarshal(r.body, &p) == nil { // the answer to a HEAD has no body
		l.learn(p.Time)
	}
	return &trouble{code: code, after: pauseAsked(r.header), told: p}
}

// learn takes the centre's time from an answer.
func (l *line) learn(centre time.Time) {
	if !centre.IsZero() {
		l.skew.Store(int64(centre.Sub(l.clock.Now())))
	}
}

// pauseAsked reads Retry-After in seconds (RFC 9110, 10.2.3), at most an hour.
func pauseAsked(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, time.Hour)
}
