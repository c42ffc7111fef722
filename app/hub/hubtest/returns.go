package hubtest

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
)

// desk is a centre that is called without a network.
type desk struct {
	t *testing.T
	*hub.Hub
	log   Store
	epoch uint64 // that its callers tell
}

func newDesk(t *testing.T, s Store) *desk {
	t.Helper()
	h, err := hub.New(hub.Config{
		Log: s, Files: s, Now: Start, Random: rand.Reader, PublicURL: "HTTP://127.0.0.1:8470", Region: "330402", Item: Item, EnrolmentCode: "7Q4M",
	})
	must(t, err)
	return &desk{t: t, Hub: h, log: s}
}

// call sends a signed request and returns the status and the body.
func (d *desk) call(from *Counter, method, target string, v any) (int, []byte) {
	d.t.Helper()
	body, err := json.Marshal(v)
	must(d.t, err)
	r := httptest.NewRequestWithContext(d.t.Context(), method, target, bytes.NewReader(body))
	if from != nil {
		r.Header.Set(replica.HeaderInstallation, from.Installation)
		r.Header.Set(replica.HeaderTime, Start().Format(time.RFC3339Nano))
		signature, err := from.Key.SignBytes(replica.PurposeRequest, replica.RequestMessage(r, body), nil)
		must(d.t, err)
		r.Header.Set(replica.HeaderSignature, base64.StdEncoding.EncodeToString(signature))
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

// problem expects one.
func (d *desk) problem(code string, from *Counter, method, target string, v any) replica.Problem {
	d.t.Helper()
	status, body := d.call(from, method, target, v)
	var p replica.Problem
	if err := json.Unmarshal(body, &p); err != nil || status/100 == 2 || p.Code != code {
		d.t.Errorf("%s %s: %d %s, want the problem %s", method, target, status, body, code)
	}
	return p
}

// good posts something and reads the answer.
func (d *desk) good(v any, from *Counter, target string, body any) {
	d.t.Helper()
	status, answer := d.call(from, http.MethodPost, target, body)
	if status != http.StatusOK {
		d.t.Fatalf("%s: %d %s", target, status, answer)
	}
	must(d.t, json.Unmarshal(answer, v))
}

func (d *desk) enrol(all ...*Counter) {
	for _, w := range all {
		e := w.Enrolment()
		e.Code = "7Q4M"
		d.good(&replica.Membership{}, nil, replica.PathInstallations, e)
	}
}

func (d *desk) upload(from *Counter, events ...casefile.Event) []replica.Answer {
	d.t.Helper()
	b := replica.Batch{Installation: from.Installation}
	for _, e := range events {
		b.Events = append(b.Events, bytesOf(d.t, e))
	}
	var ack replica.Acknowledgement
	d.good(&ack, from, replica.PathEvents+"?epoch="+strconv.FormatUint(d.epoch, 10), b)
	if ack.Epoch != d.epoch {
		d.t.Errorf("acknowledged in epoch %d, want %d", ack.Epoch, d.epoch)
	}
	return ack.Answers
}

// giveBack brings events to a centre that was put back into an epoch.
func (d *desk) giveBack(from *Counter, epoch uint64, events ...replica.Given) []replica.Answer {
	d.t.Helper()
	var back replica.Returned
	d.good(&back, from, replica.PathReturns+"?epoch=0",
		replica.Return{Installation: from.Installation, Epoch: epoch, Events: events})
	if back.Epoch != epoch || len(back.Answers) != len(events) {
		d.t.Fatalf("%d answers of %d in epoch %d", len(back.Answers), len(events), back.Epoch)
	}
	return back.Answers
}

func bytesOf(t *testing.T, e casefile.Event) json.RawMessage {
	t.Helper()
	raw, err := e.Bytes()
	must(t, err)
	return raw
}

// lostEventsComeBack goes through a disaster: a log is copied, works on, is lost and
// put back from the copy; the windows give back what stood behind it.
func lostEventsComeBack(t *testing.T, open, empty Opener) {
	one, two, far := NewCounter(t, 1, here, "03"), NewCounter(t, 2, here, "04"), NewCounter(t, 3, there, "03")
	var copied bytes.Buffer
	var lost []replica.Given // of the office, in their order
	var last casefile.Event
	refused := replica.Given{Refused: "number-taken"}
	use(t, open, func(s Store) {
		d := newDesk(t, s)
		d.enrol(one, two, far)
		d.upload(one, one.Granted(1)...)
		copied.Write(export(t, s))

		granted := one.Granted(2)
		twice, more := one.Receive("03-20261123-0002"), one.Receive("03-20261123-0003")
		d.upload(one, append(granted, twice, more)...)
		d.upload(far, far.Granted(1)...)
		refused.Event, last = bytesOf(t, twice), more
		found, err := s.After(here, 6, 100, 1<<20)
		must(t, err)
		for _, o := range found.Events {
			lost = append(lost, replica.Given{Event: o.Event})
		}
	})
	if len(lost) != 7 {
		t.Fatalf("%d events were lost, not 5 with their certificate and one behind", len(lost))
	}
	use(t, empty, func(s Store) {
		must(t, hub.ImportArchive(s, s, bytes.NewReader(copied.Bytes())))
		epoch, err := hub.BeginEpoch(s, 6, Start())
		must(t, err)
		d := newDesk(t, s)
		d.toldOfTheEpoch(one, epoch)
		d.refusesWhatCannotBe(two, far, epoch, lost)

		// Who does not know what was refused leaves a hole, and its owner fills it.
		want := places(7, len(lost))
		if got := d.giveBack(two, epoch.Serial, lost...); !inPlaces(got, want) {
			t.Errorf("the neighbour's return is answered %+v", got)
		}
		own := append(append(append([]replica.Given{}, lost[:6]...), refused), lost[6])
		for range 2 {
			got := d.giveBack(one, epoch.Serial, own...)
			if got[6].Refused != "number-taken" || got[6].Order != 0 || !inPlaces(append(got[:6:6], got[7]), want) {
				t.Errorf("its own return is answered %+v", got)
			}
		}
		must(t, s.Write(func(tx hub.Tx) error {
			tail, err := tx.Tail(one.Installation)
			if tail.Seq != last.Seq || tail.Hash != hashOf(t, last) {
				t.Errorf("the chain ends at %d", tail.Seq)
			}
			return err
		}))
		d.epoch = epoch.Serial
		d.issuesAfterTheEnd(one)
		if _, err := hub.CheckArchive(bytes.NewReader(export(t, s))); err != nil {
			t.Errorf("its archive: %v", err)
		}
	})
}

func hashOf(t *testing.T, e casefile.Event) string {
	t.Helper()
	hash, err := e.Hash()
	must(t, err)
	return hash
}

// places are so many places from one on.
func places(from uint64, n int) []uint64 {
	list := make([]uint64, n)
	for i := range list {
		list[i] = from + uint64(i)
	}
	return list
}

func inPlaces(answers []replica.Answer, want []uint64) bool {
	for i, a := range answers {
		if i >= len(want) || a.Order != want[i] || a.Refused != "" || a.Hash == "" {
			return false
		}
	}
	return len(answers) == len(want)
}

// toldOfTheEpoch calls as a window that does not know of it.
func (d *desk) toldOfTheEpoch(from *Counter, epoch hub.Epoch) {
	d.t.Helper()
	batch := replica.Batch{Installation: from.Installation, Events: []json.RawMessage{bytesOf(d.t, NewCounter(d.t, 1, here, "03").Receive("1"))}}
	for _, p := range []replica.Problem{
		d.problem(replica.CodeRestored, from, http.MethodGet, replica.PathEvents+"?after=", nil),
		d.problem(replica.CodeRestored, from, http.MethodPost, replica.PathEvents, batch),
	} {
		if p.Epoch != epoch.Serial || p.Behind != 6 {
			d.t.Errorf("told epoch %d behind %d", p.Epoch, p.Behind)
		}
	}
	d.problem("cursor-ahead", from, http.MethodGet, replica.PathEvents+"?after=&epoch="+strconv.FormatUint(epoch.Serial+1, 10), nil)
	d.problem("malformed", from, http.MethodGet, replica.PathEvents+"?after=&epoch=x", nil)
	ask := replica.LeaseRequest{ID: from.NewID(), Kind: replica.AcceptanceNumbers, Year: 2026}
	d.problem(replica.CodeRestoring, from, http.MethodPost, replica.PathLeases, ask)
}

// refusesWhatCannotBe brings what a sound window never would.
func (d *desk) refusesWhatCannotBe(two, far *Counter, epoch hub.Epoch, lost []replica.Given) {
	d.t.Helper()
	certificate, err := casefile.Parse([]byte(strings.Replace(string(lost[5].Event), "XS0000002", "XS0000009", 1)))
	must(d.t, err)
	certificate.ID = two.NewID()
	forged := replica.Given{Event: bytesOf(d.t, certificate)}
	for name, v := range map[string]struct {
		from  *Counter
		given replica.Given
		epoch uint64
		code  string
	}{
		"of another office":         {far, lost[0], epoch.Serial, "malformed"},
		"refused by somebody else":  {two, replica.Given{Event: lost[0].Event, Refused: "state"}, epoch.Serial, "malformed"},
		"of an epoch that is none":  {two, lost[0], epoch.Serial + 7, replica.CodeRestored},
		"an event that is no event": {two, replica.Given{Event: json.RawMessage(`{"id":"x"}`)}, epoch.Serial, "malformed"},
	} {
		page := replica.Return{Installation: v.from.Installation, Epoch: v.epoch, Events: []replica.Given{v.given}, More: true}
		if p := d.problem(v.code, v.from, http.MethodPost, replica.PathReturns+"?epoch=0", page); p.Code == "" {
			d.t.Error(name)
		}
	}
	found, err := d.log.After("", 0, 1, 1)
	must(d.t, err)
	if found.Last != 6 {
		d.t.Fatalf("%d places were given", found.Last-6)
	}
	// The certificate with another number behind the case it is of.
	if got := d.giveBack(two, epoch.Serial, append(append([]replica.Given{}, lost[:5]...), forged)...); got[5].Order != 0 ||
		got[5].Refused != "certificate-forged" {
		d.t.Errorf("the forged certificate: %+v", got[5])
	}
}

// issuesAfterTheEnd goes on with the window that gave back.
func (d *desk) issuesAfterTheEnd(w *Counter) {
	d.t.Helper()
	granted := w.Granted(4)
	for i, a := range d.upload(w, granted...) {
		if a.Refused != "" {
			d.t.Fatalf("event %d behind what came back: %+v", i, a)
		}
	}
	state := func() casefile.Case {
		events, err := d.log.Case(granted[0].Case)
		must(d.t, err)
		return casefile.Fold(events)
	}
	if got := state(); got.State != casefile.StateGranted {
		d.t.Errorf("while the epoch is open: %s", got.State)
	}
	for range 2 { // ending again changes nothing
		looked, err := d.EndEpoch()
		must(d.t, err)
		if looked != 3 {
			d.t.Errorf("looked at %d cases", looked)
		}
	}
	if got := state(); got.State != casefile.StateIssued || got.Certificates[0].Number != "3304022026XS0000003" || got.Certificates[0].Serial != "00000003" {
		d.t.Errorf("after the end: %s, %+v", got.State, got.Certificates)
	}
	var l replica.Lease
	d.good(&l, w, replica.PathLeases, replica.LeaseRequest{ID: w.NewID(), Kind: replica.AcceptanceNumbers, Year: 2026})
}
