package frame_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"onewindow/ui/frame"
	"onewindow/ui/frame/frametest"
)

// What is over at once shows nothing; how it ended is told.
func TestShortWorkShowsNothing(t *testing.T) {
	f := frametest.New(t, 800, 600)
	wrong := errors.New("wrong")
	var got error
	frame.Run(f, frame.Long{
		Do: func(_ context.Context, told func(string, int64, int64)) error {
			told("half", 1, 2)
			return wrong
		},
		Done: func(err error) { got = err },
	})
	if f.Dialog() != nil || !errors.Is(got, wrong) {
		t.Errorf("dialog %v, ended with %v", f.Dialog(), got)
	}
}

// What takes long says what it is, and is stopped by a person only where that is
// safe.
func TestLongWork(t *testing.T) {
	f := frametest.New(t, 800, 600)
	stopped, hide := frame.Shown(f, frame.Long{Title: "备份", Note: "照常办理", Stop: true})
	if words := frametest.Words(f.Dialog()); !strings.Contains(words, "照常办理") || !strings.Contains(words, "停止") {
		t.Errorf("it says:\n%s", words)
	}
	f.Router().Press("Esc")
	if f.Dialog() != nil || !stopped() {
		t.Error("it goes on")
	}
	hide() // when the work has ended, too
	stopped, hide = frame.Shown(f, frame.Long{Title: "U 盘", Note: "请勿拔出"})
	f.Router().Press("Esc")
	if f.Dialog() == nil || stopped() {
		t.Error("it was stopped although that is not safe")
	}
	hide()
	if f.Dialog() != nil {
		t.Error("it is still shown")
	}
}
