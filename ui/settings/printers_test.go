package settings

import (
	"slices"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/spool"
	"onewindow/ui/frame/frametest"
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
