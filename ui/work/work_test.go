package work

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/spool"
	"onewindow/ui/frame/frametest"
	"onewindow/ui/text"
)

// bench is a page before a counter.
type bench struct {
	t       *testing.T
	counter *desktest.Counter
	frame   *frametest.Frame
	view    *View
	drafts  []desk.Draft // asked to go on with
}

func newBench(t *testing.T, fill func(*desktest.Counter) error) *bench {
	t.Helper()
	b := &bench{t: t, counter: desktest.New(t), frame: frametest.New(t, 1186, 690)}
	if fill != nil {
		b.must(fill(b.counter))
	}
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// at shows a page as a user of the office.
func (b *bench) at(user string, place Place) {
	b.t.Helper()
	b.must(b.counter.SwitchUser(user))
	b.view = New(Params{
		Desk: b.counter.Desk, Frame: b.frame, Place: place, Folder: b.t.TempDir(),
		OpenDraft: func(d desk.Draft) { b.drafts = append(b.drafts, d) },
	})
	b.frame.Show(b.view)
}

// told fails where the user was told of an error.
func (b *bench) told() {
	b.t.Helper()
	if len(b.frame.Errors) > 0 {
		b.t.Fatal(b.frame.Errors)
	}
}

func (b *bench) title(want string) {
	b.t.Helper()
	b.told()
	if got := b.frame.LastTitle(); got != want {
		b.t.Errorf("title %q, want %q", got, want)
	}
}

// numbers are the first cells of the rows.
func (b *bench) numbers() []string {
	list := make([]string, b.view.count())
	for i := range list {
		list[i] = b.view.cells(i)[0].Text
	}
	return list
}

// words are all the words on the screen that the panel shows.
func (b *bench) words(tab int) string {
	b.view.panel.tabs.Select(tab)
	return frametest.Words(b.view.panel.card)
}

func TestOneCaseGoesThroughAllHandsByKeyboard(t *testing.T) {
	var file casefile.Case
	b := newBench(t, func(c *desktest.Counter) (err error) {
		file, err = c.Accepted("南湖区卫生健康局", "城南片区公共卫生中心")
		return err
	})

	b.at("chenli", Review)
	b.frame.Press("F8") // the opinion dialog: agree is chosen
	if b.frame.Dialog() == nil {
		t.Fatal("F8 opens no dialog")
	}
	b.frame.Window().Canvas().FocusNext()
	b.frame.Type("符合国土空间规划用途管制要求")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("已出具意见 " + file.Number)
	if got := b.view.count(); got != 0 {
		t.Errorf("the reviewer still has %d cases", got)
	}

	b.must(b.counter.Publicised(file.ID))
	b.at("zhoumin", Review)
	b.frame.Press("F8")
	b.frame.Router().Press("Enter")
	b.title("已准予 " + file.Number)

	b.must(b.counter.Issue(file.ID))
	b.at("wangfang", Handover)
	b.frame.Press("F8")
	b.title("已打印证书 " + file.Number)
	if b.view.panel.primary.Text != "登记领证" {
		t.Fatalf("after the print one can %q", b.view.panel.primary.Text)
	}

	b.frame.Press("F8")
	b.frame.Type("张伟东")
	b.frame.Press(fyne.KeyReturn)
	b.frame.Type("330402199003070016") // the last digit should be 5
	b.frame.Router().Press("Enter")
	if b.frame.Dialog() == nil {
		t.Fatal("a wrong number was taken")
	}
	b.frame.Press(fyne.KeyBackspace)
	b.frame.Type("5")
	b.frame.Router().Press("Enter")
	b.title("已打印送达回证 " + file.Number) // which follows by itself

	after, err := b.counter.Store.Case(file.ID)
	b.must(err)
	if after.State != casefile.StateClosed || after.Handover.Code != "330402199003070015" {
		t.Errorf("in the end the case is %s, handed to %+v", after.State, after.Handover)
	}
	if after.Copies(casefile.Delivery) != 1 {
		t.Error("the slip for the recipient's signature was not printed")
	}
	if got := b.view.count(); got != 0 {
		t.Errorf("%d certificates still wait", got)
	}
}

func TestDenialNeedsAReason(t *testing.T) {
	var file casefile.Case
	b := newBench(t, func(c *desktest.Counter) (err error) {
		if file, err = c.Accepted("南湖区水利局", "平湖塘泵闸"); err != nil {
			return err
		}
		return c.As("chenli", func() error {
			_, err := c.GiveOpinion(file.ID, false, "压占永久基本农田", "《基本农田保护条例》第十五条")
			return err
		})
	})
	b.must(b.counter.As("zhoumin", func() error {
		_, err := b.counter.Do(file.ID, desk.Coordinate, map[string]string{"outcome": "stay", "record": "选址须调整", "present": "空间规划科"})
		return err
	}))
	b.at("zhoumin", Review)
	b.frame.Press("F8") // a section disagrees: denial stands chosen
	b.frame.Router().Press("Ctrl+Enter")
	if b.frame.Dialog() == nil {
		t.Fatal("denied without a reason")
	}
	b.frame.Type("选址压占永久基本农田")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("已不予许可 " + file.Number)
	after, err := b.counter.Store.Case(file.ID)
	b.must(err)
	if after.State != casefile.StateDenied {
		t.Errorf("the case is %s", after.State)
	}
}

func TestReceivedCaseIsAcceptedAndShowsItsNotice(t *testing.T) {
	b := newBench(t, func(c *desktest.Counter) error {
		d, err := c.Draft("凤桥镇人民政府", "三星村文化礼堂")
		if err != nil {
			return err
		}
		_, err = c.Receive(d)
		return err
	})
	b.at("wangfang", Cases)
	b.frame.Press("F8")
	b.frame.Router().Press("Enter")
	b.title("已受理 03-20261123-0001")
	if got := b.view.panel.papers.kind(); got != casefile.Acceptance || b.view.panel.tabs.Selected() != tabDocuments {
		t.Errorf("tab %d shows %q", b.view.panel.tabs.Selected(), got)
	}
	if !b.view.panel.papers.preview.Ready() {
		t.Error("the notice is not drawn")
	}
	b.frame.Router().Focus(b.view.panel.tabs)
	b.frame.Press(fyne.KeyReturn)
	if b.frame.Dialog() == nil {
		t.Error("Enter does not enlarge the notice")
	}
	b.frame.Press(fyne.KeyEscape)
	if b.frame.Dialog() != nil || b.frame.Window().Canvas().Focused() != b.view.panel.tabs {
		t.Error("Esc does not lead back to the tabs")
	}
}

func TestReprintAsksWhy(t *testing.T) {
	b := newBench(t, func(c *desktest.Counter) error {
		_, err := c.Accepted("南湖区教育体育局", "余新镇中心幼儿园")
		return err
	})
	b.at("wangfang", Cases)
	b.view.panel.tabs.Select(tabDocuments)
	b.frame.Router().Press("Ctrl+P")
	b.title("已打印受理通知书 03-20261123-0001")

	b.frame.Router().Press("Ctrl+P")
	b.frame.Router().Press("Enter")
	if b.frame.Dialog() == nil {
		t.Fatal("a second copy was printed without a reason")
	}
	b.frame.Type("卡纸")
	b.frame.Router().Press("Enter")
	c, err := b.counter.Store.Case(b.view.chosen)
	b.must(err)
	if len(c.Prints) != 2 || c.Prints[1].Reason != "卡纸" {
		t.Errorf("prints %+v", c.Prints)
	}
	if words := b.words(tabTimeline); !strings.Contains(words, "补打受理通知书（第 2 份）") {
		t.Errorf("the timeline does not tell of the reprint:\n%s", words)
	}
}

func TestPrinterThatFailsLeavesThePrintOnRecord(t *testing.T) {
	b := newBench(t, func(c *desktest.Counter) error {
		s := c.Settings()
		s.Printer = "ipp://printer/ipp"
		if err := c.SaveSettings(s); err != nil {
			return err
		}
		_, err := c.Accepted("南湖区教育体育局", "余新镇中心幼儿园")
		return err
	})
	b.at("wangfang", Cases)
	b.counter.Printer.Fail(&spool.Fault{Code: spool.Refused})
	b.counter.Serve(t)
	b.frame.Router().Press("Ctrl+P")
	if job := b.counter.Job(t, spool.Failed); job.Document != casefile.Acceptance || len(b.frame.Errors) != 0 {
		t.Errorf("the queue holds %+v; told %v", job, b.frame.Errors)
	}
	if words := b.words(tabTimeline); !strings.Contains(words, "打印受理通知书") {
		t.Errorf("the timeline lacks the print:\n%s", words)
	}
}

func TestAfterAnActionTheNextCaseIsChosen(t *testing.T) {
	b := newBench(t, func(c *desktest.Counter) error {
		for i := range 3 {
			if _, err := c.Accepted("南湖区卫生健康局", fmt.Sprintf("卫生站 %d", i+1)); err != nil {
				return err
			}
		}
		return nil
	})
	b.at("chenli", Review)
	b.frame.Press(fyne.KeyDown)
	before := b.numbers()
	b.frame.Press("F8")
	b.frame.Window().Canvas().FocusNext()
	b.frame.Type("同意")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("已出具意见 " + before[1])
	if got := b.view.panel.shown.Number; got != before[2] {
		t.Errorf("now %s is chosen, want %s", got, before[2])
	}
	if b.frame.Window().Canvas().Focused() != b.view.rows.FocusTarget() {
		t.Error("the keyboard is not back on the list")
	}
}

func TestStaleKeepsTheCaseInFrontOfThePerson(t *testing.T) {
	var first, second casefile.Case
	b := newBench(t, func(c *desktest.Counter) (err error) {
		if first, err = c.Accepted("南湖区卫生健康局", "卫生站 1"); err != nil {
			return err
		}
		second, err = c.Accepted("南湖区卫生健康局", "卫生站 2")
		return err
	})
	b.at("chenli", Review)
	opinion := func(id string) error {
		_, err := b.counter.GiveOpinion(id, true, "同意", "")
		return err
	}
	b.must(opinion(second.ID)) // another case leaves the list behind the view's back
	b.view.Stale()
	if b.view.panel.shown.ID != first.ID || b.view.rows.Selected() != 0 {
		t.Errorf("the panel shows %s, row %d is chosen", b.view.panel.shown.Number, b.view.rows.Selected())
	}
	b.must(opinion(first.ID)) // and then the very one that is being read
	b.view.Stale()
	if b.view.panel.shown.ID != first.ID || b.view.rows.Selected() != -1 {
		t.Errorf("the panel shows %q, row %d is chosen", b.view.panel.shown.Number, b.view.rows.Selected())
	}
	if !strings.Contains(b.words(tabTimeline), "空间规划科") {
		t.Error("the panel does not show what came in")
	}
}

func TestFiltersCountAndShowTheirLists(t *testing.T) {
	b := newBench(t, func(c *desktest.Counter) error {
		if _, err := c.Accepted("甲单位", "项目甲"); err != nil {
			return err
		}
		if _, err := c.Issued("乙单位", "项目乙"); err != nil {
			return err
		}
		d := c.NewDraft()
		d.Fields["project.name"] = "项目丙"
		_, err := c.SaveDraft(d)
		return err
	})
	b.at("wangfang", Cases)
	var got []string
	for _, c := range b.view.chipsOf(map[desk.Queue]int{desk.OpenCases: 2}, 1) {
		got = append(got, c.Text)
	}
	want := []string{"在办 2", "待补正", "待审", "待领证", "3 日内到期", "已办结", "全部", "草稿 1"}
	if !slices.Equal(got, want) {
		t.Errorf("chips %q, want %q", got, want)
	}
	for queue, count := range map[desk.Queue]int{
		desk.OpenCases: 2, desk.ToReview: 1, desk.ToHand: 1, desk.ToWatch: 0, desk.Finished: 0, desk.AllCases: 2, drafts: 1,
	} {
		b.view.show(queue)
		if got := b.view.count(); got != count {
			t.Errorf("%s holds %d, want %d", queue, got, count)
		}
	}
	b.view.show(drafts)
	b.frame.Router().Focus(b.view.rows)
	b.frame.Press(fyne.KeyReturn)
	if len(b.drafts) != 1 || b.drafts[0].Fields["project.name"] != "项目丙" {
		t.Errorf("Enter on a draft opened %+v", b.drafts)
	}
	b.told()
}

func TestSearchFindsAndEscLeavesIt(t *testing.T) {
	b := newBench(t, func(c *desktest.Counter) error {
		for _, name := range []string{"梅湾街修缮", "平湖塘泵闸"} {
			if _, err := c.Accepted("南湖区水利局", name); err != nil {
				return err
			}
		}
		return nil
	})
	b.at("wangfang", Cases)
	b.view.Search("泵闸")
	if got := b.view.count(); got != 1 || b.view.panel.shown.Project != "平湖塘泵闸" {
		t.Errorf("found %d, shows %q", got, b.view.panel.shown.Project)
	}
	b.view.Search("没有这样的")
	if b.view.count() != 0 || b.view.panel.full.Visible() {
		t.Error("nothing was found, yet a case is shown")
	}
	b.frame.Press(fyne.KeyEscape)
	if got := b.view.count(); got != 2 {
		t.Errorf("after Esc the list holds %d", got)
	}
}

func TestOpenFindsACaseInWhateverList(t *testing.T) {
	var closed casefile.Case
	b := newBench(t, func(c *desktest.Counter) (err error) {
		closed, err = c.Issued("乙单位", "项目乙")
		return err
	})
	b.must(func() error { // hand it over, so that it leaves 在办
		b.at("wangfang", Handover)
		b.frame.Press("F8")
		_, err := b.counter.HandOver(closed.ID, "张伟东", "")
		return err
	}())
	b.at("wangfang", Cases)
	b.view.Open(closed.ID)
	if b.view.panel.shown.ID != closed.ID || b.view.queue != desk.AllCases || b.view.rows.Selected() != 0 {
		t.Errorf("list %s row %d shows %q", b.view.queue, b.view.rows.Selected(), b.view.panel.shown.Number)
	}
	b.view.Open("no such case")
	if len(b.frame.Errors) == 0 {
		t.Error("an unknown case is opened without a word")
	}
}

func TestNumbersOfPeopleAreMasked(t *testing.T) {
	const person, agent = "330402199003070015", "33040219880808003X"
	b := newBench(t, func(c *desktest.Counter) error {
		d, err := c.Draft("张三", "三星村农房")
		if err != nil {
			return err
		}
		d.Fields["applicant.code"], d.Fields["agent.name"], d.Fields["agent.code"] = person, "李四", agent
		_, err = c.Accept(d)
		return err
	})
	b.at("wangfang", Cases)
	for tab := tabOverview; tab <= tabAudit; tab++ {
		if words := b.words(tab); strings.Contains(words, person) || strings.Contains(words, agent) {
			t.Errorf("tab %d shows a number:\n%s", tab, words)
		}
	}
	if words := b.words(tabOverview); !strings.Contains(words, "330402********0015") || !strings.Contains(words, "李四") {
		t.Errorf("the overview lacks who it is:\n%s", words)
	}
}

func TestTrailSaysWhyEachDayCounts(t *testing.T) {
	b := newBench(t, func(c *desktest.Counter) error {
		_, err := c.Accepted("南湖区卫生健康局", "卫生站")
		return err
	})
	b.at("wangfang", Cases)
	b.view.panel.showTrail()
	d := b.frame.Dialog()
	if d == nil {
		t.Fatal("no dialog")
	}
	days := b.view.panel.shown.Case.Deadline.Days
	if len(days) != 8 || days[0].Date.String() != "2026-11-23" || days[7].Date.String() != "2026-11-30" {
		t.Errorf("the trail is %v", days)
	}
	b.frame.Router().Press("Enter")
	if b.frame.Dialog() != nil {
		t.Error("Enter does not close it")
	}
}

func TestFilesAreCopiedOutWhole(t *testing.T) {
	b := newBench(t, func(c *desktest.Counter) error {
		_, err := c.Accepted("南湖区卫生健康局", "卫生站")
		return err
	})
	b.at("wangfang", Cases)
	var file casefile.Attachment
	for _, m := range b.view.panel.shown.Case.Materials {
		for _, f := range m.Files {
			file = f
		}
	}
	path := filepath.Join(t.TempDir(), "out", "界址点.txt")
	saved := false
	b.view.panel.copyOut(file, path, func() { saved = true })
	raw, err := os.ReadFile(path)
	b.must(err)
	if !saved || int64(len(raw)) != file.Size {
		t.Errorf("saved %v, %d bytes of %d", saved, len(raw), file.Size)
	}
	file.Hash = strings.Repeat("0", 64)
	b.view.panel.copyOut(file, path, func() { t.Error("a file that is not there was saved") })
	if len(b.frame.Errors) != 1 {
		t.Errorf("told %v", b.frame.Errors)
	}
}

func TestNamesOfFilesCannotLeaveTheFolder(t *testing.T) {
	for name, want := range map[string]string{
		"界址.txt": "界址.txt", "../../etc/passwd": "passwd", `C:\Windows\x.exe`: "x.exe", "..": "file", "": "file", "/": "file",
	} {
		if got := safeName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func TestLongListIsReadInPages(t *testing.T) {
	b := newBench(t, func(c *desktest.Counter) error {
		for i := range pageSize + 5 {
			// Received straight into the store: attaching a file to each would only slow the test.
			body := &casefile.Received{
				Number: fmt.Sprintf("03-20261123-%04d", i+1), Item: "A", Window: "03",
				Application: casefile.Application{Applicant: casefile.Applicant{Name: "申请人"}},
			}
			e, err := casefile.New(fmt.Sprintf("e%04d", i), fmt.Sprintf("c%04d", i), 0, c.User().Actor(), c.Time, "", body)
			if err != nil {
				return err
			}
			if err := c.Store.Write(func(w desk.Writer) error { return w.Append(e) }); err != nil {
				return err
			}
		}
		return nil
	})
	b.at("wangfang", Cases)
	if got := len(b.view.list.read); got != 1 {
		t.Errorf("%d pages were read before any was looked at", got)
	}
	b.frame.Press(fyne.KeyEnd)
	if got := b.view.panel.shown.Number; got != "03-20261123-0001" {
		t.Errorf("the last row is %s", got)
	}
	b.view.sort(0, false)
	if got := b.view.cells(0)[0].Text; got != "03-20261123-0001" {
		t.Errorf("sorted upward the first row is %s", got)
	}
}

func TestNarrowWindowShowsOneAtATime(t *testing.T) {
	b := newBench(t, func(c *desktest.Counter) error {
		_, err := c.Accepted("南湖区卫生健康局", "卫生站")
		return err
	})
	b.at("wangfang", Cases)
	b.frame.Window().Resize(fyne.NewSize(730, 404))
	list := b.view.root.(*fyne.Container).Objects[0]
	if !list.Visible() || b.view.panel.card.Visible() {
		t.Error("in a narrow window the list should stand alone")
	}
	b.frame.Press(fyne.KeyReturn)
	if list.Visible() || !b.view.panel.card.Visible() {
		t.Error("Enter should put the case over the list")
	}
	b.frame.Press(fyne.KeyEscape)
	if !list.Visible() || b.frame.Window().Canvas().Focused() != b.view.rows.FocusTarget() {
		t.Error("Esc should give the list back")
	}
}

func TestEmptyListsSaySo(t *testing.T) {
	b := newBench(t, nil)
	for place := Cases; place <= Supervision; place++ {
		b.at("wangfang", place)
		for _, q := range b.view.kind.queues {
			b.view.queue = q
			b.view.Stale()
			if words := b.view.emptyWords(); words == "" || strings.HasPrefix(words, "work.") {
				t.Errorf("%s says %q", q, words)
			}
			b.frame.Press("F8", fyne.KeyReturn, fyne.KeyDown)
			b.frame.Router().Press("Ctrl+P")
			if b.frame.Dialog() != nil {
				t.Fatalf("%s: a key opened something where nothing is", q)
			}
		}
	}
	b.told()
}

// How many a list holds is read whole below it, also where a search may not have
// found all there are, and also on a small screen at 150 %.
func TestTheTotalIsReadWhole(t *testing.T) {
	b := newBench(t, func(c *desktest.Counter) error {
		_, err := c.Accepted("南湖区卫生健康局", "卫生站")
		return err
	})
	b.at("wangfang", Cases)
	for _, width := range []float32{1186, 731} {
		b.frame.Window().Resize(fyne.NewSize(width, 400))
		for _, words := range []string{text.T("work.total", text.Data{"Count": 1}), text.T("work.total.more", text.Data{"Count": 200})} {
			b.view.total.Set(words)
			shown := ""
			for _, o := range test.WidgetRenderer(b.view.total).Objects() {
				if line, is := o.(*canvas.Text); is {
					shown += line.Text
				}
			}
			if shown != words {
				t.Errorf("in %v pixels %q reads %q", width, words, shown)
			}
		}
	}
}

// Where list and case have no room side by side, what else can be done opens the
// case: the menu hangs on a button of it.
func TestMoreOpensTheCaseOnASmallScreen(t *testing.T) {
	b := &bench{t: t, counter: desktest.New(t), frame: frametest.New(t, 731, 400)}
	_, err := b.counter.Accepted("南湖区卫生健康局", "卫生站")
	b.must(err)
	b.at("wangfang", Cases)
	if b.view.panel.card.Visible() {
		t.Fatal("there is room for both")
	}
	b.frame.Router().Press("F10")
	b.told()
	if !b.view.panel.card.Visible() {
		t.Error("the menu hangs in the air")
	}
}
