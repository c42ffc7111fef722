package logbook

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/ui/frame/frametest"
	"onewindow/ui/look"
)

// page is the page of somebody at a counter at which two people have worked.
type page struct {
	*View
	c    *desktest.Counter
	f    *frametest.Frame
	file casefile.Case
}

func newPage(t *testing.T, user string) page {
	t.Helper()
	p := page{c: desktest.New(t), f: frametest.New(t, 1218, 660)}
	err := errors.Join(p.c.Sign(nil), p.c.Signed("wangfang"))
	if err == nil {
		p.file, err = p.c.Accepted("南湖区卫生健康局", "卫生站")
	}
	if err == nil {
		_, err = p.c.Print(p.file.ID, casefile.Acceptance, "")
	}
	if err = errors.Join(err, p.c.Confirm(), p.c.Lock(), p.c.Signed("zhoumin"), p.c.Signed(user)); err != nil {
		t.Fatal(err)
	}
	p.View = New(Params{Desk: p.c.Desk, Frame: p.f})
	p.f.Show(p.View)
	return p
}

func (p page) want(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if said := frametest.Words(p.Content()); !strings.Contains(said, w) {
			t.Errorf("%q is not to be read in:\n%s", w, said)
		}
	}
}

// A supervisor reads who did what, in words, with the case beside it and the
// centre's word, below the state of the hash chain.
func TestSupervisorReadsEverything(t *testing.T) {
	p := newPage(t, "wugang")
	p.want(t, "哈希链完整：第 1 条", "收到人员名册　编号 1", "王芳 · 窗口", "打印文书　受理通知书 第 1 份", "退出登录，由 zhoumin 接着用",
		p.file.Number, "已确认", "待确认", "显示 10 条，共 10 条")
	p.f.Type("")
	p.f.Window().Canvas().Focus(p.filter.Entry)
	p.f.Type("受理 0001")
	p.want(t, "显示 2 条")
	p.f.Press(fyne.KeyReturn) // to the lines
	p.f.Press(fyne.KeyReturn)
	if !slices.Equal(p.f.Opened, []string{p.file.ID}) {
		t.Errorf("opened %q", p.f.Opened)
	}
	p.filter.Entry.SetText("")
	p.person.OnPicked("") // everybody
	p.person.Set("zhoumin")
	p.sift()
	for _, l := range p.shown {
		if l.who != "周敏" {
			t.Errorf("%s: %s", l.who, l.what)
		}
	}
	p.person.Set("")
	p.f.Router().Press("Alt+Left")
	p.want(t, "2026-11-22", "这段时间没有记录")
	p.f.Router().Press("Alt+Right")
	p.f.Router().Press("Alt+Right") // not past today
	p.want(t, "2026-11-23", "显示 10 条")
	p.span.Set(always)
	p.read()
	p.want(t, "显示 10 条，共 10 条")
	if p.days.Visible() {
		t.Error("everything has no day before")
	}
}

// A clerk reads their own lines and nobody else's, and no list of people.
func TestClerkReadsTheirOwn(t *testing.T) {
	p := newPage(t, "wangfang")
	for _, l := range p.shown {
		if l.id != "wangfang" {
			t.Errorf("%s: %s", l.who, l.what)
		}
	}
	p.f.Router().Press("Ctrl+2")
	if p.tabs.Visible() || p.person.Visible() {
		t.Error("other people are offered")
	}
	if len(p.f.Errors) == 0 && strings.Contains(frametest.Words(p.Content()), "周敏") {
		t.Error("the list of people is shown")
	}
}

func TestPeople(t *testing.T) {
	p := newPage(t, "admin")
	if err := p.c.Leave("hejing"); err != nil {
		t.Fatal(err)
	}
	p.f.Router().Press("Ctrl+2")
	p.want(t, "人员名册由中心于 2026-11-23 09:30 签发", "王芳", "空间规划科", "已离开", "在岗", "未登录过", "2026-11-23 09:30")
	p.f.Router().Press("F8") // no case here
	p.f.Router().Press("F9")
	if len(p.f.Opened) > 0 || p.f.Dialog() != nil {
		t.Error("the list of people leads somewhere")
	}
	p.f.Router().Press("Ctrl+1")
	p.want(t, "哈希链完整")
}

// What is shown can be taken away as a table; a cell that begins like a formula
// is none.
func TestExport(t *testing.T) {
	p := newPage(t, "wugang")
	path := filepath.Join(t.TempDir(), "log.csv")
	p.shown = append(p.shown, line{who: "=1+1", word: desk.Unheard})
	p.exportTo(path)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSuffix(string(raw), "\r\n"), "\r\n")
	if len(rows) != 12 || !strings.HasPrefix(rows[0], "\ufeff链上序号,时间,工号") || !strings.Contains(rows[11], "'=1+1") {
		t.Errorf("%d rows\n%s", len(rows), raw)
	}
	if !strings.Contains(string(raw), "2026-11-23T09:30:00+08:00,wangfang,王芳,窗口,收件,"+p.file.Number+",已确认") {
		t.Errorf("the receipt is not in\n%s", raw)
	}
	p.exportTo(path) // is never written over
	if len(p.f.Errors) != 1 || len(p.f.Good) != 1 {
		t.Errorf("told %v, %v", p.f.Errors, p.f.Good)
	}
}

