package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	mathrand "math/rand/v2"
	"sync"
	"time"

	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/app/roster"
	"onewindow/app/seal"
	"onewindow/store"
)

// connection is the line to the central system that the settings name; it
// changes with them while the window is open.
type connection struct {
	store  *store.Store
	seals  *desk.Seals
	key    *seal.PrivateKey
	office string
	data   string // folder that the keyring is kept in
	log    *slog.Logger

	began   time.Time
	almanac replica.Almanac // takes the centre's calendar; set before the first connection
	people  replica.People  // takes the centre's roster; likewise

	mu      sync.Mutex
	state   desk.LineState
	central string // URL
	client  *replica.Client
	stop    context.CancelFunc
	ended   <-chan struct{} // closed when the last client has ended; nil before the first
	told    func()          // hears that the state changed
}

func newConnection(s *store.Store, seals *desk.Seals, key *seal.PrivateKey, office, data string, log *slog.Logger) *connection {
	return &connection{store: s, seals: seals, key: key, office: office, data: data, log: log, began: time.Now()}
}

// State is how the connection stands.
func (c *connection) State() desk.LineState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// Nudge asks for a contact now.
func (c *connection) Nudge() {
	c.mu.Lock()
	client := c.client
	c.mu.Unlock()
	if client != nil {
		client.Nudge()
	}
}

// watch has told called, on any goroutine, whenever the state changed.
func (c *connection) watch(told func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told = told
}

// connect leaves the centre it is connected to and turns to the one the
// settings name. It does not wait for either.
func (c *connection) connect(s desk.Settings) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.leave()
	c.central = s.Central
	c.state = desk.LineState{Configured: s.Central != "", Since: time.Now()}
	if s.Central == "" {
		return
	}
	c.remember()
	client := c.newClient(s)
	client.Report = func(s replica.Status) { c.report(client, s) }
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	c.client, c.stop, c.ended = client, stop, ended
	go func() {
		defer close(ended)
		if before != nil {
			<-before
		}
		if err := client.Run(ctx); err != nil {
			c.log.Error("the line ended", "error", err)
		}
	}()
}

func (c *connection) newClient(s desk.Settings) *replica.Client {
	return &replica.Client{
		Central: s.Central,
		Enrolment: replica.Enrolment{
			Installation: c.store.Installation(), Office: c.office, Window: s.Window,
			PublicKey: c.key.Public().Bytes(), Code: s.Code,
		},
		Key: c.key, Local: c.store.Local(), Files: c.store, Settings: c.store,
		Transport: replica.NewTransport(), Program: "onewindow/" + version, Clock: clock{}, Jitter: mathrand.Float64, NewID: newID,
		Almanac: c.almanac, People: c.people,
		Met: func(replica.Joined) { c.remember() },
	}
}

// courier carries the exchange on a stick, beside any client.
func (c *connection) courier() *replica.Courier {
	return &replica.Courier{
		Installation: c.store.Installation(), Key: c.key, Local: c.store.Local(), Files: c.store, Settings: c.store,
		Met: func(replica.Joined) { c.remember() }, Now: time.Now, NewID: newID, Random: rand.Reader,
	}
}

// fetcher brings files of other windows here, beside any client.
func (c *connection) fetcher() *replica.Fetcher {
	return &replica.Fetcher{
		Installation: c.store.Installation(), Key: c.key, Arrivals: c.store, Settings: c.store,
		Transport: replica.NewTransport(), Clock: clock{},
	}
}

// report takes a client's news over, unless another has taken its place.
func (c *connection) report(from *replica.Client, s replica.Status) {
	c.mu.Lock()
	if c.client != from {
		c.mu.Unlock()
		return
	}
	if s.Err != c.state.Fault {
		c.log.Info("line", "online", s.Online, "fault", s.Err)
	}
	c.state = desk.LineState{
		Configured: true, Online: s.Online, Since: s.Since, LastSync: s.LastSync, Skew: s.Skew, Fault: s.Err,
		NextTry: s.Traffic.NextTry, Sending: desk.Transfer(s.Sending),
		Traffic: desk.Traffic{
			Sent: s.Traffic.Sent, Received: s.Traffic.Received,
			EventsSent: s.Traffic.EventsSent, EventsReceived: s.Traffic.EventsReceived, Since: c.counted(),
		},
	}
	told := c.told
	c.mu.Unlock()
	if told != nil {
		told()
	}
}

// counted is since when the client counts: midnight, or when the program began.
func (c *connection) counted() time.Time {
	now := time.Now().In(desk.Zone())
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, desk.Zone())
	if c.began.Before(midnight) {
		return midnight
	}
	return c.began
}

// remember puts the centre's key on the ring, as far as it is known.
func (c *connection) remember() {
	var kept replica.Joined
	found, err := c.store.Setting(replica.SettingMembership, &kept)
	if err == nil && found {
		m := kept.Membership
		err = c.seals.Join(desk.Keyring{
			Base: m.PublicURL, Issuing: m.IssuingKey, List: kept.List,
			Certificates: append(kept.Neighbours, m.Certificate),
		})
	}
	if err == nil {
		err = writeKeyring(c.data, c.seals.Keyring())
	}
	if err != nil {
		c.log.Error("take the centre's key over", "error", err)
	}
}

// ChangePassword changes a password at the centre, beside any client.
func (c *connection) ChangePassword(ctx context.Context, user, current, next string) error {
	c.mu.Lock()
	central := c.central
	c.mu.Unlock()
	transport := replica.NewTransport()
	defer transport.CloseIdleConnections()
	p := replica.Passwords{
		Central: central, Installation: c.store.Installation(), Key: c.key, Settings: c.store,
		Transport: transport, Clock: clock{}, People: c.people, Cost: roster.StandardCost(), Random: rand.Reader,
	}
	return p.ChangePassword(ctx, user, current, next)
}

// leave tells the client to end and returns what closes when it, and any before
// it, has ended; nil where there never was one.
func (c *connection) leave() <-chan struct{} {
	if c.stop != nil {
		c.stop()
	}
	c.client, c.stop = nil, nil
	return c.ended
}

// close ends the line and waits for it.
func (c *connection) close() {
	c.mu.Lock()
	ended := c.leave()
	c.mu.Unlock()
	if ended != nil {
		<-ended
	}
}

// clock is the machine's.
type clock struct{}

// Now is the time.
func (clock) Now() time.Time { return time.Now() }

// After waits.
func (clock) After(d time.Duration) <-chan time.Time { return time.After(d) }
