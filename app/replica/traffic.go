package replica

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"onewindow/app/workday"
)

// Traffic is what went over the line since midnight, or since the program
// started where that was later.
type Traffic struct {
	Sent, Received int64     // bytes of HTTP, and of TLS where there is any; without TCP and IP
	EventsSent     int       // own events that the centre answered for
	EventsReceived int       // events of the common record that came down
	NextTry        time.Time // of reaching the centre; zero while it is reached
}

// meter counts what connections carry. Safe for concurrent use.
type meter struct{ sent, received atomic.Int64 }

// dial is d's dialling with what passes counted.
func (m *meter) dial(d net.Dialer) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := d.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &metered{Conn: c, meter: m}, nil
	}
}

// metered is a connection whose bytes are counted.
type metered struct {
	net.Conn
	meter *meter
}

func (c *metered) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.meter.received.Add(int64(n))
	return n, err
}

func (c *metered) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.meter.sent.Add(int64(n))
	return n, err
}

// day is the traffic of one day.
type day struct {
	of       workday.Date
	traffic  Traffic
	sent     int64 // what the transport had carried at its beginning
	received int64
}

// measured is implemented by transports that count.
type measured interface {
	Carried() (sent, received int64)
}

// today brings the day's figures up to date, and begins another day at midnight.
func (c *Client) today() *day {
	var sent, received int64
	if m, ok := c.Transport.(measured); ok {
		sent, received = m.Carried()
	}
	if of := workday.DateOf(c.Clock.Now()); of != c.day.of {
		c.day = day{of: of, sent: sent, received: received}
	}
	c.day.traffic.Sent, c.day.traffic.Received = sent-c.day.sent, received-c.day.received
	return &c.day
}
