package replica

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
)

// An acknowledgement that was made brief is the same again with the events it is
// for, whatever the answers: its signature holds.
func TestBriefAcknowledgementIsCompletedByItsEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []name
		whole := Acknowledgement{Batch: "b"}
		for i := range rapid.IntRange(0, 8).Draw(t, "events") {
			e := casefile.Event{ID: fmt.Sprint("e", i), Seq: uint64(i + 1), Body: []byte(`{}`)}
			hash, err := e.Hash()
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, name{e.ID, hash})
			whole.Answers = append(whole.Answers, rapid.SampledFrom([]Answer{
				{ID: e.ID, Hash: hash, Order: uint64(i + 7)},
				{ID: e.ID, Hash: hash, Refused: "state"},
				{ID: e.ID, Refused: RefusedAltered},
			}).Draw(t, "answer"))
		}
		before := fmt.Sprint(whole)
		got := whole.Brief().completed(events)
		if !reflect.DeepEqual(got, whole) || fmt.Sprint(whole) != before {
			t.Fatalf("%+v, want %+v", got, whole)
		}
		if full := whole.completed(events); !reflect.DeepEqual(full, whole) {
			t.Fatalf("a whole one becomes %+v", full)
		}
	})
}
