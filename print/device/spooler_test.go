package device_test

import (
	"slices"
	"testing"

	"onewindow/app/desk"
	"onewindow/app/spool"
	"onewindow/print/device"
	"onewindow/print/ipp/ipptest"
)

// form queues a page that CUPS can read.
func (w *window) form(id, printer string) {
	w.t.Helper()
	err := w.store.Write(func(to desk.Writer) error {
		return to.PutJob(
			spool.Job{ID: id, Printer: printer, Title: "receipt", State: spool.Waiting},
			spool.Paper{Format: spool.PDF, Parts: [][]byte{ipptest.Form(w.t)}, Wide: 210, High: 297})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Wake()
}

// CUPS crashes while the job lies in its queue. The program waits for it to come
// back, and the paper comes out once.
func TestASpoolerKilledInMidJob(t *testing.T) {
	p := ipptest.Start(t, "exit 0")
	s := ipptest.StartSpooler(t, p)
	s.Pause()
	w := start(t, t.TempDir())
	w.form("1", s.Queue)
	if j := w.in(spool.Stopped); !slices.Equal(j.Reasons, []spool.Reason{spool.Paused}) {
		t.Errorf("stopped for %v", j.Reasons)
	}
	s.Kill()
	w.becomes("lost", spool.Job.Lost)
	s.On()
	s.Resume()
	if j := w.in(spool.Done); j.Tries != 1 {
		t.Errorf("tried %d times", j.Tries)
	}
	if list := p.Documents(); len(list) != 1 {
		t.Errorf("the printer took %v, want one document", list)
	}
}

// A queue of CUPS before a printer that speaks IPP and takes PDF is given by
// the printer's own address, and by that of the queue where the printer is off.
func TestFindGoesStraightToThePrinter(t *testing.T) {
	p := ipptest.Start(t, "exit 0")
	s := ipptest.StartSpooler(t, p)
	for _, want := range []string{p.Address, s.Queue} {
		list, err := device.Find(t.Context(), s.Server)
		if err != nil || !slices.Equal(list, []device.Found{{Address: want, Name: "hall", About: "二楼大厅"}}) {
			t.Errorf("found %v, %v: want %s", list, err, want)
		}
		p.Off()
	}
}
