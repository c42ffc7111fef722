package act

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/assets"
	"onewindow/ui/frame/frametest"
	"onewindow/ui/kit"
	"onewindow/ui/text"
)

// bench is a case before a person, and the forms opened for it.
type bench struct {
	t       *testing.T
	counter *desktest.Counter
	frame   *frametest.Frame
	file    casefile.Case
	done    []casefile.Case
}

func newBench(t *testing.T, user string) *bench {
	t.Helper()
	b := &bench{t: t, counter: desktest.New(t), frame: frametest.New(t, 1186, 690)}
	var err error
	b.file, err = b.counter.Accepted("南湖区卫生健康局", "城南片区公共卫生中心")
	b.must(err)
	b.must(b.counter.SwitchUser(user))
	b.frame.Window().SetContent(kit.NewNote(""))
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// ask opens the form of a procedure that must be open to the user.
func (b *bench) ask(action desk.Action) *kit.Dialog {
	b.t.Helper()
	list, err := b.counter.Procedures(b.file.ID)
	b.must(err)
	for _, p := range list {
		if p.Action == action {
			return b.open(p)
		}
	}
	b.t.Fatalf("%s is not offered", action)
	return nil
}

func (b *bench) open(p desk.Procedure) *kit.Dialog {
	return Ask(Params{
		Desk: b.counter.Desk, Frame: b.frame, Case: b.file.ID, Subject: kit.NewNote(b.file.Number),
		Done: func(c casefile.Case) { b.done = append(b.done, c) },
	}, p)
}

func (b *bench) submit() { b.frame.Router().Press("Ctrl+Enter") }

func TestFormIsFilledByKeyboard(t *testing.T) {
	b := newBench(t, "chenli")
	dialog := b.ask(desk.StartSpecial)
	b.submit()
	if words := frametest.Words(dialog); strings.Count(words, "必填") != 2 {
		t.Errorf("an empty form says\n%s", words)
	}
	if _, onChips := b.frame.Window().Canvas().Focused().(*kit.Chips); !onChips {
		t.Error("the caret is not where the first answer is missing")
	}
	b.frame.Press(fyne.KeyLeft) // from the first chip round to the last
	b.frame.Window().Canvas().FocusNext()
	b.frame.Type("需专家论证选址")
	b.frame.Window().Canvas().FocusNext()
	b.frame.Press(fyne.KeyBackspace)
	b.submit()
	if len(b.done) > 0 || !strings.Contains(frametest.Words(dialog), "日期") || b.frame.Dialog() != dialog {
		t.Fatalf("half a date was taken: %s", frametest.Words(dialog))
	}
	b.frame.Type("9")
	b.submit()
	if b.frame.Dialog() != nil || len(b.done) != 1 {
		t.Fatalf("%d done, told %v", len(b.done), b.frame.Errors)
	}
	stop, _ := b.done[0].LastSpecial()
	if stop.Procedure != casefile.ExpertReview || stop.Reason != "需专家论证选址" || stop.Expected.String() != "2026-12-09" {
		t.Errorf("on record is %+v", stop)
	}
}

func TestRefusedFormKeepsWhatWasTyped(t *testing.T) {
	b := newBench(t, "wangfang")
	dialog := b.ask(desk.PostPublicity)
	b.frame.Type("门户网站") // the dates are suggested
	b.counter.Time = b.counter.Time.AddDate(0, 0, -2)
	b.submit()
	if len(b.frame.Errors) != 1 || b.frame.Dialog() != dialog || len(b.done) > 0 {
		t.Fatalf("told %v", b.frame.Errors)
	}
	b.counter.Time = b.counter.Time.AddDate(0, 0, 2)
	b.submit()
	if len(b.done) != 1 || b.done[0].Publicity.Where != "门户网站" {
		t.Errorf("done %d, told %v", len(b.done), b.frame.Errors)
	}
}

func TestEscLeavesTheCaseAsItWas(t *testing.T) {
	b := newBench(t, "zhoumin")
	b.ask(desk.Extend)
	b.frame.Type("需补充踏勘")
	b.frame.Press(fyne.KeyEscape)
	c, err := b.counter.Store.Case(b.file.ID)
	b.must(err)
	if b.frame.Dialog() != nil || len(b.done) > 0 || c.Extension != nil {
		t.Error("something happened all the same")
	}
}

func TestWhatTakesAwayIsNotDoneByEnter(t *testing.T) {
	b := newBench(t, "wangfang")
	var err error
	b.file, err = b.counter.Issued("南湖区水利局", "平湖塘泵闸")
	b.must(err)
	b.must(b.counter.SwitchUser("zhoumin"))
	b.ask(desk.Revoke)
	b.frame.Type("以欺骗手段取得")
	b.submit()
	b.frame.Press(fyne.KeyReturn)
	if len(b.done) > 0 || b.frame.Dialog() == nil {
		t.Fatal("a permit was revoked by Enter")
	}
	b.frame.Dialog().Confirm()
	if len(b.done) != 1 || b.done[0].State != casefile.StateRevoked {
		t.Errorf("told %v", b.frame.Errors)
	}
}

// Every form that anyone is offered has its words, in both languages, and fits
// a small window.
func TestEveryFormHasItsWords(t *testing.T) {
	for _, language := range text.Languages() {
		b := newBench(t, "wangfang")
		b.must(text.Use(assets.Translations, language))
		seen := map[desk.Action]bool{}
		look := func() {
			for _, u := range b.counter.Office().Users {
				b.must(b.counter.As(u.ID, func() error { return b.lookAtForms(language, seen) }))
			}
		}
		look()
		for _, s := range b.life() {
			b.must(b.counter.As(s.user, func() error {
				_, err := b.counter.Do(b.file.ID, s.action, s.values)
				return err
			}))
			b.counter.Time = b.counter.Time.AddDate(0, 0, s.days)
			look()
		}
		var err error
		b.file, err = b.counter.Issued("南湖区水利局", "平湖塘泵闸")
		b.must(err)
		look()
		if len(seen) < 15 {
			t.Errorf("%s: only %d forms were seen: %v", language, len(seen), seen)
		}
	}
}

// step is one procedure in the life of a case, and the days after it.
type step struct {
	user   string
	action desk.Action
	values map[string]string
	days   int
}

func (b *bench) life() []step {
	return []step{
		{"wangfang", desk.PostPublicity, map[string]string{"posted": "2026-11-20", "ends": "2026-11-30", "where": "门户网站"}, 0},
		{"chenli", desk.StartSpecial, map[string]string{"procedure": "testing", "reason": "检测", "expected": "2026-12-04"}, 10},
		{"chenli", desk.EndSpecial, map[string]string{"result": "合格"}, 0},
		{"chenli", desk.TellHearing, map[string]string{"reason": "采光"}, 1},
		{"wangfang", desk.AskHearing, map[string]string{"by": "示例居民"}, 0},
		{"chenli", desk.SetHearing, map[string]string{"date": "2026-12-14", "place": "会议室"}, 10},
		{"chenli", desk.HoldHearing, map[string]string{"record": "笔录"}, 0},
	}
}

func (b *bench) lookAtForms(language string, seen map[desk.Action]bool) error {
	list, err := b.counter.Procedures(b.file.ID)
	for _, p := range list {
		seen[p.Action] = true
		dialog := b.open(p)
		words := frametest.Words(dialog) + Told(p.Action) + hints(p)
		if strings.Contains(words, "act.") || strings.Contains(words, "no value") {
			b.t.Errorf("%s: %s shows\n%s", language, p.Action, words)
		}
		if high := dialog.MinSize().Height; high > 690 {
			b.t.Errorf("%s: %s is %.0f high", language, p.Action, high)
		}
		dialog.Close()
	}
	return err
}

// hints are what stands in the empty fields of a form.
func hints(p desk.Procedure) string {
	f, words := &form{procedure: p}, ""
	for _, ask := range p.Asks {
		words += f.hint(ask)
	}
	return words
}
