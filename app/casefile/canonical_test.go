package casefile_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
)

// Whatever the bytes are, Parse reads what encoding/json reads of them.
func FuzzParse(f *testing.F) {
	for _, raw := range oddEvents(f) {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) { wantAsJSON(t, raw) })
}

// TestParseReadsWhatJSONReads garbles events byte by byte: there the reader of the
// canonical form must see that it is another.
func TestParseReadsWhatJSONReads(t *testing.T) {
	for _, raw := range oddEvents(t) {
		wantAsJSON(t, raw)
		for at := range raw {
			wantAsJSON(t, raw[:at])
			for _, instead := range []byte("\"\\{}[]:,0-1.eE+ \n\x00\x7f\xff\xe4tua") {
				garbled := bytes.Clone(raw)
				garbled[at] = instead
				wantAsJSON(t, garbled)
			}
			wantAsJSON(t, append(append(bytes.Clone(raw[:at]), ' '), raw[at:]...))
			wantAsJSON(t, append(bytes.Clone(raw[:at]), raw[at+1:]...))
		}
	}
}

func TestParseReadsWhatBytesWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, e := range anyEvents(t) {
			e.Body = json.RawMessage(`{"text":` + quote(rapid.String().Draw(t, "text")) + `}`)
			e.By.Name, e.Prev = rapid.String().Draw(t, "name"), rapid.SampledFrom([]string{"", "0a"}).Draw(t, "prev")
			e.Seq, e.On = rapid.Uint64().Draw(t, "seq"), rapid.Int().Draw(t, "on")
			e.Skew = time.Duration(rapid.Int64().Draw(t, "skew"))
			raw, err := e.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			wantAsJSON(t, raw)
		}
	})
}

func quote(text string) string {
	raw, _ := json.Marshal(text) // a text can always be written
	return string(raw)
}

// oddEvents are events with all there is in JSON, in and out of its canonical form.
func oddEvents(t testing.TB) [][]byte {
	e := event(t, 7, &casefile.Withdrawn{Reason: "撤回"}, actors[1], first)
	e.Installation, e.Seq, e.Skew, e.Prev = "a", 12, -7, "0f"
	var list [][]byte
	for _, body := range []string{
		`{"reason":"撤回","n":[0,-1.5e+3,10E2,true,false,null,{},[],""],"s":"\u00e4\n\\\"/ 甲<>"}`,
		`null`, `7`, `"\ud800"`, `[[[]]]`, strings.Repeat("[", 200) + strings.Repeat("]", 200),
	} {
		e.Body = json.RawMessage(body)
		raw, err := e.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, raw)
		e.Skew, e.Prev, e.By.Section = 0, "", ""
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, list[0], "", " "); err != nil {
		t.Fatal(err)
	}
	return append(list, indented.Bytes(), []byte(`{}`), []byte(`null`), nil)
}

func wantAsJSON(t rapid.TB, raw []byte) {
	t.Helper()
	var want casefile.Event
	no := json.Unmarshal(raw, &want)
	got, err := casefile.Parse(raw)
	if (err == nil) != (no == nil) || err == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%q is read as\n%+v, %v, by encoding/json as\n%+v, %v", raw, got, err, want, no)
	}
}

// What was indented on the way has the canonical form's bytes again.
func TestParseCompact(t *testing.T) {
	for _, raw := range oddEvents(t) {
		var indented, compact bytes.Buffer
		if json.Indent(&indented, raw, "", "\t") != nil || json.Compact(&compact, raw) != nil {
			if _, _, err := casefile.ParseCompact(raw); err == nil {
				t.Errorf("%q is read", raw)
			}
			continue
		}
		want, err := casefile.Parse(compact.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range [][]byte{raw, indented.Bytes(), compact.Bytes()} {
			got, bare, err := casefile.ParseCompact(form)
			if err != nil || !bytes.Equal(bare, compact.Bytes()) || !reflect.DeepEqual(got, want) {
				t.Errorf("%q is read as %+v of %q: %v", form, got, bare, err)
			}
		}
	}
}

func BenchmarkParse(b *testing.B) {
	raw, err := event(b, 1, &casefile.Withdrawn{Reason: strings.Repeat("撤回", 250)}, actors[0], first).Bytes()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := casefile.Parse(raw); err != nil {
			b.Fatal(err)
		}
	}
}
