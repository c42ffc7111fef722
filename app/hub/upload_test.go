package hub_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

func TestSameEventsAgainGetTheSameAnswers(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	events := w.Granted(1)
	first := c.answers(t, w, events...)
	if again := c.answers(t, w, events...); !slices.Equal(first, again) {
		t.Errorf("first %+v\nagain %+v", first, again)
	}
	if overlap := c.answers(t, w, append(events[2:], w.Receive("03-20261123-0002"))...); !slices.Equal(overlap[:3], first[2:]) {
		t.Errorf("overlap %+v", overlap)
	}
	if n := len(c.all(t, w, 100)); n != 7 { // five, the certificate, one more
		t.Errorf("%d events in the log", n)
	}
}

func TestAlteredEventIsRefusedAndTheChainGoesOn(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	good := w.Receive("03-20261123-0001")
	c.answers(t, w, good)
	bad := good
	bad.At = bad.At.Add(time.Hour)
	a := c.answers(t, w, bad)[0]
	if a.Refused != replica.RefusedAltered || a.Hash != "" || a.Order != 0 {
		t.Errorf("%+v", a)
	}
	if !strings.Contains(c.logged.String(), "level=ERROR msg=\"an event came again with other bytes\"") {
		t.Errorf("no alarm in %s", c.logged)
	}
}

func TestReusedIDInTheChainHoldsUpNoOther(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	clerk := casefile.Actor{ID: "c1", Name: "王芳", Role: casefile.Clerk}
	first := w.Receive("03-20261123-0001")
	withdrawn, err := casefile.New(first.ID, first.Case, 1, clerk, w.Now, first.Policy, &casefile.Withdrawn{Reason: "另行申请"})
	if err != nil {
		t.Fatal(err)
	}
	reused := w.Chain(withdrawn)
	last := w.Receive("03-20261123-0002")
	got := c.answers(t, w, first, reused, last)
	if got[0].Order != 1 || got[1].Refused != "altered" || got[2].Order != 2 {
		t.Errorf("%+v", got)
	}
	if again := c.answers(t, w, first, reused, last); !slices.Equal(got, again) {
		t.Errorf("again %+v", again)
	}
}

func TestGapInTheChainTellsWhatIsExpected(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	events := w.Granted(1)
	c.answers(t, w, events[0])
	for name, gap := range map[string][]casefile.Event{
		"skipped one":         events[2:],
		"a hole in the batch": {events[1], events[3]},
		"wrong previous":      {rewritten(events[1])},
	} {
		g := c.upload(t, w, gap...)
		var p replica.Problem
		if err := json.Unmarshal(g.body, &p); err != nil {
			t.Fatal(err)
		}
		wantSeq := uint64(2)
		if name == "a hole in the batch" {
			wantSeq = 3
		}
		if g.status != http.StatusConflict || p.Code != "chain" || p.Seq != wantSeq || p.Prev == "" {
			t.Errorf("%s: %d %+v", name, g.status, p)
		}
	}
	if n := len(c.all(t, w, 100)); n != 1 {
		t.Errorf("%d events in the log, want 1", n)
	}
}

func rewritten(e casefile.Event) casefile.Event {
	e.Prev = strings.Repeat("0", 64)
	return e
}

func TestUnlawfulEventIsRefusedAloneAndForGood(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	other := hubtest.NewCounter(t, 2, "330411-01", "03")
	c.enrol(t, other)
	granted := w.Granted(1)
	c.answers(t, w, granted...)
	centre := casefile.Actor{ID: "centre", Name: "中心", Role: casefile.CentreRole}
	clerk := casefile.Actor{ID: "c1", Name: "王芳", Role: casefile.Clerk}
	file := casefile.Fold(granted)
	forged := &casefile.Issued{Certificates: []casefile.Certificate{{Document: casefile.Permit, Number: "3304022026XS9999999", Payload: "X", Edition: 1}}}

	twice := w.Receive("03-20261123-0001")
	elsewhere := w.Write(casefile.Case{}, w.NewID(), clerk, &casefile.Received{
		Number: "03-20261123-0009", Office: "330411-01", Window: "03", Item: "A",
		Application: casefile.Application{Applicant: casefile.Applicant{Name: "示例"}},
	})
	asCentre := w.Write(file, granted[0].Case, centre, forged)
	early := w.Write(file, granted[0].Case, clerk, &casefile.Handed{Recipient: "张三", Method: "window"})
	sideways := w.Write(file, granted[0].Case, clerk, &casefile.Printed{Document: casefile.Receipt, Copy: 1})
	longNumber := w.Receive(strings.Repeat("9", 5000))
	good := w.Receive("03-20261123-0010")
	want := []string{"number-taken", "office", "role", "not-printed", "", "unreadable", ""}
	events := []casefile.Event{twice, elsewhere, asCentre, early, sideways, longNumber, good}
	first := c.answers(t, w, events...)
	for i, a := range first {
		if a.Refused != want[i] || (a.Order == 0) != (want[i] != "") {
			t.Errorf("event %d: %+v, want %q", i, a, want[i])
		}
	}
	if again := c.answers(t, w, events...); !slices.Equal(first, again) {
		t.Errorf("again %+v", again)
	}
	foreign := other.Write(file, granted[0].Case, clerk, &casefile.Withdrawn{Reason: "另行申请"})
	if a := c.answers(t, other, foreign); a[0].Refused != "office" {
		t.Errorf("event on another office's case: %+v", a)
	}
	if n := len(c.all(t, other, 100)); n != 0 {
		t.Errorf("another office reads %d events", n)
	}
}

