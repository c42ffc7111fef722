package ui

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/roster"
	"onewindow/ui/frame/frametest"
	"onewindow/ui/kit"
)

// seat is a window whose people sign in, with a clock of its own.
type seat struct {
	*App
	counter *desktest.Counter
	frame   *frametest.Frame
	clock   time.Time
	pending []func()
}

func newSeat(t *testing.T) *seat {
	t.Helper()
	s := &seat{counter: desktest.New(t), frame: frametest.New(t, 1366, 768)}
	if err := s.counter.Sign(nil); err != nil {
		t.Fatal(err)
	}
	s.App = New(Params{Desk: s.counter.Desk, Window: s.frame.Window(), Log: slog.New(slog.DiscardHandler), Data: t.TempDir(), Every: time.Hour})
	t.Cleanup(s.Close)
	s.clock = s.counter.Time
	s.now = func() time.Time { return s.clock }
	s.active = s.clock
	s.beside = func(work func()) { work() }
	return s
}

// words are all that can be read in the window, dialogs included.
func (s *seat) words() string {
	words := frametest.Words(s.window.Content())
	for _, o := range s.window.Canvas().Overlays().List() {
		words += "\n" + frametest.Words(o)
	}
	return words
}

func (s *seat) wantWords(t *testing.T, want ...string) {
	t.Helper()
	for _, w := range want {
		if words := s.words(); !strings.Contains(words, w) {
			t.Errorf("%q is not to be read in:\n%s", w, words)
		}
	}
}

// enters types into one field after the other, Enter behind each.
func (s *seat) enters(words ...string) {
	for _, w := range words {
		s.frame.Type(w)
		s.frame.Press(fyne.KeyReturn)
	}
}

// selects what stands in the field, so that what is typed next replaces it.
func (s *seat) selects() {
	s.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
}

func (s *seat) signs(t *testing.T, id string) {
	t.Helper()
	s.enters(id, desktest.Password(id))
	if s.desk.User().ID != id {
		t.Fatalf("%q sits here; the window says:\n%s", s.desk.User().ID, s.words())
	}
}

// Nothing is to be seen before somebody has signed in, and all by keyboard.
func TestSigningIn(t *testing.T) {
	s := newSeat(t)
	s.wantWords(t, "登录", "03 号窗")
	if strings.Contains(s.words(), "预审选址") || !s.Router().Covered() {
		t.Error("the window is open")
	}
	s.frame.Press(fyne.KeyF4) // leads nowhere
	s.enters("", "")
	s.wantWords(t, "请输入工号")
	s.enters("wangfang", "")
	s.wantWords(t, "请输入密码")
	s.frame.Type("NOT IT") // without Shift
	s.wantWords(t, "大写锁定可能开着")
	s.selects()
	s.enters("not it")
	s.wantWords(t, "工号或密码不对")
	s.enters(desktest.Password("wangfang"))
	s.wantWords(t, "预审选址", "王芳 · 窗口")
	if s.at != placeIntake || s.Router().Covered() {
		t.Errorf("a clerk begins at %s", s.at)
	}
}

// The lock hides everything and comes back to exactly where one was: dialog,
// typed words and caret.
func TestLockComesBackToExactlyThis(t *testing.T) {
	s := newSeat(t)
	s.signs(t, "wangfang")
	reason := kit.NewField(kit.FieldSpec{Label: "理由"})
	asked := kit.ShowDialog(s.Router(), kit.DialogSpec{Title: "作废吗", Body: reason, Confirm: "作废", First: reason.FocusTarget()})
	s.frame.Type("half a sen")
	s.lock() // Ctrl+Shift+L is behind the dialog, the clock is not
	s.wantWords(t, "已锁屏", "王芳（窗口）的窗口")
	for _, hidden := range []string{"作废吗", "预审选址"} {
		if strings.Contains(s.words(), hidden) {
			t.Errorf("%q is to be read on the lock", hidden)
		}
	}
	s.Title("办件 03-20261123-0007") // something ends in the background
	late := kit.ShowDialog(s.Router(), kit.DialogSpec{Title: "打印机缺纸", Confirm: "知道了"})
	if strings.Contains(s.window.Title(), "0007") || strings.Contains(s.words(), "缺纸") {
		t.Error("what happens behind the lock is to be seen")
	}
	s.enters("wrong")
	s.wantWords(t, "已锁屏", "工号或密码不对")
	s.enters(desktest.Password("wangfang"))
	s.wantWords(t, "作废吗", "预审选址", "打印机缺纸")
	if !strings.Contains(s.window.Title(), "0007") {
		t.Errorf("the title is %q", s.window.Title())
	}
	late.Close()
	s.frame.Type("tence")
	if reason.Value() != "half a sentence" {
		t.Errorf("typed: %q", reason.Value())
	}
	asked.Close()
	s.frame.Press(fyne.KeyF4)
	if s.at != placeCases {
		t.Errorf("F4 leads to %s", s.at)
	}
}

