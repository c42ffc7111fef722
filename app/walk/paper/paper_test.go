package paper_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jung-kurt/gofpdf"
	"github.com/skip2/go-qrcode"

	"onewindow/app/walk/paper"
)

// document makes a PDF of two pages, each with a line of text and, where code
// is not empty, a QR code 30 mm wide.
func document(t *testing.T, text string, codes ...string) string {
	t.Helper()
	pdf := gofpdf.New("P", "mm", "A4", "")
	pdf.SetFont("Helvetica", "", 12)
	for _, code := range codes {
		pdf.AddPage()
		pdf.Text(20, 20, text)
		if code == "" {
			continue
		}
		qr, err := qrcode.New(code, qrcode.Medium)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range qr.Bitmap() { // with its quiet zone
			for x, dark := range row {
				if module := 30 / float64(len(row)); dark {
					pdf.Rect(20+float64(x)*module, 40+float64(y)*module, module, module, "F")
				}
			}
		}
	}
	path := filepath.Join(t.TempDir(), "document.pdf")
	if err := pdf.OutputFileAndClose(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadsBackWhatWasPrinted(t *testing.T) {
	want := []string{"HTTPS://EXAMPLE.INVALID/V/ABC+%:$*", "second page"}
	path := document(t, "No. 330402", want[0], "", want[1])

	text, err := paper.PDFText(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(text, "No. 330402"); got != 3 {
		t.Errorf("the line is there %d times, want 3: %q", got, text)
	}
	codes, err := paper.PDFQR(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(codes, want) {
		t.Errorf("codes = %q, want %q", codes, want)
	}
}

func TestSaysWhenThereIsNothingToRead(t *testing.T) {
	if codes, err := paper.PDFQR(t.Context(), document(t, "no code", "")); err == nil {
		t.Errorf("codes of a page without any = %q, want an error", codes)
	}
	notPDF := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(notPDF, []byte("Dear Sir"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := paper.PDFText(t.Context(), notPDF); err == nil || !strings.Contains(err.Error(), notPDF) {
		t.Errorf("text of what is no PDF = %q, %v; want an error that names it", text, err)
	}
	missing := filepath.Join(t.TempDir(), "missing.pdf")
	if codes, err := paper.PDFQR(t.Context(), missing); err == nil {
		t.Errorf("codes of a missing file = %q, want an error", codes)
	}
}
