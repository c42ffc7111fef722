package printing

import (
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk/desktest"
	"onewindow/app/spool"
	"onewindow/ui/frame/frametest"
)

type bench struct {
	t       *testing.T
	counter *desktest.Counter
	frame   *frametest.Frame
	view    *View
	file    casefile.Case
}

// newBench is the page at a window with one accepted case and a printer.
func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, counter: desktest.New(t), frame: frametest.New(t, 1186, 690)}
	s := b.counter.Settings()
	s.Printer, s.Receipts = "ipp://printer/ipp/print", "escpos://10.0.0.9"
	b.must(b.counter.SaveSettings(s))
	var err error
	b.file, err = b.counter.Accepted("南湖区卫生健康局", "城南片区公共卫生中心")
	b.must(err)
	b.view = New(Params{Desk: b.counter.Desk, Frame: b.frame})
	b.frame.Show(b.view)
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// print puts a document of the case into the queue and waits for its state.
func (b *bench) print(kind casefile.DocumentKind, reason string, state spool.State) spool.Job {
	b.t.Helper()
	_, err := b.counter.Print(b.file.ID, kind, reason)
	b.must(err)
	job := b.counter.Job(b.t, state)
	b.view.Stale()
	return job
}

func (b *bench) sees(wanted ...string) {
	b.t.Helper()
	words := frametest.Words(b.view.Content())
	for _, w := range wanted {
		if !strings.Contains(words, w) {
			b.t.Errorf("the page lacks %q:\n%s", w, words)
		}
	}
}

// confirm fills the field of the dialog that is open and presses its button.
func (b *bench) confirm(reason string) {
	b.t.Helper()
	if b.frame.Dialog() == nil {
		b.t.Fatal("no dialog is open")
	}
	b.frame.Type(reason)
	b.frame.Dialog().Confirm()
}

func TestPaperOutIsShownAsSuchAndGoesOnByItself(t *testing.T) {
	b := newBench(t)
	b.counter.Serve(t)
	b.counter.Printer.Stop(spool.MediaEmpty)
	b.print(casefile.Acceptance, "", spool.Stopped)
	b.sees("缺纸", "受理通知书", b.file.Number, "处理好打印机后会自动接着打")
	b.counter.Printer.Go()
	b.counter.Job(t, spool.Done)
	b.view.Stale()
	b.sees("已打出")
	if names := b.counter.Printer.Names(); len(names) != 1 {
		t.Errorf("printed %v", names)
	}
}

func TestWhatNobodyKnowsIsAskedAPerson(t *testing.T) {
	b := newBench(t)
	b.counter.Serve(t)
	b.counter.Printer.Fail(&spool.Fault{Code: spool.Unknown, Sent: spool.Perhaps})
	b.print(casefile.Acceptance, "", spool.Unclear)
	b.sees("待核实", "请看出纸口")
	b.view.queue.not.Press()
	b.counter.Printer.Fail(nil)
	b.frame.Dialog().Confirm()
	b.counter.Job(t, spool.Done)
	if names := b.counter.Printer.Names(); len(names) != 2 || names[0] == names[1] {
		t.Errorf("printed %v: want a second try under a name of its own", names)
	}
}

func TestItCameOutAfterAll(t *testing.T) {
	b := newBench(t)
	b.counter.Serve(t)
	b.counter.Printer.Fail(&spool.Fault{Code: spool.Unknown, Sent: spool.Perhaps})
	b.print(casefile.Acceptance, "", spool.Unclear)
	b.frame.Router().Press("F8")
	if job := b.counter.Job(t, spool.Done); job.Tries != 1 {
		t.Errorf("tried %d times", job.Tries)
	}
}

func TestAFailedPrintIsRetriedAsTheSameCopy(t *testing.T) {
	b := newBench(t)
	b.counter.Serve(t)
	b.counter.Printer.Fail(&spool.Fault{Code: spool.Aborted, Sent: spool.Taken})
	b.print(casefile.Acceptance, "", spool.Failed)
	b.sees("打印机中止了")
	b.counter.Printer.Fail(nil)
	b.frame.Router().Press("F8")
	b.counter.Job(t, spool.Done)
	c, err := b.counter.Store.Case(b.file.ID)
	b.must(err)
	if len(c.Prints) != 1 || c.Prints[0].Void != "" {
		t.Errorf("prints on record %+v", c.Prints)
	}
}

