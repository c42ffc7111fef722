package replica_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/workday"
	"onewindow/store"
)

// copied copies the centre's folder, as a backup of last night would.
func (c *centre) copied(t *testing.T) string {
	t.Helper()
	c.kill()
	kept := t.TempDir()
	if err := os.CopyFS(kept, os.DirFS(c.dir)); err != nil {
		t.Fatal(err)
	}
	c.start()
	return kept
}

// putBack loses the centre's folder and puts a copy in its place.
func (c *centre) putBack(t *testing.T, kept string) {
	t.Helper()
	c.kill()
	c.dir = t.TempDir()
	if err := os.CopyFS(c.dir, os.DirFS(kept)); err != nil {
		t.Fatal(err)
	}
	c.start()
}

// desktop is a window with its real store.
type desktop struct {
	*counter
	store *store.Store
}

func newDesktop(t *testing.T, seed byte, office, window, url string) desktop {
	t.Helper()
	w, s := newStored(t, seed, window, url)
	w.Counter = hubtest.NewCounter(t, seed, office, window)
	w.client.Enrolment, w.client.Key = w.Enrolment(), w.Key
	return desktop{w, s}
}

func (d desktop) contact(t *testing.T) {
	t.Helper()
	if err := d.client.Contact(context.Background()); err != nil {
		t.Fatalf("window %s of %s: %v", d.Window, d.Office, err)
	}
}

