package casefile

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/workday"
)

// anyReceived draws a receipt with everything in it that may be, and without.
func anyReceived() *rapid.Generator[Received] {
	return rapid.Custom(func(t *rapid.T) Received {
		word := rapid.String()
		return Received{
			Number: word.Draw(t, "number"), Office: word.Draw(t, "office"), Window: word.Draw(t, "window"), Item: word.Draw(t, "item"),
			Situation:   rapid.MapOfN(word, word, -1, 3).Draw(t, "situation"),
			Application: rapid.Make[Application]().Draw(t, "application"),
			Materials:   rapid.SliceOfN(rapid.Make[Material](), -1, 3).Draw(t, "materials"),
			Earlier:     rapid.SliceOfN(rapid.Make[Earlier](), -1, 2).Draw(t, "earlier"),
			Limit:       anyDeadline().Draw(t, "limit"),
		}
	})
}

func anyAccepted() *rapid.Generator[Accepted] {
	return rapid.Custom(func(t *rapid.T) Accepted {
		b := Accepted{On: anyDeadline().Draw(t, "on").Start}
		b.Number, b.Extension = rapid.String().Draw(t, "number"), rapid.Int().Draw(t, "extension")
		b.Deadline, b.Statutory = anyDeadline().Draw(t, "promised"), anyDeadline().Draw(t, "statutory")
		b.Sections = rapid.SliceOfN(rapid.String(), -1, 2).Draw(t, "sections")
		b.Publicity, b.Conditions = rapid.Make[PublicityTerm]().Draw(t, "publicity"), rapid.Bool().Draw(t, "conditions")
		return b
	})
}

func anyDeadline() *rapid.Generator[workday.Deadline] {
	return rapid.Custom(func(t *rapid.T) workday.Deadline {
		if rapid.Bool().Draw(t, "none") {
			return workday.Deadline{}
		}
		start, _ := workday.NewDate(2026, 11, 23)
		date := rapid.Custom(func(t *rapid.T) workday.Date { return start.Add(rapid.IntRange(0, 99).Draw(t, "days")) })
		d := workday.Deadline{
			Start: date.Draw(t, "start"), WorkingDays: rapid.Int().Draw(t, "working days"), Due: date.Draw(t, "due"),
			Provisional: rapid.Bool().Draw(t, "provisional"), Open: rapid.Bool().Draw(t, "open"), Left: rapid.Int().Draw(t, "left"),
		}
		for range rapid.IntRange(0, 2).Draw(t, "stands") {
			d.Stands = append(d.Stands, workday.Span{From: date.Draw(t, "from"), Name: rapid.String().Draw(t, "for")})
		}
		for i := range rapid.IntRange(0, 9).Draw(t, "trail") {
			d.Days = append(d.Days, workday.Day{Date: d.Start.Add(i), Reason: workday.Holiday, Name: rapid.String().Draw(t, "holiday")})
		}
		return d
	})
}

// What encoding/json writes of a body is read without it, and alike.
func TestBodiesAreReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		receipt, acceptance := anyReceived().Draw(t, "receipt"), anyAccepted().Draw(t, "acceptance")
		for _, b := range []readable{&receipt, &acceptance} {
			raw, err := json.Marshal(b)
			if err != nil {
				t.Fatal(err)
			}
			if !readCanonical(raw, bodyOf(b.Kind()).(readable)) {
				t.Fatalf("%s is left to encoding/json", raw)
			}
			wantAsJSON(t, b.Kind(), raw)
		}
	})
}

// odd are bodies with all there is in a receipt and in an acceptance, in and out of
// the order in which it is written.
func odd() []string {
	return []string{
		`{"number":"03-1","office":"o","window":"03","item":"B","situation":{"a":"甲","b":"\u003c"},"application":{` +
			`"applicant":{"unit":true,"name":"局","code":"1","phone":"","address":"路"},"agent":{"name":"张","phone":"5"},` +
			`"project":{"code":"2","name":"n","basis":"b\n","scale":""},"land":{"location":"\"","area":-1,"agricultural":0,` +
			`"arable":7,"construction":0,"unused":0,"use":"宅"},"deal":{"number":"c","price":1},"standard":{}},"materials":[` +
			`{"id":"r","name":"告","source":"inside","original":false,"copies":2,"required":true,"present":true,"from":"k",` +
			`"files":[{"name":"b.pdf","hash":"01","size":2,"outline":{"of":"parcel"}},{"name":"","hash":"","size":0}]}],` +
			`"earlier":[{"case":"c","number":"n","item":"A"}],"limit":{"start":"2026-11-23","workingDays":5,` +
			`"due":"2026-11-30","provisional":false,"stands":[{"from":"2026-11-24"}],"days":"2026-11-23 SWW"}}`,
		`{"number":"1","materials":null,"situation":null}`,
		`{"number":"1","materials":[],"limit":{}}`,
		`{"situation":{"a":"1","a":"2"},"application":{"standard":null},"materials":[null]}`,
		`{"office":"o","number":"1"}`, `{"number":"1","number":"2"}`, `{"Number":"1"}`, `{"number":null}`, `{"number":1}`,
		`{"number":"1","more":1}`, "{\"number\":\"\xff\"}", `{"application":{"land":{"area":1e2}}}`, `{"limit":{"days":"2026"}}`,
		`{"on":"2026-11-23","number":"1","deadline":{"start":"2026-11-23","workingDays":5,"due":"","provisional":true,"open":true,` +
			`"left":3,"days":"2026-11-23 SWw"},"statutory":{},"extension":10,"sections":["规划科",""],"publicity":{"days":10},"conditions":true}`,
		`{"on":"23","sections":null,"conditions":null}`, `{"on":"2026-11-23","Terms":{"number":"1"}}`,
		`{}`, `null`, `[]`, ``,
	}
}

// FuzzBody holds what is read to what encoding/json reads, whatever the bytes.
func FuzzBody(f *testing.F) {
	for _, body := range odd() {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, raw []byte) { wantAllAsJSON(t, raw) })
}

// TestBodiesGarbled changes bodies byte by byte.
func TestBodiesGarbled(t *testing.T) {
	for _, body := range odd() {
		raw := []byte(body)
		wantAllAsJSON(t, raw)
		for at := range raw {
			wantAllAsJSON(t, raw[:at])
			wantAllAsJSON(t, []byte(body[:at]+body[at+1:]))
			for _, instead := range []byte("\"\\{},0- \xffuN") {
				garbled := bytes.Clone(raw)
				garbled[at] = instead
				wantAllAsJSON(t, garbled)
			}
		}
		for _, member := range strings.SplitAfter(body, ",") {
			wantAllAsJSON(t, []byte(strings.Replace(body, member, "", 1)))
			wantAllAsJSON(t, []byte(strings.Replace(body, member, member+member, 1)))
		}
	}
}

// wantAllAsJSON reads the bytes as a body of each kind that has a reader.
func wantAllAsJSON(t *testing.T, raw []byte) {
	t.Helper()
	for _, kind := range Kinds() {
		if _, ok := bodyOf(kind).(readable); ok {
			wantAsJSON(t, kind, raw)
		}
	}
}

func wantAsJSON(t rapid.TB, kind Kind, raw []byte) {
	t.Helper()
	want := bodyOf(kind)
	no := json.Unmarshal(raw, want)
	got, err := decode(Event{Kind: kind, Body: raw})
	if (err == nil) != (no == nil) || err == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%q is read as\n%+v, %v, by encoding/json as\n%+v, %v", raw, got, err, want, no)
	}
}