// Keys and the mouse keep the window open; ten minutes without lock it.
func TestIdleLock(t *testing.T) {
	s := newSeat(t)
	s.signs(t, "wangfang")
	pass := func(d time.Duration) { s.clock = s.clock.Add(d); s.watchSeat() }
	pass(9 * time.Minute)
	s.frame.Press(fyne.KeyDown)
	pass(9 * time.Minute)
	s.shell.ground.Cursor() // the mouse moves
	pass(9 * time.Minute)
	if s.signin.Shown() {
		t.Fatal("locked under somebody's hands")
	}
	pass(time.Minute)
	if s.desk.Presence() != desk.Locked || !s.signin.Shown() {
		t.Fatal("not locked after ten minutes")
	}
	s.enters(desktest.Password("wangfang"))
	set := s.desk.Settings()
	set.LockAfter = 0
	if err := s.desk.SaveSettings(set); err != nil {
		t.Fatal(err)
	}
	pass(24 * time.Hour)
	if s.signin.Shown() {
		t.Error("locked, though that is turned off")
	}
}

// Somebody else may take a locked window over; what was typed becomes a draft
// and the newcomer begins afresh.
func TestTakingOver(t *testing.T) {
	s := newSeat(t)
	s.signs(t, "wangfang")
	s.frame.Type("2601-330402-04-01-000013")
	kit.ShowDialog(s.Router(), kit.DialogSpec{Title: "作废吗", Confirm: "作废"})
	s.change()
	s.wantWords(t, "换人登录", "王芳（窗口）没填完的内容会留在草稿里")
	s.frame.Press(fyne.KeyEscape)
	s.wantWords(t, "已锁屏")
	s.lock()
	s.change()
	s.signs(t, "zhoumin")
	s.wantWords(t, "周敏 · 负责人")
	if s.at != placeReview || strings.Contains(s.words(), "作废吗") || strings.Contains(s.words(), "2601-330402") {
		t.Errorf("the approver begins at %s with\n%s", s.at, s.words())
	}
	drafts, err := s.desk.Drafts()
	if err != nil || len(drafts) != 1 || drafts[0].Fields["project.code"] != "2601-330402-04-01-000013" {
		t.Errorf("drafts %+v (%v)", drafts, err)
	}
}

// A roster without the user ends their work at once, and says so.
func TestTheRosterTakesTheSeat(t *testing.T) {
	s := newSeat(t)
	s.signs(t, "wangfang")
	s.frame.Type("2601-330402-04-01-000013")
	if err := s.counter.Leave("wangfang"); err != nil {
		t.Fatal(err)
	}
	s.wantWords(t, "人员名册已更新", "登录")
	drafts, err := s.desk.Drafts()
	if err != nil || len(drafts) != 1 {
		t.Errorf("%d drafts (%v)", len(drafts), err)
	}
	s.enters("wangfang", desktest.Password("wangfang"))
	s.wantWords(t, "此人已不在本单位")
}

// After too many failures the time that has to pass is counted down.
func TestWaitingIsCountedDown(t *testing.T) {
	s := newSeat(t)
	s.shell.params.After = func(_ time.Duration, do func()) { s.pending = append(s.pending, do) }
	s.enters("wangfang", "wrong", "wrong", "wrong", "wrong", "wrong")
	s.wantWords(t, "1:00 后可以再试")
	s.enters(desktest.Password("wangfang"))
	if s.desk.User().ID != "" {
		t.Fatal("let in early")
	}
	for range 60 {
		s.counter.Time = s.counter.Time.Add(time.Second)
		next := s.pending
		s.pending = nil
		for _, do := range next {
			do()
		}
	}
	if strings.Contains(s.words(), "后可以再试") {
		t.Errorf("the window still waits:\n%s", s.words())
	}
	s.enters("")
	s.enters(desktest.Password("wangfang"))
	s.wantWords(t, "王芳 · 窗口")
}

// A password that somebody else chose is changed before anything else.
func TestChangingThePasswordFirst(t *testing.T) {
	s := newSeat(t)
	s.counter.Line = desk.LineState{Configured: true, Online: true}
	err := s.counter.Sign(func(r *roster.Roster) {
		u, _ := r.User("wangfang")
		u.MustChange = true
		*r = r.With(u)
	})
	if err != nil {
		t.Fatal(err)
	}
	s.enters("wangfang", desktest.Password("wangfang"))
	s.wantWords(t, "请先改密码")
	if strings.Contains(s.words(), "以后再改") {
		t.Error("there is a line, and yet it can wait")
	}
	s.enters("short")
	s.enters("")
	s.wantWords(t, "至少 8 个字符")
	s.selects()
	s.enters("words of my own", "words of another")
	s.wantWords(t, "两遍不一样")
	s.selects()
	s.enters("words of my own")
	s.wantWords(t, "预审选址")
	if s.desk.Presence() != desk.Present {
		t.Error(s.desk.Presence())
	}
}

// The name of the user offers what they can do about themselves; the dialog
// changes the password.
func TestMenuOfTheUser(t *testing.T) {
	s := newSeat(t)
	s.signs(t, "wangfang")
	s.shell.user.Press()
	s.wantWords(t, "锁屏", "换人", "修改密码", "退出登录")
	s.frame.Press(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	s.wantWords(t, "现在的密码")
	s.counter.Centre.Fault = &desk.Message{Key: "password-wrong"}
	s.enters("not it", "words of my own", "words of my own")
	s.wantWords(t, "现在的密码不对")
	s.counter.Centre.Fault = nil
	s.frame.Press(fyne.KeyReturn, fyne.KeyReturn, fyne.KeyReturn)
	if strings.Contains(s.words(), "现在的密码") || len(s.counter.Centre.Asked) != 2 {
		t.Errorf("asked %d times; the window says\n%s", len(s.counter.Centre.Asked), s.words())
	}
	s.signOut()
	s.wantWords(t, "登录", "工号")
	if s.desk.User().ID != "" {
		t.Error("still there")
	}
}
