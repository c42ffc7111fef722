package casefile_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
)

// Whatever stands in an event, Bytes writes what encoding/json writes.
func TestBytesWritesWhatJSONWrites(t *testing.T) {
	bodies := []string{``, `null`, `{}`, `{"a":"<b>"}`, `{"a":"` + "\u2028" + `"}`, `{"a": 1}`, `{"a":1}`, `{"a":"\u003c"}`, `{"a":"` + "\xff" + `"}`,
		`[[],{}]`, `{"a":"甲&乙"}`, ` {}`, `{}}`, `{"a":01}`, `{"a":"` + "\x01" + `"}`, `"` + "\x7f" + `"`}
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "甲", "\u2028", "\u2029", "<", ">", "&", `"`, `\`, "\x7f", "\xff", "a\x00b", "\ufffd"}))
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return texts.Draw(t, name) }
		e := casefile.Event{
			ID: text("id"), Case: text("case"), Installation: text("installation"), Prev: text("prev"),
			Seq: rapid.Uint64().Draw(t, "seq"), On: rapid.Int().Draw(t, "on"), Skew: time.Duration(rapid.Int64().Draw(t, "skew")),
			By:     casefile.Actor{ID: text("by"), Name: text("name"), Role: casefile.Role(text("role")), Section: text("section")},
			At:     time.Unix(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "at"), rapid.Int64Range(0, 1e9).Draw(t, "ns")).UTC(),
			Policy: text("policy"), Schema: rapid.Int().Draw(t, "schema"), Kind: casefile.Kind(text("kind")),
			Body: json.RawMessage(rapid.SampledFrom(bodies).Draw(t, "body")),
		}
		want, no := json.Marshal(e)
		got, err := e.Bytes()
		if (err == nil) != (no == nil) || !bytes.Equal(got, want) {
			t.Fatalf("%+v is written as\n%s, %v, by encoding/json as\n%s, %v", e, got, err, want, no)
		}
	})
}

// Nearly every event has nothing in it that would be escaped: the property above
// must reach the way on which such a one is written, too.
func TestBytesOfAnEventWithoutEscapes(t *testing.T) {
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("", 8*3600), time.FixedZone("", 30*3600), time.FixedZone("", 61)} {
		e := event(t, 7, &casefile.Withdrawn{Reason: "撤回"}, actors[1], first)
		e.Installation, e.Seq, e.Skew, e.Prev, e.At = "a", 12, -7, "0f", e.At.In(zone)
		want, no := json.Marshal(e)
		got, err := e.Bytes()
		if (err == nil) != (no == nil) || !bytes.Equal(got, want) {
			t.Errorf("%+v is written as\n%s, %v, by encoding/json as\n%s, %v", e, got, err, want, no)
		}
	}
}
