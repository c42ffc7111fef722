package replica

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// How long the centre holds a download back for news. A line that has died is
// noticed within this and [slack]; one that is cut whenever nothing passes for a
// while needs a shorter time.
const (
	longestHold  = 20 * time.Second
	shortestHold = 2 * time.Second
)

// heard is what a download brought.
type heard struct {
	page Page
	err  error
	held time.Duration // how long it took
}

// fetch is a download on its way.
type fetch struct {
	want   wanted
	line   *line
	came   <-chan heard // gives one and is closed then
	hangUp context.CancelFunc
}

// fetch starts a download.
func (c *Client) fetch(ctx context.Context, want wanted, hold time.Duration) fetch {
	ctx, hangUp := context.WithCancel(ctx)
	came, line, clock := make(chan heard, 1), c.line, c.Clock // the centre may change its key meanwhile
	go func() {
		defer hangUp()
		asked := clock.Now()
		page, err := line.download(ctx, want, hold)
		came <- heard{page, err, clock.Now().Sub(asked)}
		close(came)
	}()
	return fetch{want, line, came, hangUp}
}

// drop ends a download for which nobody waits any more.
func (f fetch) drop() {
	f.hangUp()
	<-f.came
}

// ask starts a download that waits for news.
func (c *Client) ask(ctx context.Context) <-chan heard {
	want, err := c.wanted()
	want.restored, want.behind = false, 0
	if err != nil {
		failed := make(chan heard, 1)
		failed <- heard{err: err}
		close(failed)
		return failed
	}
	return c.fetch(ctx, want, c.hold).came
}

// shorten asks for shorter waits where something on the way has cut one off: a
// proxy that minds silence is no line that is down. A line that is down shows
// at the next request.
func (c *Client) shorten(h heard) bool {
	if CodeOf(h.err) != CodeOffline || h.held < shortestHold || h.held >= c.hold {
		return false
	}
	c.hold = max(h.held*3/4, shortestHold).Truncate(time.Second)
	return true
}

// take applies what was heard, and what stands behind it.
func (c *Client) take(ctx context.Context, h heard) error {
	if h.err != nil {
		return h.err
	}
	if err := c.apply(ctx, h.page); err != nil || !h.page.More {
		return err
	}
	return c.catchUp(ctx)
}

// catchUp downloads until there is no more. While a page is taken over the next is
// on its way; it counts only if it is what the store wants then.
func (c *Client) catchUp(ctx context.Context) error {
	want, err := c.wanted()
	if err != nil {
		return err
	}
	next := c.fetch(ctx, want, 0)
	defer func() { next.drop() }()
	for {
		came := <-next.came
		if came.err != nil {
			return came.err
		}
		if came.page.More && !want.restored && !c.Single {
			next = c.fetch(ctx, wanted{cursor: came.page.Next, epoch: want.epoch}, 0)
		}
		if err := c.apply(ctx, came.page); err != nil || !came.page.More {
			return err
		}
		before := want
		if want, err = c.wanted(); err != nil || want == before {
			return cmp.Or(err, error(&trouble{code: CodeStranger})) // it would never end
		}
		if next.want != want || next.line != c.line {
			next.drop()
			next = c.fetch(ctx, want, 0)
		}
	}
}

// wanted is where a download goes on.
type wanted struct {
	cursor   string
	epoch    uint64
	restored bool
	behind   uint64 // place in the own chain behind which a restored counter wants the refused events
}

func (c *Client) wanted() (w wanted, err error) {
	if w.cursor, err = c.Local.Cursor(); err != nil {
		return w, err
	}
	if w.epoch, err = c.Local.Epoch(); err != nil {
		return w, err
	}
	w.behind, w.restored, err = c.Local.Restored()
	return w, err
}

// apply hands a page to the store.
func (c *Client) apply(ctx context.Context, page Page) error {
	c.line.learn(page.Time)
	if err := c.followCalendar(ctx, page.Calendar); err != nil {
		return err
	}
	if err := c.followKeys(ctx, page.Keys); err != nil {
		return err
	}
	if err := c.followRoster(ctx, page.Roster); err != nil {
		return err
	}
	if err := c.Local.Apply(page); err != nil {
		return err
	}
	c.today().traffic.EventsReceived += len(page.Events)
	return c.meetNew(ctx, page)
}

func (l *line) download(ctx context.Context, want wanted, wait time.Duration) (Page, error) {
	query := url.Values{}
	if want.restored {
		query.Set("refused", fmt.Sprint(want.behind))
	}
	if wait > 0 {
		query.Set("wait", fmt.Sprint(int(wait/time.Second)))
	}
	r, err := l.do(ctx, call{method: http.MethodGet, target: PathEvents + want.query(query), wait: wait})
	if err != nil {
		return Page{}, err
	}
	page, err := ReadPage(r.body)
	if err != nil {
		return Page{}, &trouble{code: CodeStranger, cause: err}
	}
	if page.Epoch != want.epoch || len(page.Events) > 0 && page.Next == want.cursor || len(page.Events)+len(page.Refused) == 0 && page.More {
		return Page{}, &trouble{code: CodeStranger} // it would never end
	}
	inOrder := func(a, b Ordered) int { return cmp.Compare(a.Order, b.Order) }
	if !slices.IsSortedFunc(page.Events, inOrder) {
		return Page{}, &trouble{code: CodeStranger}
	}
	return page, nil
}