func TestGrantForAnUnknownItemWaitsForAPerson(t *testing.T) {
	c := open(t, t.TempDir(), func(o *hub.Config) {
		o.Item = func(string) (hub.Item, bool) { return hub.Item{}, false }
	})
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	got := c.answers(t, w, w.Granted(1)...)
	for i, a := range got {
		if want := map[bool]string{i == 4: "unknown-item"}[true]; a.Refused != want {
			t.Errorf("event %d: %+v", i, a)
		}
	}
	if file := casefile.Fold(c.all(t, w, 100)); file.State != casefile.StateReviewed {
		t.Errorf("state %q", file.State)
	}
}

func TestRequestsThatAreNotWhatTheyClaim(t *testing.T) {
	c := open(t, t.TempDir())
	w, thief := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, w)
	body, err := json.Marshal(batchOf(t, w, w.Receive("03-20261123-0001")))
	if err != nil {
		t.Fatal(err)
	}
	old := http.Header{replica.HeaderTime: {hubtest.Start().Add(-16 * time.Minute).Format(time.RFC3339)}}
	for name, v := range map[string]struct {
		from   *hubtest.Counter
		set    http.Header
		change func(*http.Request)
		code   string
	}{
		"not enrolled":   {from: thief, code: "unknown-installation"},
		"nobody":         {code: "unknown-installation"},
		"old":            {from: w, set: old, code: "clock"},
		"other time":     {from: w, change: func(r *http.Request) { r.Header.Set(replica.HeaderTime, "2026-11-23T02:00:01Z") }, code: "signature"},
		"no time":        {from: w, change: func(r *http.Request) { r.Header.Del(replica.HeaderTime) }, code: "signature"},
		"other target":   {from: w, change: func(r *http.Request) { r.URL.RawQuery = "x=1" }, code: "signature"},
		"no signature":   {from: w, change: func(r *http.Request) { r.Header.Del(replica.HeaderSignature) }, code: "signature"},
		"someone else's": {from: thief, change: func(r *http.Request) { r.Header.Set(replica.HeaderInstallation, w.Installation) }, code: "signature"},
		"other body": {from: w, change: func(r *http.Request) {
			spoilt := bytes.Replace(body, []byte("0001"), []byte("0002"), 1)
			r.Body = ioNop(spoilt)
			r.ContentLength = int64(len(spoilt))
		}, code: "signature"},
	} {
		t.Run(name, func(t *testing.T) {
			change := v.change
			if change == nil {
				change = func(*http.Request) {}
			}
			g := c.call(t, v.from, http.MethodPost, replica.PathEvents, body, v.set, change)
			if g.status != http.StatusUnauthorized || g.code(t) != v.code {
				t.Errorf("%d %s", g.status, g.body)
			}
		})
	}
	if n := len(c.all(t, w, 100)); n != 0 {
		t.Errorf("%d events came in", n)
	}
}

func TestBodiesBeyondTheLimits(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	packed := http.Header{"Content-Encoding": {replica.Encoding}}
	many := replica.Batch{Installation: w.Installation, Events: make([]json.RawMessage, replica.MaxBatchEvents+1)}
	for i := range many.Events {
		many.Events[i] = json.RawMessage("{}")
	}
	crowd, err := json.Marshal(many)
	if err != nil {
		t.Fatal(err)
	}
	bomb, err := zip(make([]byte, 64<<20))
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]struct {
		body   []byte
		set    http.Header
		status int
		code   string
	}{
		"too long":     {make([]byte, replica.MaxMessage+1), nil, http.StatusRequestEntityTooLarge, "too-large"},
		"too many":     {crowd, nil, http.StatusRequestEntityTooLarge, "too-large"},
		"a bomb":       {bomb, packed, http.StatusBadRequest, "malformed"},
		"not packed":   {[]byte("{}"), packed, http.StatusBadRequest, "malformed"},
		"no json":      {[]byte("<html>"), nil, http.StatusBadRequest, "malformed"},
		"nothing":      {nil, nil, http.StatusBadRequest, "malformed"},
		"other sender": {[]byte(`{"installation":"x","events":[{}]}`), nil, http.StatusBadRequest, "malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			if g := c.call(t, w, http.MethodPost, replica.PathEvents, v.body, v.set); g.status != v.status || g.code(t) != v.code {
				t.Errorf("%d %s", g.status, g.body)
			}
		})
	}
}

