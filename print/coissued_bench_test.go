package print_test

import (
	"testing"

	"onewindow/app/casefile"
)

// What is handed over when land is supplied by allocation: both certificates and
// their drawing, as PDF.
func BenchmarkCoissuedWithMap(b *testing.B) {
	p := painter(b)
	sheets := []casefile.Sheet{supplied(b, casefile.Allocation), supplied(b, casefile.LandPermit), sheet(b, casefile.Drawing)}
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range sheets {
			if _, err := p.PDF(s); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// A page of the drawing on A4 as the window shows it.
func BenchmarkDrawingDocumentPreview(b *testing.B) {
	p, s := painter(b), sheet(b, casefile.Drawing)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Preview(s, 1, 96); err != nil {
			b.Fatal(err)
		}
	}
}
