package replica

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"onewindow/app/seal"
)

// Key signs for the installation; *seal.PrivateKey is one.
type Key interface {
	SignBytes(purpose string, message []byte, random io.Reader) ([]byte, error)
}

// Settings keeps what the client must know again after a restart. The desk's
// store has both methods.
type Settings interface {
	Setting(name string, v any) (bool, error)
	SaveSetting(name string, v any) error
}

// Files opens attachments by their hash; fs.ErrNotExist where there is none.
// The desk's store has the method.
type Files interface {
	File(hash string) (io.ReadCloser, error)
}

// Transport carries a request to the centre and brings its answer back;
// *http.Client is one. See [NewTransport].
type Transport interface {
	Do(*http.Request) (*http.Response, error)
}

// Clock tells the time and waits.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

// Client keeps a counter and the centre in step. It works through trouble of
// any kind and never gives up; nothing in the window waits for it.
//
// All fields are needed but Report, Program, Single, Met, Almanac and People. They do not change while Run runs.
type Client struct {
	Central   string // URL of the centre, for example http://127.0.0.1:8470
	Enrolment Enrolment
	Key       Key
	Local     Local
	Files     Files
	Settings  Settings
	Transport Transport
	Clock     Clock
	Jitter    func() float64 // uniform in [0, 1)
	NewID     func() string  // UUID for a lease request
	Report    func(Status)   // told every change; must not block
	Almanac   Almanac        // nil leaves the centre's calendar alone
	Program   string         // how the program names itself to the centre, for example onewindow/1.4; "" for not at all
	Single    bool           // sends nothing ahead: who plays a run again wants everything in its order
	People    People         // nil leaves the office's roster alone
	Met       func(Joined)   // told of the centre's keys, as soon as they are known and after each change; must not block

	once         sync.Once
	nudges       chan struct{}
	codec        *Codec
	line         *line // to the centre we belong to; nil before we do
	joined       Joined
	keys         *seal.Ring      // of the centre we belong to
	known        map[string]bool // installations whose certificates we have
	rejoin       bool            // the centre does not know us: what we kept of it is void
	batch        stride          // of events
	piece        stride          // of files
	hold         time.Duration   // how long the centre may hold the next download back
	sending      *sending
	lost         map[string]bool // files that cannot be sent
	resent       map[string]bool // files that were sent from their beginning once more
	told         bool            // the centre has heard of our leases since the line is up
	withheld     bool            // the centre gives no numbers: too many of ours are unused
	unread       string          // version of the centre's calendar that cannot be read, "" for none
	unreadRoster uint64          // serial of the roster that cannot be read, 0 for none
	held         bool            // the centre leases no numbers now
	status       Status
	day          day // of traffic
}

// Status is what the window's status line shows.
type Status struct {
	Online   bool
	Since    time.Time     // of the present Online
	LastSync time.Time     // when both sides were last in step; zero for never
	Err      string        // code of what is wrong, "" where nothing is; see Codes
	ErrSince time.Time     // since when Err is what it is; zero where nothing is wrong
	Skew     time.Duration // how far the centre's clock is ahead of this one
	Traffic  Traffic       // of today
	Sending  Progress      // the file on its way to the centre; zero for none
}

// Progress is how far a file has come on its way, in bytes.
type Progress struct {
	Name       string
	Done, Size int64
}

// SkewWarning is the gap between the clocks from which on the window warns.
const SkewWarning = 2 * time.Minute

// Nudge makes the client sync now: there is something to send, the network has
// changed, or a person asked for it. It never blocks.
func (c *Client) Nudge() {
	select {
	case c.mailbox() <- struct{}{}:
	default: // one is waiting already
	}
}

func (c *Client) mailbox() chan struct{} {
	c.once.Do(func() { c.nudges = make(chan struct{}, 1) })
	return c.nudges
}

// Run syncs until ctx ends and returns nil then. It is called once.
func (c *Client) Run(ctx context.Context) (err error) {
	if err := c.begin(); err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, c.codec.Close())
		if t, ok := c.Transport.(interface{ CloseIdleConnections() }); ok {
			t.CloseIdleConnections()
		}
	}()
	wait := &backoff{jitter: c.Jitter}
	for ctx.Err() == nil {
		err := c.session(ctx, wait)
		if CodeOf(err) == CodeStranger && c.succession(ctx) {
			continue
		}
		if ctx.Err() != nil {
			break
		}
		asked := retryAfter(err)
		pause := max(wait.next(), asked)
		c.offline(err, c.Clock.Now().Add(pause))
		c.pause(ctx, pause, asked > 0)
	}
	return nil
}

// begin makes what lives as long as the client does.
func (c *Client) begin() (err error) {
	if c.codec != nil {
		return nil
	}
	c.mailbox()
	c.today() // from here on the day's traffic counts
	c.batch, c.piece, c.hold = newBatches(), newPieces(), longestHold
	c.lost, c.resent = map[string]bool{}, map[string]bool{}
	c.codec, err = NewCodec()
	return err
}

// Contact brings both sides into step once, files included, and returns; what
// went wrong it gives back and reports. It is for those who call at moments of
// their own choice instead of letting Run go on, one contact after the other.
func (c *Client) Contact(ctx context.Context) error {
	if err := c.begin(); err != nil {
		return err
	}
	err := c.exchange(ctx)
	if CodeOf(err) == CodeStranger && c.succession(ctx) {
		err = c.exchange(ctx)
	}
	for more := err == nil; more; {
		if more, err = c.sendPiece(ctx); err != nil {
			break
		}
	}
	if err = errors.Join(err, c.dropFile()); err != nil {
		c.offline(err, time.Time{})
		return err
	}
	c.online()
	return nil
}

