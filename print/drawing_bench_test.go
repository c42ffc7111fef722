package print_test

import (
	"testing"

	"onewindow/app/casefile"
	"onewindow/print"
)

func BenchmarkDrawingPDF(b *testing.B) {
	p, d := painter(b), project(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.DrawingPDF(d, print.DrawingA3); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDrawingPreview(b *testing.B) {
	p, d := painter(b), project(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.DrawingPreview(d, print.DrawingA3, 1, 96); err != nil {
			b.Fatal(err)
		}
	}
}

// A window of 1300 × 650 dots onto the sheet at ten times its size.
func BenchmarkDrawingView(b *testing.B) {
	sheet := painter(b).Drawn(project(b), print.DrawingA3)[0]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sheet.View(100, 60, 55, 27.5, 600); err != nil {
			b.Fatal(err)
		}
	}
}

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

func BenchmarkDrawingDocument(b *testing.B) { benchmark(b, casefile.Drawing) }

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