func TestCancellingMakesThePrintVoid(t *testing.T) {
	for name, begin := range map[string]func(b *bench){
		"nothing sent": func(b *bench) {
			_, err := b.counter.Print(b.file.ID, casefile.Acceptance, "")
			b.must(err)
			b.view.Stale()
		},
		"taken back from the printer": func(b *bench) {
			b.counter.Serve(b.t)
			b.counter.Printer.Stop(spool.MediaJam)
			b.print(casefile.Acceptance, "", spool.Stopped)
			b.sees("卡纸")
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			begin(b)
			b.frame.Router().Press("Delete")
			b.frame.Dialog().Confirm()
			if b.frame.Dialog() == nil {
				t.Fatal("cancelled without a reason")
			}
			b.confirm("申请人不要了")
			b.counter.Job(t, spool.Cancelled)
			c, err := b.counter.Store.Case(b.file.ID)
			b.must(err)
			if len(c.Prints) != 1 || c.Prints[0].Void != "申请人不要了" {
				t.Errorf("prints on record %+v, errors %v", c.Prints, b.frame.Errors)
			}
		})
	}
}

func TestTheLogTellsWhoWhatWhenWhy(t *testing.T) {
	b := newBench(t)
	b.counter.Serve(t)
	b.print(casefile.Receipt, "", spool.Done)
	b.print(casefile.Acceptance, "", spool.Done)
	b.print(casefile.Acceptance, "卡纸", spool.Done)
	b.frame.Router().Press("Ctrl+2")
	b.sees("09:30:00", "受理通知书", "第 2 份", "卡纸", "王芳", "共 3 张，作废 0 张", "作废第 2 份")
	b.frame.Router().Press("Delete")
	b.confirm("墨迹不清")
	b.sees("已作废：墨迹不清", "共 3 张，作废 1 张")
	b.frame.Router().Press("Alt+Left")
	b.sees("2026-11-22", "这一天没有打印")
	b.frame.Router().Press("Alt+Right")
	b.frame.Router().Press("Alt+Right")
	b.sees("2026-11-23")
	b.frame.Router().Press("Ctrl+Enter")
	if len(b.frame.Opened) != 1 || b.frame.Opened[0] != b.file.ID {
		t.Errorf("opened %v", b.frame.Opened)
	}
}

func TestTheDaysCountIsEvenWhenAllIsPrintedAndConfirmed(t *testing.T) {
	b := newBench(t)
	b.counter.Serve(t)
	b.print(casefile.Receipt, "", spool.Done)
	b.frame.Router().Press("Ctrl+3")
	b.sees("账实不符：1 个号未打印，2 个号待中心确认", "03-20261123-0001", "未打印")
	b.print(casefile.Acceptance, "", spool.Done)
	b.must(b.counter.Confirm())
	b.view.Stale()
	b.sees("账实相符", "取号 2 = 已打印 2 + 作废 0 + 未打印 0")
	b.frame.Router().Press("F8")
	if job := b.counter.Job(t, spool.Done); job.Document != casefile.DayEndSheet || job.Case != "" {
		t.Errorf("the last job is %+v", job)
	}
}

func TestReceiptsGoToTheirOwnPrinterAsAStrip(t *testing.T) {
	b := newBench(t)
	b.counter.Serve(t)
	if job := b.print(casefile.Receipt, "", spool.Done); job.Printer != "escpos://10.0.0.9" {
		t.Errorf("the receipt went to %s", job.Printer)
	}
	if papers := b.counter.Printer.Papers(); papers[0].Format != spool.Strip || papers[0].Wide != 80 {
		t.Errorf("the receipt is %s, %g mm wide", papers[0].Format, papers[0].Wide)
	}
	if job := b.print(casefile.Acceptance, "", spool.Done); job.Printer != "ipp://printer/ipp/print" {
		t.Errorf("the notice went to %s", job.Printer)
	}
}