// session syncs until something fails.
func (c *Client) session(ctx context.Context, wait *backoff) error {
	if err := c.exchange(ctx); err != nil {
		return err
	}
	wait.reset()
	c.online()
	return c.listen(ctx)
}

// exchange brings both sides into step, but for files.
func (c *Client) exchange(ctx context.Context) error {
	err := c.exchangeAll(ctx)
	if CodeOf(err) != CodeRestored || c.line == nil { // a problem of an enrolment is signed by nobody
		return err
	}
	if err := c.giveBack(ctx, err); err != nil {
		return err
	}
	return c.exchangeAll(ctx)
}

// exchangeAll goes through all that an exchange is.
func (c *Client) exchangeAll(ctx context.Context) error {
	c.told = false
	if err := c.join(ctx); err != nil {
		return err
	}
	if err := c.recall(ctx); err != nil {
		return err
	}
	err := c.send(ctx)
	if CodeOf(err) == codeChain {
		if err := c.forgotten(ctx, err); err != nil {
			return err
		}
		if err := c.Local.Doubt(); err != nil {
			return err
		}
		if err := c.recall(ctx); err != nil {
			return err
		}
		err = c.send(ctx)
	}
	if err != nil {
		return err
	}
	if err := c.meet(ctx); err != nil {
		return err
	}
	return c.catchUp(ctx)
}

// codeChain is the problem of an upload that does not go on where the centre's
// chain of our events ends.
const codeChain = "chain"

// recall lets a counter that was restored hear first what it has forgotten: what
// it would send may not follow. Who is revoked hears nothing, and may send all
// the same.
func (c *Client) recall(ctx context.Context) error {
	_, restored, err := c.Local.Restored()
	if err != nil || !restored {
		return err
	}
	if err := c.catchUp(ctx); CodeOf(err) != "revoked" {
		return err
	}
	return nil
}

// send brings the events that wait here to the centre, and numbers back.
func (c *Client) send(ctx context.Context) error {
	if err := c.upload(ctx); err != nil {
		return err
	}
	err := c.refill(ctx)
	if c.held = CodeOf(err) == CodeRestoring; c.held {
		return nil // what numbers there are must do
	}
	return err
}

// listen waits for news from either side and does what they ask for. The centre
// holds one request open meanwhile, which a nudge does not disturb; between
// news, files go up piece by piece, so that a big one holds up no event.
func (c *Client) listen(ctx context.Context) (err error) {
	ctx, hangUp := context.WithCancel(ctx)
	news := c.ask(ctx)
	defer func() {
		hangUp()
		<-news
		err = errors.Join(err, c.dropFile())
	}()
	more := true
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.nudges:
			if err := c.send(ctx); err != nil {
				return err
			}
		case heard := <-news:
			if err := c.take(ctx, heard); err != nil && !c.shorten(heard) {
				return err
			}
			news = c.ask(ctx)
		case <-ready(more):
		}
		if more, err = c.sendPiece(ctx); err != nil {
			return err
		}
		c.online()
	}
}

// ready is a channel that can be received from only if there is work.
func ready(work bool) <-chan struct{} {
	if !work {
		return nil
	}
	c := make(chan struct{})
	close(c)
	return c
}

// pause waits before the next try. A nudge cuts it short, unless the centre
// itself asked for the pause.
func (c *Client) pause(ctx context.Context, d time.Duration, asked bool) {
	nudges := c.nudges
	if asked {
		nudges = nil
	}
	select {
	case <-ctx.Done():
	case <-nudges:
	case <-c.Clock.After(d):
	}
}

func (c *Client) online() {
	now := c.Clock.Now()
	s := Status{Online: true, Since: c.status.Since, LastSync: now, Skew: c.line.gap()}
	if !c.status.Online {
		s.Since = now
	}
	switch {
	case len(c.lost) > 0:
		s.Err = CodeFileLost
	case c.withheld:
		s.Err = codeWithheld
	case c.unread != "":
		s.Err = CodeCalendar
	case c.unreadRoster != 0:
		s.Err = CodeRoster
	case c.held:
		s.Err = CodeRestoring
	}
	c.today().traffic.NextTry = time.Time{}
	c.report(s)
}

// offline says what is wrong, and when the next try comes if that is known.
func (c *Client) offline(err error, next time.Time) {
	s := Status{Since: c.status.Since, LastSync: c.status.LastSync, Err: CodeOf(err), Skew: c.status.Skew}
	if c.line != nil {
		s.Skew = c.line.gap()
	}
	if c.status.Online || s.Since.IsZero() {
		s.Since = c.Clock.Now()
	}
	c.today().traffic.NextTry = next
	c.report(s)
	if s.Err == "unknown-installation" {
		c.line, c.rejoin = nil, true
	}
}

func (c *Client) report(s Status) {
	if s.Err != "" {
		if s.ErrSince = c.status.ErrSince; s.Err != c.status.Err {
			s.ErrSince = c.Clock.Now()
		}
	}
	s.Traffic = c.today().traffic
	if s.Online && c.sending != nil {
		s.Sending = Progress{c.sending.file.Name, c.sending.offset, c.sending.file.Size}
	}
	c.status = s
	if c.Report != nil {
		c.Report(s)
	}
}
