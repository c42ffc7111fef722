package hub_test

import (
	"slices"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub/hubtest"
)

// BenchmarkImportCalendar imports a calendar that moves the deadlines of all of
// a thousand cases: an event each, durable.
func BenchmarkImportCalendar(b *testing.B) {
	const cases = 1000
	days := embedded(b)
	for b.Loop() {
		b.StopTimer()
		c := open(b, b.TempDir(), carries(days))
		w := hubtest.NewCounter(b, 1, office, "03")
		c.enrol(b, w)
		w.Now = hubtest.YearEnd()
		var events []casefile.Event
		for n := range cases {
			events = append(events, w.Accepted(n+1, days, 20, 30)...)
		}
		for batch := range slices.Chunk(events, 200) {
			c.answers(b, w, batch...)
		}
		b.StartTimer()
		done, err := c.hub.ImportCalendar(sample(b))
		if err != nil || len(done.Moved) != cases {
			b.Fatalf("%d moved, %v", len(done.Moved), err)
		}
		b.StopTimer()
		c.stop(b)
		b.StartTimer()
	}
}
