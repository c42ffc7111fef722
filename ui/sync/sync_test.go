package sync

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/ui/frame/frametest"
)

type bench struct {
	counter *desktest.Counter
	frame   *frametest.Frame
	view    *View
	drafts  []desk.Draft // that the page went on with
}

func newBench(t *testing.T) *bench {
	t.Helper()
	return benchOf(t, 1186, 690)
}

// benchOf is a page of a size in device-independent pixels.
func benchOf(t *testing.T, width, height float32) *bench {
	t.Helper()
	b := &bench{counter: desktest.New(t), frame: frametest.New(t, width, height)}
	b.view = New(Params{Desk: b.counter.Desk, Frame: b.frame, OpenDraft: func(d desk.Draft) { b.drafts = append(b.drafts, d) }})
	b.frame.Show(b.view)
	return b
}

// shows fails where the page lacks some of the words.
func (b *bench) shows(t *testing.T, wanted ...string) {
	t.Helper()
	words := frametest.Words(b.view.Content())
	for _, want := range wanted {
		if !strings.Contains(words, want) {
			t.Errorf("the page lacks %q:\n%s", want, words)
		}
	}
}

func TestAWindowWithoutACentre(t *testing.T) {
	b := newBench(t)
	b.shows(t, "单机运行，没有设置中心", "没有待同步的记录", "尚未登记")
	b.frame.Router().Press("F8")
	if b.counter.Nudged != 0 || !b.view.again.Disabled() {
		t.Error("a contact was asked for where there is no centre")
	}
}

// What waits is said in words, case by case; why, since when and what next too.
func TestWhatWaitsAndWhy(t *testing.T) {
	b := newBench(t)
	first, err := b.counter.Accepted("南湖区卫生健康局", "卫生站")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.counter.Accepted("南湖区教育局", "小学"); err != nil {
		t.Fatal(err)
	}
	b.counter.Line = desk.LineState{
		Configured: true, Fault: "captive", Skew: -5 * time.Minute, Since: b.counter.Time,
		NextTry: b.counter.Time.Add(90 * time.Second),
		Traffic: desk.Traffic{Since: b.counter.Time, EventsSent: 7, Sent: 4096},
		Sending: desk.Transfer{Name: "申请表.pdf", Done: 300, Size: 1000},
	}
	b.view.Shown()
	b.shows(t, "网络要求先登录", "离线自", "09:31:30", "比中心快 5 分钟", "还没有同步过", "7 条", "正在上传 申请表.pdf", "30 %",
		first.Number, "卫生站", "小学", "收件", "受理", "待同步 4")
	if len(b.view.waiting.lines) != 4 || b.view.waiting.lines[1].first || !b.view.waiting.lines[2].first {
		t.Errorf("listed as %+v", b.view.waiting.lines)
	}
	before := b.counter.Nudged
	b.frame.Press(fyne.KeyF8)
	if b.counter.Nudged != before+1 {
		t.Error("F8 asked for no contact")
	}
	b.frame.Press(fyne.KeyReturn)
	if len(b.frame.Opened) != 1 || b.frame.Opened[0] != first.ID {
		t.Errorf("opened %v", b.frame.Opened)
	}
	b.counter.Line = desk.LineState{Configured: true, Online: true, Since: b.counter.Time, LastSync: b.counter.Time}
	b.view.Stale()
	b.shows(t, "在线自", "与中心一致")
}

// A line that has been down for weeks says for how long, and an amber light has words.
func TestWeeksWithoutALine(t *testing.T) {
	b := newBench(t)
	b.counter.Line = desk.LineState{Configured: true, Fault: "offline", Since: b.counter.Time.AddDate(0, 0, -25), Skew: 133 * time.Minute}
	b.view.Shown()
	b.shows(t, "2026-10-29 09:30，已 25 天", "比中心慢 2 小时 13 分钟")
	b.counter.Line = desk.LineState{Configured: true, Online: true, Fault: "lease-unused", Since: b.counter.Time}
	b.view.Stale()
	b.shows(t, "在线，但有问题", "领而未用的号段过多")
}

// An entry of the log book waits as anything else and belongs to no case.
func TestTheLogBookWaitsToo(t *testing.T) {
	b := newBench(t)
	by := casefile.Actor{ID: "wangfang", Name: "王芳", Role: casefile.Clerk}
	e, err := casefile.New("01930000-0000-7000-8000-999999999999", b.counter.Store.Installation(), 0, by, b.counter.Time, "",
		&casefile.Logged{What: casefile.SignedIn})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.counter.Store.Write(func(w desk.Writer) error { return w.Append(e) }); err != nil {
		t.Fatal(err)
	}
	b.view.Stale()
	b.shows(t, "待同步 1", "操作日志")
	if err := b.counter.Refuse("author"); err != nil {
		t.Fatal(err)
	}
	b.view.Shown()
	b.shows(t, "待处理 1", "操作日志")
	if err := b.counter.GiveUpStray(e.ID, "人员已调离"); err != nil || b.trayLen(t) != 0 {
		t.Errorf("%d are left, %v", b.trayLen(t), err)
	}
	waiting, err := b.counter.Store.Waiting(1)
	if err != nil || len(waiting) != 1 || waiting[0].Kind != casefile.KindStraySettled || waiting[0].Case != e.ID {
		t.Errorf("on record is %+v, %v", waiting, err)
	}
}
