package main

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"onewindow/app/replica"
	"onewindow/store/postgres/pgtest"
)

// database is an empty database on a server of the test's own.
func database(t *testing.T) string {
	t.Helper()
	server, err := pgtest.Start(false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return server.Database(t)
}

// Two processes on one database are one centre: what a window brings to one of
// them comes to the window of the other at once, and the numbers of certificates
// are one series, though one process after the other is killed meanwhile.
func TestTwoProcessesAreOneCentre(t *testing.T) {
	storage := []string{"--database", database(t), "--files", "database"}
	first, kill := startCentre(t, "127.0.0.1:0", storage...)
	second, _ := startCentre(t, "127.0.0.1:0", storage...)
	one, two := startWindow(t, 1, first), startWindowAt(t, 2, second, "04")
	one.until(t, func(s replica.Status) bool { return s.Online })
	two.until(t, func(s replica.Status) bool { return s.Online })
	const each = 10
	var ids []string
	for n := range each {
		for _, w := range []*window{one, two} {
			events := w.counter.Granted(n + 1)
			ids = append(ids, events[0].Case)
			w.write(t, events...)
		}
		if n%3 == 2 {
			kill()
			_, kill = startCentre(t, strings.TrimPrefix(first, "http://"), storage...)
			one.client.Nudge()
		}
	}
	numbers := map[string]bool{}
	for _, w := range []*window{one, two} {
		for number := range w.certificates(t, ids) {
			numbers[number] = true
		}
	}
	if len(numbers) != 2*each {
		t.Errorf("%d numbers for %d certificates", len(numbers), 2*each)
	}
	for n := range 2 * each {
		if number := fmt.Sprintf("3304022026XS%07d", n+1); !numbers[number] {
			t.Errorf("number %s was not given", number)
		}
	}
}

func TestNewsComesAtOnceThroughTheOtherProcess(t *testing.T) {
	storage := Storage{Data: t.TempDir(), Database: database(t), Files: "disk"}
	first, second := runProgram(t, Options{Storage: storage}), runProgram(t, Options{Storage: storage})
	one, two := startWindow(t, 1, first.URL()), startWindowAt(t, 2, second.URL(), "04")
	one.until(t, func(s replica.Status) bool { return s.Online })
	two.until(t, func(s replica.Status) bool { return s.Online })
	newsComesAtOnce(t, one, two)
}

func TestFilesInADatabaseNeedOne(t *testing.T) {
	if p, err := Open(Options{Storage: Storage{Data: t.TempDir(), Files: "database"}, Listen: "127.0.0.1:0", Log: io.Discard}); err == nil {
		t.Error("opened", p.Close())
	}
	if p, err := Open(Options{Storage: Storage{Database: "postgres:///x?host=/nowhere"}, Listen: "127.0.0.1:0", Log: io.Discard}); err == nil {
		t.Error("opened", p.Close())
	}
}