// A supervisor reads the log books of the office's other windows too, each with the
// state of its chain; a clerk is not offered them.
func TestTheLogBooksOfOtherWindows(t *testing.T) {
	p := newPage(t, "wugang")
	if p.book.Visible() {
		t.Error("there is a choice of one")
	}
	n, err := p.c.Neighbour("04")
	if err != nil {
		t.Fatal(err)
	}
	by := casefile.Actor{ID: "chenjie", Name: "陈洁", Role: casefile.Clerk}
	err = errors.Join(n.Log(by, casefile.Logged{What: casefile.SignedIn}, true),
		n.Log(casefile.Actor{}, casefile.Logged{What: casefile.SignInFailed, About: "hejing"}, true))
	if err != nil {
		t.Fatal(err)
	}
	p.Shown()
	if !p.book.Visible() || len(p.book.Options) != 2 || p.book.Options[1].Text != "04 号窗" {
		t.Fatalf("offered are %+v", p.book.Options)
	}
	pick := func(book string) { p.book.Set(book); p.book.OnPicked(book) }
	pick(p.book.Options[1].Value)
	p.want(t, "陈洁 · 窗口", "登录失败　工号 hejing", "哈希链完整：第 1 条", "至第 2 条", "显示 2 条，共 2 条", "各办件“审计”")
	if err := errors.Join(n.Log(by, casefile.Logged{What: casefile.LockedWindow}, false), n.Log(by, casefile.Logged{What: casefile.SignedOut}, true)); err != nil {
		t.Fatal(err)
	}
	p.Stale()
	p.count()
	p.want(t, "退出登录", "其间 1 条中心未采用或尚未收到", "显示 3 条")
	p.f.Router().Press("F8")
	if len(p.f.Opened) > 0 {
		t.Error("a line of a log book led to a case")
	}
	pick("")
	p.want(t, p.file.Number, "哈希链完整")
	clerk := newPage(t, "wangfang")
	if _, err := clerk.c.Neighbour("04"); err != nil {
		t.Fatal(err)
	}
	clerk.Shown()
	if clerk.book.Visible() {
		t.Error("a clerk is offered other log books")
	}
}

func TestABrokenChainIsSaid(t *testing.T) {
	colour, words := chainWords(desk.Chain{First: 1, Last: 9, Links: 8, Broken: 4})
	if colour != look.Danger || !strings.Contains(words, "第 4 条处断开") {
		t.Errorf("%s %s", colour, words)
	}
	colour, words = otherChainWords(desk.Chain{First: 1, Last: 9, Links: 8, Broken: 4, Missing: 1})
	if colour != look.Danger || !strings.Contains(words, "第 4 条处断开") {
		t.Errorf("of another window: %s %s", colour, words)
	}
}

// A restore tells when the backup was made, when it was restored and by whom.
func TestARestoreIsToldInWords(t *testing.T) {
	newPage(t, "wugang") // in Chinese
	got := deedWords(casefile.Logged{What: casefile.Restored, About: "2026-11-20 17:02|2026-11-23 09:30|HALL\\shen"})
	if want := "从备份恢复数据　备份于 2026-11-20 17:02，2026-11-23 09:30 由系统账户 HALL\\shen 恢复"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Every deed has its words, with and without what it is about.
func TestEveryDeedHasItsWords(t *testing.T) {
	newPage(t, "wugang") // in Chinese
	for _, deed := range casefile.Deeds() {
		for _, about := range []string{"", "lock"} {
			if words := deedWords(casefile.Logged{What: deed, About: about}); strings.Contains(words, "log.") {
				t.Errorf("%s: %s", deed, words)
			}
		}
	}
	for _, word := range []desk.Word{desk.Unheard, desk.Confirmed, desk.Contested} {
		if strings.Contains(wordWords(word), "log.") {
			t.Error(word)
		}
	}
}

// A hundred thousand lines, some years of a window, are sifted between two
// keystrokes.
func BenchmarkSift(b *testing.B) {
	lines := make([]line, 100_000)
	for i := range lines {
		lines[i] = lineOf(desk.LogLine{
			Place: uint64(i), Number: fmt.Sprintf("03-20261123-%04d", i), Case: "c", Word: desk.Confirmed,
			Entry: casefile.Entry{Kind: casefile.KindPrinted, By: casefile.Actor{ID: "wangfang", Name: "王芳", Role: casefile.Clerk}},
		})
	}
	for b.Loop() {
		if got := matching(lines, "wangfang", "王芳 99999"); len(got) != 1 {
			b.Fatalf("%d lines", len(got))
		}
	}
}
