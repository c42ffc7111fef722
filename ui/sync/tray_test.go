package sync

import (
	"errors"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/frame/frametest"
)

// refused is the page at a window whose accepted and printed application the
// centre did not take.
func refused(t *testing.T) (*bench, casefile.Case) {
	t.Helper()
	b := newBench(t)
	return b, b.refused(t)
}

func (b *bench) refused(t *testing.T) casefile.Case {
	t.Helper()
	file, err := b.counter.Accepted("南湖区卫生健康局", "卫生站")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.counter.Print(file.ID, casefile.Receipt, ""); err != nil {
		t.Fatal(err)
	}
	if err := b.counter.Refuse("number-taken"); err != nil {
		t.Fatal(err)
	}
	b.view.Shown()
	return file
}

// At 150 % on a 1366×768 screen, with the strip that says that the line is down, a
// page has 731×354 pixels. Every way out is in sight there.
func TestTheWaysOutAreInSightOnASmallScreen(t *testing.T) {
	b := benchOf(t, 731, 354)
	b.refused(t)
	driver, whole := fyne.CurrentApp().Driver(), b.frame.Window().Canvas().Size()
	for name, o := range map[string]fyne.CanvasObject{
		"不再办理": b.view.tray.drop, "打印告知单": b.view.tray.note, "转为新申请": b.view.tray.anew, "立即重试": b.view.again,
		"列表": b.view.tray.rows, "说明": b.view.tray.words,
	} {
		at := driver.AbsolutePositionForObject(o)
		if !o.Visible() || at.X < 0 || at.Y < 0 || at.X+o.Size().Width > whole.Width+1 || at.Y+o.Size().Height > whole.Height+1 {
			t.Errorf("%s stands at %v, %v large, in a window of %v", name, at, o.Size(), whole)
		}
	}
	if high := b.view.tray.rows.Size().Height; high < listLeast-1 {
		t.Errorf("the list is %v high", high)
	}
}

func (b *bench) trayLen(t *testing.T) int {
	t.Helper()
	list, err := b.counter.Strays()
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// A refused receipt becomes a draft with all that was typed and attached; what
// hung on it leaves the tray with it, and the record says so.
func TestTakeARefusedReceiptAnew(t *testing.T) {
	b, file := refused(t)
	b.shows(t, "待处理 3", file.Number, "编号已被占用", "转为新申请", "申请人手里已有", "打印告知单")
	if b.view.tray.see.Visible() || b.view.tray.again.Visible() {
		t.Error("ways out that lead nowhere are offered")
	}
	b.frame.Press(fyne.KeyF9)
	if len(b.frame.Errors) > 0 || len(b.drafts) != 1 {
		t.Fatalf("told %v, %d drafts", b.frame.Errors, len(b.drafts))
	}
	if got := b.drafts[0].Fields["project.name"]; got != "卫生站" {
		t.Errorf("the draft is for %q", got)
	}
	if got := b.trayLen(t); got != 0 {
		t.Errorf("%d are left in the tray", got)
	}
	again, err := b.counter.Accept(b.drafts[0])
	if err != nil || again.Number == file.Number {
		t.Errorf("accepted as %s, %v", again.Number, err)
	}
	waits, err := b.counter.Store.Waiting(100)
	if err != nil {
		t.Fatal(err)
	}
	settled := 0
	for _, e := range waits {
		if e.Kind == casefile.KindStraySettled && e.Case == file.ID {
			settled++
		}
	}
	if settled != 3 {
		t.Errorf("%d words on record, want 3", settled)
	}
	if err := b.counter.Confirm(); err != nil {
		t.Fatal(err)
	}
	if got := b.trayLen(t); got != 0 {
		t.Errorf("%d came back into the tray", got)
	}
}

// The applicant's paper with a number that does not hold is answered by another.
func TestNoteForTheApplicant(t *testing.T) {
	b, file := refused(t)
	b.frame.Router().Press("Ctrl+P")
	if len(b.frame.Errors) > 0 {
		t.Fatal(b.frame.Errors)
	}
	saved, err := os.ReadDir(b.counter.Folder)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, f := range saved {
		found = found || f.Name() == file.Number+"-mistake.pdf"
	}
	if !found {
		t.Errorf("saved %v", saved)
	}
}

// Leaving it undone takes a reason.
func TestLeaveItUndone(t *testing.T) {
	b, file := refused(t)
	b.frame.Router().Press("Delete")
	dialog := b.frame.Dialog()
	if dialog == nil || !strings.Contains(frametest.Words(dialog), file.Number) {
		t.Fatal("nothing was asked")
	}
	dialog.Confirm()
	if b.frame.Dialog() == nil || b.trayLen(t) != 3 {
		t.Fatal("it was dropped without a reason")
	}
	b.frame.Type("申请人撤回")
	dialog.Confirm()
	if b.frame.Dialog() != nil || b.trayLen(t) != 0 || b.frame.LastTitle() != "已记录不再办理" {
		t.Errorf("%d are left, title %q, told %v", b.trayLen(t), b.frame.LastTitle(), b.frame.Errors)
	}
	b.shows(t, "没有待处理的记录")
}

// What does not stand on a refused receipt is done again where the rules allow
// it, and not where they do not.
func TestDoItAgain(t *testing.T) {
	b := newBench(t)
	file, err := b.counter.Accepted("南湖区卫生健康局", "卫生站")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.counter.Confirm(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.counter.Do(file.ID, desk.PostPublicity, map[string]string{
		"posted": "2026-11-23", "ends": "2026-12-04", "where": "公示栏",
	}); err != nil {
		t.Fatal(err)
	}
	if err := b.counter.Refuse("publicity-running"); err != nil {
		t.Fatal(err)
	}
	b.view.Shown()
	b.shows(t, "公示期未满", "按办件现在的状态可以重新办理")
	b.frame.Press(fyne.KeyF9)
	dialog := b.frame.Dialog()
	if dialog == nil {
		t.Fatal("the form did not open")
	}
	dialog.Confirm()
	if b.frame.Dialog() != nil || b.trayLen(t) != 0 {
		t.Fatalf("%d are left, told %v", b.trayLen(t), b.frame.Errors)
	}
	now, err := b.counter.Store.Case(file.ID)
	if err != nil || now.Publicity == nil || now.Publicity.Where != "公示栏" {
		t.Errorf("the publicity is %+v, %v", now.Publicity, err)
	}

	// Withdrawn elsewhere, it cannot be decided here any more.
	if _, err := b.counter.Withdraw(file.ID, "不再申请"); err != nil {
		t.Fatal(err)
	}
	if err := b.counter.Refuse("state"); err != nil {
		t.Fatal(err)
	}
	list, err := b.counter.Strays()
	if err != nil || len(list) == 0 {
		t.Fatalf("%d in the tray, %v", len(list), err)
	}
	var m *desk.Message
	if _, err := b.counter.RepeatStray("nothing", nil); !errors.As(err, &m) || m.Key != "stray-gone" {
		t.Errorf("repeated what is not there: %v", err)
	}
}
