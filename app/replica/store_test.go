package replica_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store"
)

// The counter's real store and the real centre understand each other.
func TestRealStoresEndUpInStep(t *testing.T) {
	c := startCentre(t, time.Now)
	one, mine := newStored(t, 1, "03", c.url())
	two, theirs := newStored(t, 2, "04", c.url())
	scan := bytes.Repeat([]byte("扫描件"), 100_000)
	file, err := mine.AddFile("scan.pdf", bytes.NewReader(scan), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	one.run(t)
	two.run(t)
	one.untilOnline(t)
	two.untilOnline(t)

	var cases []string
	for n := range 3 {
		if n == 1 {
			c.kill()
			one.untilCode(t, replica.CodeOffline)
		}
		events := one.Granted(n + 1)
		write(t, mine, events...)
		cases = append(cases, events[0].Case)
		one.client.Nudge()
	}
	withFile := one.Receive("03-20261123-0009", file)
	twice := one.Receive("03-20261123-0009")
	write(t, mine, withFile, twice)
	c.start()
	one.client.Nudge()
	two.client.Nudge()

	eventually(t, "nothing waits", func() bool { return outbox(t, mine).Events == 0 })
	for _, id := range cases {
		for _, s := range []*store.Store{mine, theirs} {
			eventually(t, "the certificate is at both windows", func() bool {
				file, err := s.Case(id)
				return err == nil && file.State == casefile.StateIssued && len(file.Misfits) == 0
			})
		}
	}
	eventually(t, "the file is at the centre", func() bool {
		_, whole, err := c.store.Length(office, file.Hash)
		return err == nil && whole
	})
	strays, err := mine.Tray()
	if err != nil || len(strays) != 1 || strays[0].Reason != "number-taken" || strays[0].Event.ID != twice.ID {
		t.Errorf("tray %+v, %v", strays, err)
	}
	eventually(t, "numbers are here", func() bool { return outbox(t, mine).Numbers == 100 })
}

func newStored(t testing.TB, seed byte, window, url string) (*counter, *store.Store) {
	t.Helper()
	w := newCounter(t, seed, window, url)
	s, err := store.Open(store.Options{
		Dir: t.TempDir(), Now: time.Now,
		Installation: func() string { return w.Installation },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.stop()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	w.stop = func() {} // until it runs
	w.client.Local, w.client.Files, w.client.Settings = s.Local(), s, s
	return w, s
}

// write keeps events as the desk does, one action each.
func write(t testing.TB, s *store.Store, events ...casefile.Event) {
	t.Helper()
	for _, e := range events {
		if err := s.Write(func(w desk.Writer) error { return w.Append(e) }); err != nil {
			t.Fatal(errors.Join(fmt.Errorf("event %d", e.Seq), err))
		}
	}
}

func outbox(t testing.TB, s *store.Store) desk.Outbox {
	t.Helper()
	o, err := s.Outbox()
	if err != nil {
		t.Fatal(err)
	}
	return o
}
