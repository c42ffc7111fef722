package print_test

import (
	"testing"

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
