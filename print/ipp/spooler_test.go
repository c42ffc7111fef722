package ipp_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"onewindow/print/ipp"
	"onewindow/print/ipp/ipptest"
)

// A job goes through CUPS to the printer behind it at its own size.
func TestSpooler(t *testing.T) {
	e := ipptest.Start(t, "sleep 1")
	s := ipptest.StartSpooler(t, e)
	queues, err := open(t, s.Server).Queues(t.Context())
	want := []ipp.Queue{{Address: s.Queue, Name: "hall", About: "二楼大厅", Device: e.Address}}
	if err != nil || !slices.Equal(queues, want) {
		t.Fatalf("found %v (%v), want %v", queues, err, want)
	}
	p := open(t, s.Queue)
	status, err := p.Status(t.Context())
	if err != nil || !status.Ready || !status.PDF {
		t.Errorf("status %+v, %v: want ready and PDF", status, err)
	}
	var numbers []int
	err = p.Print(t.Context(), ipp.Job{Name: "receipt", PDF: ipptest.Form(t)}, func(number int, _ []ipp.Reason) { numbers = append(numbers, number) })
	if err != nil || len(numbers) == 0 || numbers[0] != 1 {
		t.Fatalf("told of %v: %v", numbers, err)
	}
	printed := e.Documents()
	if len(printed) != 1 {
		t.Fatalf("the printer took %v, want one document", printed)
	}
	sent := filepath.Join(t.TempDir(), "sent.pdf")
	if err := os.WriteFile(sent, ipptest.Form(t), 0o600); err != nil {
		t.Fatal(err)
	}
	// CUPS rounds the size of the page, which changes some edges' grey; a page
	// made smaller by one hundredth changes ten times as much.
	const tolerance = 0.001
	if d := difference(looks(t, printed[0]), looks(t, sent)); d > tolerance {
		t.Errorf("what the printer took differs in %.2g of the page from what was sent: shrunk, moved or cut", d)
	}
}

// difference is the part of two pictures, 0 to 1, in which they differ.
func difference(a, b []byte) float64 {
	if len(a) != len(b) {
		return 1
	}
	count := 0
	for i := range a {
		if a[i] != b[i] {
			count++
		}
	}
	return float64(count) / float64(len(a))
}

// looks draws the first page of a PDF, 100 dots to the inch.
func looks(t *testing.T, path string) []byte {
	t.Helper()
	picture, err := exec.Command("pdftoppm", "-r", "100", "-singlefile", path).Output()
	if err != nil || len(picture) == 0 {
		t.Fatalf("pdftoppm: %d bytes, %v", len(picture), err)
	}
	return picture
}

func TestSpoolerWithoutPaper(t *testing.T) {
	e := ipptest.Start(t, `echo "STATE: +media-empty" >&2; sleep 3; echo "STATE: -media-empty" >&2`)
	s := ipptest.StartSpooler(t, e)
	var told [][]ipp.Reason
	err := open(t, s.Queue).Print(t.Context(), ipp.Job{Name: "receipt", PDF: ipptest.Form(t)}, func(_ int, wants []ipp.Reason) {
		told = append(told, wants)
	})
	if err != nil || len(told) < 2 || !slices.Equal(told[1], []ipp.Reason{ipp.MediaEmpty}) {
		t.Errorf("told %v, %v: want media-empty, and the paper printed when there was some again", told, err)
	}
}

func TestSpoolerWithoutQueues(t *testing.T) {
	s := ipptest.StartSpooler(t, ipptest.Start(t, "exit 0"))
	s.Remove()
	if queues, err := open(t, s.Server).Queues(t.Context()); err != nil || len(queues) != 0 {
		t.Errorf("found %v, %v: want none, and no error", queues, err)
	}
}
