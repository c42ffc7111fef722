package hub_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/store/central"
)

// broughtBack is a centre from an older copy of another, but for its epoch: what
// windows give back in it is for other tests.
func broughtBack(t *testing.T, copied []byte) *centre {
	t.Helper()
	dir := t.TempDir()
	s, err := central.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if begun, err := hub.RestoreArchive(s, s, bytes.NewReader(copied), hubtest.Start()); err != nil || !begun.Open() {
		t.Fatal(begun, err)
	}
	if err := s.Write(func(tx hub.Tx) error { return tx.Keep("epochs", nil) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

func (c *centre) copied(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := (hub.Export{Log: c.store, Files: c.store, Key: true, Now: hubtest.Start}).To(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (c *centre) leased(t *testing.T, w *hubtest.Counter, year int) replica.Lease {
	t.Helper()
	return into[replica.Lease](t, c.post(t, w, replica.PathLeases,
		replica.LeaseRequest{ID: w.NewID(), Kind: replica.AcceptanceNumbers, Year: year}))
}

// told uploads events with leases that the window has.
func (c *centre) told(t *testing.T, w *hubtest.Counter, leases []replica.Lease, events ...casefile.Event) []string {
	t.Helper()
	b := replica.Batch{Installation: w.Installation, Leases: leases}
	for _, e := range events {
		raw, err := e.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		b.Events = append(b.Events, raw)
	}
	body, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return reasons(into[replica.Acknowledgement](t, c.call(t, w, "POST", replica.PathEvents, body, nil)).Answers)
}

// A centre that was restored from a copy never leases again what it may have leased
// since, nor gives a certificate a number that may be on paper; and it knows the
// leases again that it signed.
func TestRestoredCentreLeasesNothingTwice(t *testing.T) {
	c := open(t, t.TempDir())
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, w)
	c.enrol(t, other)
	c.leased(t, other, 2026)
	c.answers(t, other, other.Granted(1)...)
	before := c.copied(t)
	since, coming := c.leased(t, w, 2026), c.leased(t, w, 2027)
	c.answers(t, other, other.Granted(2)...)
	if since.From != 101 || coming.From != 1 {
		t.Fatal(since, coming)
	}

	c = broughtBack(t, before)
	if l := c.leased(t, other, 2026); l.From != 1101 {
		t.Errorf("this year goes on at %d", l.From)
	}
	if l := c.leased(t, other, 2027); l.From != 1001 {
		t.Errorf("the coming year begins at %d", l.From)
	}
	third := hubtest.NewCounter(t, 3, office, "05")
	c.enrol(t, third)
	events := third.Granted(3)
	c.answers(t, third, events...)
	all := c.all(t, third, 100)
	file := casefile.Fold(slices.DeleteFunc(all, func(e casefile.Event) bool { return e.Case != events[0].Case }))
	if k, ok := file.Certificate(casefile.Permit); !ok || k.Number != "3304022026XS0001002" || k.Serial != "00001002" {
		t.Errorf("the certificate goes on at %s, form %s", k.Number, k.Serial)
	}

	if got := c.told(t, w, []replica.Lease{coming, since}, accept(t, w, 1, "嘉南资规受〔2026〕0101号")...); !slices.Equal(got, []string{"", ""}) {
		t.Errorf("of a lease that it signed: %q", got)
	}
	if got := c.told(t, w, nil, accept(t, w, 2, "嘉南资规受〔2027〕0001号")...); !slices.Equal(got, []string{"", ""}) {
		t.Errorf("of another that it was told of: %q", got)
	}
	if l := c.leased(t, other, 2027); l.From != 1101 {
		t.Errorf("the coming year goes on at %d", l.From)
	}
}

// swapped is a log that can be put back while its centre works, as a database can.
type swapped struct{ hub.Log }

// From the first window that shows it, a centre whose database was put back under it
// takes nothing from those that know more than there is.
func TestLogPutBackUnderItsCentre(t *testing.T) {
	var log *swapped
	c := open(t, t.TempDir(), func(config *hub.Config) {
		log = &swapped{config.Log}
		config.Log = log
	})
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, w)
	c.enrol(t, other)
	copied := c.copied(t)
	c.answers(t, other, other.Granted(1)...)
	cursor := c.page(t, w, "after=").Next
	back, err := central.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := back.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := hub.ImportArchive(back, back, bytes.NewReader(copied)); err != nil {
		t.Fatal(err)
	}
	log.Log = back
	if g := c.call(t, w, "GET", replica.PathEvents+"?after="+cursor, nil, nil); g.code(t) != "cursor-ahead" {
		t.Errorf("a download is answered %s", g.body)
	}
	g := c.post(t, w, replica.PathEvents+"?after="+cursor, batchOf(t, w, w.Receive("03-20261123-0001")))
	if g.code(t) != "cursor-ahead" {
		t.Errorf("an upload is answered %s", g.body)
	}
}

// Nobody makes himself a lease, or takes over a neighbour's. What an older program
// leased without a signature a person may let in.
func TestForgedLeasesAreNone(t *testing.T) {
	c := open(t, t.TempDir())
	w, other := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, w)
	c.enrol(t, other)
	own, foreign := c.leased(t, w, 2026), c.leased(t, other, 2026)
	longer, year, unsigned, taken := own, own, own, foreign
	longer.ID, year.ID, unsigned.ID, taken.ID = w.NewID(), w.NewID(), w.NewID(), w.NewID()
	longer.To, year.Year, unsigned.Signature, taken.Installation = 200, 2027, "", w.Installation
	forged := []replica.Lease{longer, year, unsigned, taken, foreign}
	for i, number := range []string{"嘉南资规受〔2026〕0150号", "嘉南资规受〔2027〕0001号"} {
		if got := c.told(t, w, forged, accept(t, w, i+1, number)...); got[1] != "number-unleased" {
			t.Errorf("%s: %q", number, got)
		}
	}
	lost := accept(t, w, 3, "嘉南资规受〔2026〕0301号")
	if got := c.told(t, w, forged, lost...); got[1] != "number-unleased" {
		t.Errorf("%q", got)
	}
	if r := release(t, c, lost[1].ID)[0]; r.Place == 0 {
		t.Errorf("%+v", r)
	}
	huge := accept(t, w, 4, "嘉南资规受〔2026〕18446744073709551615号")
	c.told(t, w, nil, huge...)
	if r := release(t, c, huge[1].ID)[0]; r.Against != "number-unleased" {
		t.Errorf("a number that would use the series up: %+v", r)
	}
	if l := c.leased(t, other, 2026); l.From != 302 {
		t.Errorf("behind it the centre leases from %d", l.From)
	}
}
