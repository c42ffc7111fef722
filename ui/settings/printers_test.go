package settings

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/spool"
	"onewindow/assets"
	"onewindow/ui/frame/frametest"
	"onewindow/ui/kit"
	"onewindow/ui/text"
)

func TestAPrinterForEachUse(t *testing.T) {
	b := newBench(t)
	b.view.printer.SetValue("ipp://a4/ipp/print")
	b.view.certificates.SetValue("windows:证书")
	b.view.strips.SetValue("escpos://10.0.0.9")
	b.view.Save()
	if s := b.counter.Settings(); s.Printer != "ipp://a4/ipp/print" || s.Certificates != "windows:证书" || s.Receipts != "escpos://10.0.0.9" {
		t.Errorf("kept %+v", s)
	}
	for name, wrong := range map[string]string{"certificates": "escpos://10.0.0.9", "receipts": "ipp://a4/ipp/print"} {
		b.view.fields[name].SetValue(wrong)
		b.view.Save()
		if !b.view.fields[name].Wrong() {
			t.Errorf("%s took %q", name, wrong)
		}
		b.view.read()
	}
}

func TestTestPageWantsSavedSettings(t *testing.T) {
	b := newBench(t)
	b.view.testPrinter(desk.ForPapers)
	if len(b.frame.Errors) != 1 {
		t.Fatalf("without a printer it told %v", b.frame.Errors)
	}
	b.view.printer.SetValue("ipp://a4/ipp/print")
	b.view.touched = true
	b.view.testPrinter(desk.ForPapers)
	if jobs, err := b.counter.Jobs(); err != nil || len(jobs) != 0 {
		t.Fatalf("printed with what is not saved: %+v, %v", jobs, err)
	}
	b.view.Save()
	b.view.testPrinter(desk.ForPapers)
	jobs, err := b.counter.Jobs()
	if err != nil || len(jobs) != 1 || jobs[0].Document != casefile.TestPage || jobs[0].State != spool.Waiting {
		t.Errorf("queued %+v, %v", jobs, err)
	}
}

func TestAPrinterIsChosenAmongThoseOfTheMachine(t *testing.T) {
	b := newBench(t)
	b.view.findPrinters()
	if want := "本机没有找到打印机"; !slices.Contains(b.frame.Good, want) {
		t.Errorf("told %v", b.frame.Good)
	}
	b.counter.Printer.Offer(
		desk.FoundPrinter{Address: "ipp://localhost/printers/A4", Name: "A4", About: "二楼大厅"},
		desk.FoundPrinter{Address: "ipp://localhost/printers/B", Name: "B"})
	b.view.findPrinters()
	if words := frametest.Words(b.frame.Dialog()); !strings.Contains(words, "A4　二楼大厅") {
		t.Errorf("the dialog says:\n%s", words)
	}
	b.frame.Press("Down")
	b.frame.Dialog().Confirm()
	if got := b.view.printer.Value(); got != "ipp://localhost/printers/B" || !b.view.touched {
		t.Errorf("the field holds %q", got)
	}
}

// At 150 % on a 1366×768 screen a page is 731 pixels wide; in English the buttons of
// the test page go into a line of their own before they are cut off.
func TestTheTestPagesAreInSightOnASmallScreen(t *testing.T) {
	for _, width := range []float32{731, 600} {
		f := frametest.New(t, width, 400)
		if err := text.Use(assets.Translations, "en"); err != nil {
			t.Fatal(err)
		}
		v := New(Params{Desk: desktest.New(t).Desk, Frame: f})
		f.Show(v)
		buttons := 0
		for _, o := range test.LaidOutObjects(v.Content()) {
			b, is := o.(*kit.Button)
			if !is || !b.Visible() {
				continue
			}
			buttons++
			if right := fyne.CurrentApp().Driver().AbsolutePositionForObject(b).X + b.Size().Width; right > width {
				t.Errorf("in %v pixels a button ends at %v", width, right)
			}
		}
		if buttons < 6 {
			t.Errorf("only %d buttons", buttons)
		}
	}
	if err := text.Use(assets.Translations, "zh"); err != nil {
		t.Fatal(err)
	}
}
