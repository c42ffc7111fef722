package frame_test

import (
	"testing"
	"time"

	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/frame/frametest"
)

// The time of day alone says nothing of a line that has been down for weeks.
func TestRecentSaysTheDayWhereItIsNotToday(t *testing.T) {
	now := time.Date(2026, 11, 23, 0, 30, 0, 0, desk.Zone())
	for want, before := range map[string]time.Duration{
		"00:10": 20 * time.Minute, "11-22 23:30": time.Hour, "10-29 00:30": 25 * 24 * time.Hour, "2025-11-23": 365 * 24 * time.Hour,
	} {
		if got := frame.Recent(now.Add(-before).UTC(), now.UTC()); got != want {
			t.Errorf("%v before: %s, want %s", before, got, want)
		}
	}
}

func TestSpanIsSaidAsAPersonSaysIt(t *testing.T) {
	frametest.New(t, 800, 600)
	for want, d := range map[string]time.Duration{
		"5 分钟": 5*time.Minute + 30*time.Second, "2 小时 13 分钟": -133 * time.Minute, "47 小时 59 分钟": 48*time.Hour - time.Minute,
		"25 天": 25*24*time.Hour + time.Hour,
	} {
		if got := frame.Span(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}
