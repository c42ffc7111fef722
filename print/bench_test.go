package print_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/assets"
	"onewindow/print"
	"onewindow/print/wording"
)

// yardstick reports, beside the time of a run, how often a hash of a megabyte
// would have fitted into it: a figure to be compared from one machine, or one
// hour of a busy machine, to the next.
func yardstick(b *testing.B, each func() error) {
	data := make([]byte, 1<<20)
	b.ReportAllocs()
	var hashing time.Duration
	hashes := 0
	for b.Loop() {
		if err := each(); err != nil {
			b.Fatal(err)
		}
		if b.N%8 == 0 || hashes == 0 {
			b.StopTimer()
			began := time.Now()
			data[0] = sha256.Sum256(data)[0]
			hashing += time.Since(began)
			hashes++
			b.StartTimer()
		}
	}
	perRun := float64(b.Elapsed()) / float64(b.N)
	b.ReportMetric(perRun/(float64(hashing)/float64(hashes)), "×hash-MB")
}

func BenchmarkReceipt(b *testing.B)    { benchmark(b, sheet(b, casefile.Receipt)) }
func BenchmarkAcceptance(b *testing.B) { benchmark(b, sheet(b, casefile.Acceptance)) }
func BenchmarkPermit(b *testing.B)     { benchmark(b, sheet(b, casefile.Permit)) }
func BenchmarkAllocation(b *testing.B) { benchmark(b, supplied(b, casefile.Allocation)) }
func BenchmarkLandPermit(b *testing.B) { benchmark(b, supplied(b, casefile.LandPermit)) }
func BenchmarkContract(b *testing.B)   { benchmark(b, supplied(b, casefile.Contract)) }

func benchmark(b *testing.B, s casefile.Sheet) {
	p := painter(b)
	yardstick(b, func() error {
		_, err := p.PDF(s)
		return err
	})
}

// BenchmarkPair is what is handed over together under 划拨: the decision, the
// permit and the map.
func BenchmarkPair(b *testing.B) {
	p, decision, permit, drawn := painter(b), supplied(b, casefile.Allocation), supplied(b, casefile.LandPermit), project(b)
	yardstick(b, func() error {
		for _, s := range []casefile.Sheet{decision, permit} {
			if _, err := p.PDF(s); err != nil {
				return err
			}
		}
		_, err := p.DrawingPDF(drawn, print.DrawingA3)
		return err
	})
}

// BenchmarkThousandReceipts prints a thousand receipts of different cases as
// a server would, on all processors.
func BenchmarkThousandReceipts(b *testing.B) {
	p, s := painter(b), sheet(b, casefile.Receipt)
	for b.Loop() {
		var next atomic.Int64
		var group sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			group.Go(func() {
				for n := next.Add(1); n <= 1000; n = next.Add(1) {
					other := s
					other.Case.Number = fmt.Sprintf("03-20261123-%04d", n)
					other.URL = fmt.Sprintf("%s%04d", s.URL, n)
					if _, err := p.PDF(other); err != nil {
						b.Error(err)
					}
				}
			})
		}
		group.Wait()
	}
}

func BenchmarkPreview(b *testing.B) {
	p, s := painter(b), sheet(b, casefile.Receipt)
	yardstick(b, func() error {
		_, err := p.Preview(s, 1, 96)
		return err
	})
}

func BenchmarkReceipt80(b *testing.B) {
	p, s := painter(b), sheet(b, casefile.Receipt)
	yardstick(b, func() error {
		_, err := p.Receipt80(s)
		return err
	})
}

// open makes a painter as the programs do, with the words of an office.
func open(own ...wording.File) (*print.Painter, error) {
	sentences, err := assets.PaperWords()
	if err != nil {
		return nil, err
	}
	words, err := wording.Load(wording.File{Name: "words.yaml", Data: sentences}, own...)
	if err != nil {
		return nil, err
	}
	return print.New(print.Fonts{Regular: assets.SerifRegular, Bold: assets.SerifBold, Rare: assets.SerifRare}, words)
}

// BenchmarkFirstReceipt is the first print after the program starts: fonts
// opened, outlines inflated.
func BenchmarkFirstReceipt(b *testing.B) {
	s := sheet(b, casefile.Receipt)
	yardstick(b, func() error {
		p, err := open()
		if err != nil {
			return err
		}
		_, err = p.PDF(s)
		return err
	})
}

func BenchmarkNew(b *testing.B) {
	yardstick(b, func() error {
		_, err := open()
		return err
	})
}

func BenchmarkDrawingPDF(b *testing.B) {
	p, d := painter(b), project(b)
	yardstick(b, func() error {
		_, err := p.DrawingPDF(d, print.DrawingA3)
		return err
	})
}

func BenchmarkDrawingPreview(b *testing.B) {
	p, d := painter(b), project(b)
	yardstick(b, func() error {
		_, err := p.DrawingPreview(d, print.DrawingA3, 1, 96)
		return err
	})
}

// A window of 1300 × 650 dots onto the sheet at ten times its size.
func BenchmarkDrawingView(b *testing.B) {
	sheet := painter(b).Drawn(project(b), print.DrawingA3)[0]
	yardstick(b, func() error {
		_, err := sheet.View(100, 60, 55, 27.5, 600)
		return err
	})
}

// BenchmarkBrowser prints a page with the words of the receipt the way many
// programs do, with a browser. There is nothing to measure where none is
// installed.
func BenchmarkBrowser(b *testing.B) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		b.Skip("no chromium here to compare with")
	}
	dir := b.TempDir()
	html := "<meta charset=utf-8><pre style='font:10.5pt serif;white-space:pre-wrap'>" +
		run(b, "poppler-utils", pdf(b, sheet(b, casefile.Receipt)), "pdftotext", "-layout", "-", "-")
	in, out := filepath.Join(dir, "receipt.html"), filepath.Join(dir, "receipt.pdf")
	if err := os.WriteFile(in, []byte(html), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		command := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+dir,
			"--print-to-pdf="+out, "file://"+in)
		if log, err := command.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, log)
		}
	}
	if data, err := os.ReadFile(out); err != nil || !bytes.HasPrefix(data, []byte("%PDF")) {
		b.Fatalf("the browser printed nothing: %v", err)
	}
}
