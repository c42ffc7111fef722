package escpos_test

import (
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/spool"
	"onewindow/assets"
	"onewindow/print"
	"onewindow/print/wording"
)

var painter = sync.OnceValues(func() (*print.Painter, error) {
	return print.New(print.Fonts{Regular: assets.SerifRegular, Bold: assets.SerifBold, Rare: assets.SerifRare}, wording.Words{})
})

// address has the length and the letters of a signed payload's.
const address = "HTTP://127.0.0.1:8470/V/6BFOXN%TSMAHN-HWWK2RL99TEZP3ZIT7CAD6G%T8LNEFC4NHS*QPR4PGO3P9AS%RN6QJ8QW0RFUC1ESQ67" +
	"%MBTU8EWKBG$9R5$0Q:TN7GC.1 -R9ZVMK6LBA.UVRCR8UXYNXIF+ER0HQR3WOP3.7WJHMQ9VQ%IJK1LA6YOB*FAY+D3LQS"

// receipt is a reprint of a receipt for somebody with a rare name; all is
// invented.
func receipt() casefile.Sheet {
	at := time.Date(2026, 11, 23, 9, 30, 0, 0, time.FixedZone("CST", 8*3600))
	c := casefile.Case{
		ID: "1", Number: "03-20261123-0001", State: casefile.StateReview, Window: "03", Item: "A",
		ReceivedAt: at, ReceivedBy: casefile.Actor{Name: "王芳"}, AcceptanceNumber: "嘉南资规受〔2026〕0001号", AcceptedAt: at,
		Application: casefile.Application{
			Applicant: casefile.Applicant{Name: "𠮷野龘", Code: "110101199003070038", Phone: "13900000000"},
			Project:   casefile.Project{Name: "南湖区城南片区公共卫生中心", Code: "2601-330402-04-01-000013"},
		},
		Materials: []casefile.Material{
			{Name: "建设项目用地预审与选址申请表", Source: "applicant", Original: true, Copies: 1, Present: true},
			{Name: "界址点坐标", Source: "applicant", Electronic: true, Present: true},
		},
	}
	return casefile.Sheet{
		Document: casefile.Receipt, Case: c, PrintedAt: at.Add(time.Hour), Clerk: "王芳", URL: address, Copy: 2,
		Item: casefile.SheetItem{Name: "建设项目用地预审与选址意见书", Code: "A"},
		Office: casefile.SheetOffice{
			Organ: "嘉兴市自然资源和规划局南湖分局", Window: "03 号窗", Address: "凌公塘路 1 号", Phone: "0573-00000000", Hours: "工作日 8:30—17:00",
		},
	}
}

// strips are what goes to the printer for the two documents of 80 mm paper.
func strips(t testing.TB) map[string]spool.Paper {
	t.Helper()
	p, err := painter()
	if err != nil {
		t.Fatal(err)
	}
	test := receipt()
	test.Document, test.Printer = casefile.TestPage, "escpos://10.0.0.9"
	papers := map[string]spool.Paper{}
	for name, sheet := range map[string]casefile.Sheet{"receipt": receipt(), "test page": test} {
		if papers[name], err = p.Spool(sheet, spool.Strip); err != nil {
			t.Fatal(err)
		}
	}
	return papers
}

// What the printer's head burns is read back from the very bytes: the code on
// the strip scans. With ONEWINDOW_PICTURES set to a folder the strips are kept
// there to be looked at.
func TestTheCodeIsReadFromTheBurntDots(t *testing.T) {
	if _, err := exec.LookPath("zbarimg"); err != nil {
		t.Fatal("zbarimg is not installed: this test needs the Debian package zbar-tools")
	}
	for name, paper := range strips(t) {
		out, err := decode(paper.Parts[0])
		if err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		if kept := os.Getenv("ONEWINDOW_PICTURES"); kept != "" {
			folder = kept
		}
		path := filepath.Join(folder, name+".png")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, out.picture); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		read, err := exec.Command("zbarimg", "--quiet", "--raw", path).Output()
		if got := strings.TrimSpace(string(read)); err != nil || got != address {
			t.Errorf("%s: read %q (%v)", name, got, err)
		}
		if long := float64(out.picture.Rect.Dy()) / 8; long != paper.High {
			t.Errorf("%s: %g mm of strip, %g said", name, long, paper.High)
		}
	}
}

// From a sheet to the bytes of a receipt printer.
func BenchmarkReceiptForAThermalPrinter(b *testing.B) {
	p, err := painter()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Spool(receipt(), spool.Strip); err != nil {
			b.Fatal(err)
		}
	}
}