// Whatever the counters send in whatever pieces and however often, the log ends
// up with each event once, in every chain's order.
func TestAnyDeliveryEndsTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		dir := t.TempDir()
		c := open(t, dir)
		defer c.stop(t)
		counters := []*hubtest.Counter{hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")}
		chains := make([][]casefile.Event, len(counters))
		for i, w := range counters {
			c.enrol(t, w)
			for n := range rapid.IntRange(1, 3).Draw(r, "cases") {
				chains[i] = append(chains[i], w.Granted(n+1)...)
			}
		}
		sent := make([]int, len(counters))
		for sent[0] < len(chains[0]) || sent[1] < len(chains[1]) {
			i := rapid.IntRange(0, 1).Draw(r, "counter")
			from := rapid.IntRange(0, sent[i]).Draw(r, "from")
			to := rapid.IntRange(from, len(chains[i])).Draw(r, "to")
			if to == from {
				if sent[i] == len(chains[i]) {
					continue
				}
				to = from + 1
			}
			for k, a := range c.answers(t, counters[i], chains[i][from:to]...) {
				if a.Order == 0 || a.ID != chains[i][from+k].ID {
					r.Fatalf("answer %+v", a)
				}
			}
			sent[i] = max(sent[i], to)
			if rapid.IntRange(0, 3).Draw(r, "restart") == 0 {
				c.stop(t)
				c = open(t, dir)
			}
		}
		checkLog(t, c, counters, chains)
	})
}

func checkLog(t *testing.T, c *centre, counters []*hubtest.Counter, chains [][]casefile.Event) {
	t.Helper()
	bySender := map[string][]string{}
	numbers := map[string]bool{}
	cases := map[string][]casefile.Event{}
	for _, e := range c.all(t, counters[0], 7) {
		bySender[e.Installation] = append(bySender[e.Installation], e.ID)
		cases[e.Case] = append(cases[e.Case], e)
	}
	for i, w := range counters {
		var want []string
		for _, e := range chains[i] {
			want = append(want, e.ID)
		}
		if !slices.Equal(bySender[w.Installation], want) {
			t.Errorf("window %s: %v, want %v", w.Window, bySender[w.Installation], want)
		}
	}
	for _, events := range cases {
		file := casefile.Fold(events)
		if file.State != casefile.StateIssued || numbers[file.Certificates[0].Number] {
			t.Errorf("case %s: state %q, certificate %+v", file.ID, file.State, file.Certificates)
			continue
		}
		numbers[file.Certificates[0].Number] = true
	}
}

func TestManyWindowsAtOnce(t *testing.T) {
	c := open(t, t.TempDir())
	var all sync.WaitGroup
	counters := make([]*hubtest.Counter, 8)
	chains := make([][]casefile.Event, len(counters))
	for i := range counters {
		counters[i] = hubtest.NewCounter(t, byte(i+1), office, string(rune('a'+i)))
		c.enrol(t, counters[i])
		for n := range 4 {
			chains[i] = append(chains[i], counters[i].Granted(n+1)...)
		}
	}
	for i, w := range counters {
		all.Go(func() {
			for at := 0; at < len(chains[i]); at += 5 {
				for _, a := range c.answers(t, w, chains[i][at:at+5]...) {
					if a.Order == 0 {
						t.Errorf("%+v", a)
					}
				}
			}
		})
	}
	all.Wait()
	checkLog(t, c, counters, chains)
}

func TestDownloadWaitsForNews(t *testing.T) {
	c := open(t, t.TempDir())
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, w)
	c.enrol(t, other)
	news := make(chan replica.Page, 1)
	var reader sync.WaitGroup
	reader.Go(func() { news <- c.page(t, other, "after=&wait=30") })
	e := w.Receive("03-20261123-0001")
	c.answers(t, w, e)
	page := <-news
	reader.Wait()
	if len(page.Events) != 1 || page.Events[0].Order != 1 {
		t.Errorf("%+v", page)
	}
	if again := c.page(t, other, "after="+page.Next); len(again.Events) != 0 || again.Next != page.Next {
		t.Errorf("%+v", again)
	}
}

func TestCursors(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.answers(t, w, w.Granted(1)...)
	last := c.page(t, w, "after=").Next
	if g := c.call(t, w, http.MethodGet, replica.PathEvents+"?after=hello", nil, nil); g.code(t) != "cursor" {
		t.Errorf("%s", g.body)
	}
	young := open(t, t.TempDir())
	young.enrol(t, w)
	if g := young.call(t, w, http.MethodGet, replica.PathEvents+"?after="+last+"&wait=30", nil, nil); g.status != http.StatusConflict || g.code(t) != "cursor-ahead" {
		t.Errorf("a log younger than the cursor: %d %s", g.status, g.body)
	}
}
