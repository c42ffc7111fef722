//go:build wine

package gdi_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"onewindow/app/spool"
	"onewindow/print/gdi"
)

// This half of the test runs under Wine; the other half starts it.
func TestPrint(t *testing.T) {
	names, err := gdi.Names()
	if err != nil || !slices.Contains(names, "hall") {
		t.Fatalf("printers %v, %v: want the queue of CUPS among them", names, err)
	}
	for _, s := range sheets() {
		picture, err := os.ReadFile(filepath.Join(os.Getenv("SHEETS"), s.name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		paper := spool.Paper{Format: spool.Pictures, Parts: [][]byte{picture}, Wide: s.wide, High: s.high}
		var told []spool.Progress
		err = gdi.Printer{Name: "hall"}.Print(t.Context(), s.name, paper, func(p spool.Progress) { told = append(told, p) })
		if err != nil || len(told) == 0 || told[0].Ticket == "" {
			t.Errorf("%s: told %v, %v", s.name, told, err)
		}
	}
	if err := (gdi.Printer{Name: "none"}).Print(t.Context(), "lost", spool.Paper{Format: spool.Pictures}, nil); err == nil {
		t.Error("a printer that does not exist has printed")
	}
}
