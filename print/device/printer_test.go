package device_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"onewindow/app/desk"
	"onewindow/app/spool"
	"onewindow/print/device"
	"onewindow/print/ipp/ipptest"
	"onewindow/store"
)

// window is the print queue of a program over a folder: it can be killed and
// started again.
type window struct {
	*spool.Queue
	t     *testing.T
	store *store.Store
	kill  func()
}

func start(t *testing.T, folder string) *window {
	t.Helper()
	s, err := store.Open(store.Options{Dir: folder, Installation: func() string { return "one" }, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	w := &window{t: t, store: s}
	w.Queue = &spool.Queue{
		Keeper: s, Open: device.Open, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Pause: func(ctx context.Context, _ time.Duration, more <-chan struct{}) {
			select {
			case <-ctx.Done():
			case <-more:
			case <-time.After(50 * time.Millisecond):
			}
		},
	}
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); w.Run(ctx) }()
	killed := false
	w.kill = func() {
		if killed {
			return
		}
		killed = true
		end()
		<-ended
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(w.kill)
	return w
}

// document is what is printed in these tests.
func document() []byte {
	return []byte("%PDF-1.4\n" + fmt.Sprintf("%4000s", "一窗通") + "\n%%EOF\n")
}

func (w *window) put(id, printer string) {
	w.t.Helper()
	err := w.store.Write(func(to desk.Writer) error {
		return to.PutJob(
			spool.Job{ID: id, Printer: printer, Title: "03-20261123-0001-receipt", State: spool.Waiting, Queued: time.Now()},
			spool.Paper{Format: spool.PDF, Parts: [][]byte{document()}, Wide: 210, High: 297})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Wake()
}

// becomes waits until the job is as wanted.
func (w *window) becomes(what string, wanted func(spool.Job) bool) spool.Job {
	w.t.Helper()
	var jobs []spool.Job
	for range 300 {
		var err error
		if jobs, err = w.store.Jobs(); err != nil {
			w.t.Fatal(err)
		}
		if len(jobs) > 0 && wanted(jobs[len(jobs)-1]) {
			return jobs[len(jobs)-1]
		}
		time.Sleep(50 * time.Millisecond)
	}
	w.t.Fatalf("the job never was %s: %+v", what, jobs)
	return spool.Job{}
}

func (w *window) in(state spool.State) spool.Job {
	w.t.Helper()
	return w.becomes(string(state), func(j spool.Job) bool { return j.State == state })
}

func holds(t *testing.T, p *ipptest.Printer, count int) {
	t.Helper()
	list := p.Documents()
	if len(list) != count {
		t.Fatalf("the printer took %d documents, want %d", len(list), count)
	}
	for _, path := range list {
		if raw, err := os.ReadFile(path); err != nil || !bytes.Equal(raw, document()) {
			t.Errorf("%s holds other bytes than were sent (%v)", filepath.Base(path), err)
		}
	}
}

func TestOutOfPaperIsToldAndThePrintGoesOn(t *testing.T) {
	p := ipptest.Start(t, `echo "STATE: +media-empty" >&2; sleep 7; echo "STATE: -media-empty" >&2`)
	w := start(t, t.TempDir())
	w.put("1", p.Address)
	if j := w.in(spool.Stopped); !slices.Equal(j.Reasons, []spool.Reason{spool.MediaEmpty}) || j.Ticket == "" {
		t.Errorf("stopped as %+v", j)
	}
	w.in(spool.Done)
	holds(t, p, 1)
}

func TestAPrinterThatGivesUpIsTriedAgainOnRequest(t *testing.T) {
	mended := filepath.Join(t.TempDir(), "mended")
	p := ipptest.Start(t, `test -f "`+mended+`"`)
	w := start(t, t.TempDir())
	w.put("1", p.Address)
	if j := w.in(spool.Failed); j.Fault != spool.Aborted {
		t.Errorf("failed with %s", j.Fault)
	}
	if err := os.WriteFile(mended, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := w.Retry("1", ""); err != nil {
		t.Fatal(err)
	}
	w.in(spool.Done)
	holds(t, p, 2)
}

// The program ends while the printer works. At the next start it asks for the
// job, by its number or by its name alone, and nothing is printed twice.
func TestAProgramKilledInMidJob(t *testing.T) {
	for name, forget := range map[string]bool{"knows the number": false, "knows the name alone": true} {
		t.Run(name, func(t *testing.T) {
			p := ipptest.Start(t, "sleep 3")
			folder := t.TempDir()
			w := start(t, folder)
			w.put("1", p.Address)
			w.in(spool.Printing)
			w.kill()
			if forget {
				s, err := store.Open(store.Options{Dir: folder, Now: time.Now})
				if err != nil {
					t.Fatal(err)
				}
				_, err = s.ChangeJob("1", func(j *spool.Job) error {
					j.State, j.Ticket = spool.Sending, "" // as if the answer had not come
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
			w = start(t, folder)
			if j := w.in(spool.Done); j.Tries != 1 {
				t.Errorf("tried %d times", j.Tries)
			}
			holds(t, p, 1)
		})
	}
}

// The printer loses its current in mid-job and has forgotten the job when it
// comes back: only a person can say whether the paper came out.
func TestAPrinterKilledInMidJob(t *testing.T) {
	p := ipptest.Start(t, "sleep 2")
	w := start(t, t.TempDir())
	w.put("1", p.Address)
	w.in(spool.Printing)
	p.Off()
	w.becomes("lost", spool.Job.Lost)
	p.On()
	if j := w.in(spool.Unclear); j.Fault != spool.Unknown {
		t.Errorf("unclear for %s", j.Fault)
	}
	holds(t, p, 1)
	if err := w.Answer("1", false, ""); err != nil {
		t.Fatal(err)
	}
	w.in(spool.Done)
	holds(t, p, 2)
}

func TestAPrinterThatIsOffIsWaitedForInOrder(t *testing.T) {
	p := ipptest.Start(t, "exit 0")
	p.Off()
	w := start(t, t.TempDir())
	w.put("1", p.Address)
	w.put("2", p.Address)
	w.becomes("second", func(j spool.Job) bool { return j.ID == "2" })
	jobs, err := w.store.Jobs()
	if err != nil || !slices.ContainsFunc(jobs, func(j spool.Job) bool { return j.State == spool.Waiting }) {
		t.Fatalf("%+v, %v", jobs, err)
	}
	p.On()
	w.in(spool.Done)
	holds(t, p, 2)
	if err := w.Answer("1", true, ""); err == nil {
		t.Error("a job that is done takes an answer")
	}
}

func TestTakenBackFromThePrinter(t *testing.T) {
	p := ipptest.Start(t, "sleep 4")
	w := start(t, t.TempDir())
	w.put("1", p.Address)
	w.in(spool.Printing)
	if err := w.TakeBack(t.Context(), "1", "不要了"); err != nil {
		t.Fatal(err)
	}
	if j := w.in(spool.Failed); j.Fault != spool.Withdrawn || j.GiveUp != "不要了" {
		t.Errorf("ended as %+v", j)
	}
}

func TestAddressesAreOpenedOrRefused(t *testing.T) {
	for address, known := range map[string]bool{
		"ipp://host/ipp/print": true, "ipps://host": true, "escpos://10.0.0.9": true, "escpos://host:9101": true,
		"escpos:/dev/usb/lp0": true, "": false, "printer": false, "http://host": false, "escpos:": false, "escpos://": false,
		"ipp:": false, "windows:": false,
	} {
		if d, err := device.Open(address); (err == nil) != known || (d == nil) == known {
			t.Errorf("%q: %v", address, err)
		}
	}
}
