package hub_test

import (
	"encoding/json"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
)

// stuffed is a receipt whose body carries one thing more, which no program reads.
func stuffed(t *testing.T, w *hubtest.Counter, number, more string) casefile.Event {
	t.Helper()
	plain := w.Receive(number)
	body := strings.TrimSuffix(string(plain.Body), "}") + `,"more":` + more + `}`
	if !json.Valid([]byte(body)) {
		t.Fatal("the test writes no JSON")
	}
	plain.Body = json.RawMessage(body)
	return plain
}

// An event that the centre could read and no window could, because a page is a
// little deeper and longer than a batch, would hold up its whole office for good.
func TestEventTooHeavyForAPageIsKeptAside(t *testing.T) {
	nested := func(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }
	for name, more := range map[string]string{
		"as deep as a batch can be": nested(9996),
		"deeper than any form":      nested(100),
		"as long as a batch can be": `"` + strings.Repeat("x", replica.MaxMessage-2000) + `"`,
		"deep behind a quote":       `["\"[",` + nested(100) + `]`,
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, t.TempDir())
			rogue, neighbour := hubtest.NewCounter(t, 1, office, "03"), hubtest.NewCounter(t, 2, office, "04")
			c.enrol(t, rogue)
			c.enrol(t, neighbour)
			if a := c.answers(t, rogue, stuffed(t, rogue, "03-20261123-0001", more)); a[0].Refused != "unreadable" {
				t.Errorf("answered with %+v", a)
			}
			c.answers(t, neighbour, neighbour.Receive("04-20261123-0001"))
			if all := c.all(t, neighbour, 100); len(all) != 1 {
				t.Errorf("the neighbour reads %d events", len(all))
			}
		})
	}
}

// What looks deep and is not goes through.
func TestBracketsInTextAreNoDepth(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	text, err := json.Marshal(strings.Repeat(`[{\"`, 500))
	if err != nil {
		t.Fatal(err)
	}
	if a := c.answers(t, w, stuffed(t, w, "03-20261123-0001", string(text))); a[0].Refused != "" {
		t.Errorf("answered with %+v", a)
	}
}
