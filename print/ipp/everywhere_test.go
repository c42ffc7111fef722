package ipp_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"onewindow/print/ipp"
	"onewindow/print/ipp/ipptest"
)

func TestRealPrinter(t *testing.T) {
	e := ipptest.Start(t, "exit 0")
	p := open(t, e.Address)
	status, err := p.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !status.Ready || !status.PDF || !slices.Contains(status.Media, ipp.A4) {
		t.Errorf("status %+v: want ready, PDF and A4", status)
	}
	document := []byte("%PDF-1.4\n" + strings.Repeat("一窗通 ", 1000) + "\n%%EOF\n")
	if err := p.Print(t.Context(), ipp.Job{Name: "acceptance", PDF: document}, nil); err != nil {
		t.Fatal(err)
	}
	spooled := e.Documents()
	if len(spooled) != 1 {
		t.Fatalf("the printer holds %v, want one PDF", spooled)
	}
	data, err := os.ReadFile(spooled[0])
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, document) {
		t.Errorf("the printer received %d bytes, other than the %d sent", len(data), len(document))
	}
}

func TestRealPrinterWithoutPaper(t *testing.T) {
	e := ipptest.Start(t, `echo "STATE: +media-empty" >&2; sleep 3; echo "STATE: -media-empty" >&2`)
	p := open(t, e.Address)
	var told [][]ipp.Reason
	err := p.Print(t.Context(), ipp.Job{Name: "receipt", PDF: []byte("%PDF-1.4\n%%EOF\n")}, func(number int, wants []ipp.Reason) {
		told = append(told, wants)
		if number == 0 {
			t.Error("told of no job")
		}
	})
	if err != nil || len(told) < 2 || !slices.Equal(told[1], []ipp.Reason{ipp.MediaEmpty}) {
		t.Errorf("told %v, %v: want media-empty, and the paper printed when there was some again", told, err)
	}
}

// A real printer finds a job by its name as long as it remembers, and takes one
// back.
func TestRealPrinterFindsAndTakesBack(t *testing.T) {
	e := ipptest.Start(t, "sleep 4")
	p := open(t, e.Address)
	number, err := p.Submit(t.Context(), ipp.Job{Name: "permit 7.1", PDF: []byte("%PDF-1.4\n%%EOF\n")})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := p.Find(t.Context(), "permit 7.1"); found != number || err != nil {
		t.Errorf("found job %d (%v), want %d", found, err, number)
	}
	_, err = p.Find(t.Context(), "permit 7.2")
	fails(t, err, ipp.NoJob)
	if err := p.Cancel(t.Context(), number); err != nil {
		t.Fatal(err)
	}
	fails(t, p.Wait(t.Context(), number, "permit 7.1", nil), ipp.Cancelled)
}

func TestRealPrinterGivesUp(t *testing.T) {
	e := ipptest.Start(t, "exit 1")
	err := open(t, e.Address).Print(t.Context(), ipp.Job{Name: "receipt", PDF: []byte("%PDF-1.4\n%%EOF\n")}, nil)
	fails(t, err, ipp.Aborted)
}