func (d desktop) caseOf(t *testing.T, id string) casefile.Case {
	t.Helper()
	c, err := d.store.Case(id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// act writes one event of a case as the window has it.
func (d desktop) act(t *testing.T, id string, by casefile.Actor, body casefile.Body) {
	t.Helper()
	write(t, d.store, d.Write(d.caseOf(t, id), id, by, body))
}

// knowledge is all that windows know of cases and strays, to be compared.
func knowledge(t *testing.T, cases []string, windows ...desktop) string {
	t.Helper()
	var all []any
	for _, d := range windows {
		for _, id := range cases {
			if file, err := d.store.Case(id); err == nil {
				all = append(all, file)
			}
		}
		strays, err := d.store.Tray()
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range strays {
			all = append(all, s.Event.ID, s.Reason)
		}
	}
	raw, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// A centre lost its disk and a day's work with it. Once it says so, the windows of
// two offices give back what they know: every case in the same state everywhere,
// every certificate with its number, nothing twice and nothing new in a tray.
func TestRestoredCentreGetsBackWhatItLost(t *testing.T) {
	c := startCentre(t, time.Now)
	one, two := newDesktop(t, 1, office, "03", c.url()), newDesktop(t, 2, office, "04", c.url())
	far := newDesktop(t, 3, "330411-01", "03", c.url())
	all := []desktop{one, two, far}
	before := one.Granted(1)
	write(t, one.store, before...)
	for _, d := range append(all, all...) {
		d.contact(t)
	}
	kept := c.copied(t)

	// What only the windows know from here on: a receipt, an acceptance and a
	// paper; opinions and the decision of another window; the certificate; events
	// that were refused between others; another office.
	scan := []byte(strings.Repeat("扫描件", 1000))
	file, err := one.store.AddFile("scan.pdf", bytes.NewReader(scan), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	begun := one.Granted(2)
	id, cases := begun[0].Case, []string{before[0].Case, begun[0].Case}
	write(t, one.store, begun[:2]...)
	write(t, one.store, one.Receive("03-20261123-0002"), one.Receive("03-20261123-0003", file), one.Receive("03-20261123-0003"))
	one.contact(t)
	two.contact(t)
	for _, section := range []string{"规划科", "耕保科"} {
		two.act(t, id, casefile.Actor{ID: "r1", Name: "李强", Role: casefile.Reviewer, Section: section}, &casefile.OpinionGiven{Section: section, Agree: true, Text: "同意"})
	}
	two.act(t, id, casefile.Actor{ID: "a1", Name: "赵敏", Role: casefile.Approver}, &casefile.Decided{On: workday.DateOf(two.Now), Grant: true})
	two.contact(t)
	elsewhere := far.Granted(1)
	cases = append(cases, elsewhere[0].Case)
	write(t, far.store, elsewhere...)
	far.contact(t)
	one.contact(t)
	two.contact(t)
	issued := one.caseOf(t, id)
	if issued.State != casefile.StateIssued || len(issued.Certificates) != 1 {
		t.Fatalf("before the disaster: %s", issued.State)
	}
	known := knowledge(t, cases, all...)

	c.putBack(t, kept)
	// Until somebody says so, windows keep what they have and go on.
	fresh := one.Receive("03-20261123-0004")
	write(t, one.store, fresh)
	cases = append(cases, fresh.Case)
	for range 2 {
		for _, d := range []desktop{one, far} {
			if err := d.client.Contact(context.Background()); replica.CodeOf(err) != "cursor-ahead" {
				t.Fatalf("window %s: %v", d.Window, err)
			}
		}
	}
	write(t, one.store, one.Receive("03-20261123-0005"))
	if _, err := c.hub.BeginEpoch(nil); err != nil {
		t.Fatal(err)
	}
	for _, d := range append(all, all...) {
		d.contact(t)
	}
	if got := knowledge(t, cases[:3], all...); got != known {
		t.Errorf("the windows know\n%s\nand knew\n%s", got, known)
	}
	if got := two.caseOf(t, fresh.Case); got.State != casefile.StateReceived {
		t.Errorf("what was typed meanwhile is %q at the other window", got.State)
	}
	for _, d := range []desktop{one, two, far} {
		if box := outbox(t, d.store); box.Events > 0 {
			t.Errorf("window %s: %d events wait", d.Window, box.Events)
		}
	}
	if _, whole, err := c.store.Length(office, file.Hash); err != nil || !whole {
		t.Errorf("the file: %v, %v", whole, err)
	}
	atCentre, err := c.store.Case(id)
	if err != nil || !sameFold(t, casefile.Fold(atCentre), issued) {
		t.Errorf("the centre has the case otherwise (%v)", err)
	}
	c.issuesNothingUntilTheEnd(t, one, two)
}

func sameFold(t *testing.T, a, b casefile.Case) bool {
	t.Helper()
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(x, y)
}

// issuesNothingUntilTheEnd goes on at two windows while the epoch is open: they do
// all but what the centre would have to number.
func (c *centre) issuesNothingUntilTheEnd(t *testing.T, one, two desktop) {
	t.Helper()
	granted := one.Granted(7)
	write(t, one.store, granted...)
	one.contact(t)
	two.contact(t)
	id := granted[0].Case
	if got := two.caseOf(t, id); got.State != casefile.StateGranted {
		t.Errorf("while the epoch is open the case is %q", got.State)
	}
	late := newDesktop(t, 9, office, "09", c.url())
	late.contact(t)
	if box, status := outbox(t, late.store), late.lastStatus(t); box.Numbers != 0 || status.Err != replica.CodeRestoring || !status.Online {
		t.Errorf("numbers while the epoch is open: %d, %+v", box.Numbers, status)
	}
	epoch, givers, err := c.hub.Givers()
	if err != nil || !epoch.Open() || slices.ContainsFunc(givers, func(g hub.Giver) bool { return !g.Whole }) {
		t.Errorf("%+v, %+v, %v", epoch, givers, err)
	}
	if _, err := c.hub.EndEpoch(); err != nil {
		t.Fatal(err)
	}
	one.contact(t)
	two.contact(t)
	late.contact(t)
	numbers := map[string]bool{}
	for _, installation := range []desktop{one, two} {
		got := installation.caseOf(t, id)
		if got.State != casefile.StateIssued || len(got.Misfits) > 0 {
			t.Fatalf("after the end it is %q, %v", got.State, got.Misfits)
		}
		numbers[got.Certificates[0].Number] = true
	}
	if len(numbers) != 1 || !numbers["3304022026XS0001002"] {
		t.Errorf("numbers after the end: %v", numbers)
	}
	if box := outbox(t, late.store); box.Numbers == 0 {
		t.Error("no numbers after the end")
	}
}

// lastStatus is the newest that the client reported.
func (w *counter) lastStatus(t *testing.T) (last replica.Status) {
	t.Helper()
	for {
		select {
		case last = <-w.states:
		default:
			return last
		}
	}
}

// A window that comes by stick alone hears that the centre was put back. What an
// answer of the centre that is gone says changes nothing any more; and once the
// window was on the line, sticks go on.
func TestStickToARestoredCentre(t *testing.T) {
	c := startCentre(t, time.Now)
	w := newTraveller(t, c, 1, "03")
	kept := c.copied(t)
	first, second, third := w.Granted(1), w.Granted(2), w.Granted(3)
	write(t, w.store, first...)
	_, answer := c.deliver(t, w.export(t))
	w.bring(t, answer)
	write(t, w.store, second...)
	late := w.export(t)
	_, old := c.deliver(t, late)

	c.putBack(t, kept)
	if _, err := c.hub.BeginEpoch(nil); err != nil {
		t.Fatal(err)
	}
	cases := []string{first[0].Case, second[0].Case}
	before := w.standing(t, cases...)
	for _, stick := range [][]byte{late, w.export(t)} {
		done, answer := c.deliver(t, stick)
		if got := w.bring(t, answer); done.Trouble != replica.CodeRestored || done.Accepted > 0 || got.Trouble != replica.CodeRestored {
			t.Errorf("%+v, %+v", done, got)
		}
	}
	if now := w.standing(t, cases...); now != before {
		t.Errorf("the stick changed something: %s, before %s", now, before)
	}
	if err := w.client.Contact(context.Background()); err != nil {
		t.Fatal(err)
	}
	inStep := w.standing(t, cases...)
	if got := w.bring(t, old); got.Trouble != replica.CodeRestored || got.Confirmed+got.Events+got.Files > 0 || got.Numbers > 0 {
		t.Errorf("the answer of the centre that is gone: %+v", got)
	}
	if now := w.standing(t, cases...); now != inStep {
		t.Errorf("it changed something: %s, before %s", now, inStep)
	}
	if _, err := c.hub.EndEpoch(); err != nil {
		t.Fatal(err)
	}
	write(t, w.store, third...)
	done, answer := c.deliver(t, w.export(t))
	if got := w.bring(t, answer); done.Trouble != "" || got.Trouble != "" || got.Confirmed != 5 {
		t.Errorf("%+v, %+v", done, got)
	}
	for _, id := range append(cases, third[0].Case) {
		if file, err := w.store.Case(id); err != nil || file.State != casefile.StateIssued || len(file.Misfits) > 0 {
			t.Errorf("case %s is %q, %v, %v", id, file.State, file.Misfits, err)
		}
	}
}

// A window that comes by stick and knows more of the log than there is brings
// nothing, as it brings nothing over the line: its events would get places at which
// it knows others.
func TestStickFromAheadOfTheLogBringsNothing(t *testing.T) {
	c := startCentre(t, time.Now)
	w, other := newTraveller(t, c, 1, "03"), newTraveller(t, c, 2, "04")
	kept := c.copied(t)
	first, second := other.Granted(1), w.Granted(2)
	write(t, other.store, first...)
	c.deliver(t, other.export(t))
	_, answer := c.deliver(t, w.export(t))
	w.bring(t, answer)
	write(t, w.store, second...)

	c.putBack(t, kept)
	cases := []string{first[0].Case, second[0].Case}
	before := w.standing(t, cases...)
	done, answer := c.deliver(t, w.export(t))
	if got := w.bring(t, answer); done.Trouble != "cursor-ahead" || done.Accepted+done.Refused > 0 || got.Trouble != "cursor-ahead" {
		t.Errorf("%+v, %+v", done, got)
	}
	if now := w.standing(t, cases...); now != before {
		t.Errorf("the stick changed something: %s, before %s", now, before)
	}
}
