package casefile_test

import (
	"encoding/json"
	"strings"
	"testing"

	"onewindow/app/casefile"
)

// A case of sixty events: bound by the issue to less than 100 µs.
func BenchmarkFoldSixtyEvents(b *testing.B) {
	var c casefile.Case
	var events []casefile.Event
	add := func(name string) {
		for _, cmd := range commands() {
			if cmd.name != name {
				continue
			}
			e := event(b, len(events), cmd.body(c, first), cmd.by, first)
			events, c = append(events, e), c.Then(e)
		}
	}
	for _, name := range []string{"receive", "accept", "agree, 空间规划科", "set the conditions", "extend by 10 days"} {
		add(name)
	}
	for len(events) < 57 {
		add("agree, 耕地保护科")
	}
	for _, name := range []string{"grant", "issue the permit", "print the permit"} {
		add(name)
	}
	if len(events) != 60 || len(c.Misfits) > 0 {
		b.Fatalf("%d events, misfits %v", len(events), c.Misfits)
	}
	b.ReportAllocs()
	for b.Loop() {
		casefile.Fold(events)
	}
}

// BenchmarkReceived reads the body of a receipt of 2 KB, which is the commonest of
// the large ones, once as the program does and once with encoding/json.
func BenchmarkReceived(b *testing.B) {
	body := received()
	body.Application.Land.Location = strings.Repeat("关于本项目用地的情况说明", 28)
	e := event(b, 1, body, actors[0], first)
	b.Run("here", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if casefile.EntryOf(e).Body == nil {
				b.Fatal("it cannot be read")
			}
		}
	})
	b.Run("json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := json.Unmarshal(e.Body, &casefile.Received{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// The canonical form of an event, which is written whenever one is kept, sent,
// hashed or judged.
func BenchmarkBytes(b *testing.B) {
	e := event(b, 7, commands()[0].body(casefile.Case{}, first), actors[1], first)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}
