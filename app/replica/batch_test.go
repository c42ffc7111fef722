package replica

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
)

// someEvents are events whose bodies hold what is apt to be cut wrongly.
func someEvents() *rapid.Generator[[]casefile.Event] {
	awkward := []string{"", "示例路", `"`, `\`, `\"`, `{`, `}`, `]}`, `,"events":[`, `{"order":1,"event":{`, "<&>", "\u2028", "\x00", "a\\\\\""}
	return rapid.Custom(func(t *rapid.T) []casefile.Event {
		events := make([]casefile.Event, rapid.IntRange(0, 4).Draw(t, "events"))
		for i := range events {
			body, err := json.Marshal(map[string]any{
				rapid.SampledFrom(awkward).Draw(t, "key"): rapid.SliceOf(rapid.SampledFrom(awkward)).Draw(t, "words"),
			})
			if err != nil {
				t.Fatal(err)
			}
			events[i] = casefile.Event{ID: rapid.SampledFrom(awkward).Draw(t, "id"), Seq: uint64(i), Body: body}
		}
		return events
	})
}

func rawsOf(t *rapid.T, events []casefile.Event) []json.RawMessage {
	var list []json.RawMessage
	for _, e := range events {
		raw, err := e.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, raw)
	}
	return list
}

// A batch is what encoding/json would make of it, and is read as it would read it.
func TestBatchIsWrittenAndCutUpAsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := someEvents().Draw(t, "events")
		b := Batch{Installation: rapid.SampledFrom([]string{"i", `"`, `,"events":[`}).Draw(t, "from"), Events: rawsOf(t, events)}
		if b.Events == nil {
			b.Events = []json.RawMessage{}
		}
		if rapid.Bool().Draw(t, "told") {
			b.Leases = []Lease{{ID: `]}`, Installation: "i", Kind: AcceptanceNumbers, Year: 2026, From: 1, To: 100, Signature: "c2ln"}}
		}
		want, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		l, err := newLoad(b.Installation, events, b.Leases)
		if err != nil || !bytes.Equal(l.body, want) {
			t.Fatalf("%s, %v, want %s", l.body, err, want)
		}
		if got, err := ReadBatch(want); err != nil || !reflect.DeepEqual(got, b) {
			t.Fatalf("%+v, %v, want %+v", got, err, b)
		}
		if _, ok := cutBatch(want); ok != (len(events) > 0 && b.Leases == nil) {
			t.Fatalf("cut up %v: %s", ok, want)
		}
	})
}

// So is a page.
func TestPageIsWrittenAndCutUpAsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Page{Next: rapid.SampledFrom([]string{"", "b", `],"`}).Draw(t, "next"), More: rapid.Bool().Draw(t, "more"), Time: time.Unix(1, 0).UTC()}
		if rapid.Bool().Draw(t, "restored") {
			p.Refused, p.Told = []Refusal{{Seq: 1, Reason: "state", Event: []byte("{}")}}, true
		}
		for i, raw := range rawsOf(t, someEvents().Draw(t, "events")) {
			p.Events = append(p.Events, Ordered{uint64(i) << 60, raw})
		}
		want, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Bytes(); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%s, %v, want %s", got, err, want)
		}
		if got, err := ReadPage(want); err != nil || !reflect.DeepEqual(got, p) {
			t.Fatalf("%+v, %v, want %+v", got, err, p)
		}
		if _, ok := cutPage(want); ok != (len(p.Events) > 0) {
			t.Fatalf("cut up %v: %s", ok, want)
		}
	})
}

// Whatever comes, cutting up finds nothing that reading it as JSON does not.
func FuzzCut(f *testing.F) {
	f.Add([]byte(`{"installation":"i","events":[{"a":"]}"},{}]}`))
	f.Add([]byte(`{"installation":"i","events":[{"a":1}],"events":[{}]}`))
	f.Add([]byte(`{"events":[{"order":1,"event":{"a":"\\\"}"}}],"next":"b","more":false,"time":"2026-11-23T02:00:00Z"}`))
	f.Add([]byte(`{"events":[{"order":1,"event":{}}],"next":"b","Events":[]}`))
	f.Add([]byte(`{"events":[{"order":1,"event":null},{"order":2,"event":7}],"next":"b","more":false,"time":"2026-11-23T02:00:00Z"}`))
	f.Add([]byte(`{"installation":"i","events":[null,"a",[]]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if cut, ok := cutPage(raw); ok {
			var p Page
			if err := json.Unmarshal(raw, &p); err != nil || !reflect.DeepEqual(p, cut) {
				t.Errorf("%+v, read as JSON %+v, %v", cut, p, err)
			}
		}
		if cut, ok := cutBatch(raw); ok {
			var b Batch
			if err := json.Unmarshal(raw, &b); err != nil || !reflect.DeepEqual(b, cut) {
				t.Errorf("%+v, read as JSON %+v, %v", cut, b, err)
			}
		}
	})
}
