package frame

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Long is work that may take longer than a person waits without a sign.
type Long struct {
	Title string
	Note  string // what it is about, and what stopping it means
	// Stop lets a person stop the work; whatever it made by then must be harmless.
	Stop bool
	// Do does it. told may be called from any goroutine as often as one likes;
	// total 0 is unknown.
	Do func(ctx context.Context, told func(words string, done, total int64)) error
	// Done hears how it ended, on the main goroutine: context.Canceled where it was
	// stopped.
	Done func(error)
}

// shownAfter is how long a person waits without a sign; toldEvery is how often the
// bar moves.
const (
	shownAfter = 500 * time.Millisecond
	toldEvery  = 100 * time.Millisecond
)

// Run does the work in the background. What takes longer than half a second shows
// how far it has come, in a dialog that keeps anything else from being begun.
func Run(f Frame, l Long) {
	w := newWork(f, l)
	callOff := f.Later(shownAfter, w.show)
	f.Background(func(ctx context.Context) error {
		ctx, end := context.WithCancel(ctx)
		defer end()
		go func() {
			select {
			case <-w.finish:
				end()
			case <-ctx.Done():
			}
		}()
		err := l.Do(ctx, w.tell)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}, func(err error) {
		callOff()
		if w.over {
			err = context.Canceled
		}
		w.hide()
		l.Done(err)
	})
}

// work is such work under way.
type work struct {
	frame  Frame
	long   Long
	bar    *kit.Progress
	dialog *kit.Dialog
	finish chan struct{} // closed when a person stops it
	over   bool          // it ended, or was stopped

	mu   sync.Mutex
	last time.Time // when the bar was told last
}

func newWork(f Frame, l Long) *work {
	return &work{frame: f, long: l, bar: kit.NewProgress(), finish: make(chan struct{})}
}

// tell moves the bar, from any goroutine.
func (w *work) tell(words string, done, total int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if now.Sub(w.last) < toldEvery && done < total {
		return
	}
	w.last = now
	fyne.Do(func() { w.bar.Set(words, done, total) })
}

func (w *work) show() {
	if w.over {
		return
	}
	spec := kit.DialogSpec{
		Title: w.long.Title, Width: 480, Keeps: !w.long.Stop,
		Body: kit.Column(look.Gap12, kit.NewNoteParagraph(w.long.Note), w.bar),
	}
	if w.long.Stop {
		spec.Cancel, spec.OnCancel = text.T("dialog.stop"), func() { w.dialog = nil; w.stop() }
	}
	w.dialog = kit.ShowDialog(w.frame.Router(), spec)
}

func (w *work) stop() {
	if !w.over {
		w.over = true
		close(w.finish)
	}
}

func (w *work) hide() {
	w.over = true
	if w.dialog != nil {
		w.dialog.Close()
		w.dialog = nil
	}
}
