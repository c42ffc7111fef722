package compact_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"onewindow/app/casefile/compact"
)

// values are JSON with all there is in it.
func values() []string {
	return []string{
		`{"reason":"撤回","n":[0,-1.5e+3,10E2,1e-7,true,false,null,{},[],""],"s":"\u00e4\n\\\"/ 甲<>"}`,
		`null`, `7`, `-0`, `"\ud800"`, "\"\xff\x7f\"", `[[[]]]`, `{"":{"a":[{}]}}`,
	}
}

// Whatever comes, what is found to be a value is one to encoding/json, and holds no
// white space that it would leave out.
func FuzzEnd(f *testing.F) {
	for _, value := range values() {
		f.Add([]byte(value))
		f.Add([]byte(value + "]}"))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		wantValue(t, raw)
		if end := compact.End(raw); end > 0 && !compact.Is(raw[:end]) {
			t.Errorf("%q begins with %q, which is no value", raw, raw[:end])
		}
	})
}

// wantValue holds the answer to that of encoding/json. Nested deeply it may be no.
func wantValue(t *testing.T, raw []byte) {
	t.Helper()
	var without bytes.Buffer
	want := json.Compact(&without, raw) == nil && bytes.Equal(without.Bytes(), raw)
	deep := bytes.Count(raw, []byte("["))+bytes.Count(raw, []byte("{")) >= 100
	if got := compact.Is(raw); got != want && (got || !deep) {
		t.Errorf("%q is taken for a value: %v", raw, got)
	}
}

// TestGarbled changes values byte by byte.
func TestGarbled(t *testing.T) {
	for _, value := range values() {
		raw := []byte(value)
		if !compact.Is(raw) {
			t.Errorf("%s is no value", raw)
		}
		for at := range raw {
			wantValue(t, raw[:at])
			wantValue(t, []byte(value[:at]+" "+value[at:]))
			wantValue(t, []byte(value[:at]+value[at+1:]))
			for _, instead := range []byte("\"\\{}[]:,0-1.eE+ \n\x00\x7f\xff\xe4tua") {
				garbled := bytes.Clone(raw)
				garbled[at] = instead
				wantValue(t, garbled)
			}
		}
	}
}

func TestEndOfTheFirstValue(t *testing.T) {
	for text, want := range map[string]int{
		`{"a":"]}"},{}`: 10, `7]`: 1, `"a"b`: 3, `nullx`: 4,
		``: -1, `]`: -1, ` 7`: -1, `{"a": 7}`: -1, `{"a":7`: -1,
	} {
		if got := compact.End([]byte(text)); got != want {
			t.Errorf("%q ends at %d, want %d", text, got, want)
		}
	}
}

func TestNested(t *testing.T) {
	for depth, want := range map[int]bool{1: true, 100: true, 101: false, 1_000_000: false} {
		raw := []byte(strings.Repeat("[", depth) + strings.Repeat("]", depth))
		if got := compact.Is(raw); got != want {
			t.Errorf("nested %d deep: %v", depth, got)
		}
	}
}

// Plain stops at the first byte that does not stand for itself, wherever it is.
func TestPlain(t *testing.T) {
	for length := range 40 {
		for _, stop := range []byte{'"', '\\', 0, 31} {
			text := append([]byte(strings.Repeat("甲 \x7f!\xff", 8)[:length]), stop, '"')
			if got := compact.Plain(text); got != length {
				t.Errorf("of %q %d are plain, want %d", text, got, length)
			}
		}
	}
}
