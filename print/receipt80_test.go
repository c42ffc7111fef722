package print_test

import (
	"bytes"
	"errors"
	"image"
	"testing"

	"onewindow/app/casefile"
	"onewindow/print"
)

func strip(t testing.TB, s casefile.Sheet) *image.RGBA {
	t.Helper()
	drawn, err := painter(t).Receipt80(s)
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}

func TestReceipt80(t *testing.T) {
	for _, s := range []casefile.Sheet{sheet(t, casefile.Receipt), crowded(t, casefile.Receipt)} {
		data, err := painter(t).Receipt80PDF(s)
		if err != nil {
			t.Fatal(err)
		}
		said := words(t, data)
		wants(t, said, "收件凭证", s.Office.Organ, s.Case.Number, s.Item.Name, s.Case.Application.Applicant.Name, "张伟东",
			s.Case.Application.Project.Name, "2026年11月23日 09:12 王芳", "不作为申请已被受理的凭证", "0573-00000001")
		wants(t, said, materials(s)...)
		if s.Copy > 1 {
			wants(t, said, "待中心确认", "补打 3")
		}
		if again, _ := painter(t).Receipt80PDF(s); !bytes.Equal(again, data) {
			t.Error("two prints of one strip differ")
		}
	}
}

// TestReceipt80Burns reads the code from the strip as a thermal head prints
// it: a dot is black or it is not.
func TestReceipt80Burns(t *testing.T) {
	s := sheet(t, casefile.Receipt)
	drawn := strip(t, s)
	if drawn.Bounds().Dx() != 576 {
		t.Fatalf("%d dots wide", drawn.Bounds().Dx())
	}
	burnt := grey(drawn)
	twoTones(burnt)
	scans(t, s.URL, shown{"a strip of one-bit dots", portable(burnt)})
}

// What stands on the strip stays inside the dots that a head can reach: the
// white beside the type is there on both sides, and the strip ends in white.
func TestReceipt80KeepsItsMargins(t *testing.T) {
	for _, s := range []casefile.Sheet{
		sheet(t, casefile.Receipt), crowded(t, casefile.Receipt),
		{Document: casefile.Receipt, Case: casefile.Case{Number: "1"}},
	} {
		drawn := grey(strip(t, s))
		b := drawn.Rect
		for _, edge := range []image.Rectangle{
			image.Rect(b.Min.X, b.Min.Y, b.Min.X+4, b.Max.Y), image.Rect(b.Max.X-4, b.Min.Y, b.Max.X, b.Max.Y),
			image.Rect(b.Min.X, b.Max.Y-8, b.Max.X, b.Max.Y),
		} {
			if black := blackness(drawn, edge); black > 0 {
				t.Errorf("%s: ink at %v", s.Case.Number, edge)
			}
		}
	}
}

func TestReceipt80IsForReceipts(t *testing.T) {
	if _, err := painter(t).Receipt80(sheet(t, casefile.Permit)); !errors.Is(err, print.ErrUnknown) {
		t.Errorf("a permit on a strip: %v", err)
	}
	if _, err := painter(t).Receipt80(casefile.Sheet{Document: casefile.Receipt}); !errors.Is(err, print.ErrIncomplete) {
		t.Errorf("a receipt of nothing: %v", err)
	}
}
