package desk_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/replica"
	"onewindow/app/spool"
	"onewindow/app/workday"
)

// withPrinters is a counter with a printer for every use and an accepted case.
func withPrinters(t *testing.T) (*desktest.Counter, casefile.Case) {
	t.Helper()
	c := desktest.New(t)
	s := c.Settings()
	s.Printer, s.Certificates, s.Receipts = "ipp://a4/ipp/print", "windows:证书", "escpos://10.0.0.9"
	if err := c.SaveSettings(s); err != nil {
		t.Fatal(err)
	}
	file, err := c.Issued("嘉兴市南湖区卫生健康局", "公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	return c, file
}

// The record and the place in the queue are one: both there or neither.
func TestAPrintIsRecordedAndQueuedInOne(t *testing.T) {
	c, file := withPrinters(t)
	for kind, want := range map[casefile.DocumentKind]spool.Job{
		casefile.Receipt:    {Printer: "escpos://10.0.0.9", Title: file.Number + "-receipt"},
		casefile.Acceptance: {Printer: "ipp://a4/ipp/print", Title: file.Number + "-acceptance"},
		casefile.Permit:     {Printer: "windows:证书", Title: file.Number + "-permit"},
	} {
		printed, err := c.Print(file.ID, kind, "")
		if err != nil {
			t.Fatal(err)
		}
		jobs, err := c.Jobs()
		if err != nil {
			t.Fatal(err)
		}
		j := jobs[len(jobs)-1]
		if j.ID != printed.Job || j.Printer != want.Printer || j.Title != want.Title || j.State != spool.Waiting || j.By != "王芳" || j.Copy != 1 {
			t.Errorf("%s: job %+v", kind, j)
		}
	}
	if _, err := c.Print(file.ID, casefile.Receipt, ""); key(t, err) != "refused-reason-missing" {
		t.Errorf("a reprint without a reason: %v", err)
	}
	if jobs, err := c.Jobs(); err != nil || len(jobs) != 3 {
		t.Errorf("%d jobs after a print that was refused, %v", len(jobs), err)
	}
}

func TestEachPrinterGetsItsFormat(t *testing.T) {
	c, file := withPrinters(t)
	c.Serve(t)
	for _, kind := range []casefile.DocumentKind{casefile.Receipt, casefile.Acceptance, casefile.Permit} {
		if _, err := c.Print(file.ID, kind, ""); err != nil {
			t.Fatal(err)
		}
		c.Job(t, spool.Done)
	}
	papers := c.Printer.Papers()
	begins := [][]byte{[]byte("\x1b@\x1dv0"), []byte("%PDF-"), []byte("\x89PNG")}
	for i, format := range []spool.Format{spool.Strip, spool.PDF, spool.Pictures} {
		if papers[i].Format != format || !bytes.HasPrefix(papers[i].Parts[0], begins[i]) {
			t.Errorf("document %d is %s and begins % x", i, papers[i].Format, papers[i].Parts[0][:5])
		}
	}
	if p := papers[2]; p.Wide != 297 || p.High != 210 {
		t.Errorf("the permit is %g × %g mm", p.Wide, p.High)
	}
}

// Without a printer of its own a paper goes to the one for all.
func TestOnePrinterForEverything(t *testing.T) {
	c, file := withPrinters(t)
	s := c.Settings()
	s.Certificates, s.Receipts = "", ""
	if err := c.SaveSettings(s); err != nil {
		t.Fatal(err)
	}
	c.Serve(t)
	for _, kind := range []casefile.DocumentKind{casefile.Receipt, casefile.Permit} {
		if _, err := c.Print(file.ID, kind, ""); err != nil {
			t.Fatal(err)
		}
		if j := c.Job(t, spool.Done); j.Printer != "ipp://a4/ipp/print" {
			t.Errorf("%s went to %s", kind, j.Printer)
		}
	}
}

// A job that waits for a printer goes to another one of the same language once
// that is set.
func TestAnotherPrinterTakesOver(t *testing.T) {
	c, file := withPrinters(t)
	c.Printer.Fail(&spool.Fault{Code: spool.Refused})
	c.Serve(t)
	if _, err := c.Print(file.ID, casefile.Acceptance, ""); err != nil {
		t.Fatal(err)
	}
	failed := c.Job(t, spool.Failed)
	c.Printer.Fail(nil)
	for address, want := range map[string]string{"ipp://other/ipp/print": "ipp://other/ipp/print", "windows:HP": "ipp://a4/ipp/print"} {
		t.Run(address, func(t *testing.T) {
			s := c.Settings()
			s.Printer = address
			if err := c.SaveSettings(s); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Store.ChangeJob(failed.ID, func(j *spool.Job) error { *j = failed; return nil }); err != nil {
				t.Fatal(err)
			}
			if err := c.RetryPrint(failed); err != nil {
				t.Fatal(err)
			}
			jobs, err := c.Jobs()
			if err != nil || jobs[0].Printer != want {
				t.Errorf("it goes to %s, want %s (%v)", jobs[0].Printer, want, err)
			}
		})
	}
}

func TestPrinterSettingsAreChecked(t *testing.T) {
	c := desktest.New(t)
	for _, test := range []struct {
		change func(*desk.Settings)
		fault  string
	}{
		{func(s *desk.Settings) { s.Printer = "escpos://10.0.0.9" }, "printer"},
		{func(s *desk.Settings) { s.Printer = "HP" }, "printer"},
		{func(s *desk.Settings) { s.Certificates = "ipp://" }, "certificates"},
		{func(s *desk.Settings) { s.Receipts = "ipp://host" }, "receipts"},
		{func(s *desk.Settings) {
			s.Printer, s.Certificates, s.Receipts = "windows:A", "ipps://b", "windows-escpos:C"
		}, ""},
	} {
		s := c.Settings()
		test.change(&s)
		err := c.SaveSettings(s)
		if test.fault == "" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		if key(t, err) != "setting-invalid" || !strings.Contains(err.Error(), test.fault) {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

func TestTestPages(t *testing.T) {
	c, _ := withPrinters(t)
	c.Serve(t)
	for i, use := range desk.Uses() {
		if err := c.TestPrint(use); err != nil {
			t.Fatal(err)
		}
		if j := c.Job(t, spool.Done); j.Document != casefile.TestPage || j.Case != "" {
			t.Errorf("%s: %+v", use, j)
		}
		if n := len(c.Printer.Papers()); n != i+1 {
			t.Errorf("%s: %d papers", use, n)
		}
	}
	s := c.Settings()
	s.Printer, s.Certificates, s.Receipts = "", "", ""
	if err := c.SaveSettings(s); err != nil {
		t.Fatal(err)
	}
	if err := c.TestPrint(desk.ForPapers); key(t, err) != "printer-none" {
		t.Errorf("without a printer: %v", err)
	}
}

// A void sheet counts no longer: nothing is handed over on it.
func TestAVoidCertificateIsNotHandedOver(t *testing.T) {
	c, file := withPrinters(t)
	if _, err := c.Print(file.ID, casefile.Permit, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := c.VoidPrint(file.ID, casefile.Permit, 1, ""); key(t, err) != "refused-reason-missing" {
		t.Errorf("void without a reason: %v", err)
	}
	if _, err := c.VoidPrint(file.ID, casefile.Permit, 1, "卡纸"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.VoidPrint(file.ID, casefile.Permit, 1, "卡纸"); key(t, err) != "refused-voided" {
		t.Errorf("void twice: %v", err)
	}
	if _, err := c.HandOver(file.ID, "张伟东", ""); key(t, err) != "refused-not-printed" {
		t.Errorf("handed over on a void sheet: %v", err)
	}
	again, err := c.Print(file.ID, casefile.Permit, "卡纸")
	if err != nil || again.Document.Sheet.Copy != 2 {
		t.Fatalf("copy %d, %v", again.Document.Sheet.Copy, err)
	}
	if _, err := c.HandOver(file.ID, "张伟东", ""); err != nil {
		t.Error(err)
	}
}

func TestTheCountOfADay(t *testing.T) {
	c, _ := withPrinters(t)
	today := workday.DateOf(c.Time)
	if err := c.Store.Local().AddLease(replica.Lease{
		ID: "l1", Installation: c.Store.Installation(), Kind: replica.AcceptanceNumbers, Year: 2026, From: 412, To: 500,
	}); err != nil {
		t.Fatal(err)
	}
	second, err := c.Accepted("南湖区教育体育局", "中心幼儿园")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Print(second.ID, casefile.Acceptance, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := c.VoidPrint(second.ID, casefile.Acceptance, 1, "墨迹不清"); err != nil {
		t.Fatal(err)
	}
	err = c.Store.Write(func(w desk.Writer) error { // a number that nothing came of
		_, err := w.Next("case/03/20261123")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	count, err := c.DayEnd(today)
	if err != nil {
		t.Fatal(err)
	}
	fates := map[string]casefile.Fate{}
	for _, n := range count.Numbers {
		fates[n.Number] = n.Fate()
	}
	for number, want := range map[string]casefile.Fate{
		"03-20261123-0001": casefile.FateUnprinted, "嘉南资规受〔2026〕临03-0001号": casefile.FateUnprinted,
		"03-20261123-0002": casefile.FateUnprinted, "嘉南资规受〔2026〕0412号": casefile.FateVoid, "03-20261123-0003": casefile.FateVoid,
	} {
		if fates[number] != want {
			t.Errorf("%s is %q, want %q", number, fates[number], want)
		}
	}
	if len(count.Numbers) != 5 || count.Balanced() || count.Sheets != 1 || len(count.Void) != 1 || count.Void[0].Reason != "墨迹不清" {
		t.Errorf("the count is %+v", count)
	}
	for _, n := range count.Numbers {
		if waits := n.Number == second.Number || n.Number == second.AcceptanceNumber; n.Confirmed == waits {
			t.Errorf("%s is confirmed: %v", n.Number, n.Confirmed)
		}
	}
}

// A receipt that the centre did not take is on paper all the same: log and count
// still know it.
func TestWhatTheCentreRefusedIsCounted(t *testing.T) {
	c := desktest.New(t)
	file, err := c.Accepted("南湖区教育体育局", "中心幼儿园")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Print(file.ID, casefile.Receipt, ""); err != nil {
		t.Fatal(err)
	}
	if err := c.Refuse("number-taken"); err != nil {
		t.Fatal(err)
	}
	today := workday.DateOf(c.Time)
	log, err := c.PrintLog(today)
	if err != nil || len(log) != 1 || log[0].Document != casefile.Receipt || log[0].By.Name != "王芳" {
		t.Errorf("the log holds %+v, %v", log, err)
	}
	count, err := c.DayEnd(today)
	if err != nil || len(count.Numbers) != 2 || count.Confirmed() != 0 {
		t.Errorf("the count is %+v, %v", count, err)
	}
}

func TestTheDayEndSheetIsSavedWithoutAPrinter(t *testing.T) {
	c := desktest.New(t)
	path, err := c.PrintDayEnd(workday.DateOf(c.Time))
	if err != nil || !strings.HasSuffix(path, "03-2026-11-23-day-end.pdf") {
		t.Errorf("saved as %q, %v", path, err)
	}
	if jobs, err := c.Jobs(); err != nil || len(jobs) != 0 {
		t.Errorf("queued %+v, %v", jobs, err)
	}
}

func TestFoundPrintersAreOffered(t *testing.T) {
	c := desktest.New(t)
	want := []desk.FoundPrinter{{Address: "ipp://localhost/printers/A4", Name: "A4"}}
	c.Printer.Offer(want...)
	if got, err := c.FindPrinters(t.Context()); err != nil || !slices.Equal(got, want) {
		t.Errorf("found %v, %v", got, err)
	}
}
