package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/app/workday"
)

// The centre is lost and comes back from a copy that knows nothing of a window and
// of its numbers. The window works on without a line, and what it did is accepted;
// no number is leased again.
func TestWindowProvesItsNumbersToARestoredCentre(t *testing.T) {
	data, here := t.TempDir(), t.TempDir()
	url, kill := startProcess(t, data, "127.0.0.1:0")
	if out, err := command(t, here, "export", "--with-key", "old.jsonl", "--data", data); err != nil {
		t.Fatal(err, out)
	}
	w := startWindow(t, 1, url)
	numbers := func(w *window) bool { o, err := w.store.Outbox(); return err == nil && o.Numbers == 100 }
	w.until(t, func(replica.Status) bool { return numbers(w) })
	kill()

	received, accepted := acceptedWith(t, w)
	data = filepath.Join(here, "new")
	if out, err := command(t, here, "import", "old.jsonl", "--data", data); err != nil {
		t.Fatal(err, out)
	}
	startProcess(t, data, strings.TrimPrefix(url, "http://"))
	w.client.Nudge()
	w.until(t, func(s replica.Status) bool {
		o, err := w.store.Outbox()
		return err == nil && o.Events == 0 && s.Online
	})
	if strays, err := w.store.Tray(); err != nil || len(strays) > 0 {
		t.Errorf("tray %+v, %v", strays, err)
	}
	if file, err := w.store.Case(received.Case); err != nil || file.State == casefile.StateReceived || len(file.History) != 2 {
		t.Errorf("%s %s: %+v, %v", received.ID, accepted.ID, file.State, err)
	}
	next := startWindowAt(t, 2, url, "04")
	next.until(t, func(replica.Status) bool { return numbers(next) })
	err := next.store.Write(func(d desk.Writer) error {
		n, ok, err := d.Take(replica.AcceptanceNumbers, workday.DateOf(time.Now()).Year())
		if !ok || n <= 1000 {
			t.Errorf("the next window counts from %d, %v", n, ok)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// acceptedWith takes a case in and accepts it under a number that was leased.
func acceptedWith(t *testing.T, w *window) (received, accepted casefile.Event) {
	t.Helper()
	year := workday.DateOf(time.Now()).Year()
	err := w.store.Write(func(d desk.Writer) error {
		n, _, err := d.Take(replica.AcceptanceNumbers, year)
		if err != nil {
			return err
		}
		received = w.counter.Receive("03-20261123-0001")
		today := workday.DateOf(w.counter.Now)
		accepted = w.counter.Write(casefile.Fold([]casefile.Event{received}), received.Case,
			casefile.Actor{ID: "c1", Name: "王芳", Role: casefile.Clerk}, &casefile.Accepted{On: today, Terms: casefile.Terms{
				Number:   fmt.Sprintf("嘉南资规受〔%d〕%04d号", year, n),
				Deadline: workday.Deadline{Start: today, Due: today.Add(8)}, Sections: []string{"规划科"},
			}})
		if err := d.Append(received); err != nil {
			return err
		}
		return d.Append(accepted)
	})
	if err != nil {
		t.Fatal(err)
	}
	return received, accepted
}
