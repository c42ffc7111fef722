package work

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/workday"
	"onewindow/ui/frame/frametest"
)

// does lets a user of the office do a procedure behind the view's back.
func (b *bench) does(user, id string, action desk.Action, values map[string]string) {
	b.t.Helper()
	b.must(b.counter.As(user, func() error {
		_, err := b.counter.Do(id, action, values)
		return err
	}))
}

// primary fails where F8 is not what it should be.
func (b *bench) primary(want string) {
	b.t.Helper()
	b.told()
	if got := b.view.panel.primary; !got.Visible() || got.Text != want {
		b.t.Errorf("F8 is %q (visible %t), want %q", got.Text, got.Visible(), want)
	}
}

// menu is what F10 offers.
func (b *bench) menu() []string {
	var list []string
	for _, item := range b.view.panel.others() {
		list = append(list, item.Text)
	}
	return list
}

// holds fails where the words lack one of the parts.
func (b *bench) holds(words string, parts ...string) {
	b.t.Helper()
	for _, part := range parts {
		if !strings.Contains(words, part) {
			b.t.Errorf("%q is not among\n%s", part, words)
		}
	}
}

func (b *bench) caseNow(id string) casefile.Case {
	b.t.Helper()
	c, err := b.counter.Store.Case(id)
	b.must(err)
	return c
}

func acceptedBench(t *testing.T) (*bench, casefile.Case) {
	t.Helper()
	var file casefile.Case
	b := newBench(t, func(c *desktest.Counter) (err error) {
		file, err = c.Accepted("南湖区卫生健康局", "城南片区公共卫生中心")
		return err
	})
	return b, file
}

func TestDisagreementIsGivenWithItsBasisAndSettled(t *testing.T) {
	b, file := acceptedBench(t)
	b.at("chenli", Review)
	b.frame.Press("F8")
	b.frame.Press(fyne.KeyRight) // disagree
	b.holds(frametest.Words(b.frame.Dialog()), "由周敏于 11 月 26 日前协调完")
	b.frame.Window().Canvas().FocusNext()
	b.frame.Type("压占永久基本农田")
	b.frame.Router().Press("Ctrl+Enter")
	if b.frame.Dialog() == nil {
		t.Fatal("a disagreement without a basis was taken")
	}
	b.frame.Type("《基本农田保护条例》第十五条")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("已出具意见 " + file.Number)

	b.at("zhoumin", Review)
	b.primary("协调结果")
	b.holds(b.words(tabTimeline), "等待周敏协调  →  决定")
	if cell := b.view.cells(0)[4]; cell.Text != "协调中" {
		t.Errorf("the row says %q", cell.Text)
	}
	b.holds(frametest.Words(b.view.panel.notices), "空间规划科意见不同，由周敏于 11 月 26 日前协调")
	b.frame.Press("F8")
	b.frame.Press(fyne.KeySpace) // settled, go on
	b.frame.Window().Canvas().FocusNext()
	b.frame.Type("调整红线后继续办理")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("已打印部门协调意见书 " + file.Number)
	b.holds(b.words(tabTimeline), "协调一致，继续办理：调整红线后继续办理", "参加 空间规划科、周敏")
	b.holds(b.words(tabOverview), "部门协调", "主持人", "继续办理")
	if c := b.caseNow(file.ID); c.State != casefile.StateReviewed || c.Copies(casefile.CoordinationSet) != 1 {
		t.Errorf("the case is %s, %d prints", c.State, c.Copies(casefile.CoordinationSet))
	}
	b.primary("作出决定")
}

func TestStandingClockIsSaidWhereTheLightWas(t *testing.T) {
	b, file := acceptedBench(t)
	b.does("chenli", file.ID, desk.StartSpecial, map[string]string{
		"procedure": "expert-review", "reason": "专家论证", "expected": "2026-12-10",
	})
	b.at("chenli", Cases)
	b.holds(frametest.Words(b.view.panel.band), "期限中止", "专家评审，剩 5 个工作日")
	b.holds(frametest.Words(b.view.panel.notices), "专家评审预计 12 月 10 日结束")
	if cell := b.view.cells(0)[5]; cell.Text != "期限中止" {
		t.Errorf("the row says %q", cell.Text)
	}
	b.counter.Time = b.counter.Time.AddDate(0, 0, 8)
	b.does("chenli", file.ID, desk.EndSpecial, map[string]string{"result": "同意"})
	b.does("zhoumin", file.ID, desk.Extend, map[string]string{"days": "5", "reason": "补充踏勘"})
	b.view.Stale()
	b.view.panel.showTrail()
	b.holds(frametest.Words(b.frame.Dialog()),
		"专家评审，期限中止，不计", "其中延期 5 个工作日", "特别程序开始：2026 年 11 月 30 日 → 期限中止",
		"延期：2026 年 12 月 8 日 → 2026 年 12 月 15 日", "法定期限 25 个工作日")
}

// While its clock stands for the publicity nothing in a case changes; but one
// morning the publicity is over.
func TestPublicityThatIsOverIsClosedTheNextMorning(t *testing.T) {
	b, file := acceptedBench(t)
	b.does("wangfang", file.ID, desk.PostPublicity, map[string]string{"posted": "2026-11-23", "ends": "2026-12-03", "where": "网站"})
	b.counter.Time = b.counter.Time.AddDate(0, 0, 10) // its last day
	b.at("wangfang", Cases)
	if b.view.panel.primary.Visible() {
		t.Errorf("F8 is %q on the last day", b.view.panel.primary.Text)
	}
	b.counter.Time = b.counter.Time.AddDate(0, 0, 1)
	b.view.Stale()
	b.primary("公示期满")
	b.frame.Press("F8")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("公示期满已记录 " + file.Number)
	b.holds(b.words(tabTimeline), "公示期满，无异议")
	b.holds(b.words(tabOverview), "2026-11-23 — 2026-12-03", "无异议")
}

// Where a publicity still stops the promised clock, the end of a special
// procedure promises no day.
func TestEndOfOneStopIsNotTheEndOfTheOther(t *testing.T) {
	b, file := acceptedBench(t)
	b.does("wangfang", file.ID, desk.PostPublicity, map[string]string{"posted": "2026-11-23", "ends": "2026-12-03", "where": "网站"})
	b.does("chenli", file.ID, desk.StartSpecial, map[string]string{"procedure": "testing", "reason": "检测", "expected": "2026-12-01"})
	b.does("chenli", file.ID, desk.EndSpecial, map[string]string{"result": "合格"})
	b.at("chenli", Cases)
	b.holds(b.words(tabTimeline), "特别程序结束，承诺期限因公示仍在中止")
	b.holds(frametest.Words(b.view.panel.band), "期限中止", "公示，剩 5 个工作日")
}

func TestRecountShowsTheOldDayAndTheNew(t *testing.T) {
	var file casefile.Case
	b := newBench(t, func(c *desktest.Counter) (err error) {
		c.Time = c.Time.AddDate(0, 0, 70) // 2027-02-01
		file, err = c.Accepted("南湖区卫生健康局", "城南片区公共卫生中心")
		return err
	})
	b.must(b.counter.As("admin", func() error {
		_, err := b.counter.ImportCalendar("../../app/workday/testdata/sample-2027.ics")
		return err
	}))
	after := b.caseNow(file.ID)
	if after.Deadline.Provisional || !file.Deadline.Provisional {
		t.Fatalf("%v, then %v", file.Deadline.Due, after.Deadline.Due)
	}
	b.at("wangfang", Cases)
	b.holds(b.words(tabTimeline), "放假安排更新，期限重新计算", fullDay(file.Deadline.Due)+"（暂定） → "+fullDay(after.Deadline.Due))
}

func TestTwoCertificatesLeaveInOneHandover(t *testing.T) {
	b, file := landBench(t, "B", map[string]string{"supply": "allocation"})
	b.at("wangfang", Handover)
	b.primary("打印证书")
	b.frame.Press("F8")
	c := b.caseNow(file.ID)
	if c.Copies(casefile.Allocation) != 1 || c.Copies(casefile.LandPermit) != 1 {
		t.Fatalf("printed %+v, told %v", c.Prints, b.frame.Errors)
	}
	b.primary("登记领证")
	b.frame.Press("F8")
	b.holds(frametest.Words(b.frame.Dialog()), "国有建设用地划拨决定书", "建设用地规划许可证　待赋号")
	b.frame.Type("张伟东")
	b.frame.Press(fyne.KeyReturn)
	b.frame.Type("330402199003070015")
	b.frame.Router().Press("Enter")
	if c = b.caseNow(file.ID); c.State != casefile.StateClosed || len(c.Handover.Documents) != 2 {
		t.Errorf("the case is %s, handed over %+v", c.State, c.Handover)
	}
	b.at("wangfang", Cases)
	b.view.Open(file.ID)
	b.primary("录入号码")
	b.frame.Press("F8")
	b.frame.Type("3304022026YG0000123")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("电子监管号已录入 " + file.Number)
	b.must(b.counter.Number(file.ID))
	b.view.Stale()
	b.holds(b.words(tabTimeline), "建设用地规划许可证赋号 3304022026YG0000123")
	b.primary("价款缴清")
}

func TestContractIsPrintedSignedAndFollowedByThePermit(t *testing.T) {
	b, file := landBench(t, "C", map[string]string{"supply": "transfer"})
	b.at("wangfang", Handover)
	b.primary("打印证书")
	b.frame.Press("F8")
	b.primary("合同签订")
	b.holds(frametest.Words(b.view.panel.notices), "出让合同还没有签订")
	b.frame.Press("F8")
	b.frame.Type("李建国")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("合同签订已记录 " + file.Number)
	b.must(b.counter.Issue(file.ID))
	b.at("wangfang", Handover)
	b.primary("打印证书") // the permit issued on the spot
	b.frame.Press("F8")
	b.primary("登记领证")
	b.does("wangfang", file.ID, desk.ConfirmPayment, map[string]string{"amount": "1234.5", "voucher": "0012345"})
	b.view.Stale()
	b.holds(b.words(tabTimeline), "缴清价款 12,345,000.00 元", "凭证 0012345")
	b.holds(b.words(tabOverview), "价款与登记", "12,345,000.00 元", "待中心推送", "出让合同")
}

// landBench is a case of an item that supplies land, issued.
func landBench(t *testing.T, item string, answers map[string]string) (*bench, casefile.Case) {
	t.Helper()
	b, first := acceptedBench(t)
	file, err := b.counter.Begun(item, answers, first.Application)
	b.must(err)
	b.does("chenli", file.ID, desk.SetConditions, map[string]string{
		"use": "医疗卫生用地", "plot-ratio": "≤ 1.8", "density": "≤ 35%", "height": "≤ 50 米", "green": "≥ 30%",
	})
	if file.PublicityTerm.Days > 0 {
		b.must(b.counter.Publicised(file.ID))
	}
	b.must(b.counter.Reviewed(file.ID))
	b.must(b.counter.Granted(file.ID))
	return b, file
}

func TestSupervisionCountsAndReminds(t *testing.T) {
	b, file := acceptedBench(t)
	b.counter.Time = b.counter.Time.AddDate(0, 0, 2)
	b.at("wugang", Supervision)
	b.primary("督办")
	b.frame.Press("F8")
	b.frame.Press(fyne.KeySpace) // the first of those it may go to: the section
	b.frame.Window().Canvas().FocusNext()
	b.frame.Type("请于今日出具意见")
	b.frame.Router().Press("Ctrl+Enter")
	b.title("已打印督办通知单 " + file.Number)
	if cell := b.view.cells(0)[6]; cell.Text != "1 次" {
		t.Errorf("the row says %q", cell.Text)
	}
	sections := strings.Split(frametest.Words(b.view.figures.sections), "\n")
	if at := slices.Index(sections, "空间规划科"); at < 0 || sections[at-1] != "督办" {
		t.Errorf("the sections are %q", sections)
	}
	b.holds(frametest.Words(b.view.panel.notices), "已督办 1 次，最近督办 空间规划科：请于今日出具意见")
	o, err := b.counter.Supervision()
	b.must(err)
	if o.Sections[0].Reminders != 1 || o.Sections[0].Soon != 1 || o.Windows[0].Open != 1 {
		t.Errorf("%+v", o)
	}
}

func TestMenuOffersWhatTheRulesAllow(t *testing.T) {
	b, _ := acceptedBench(t)
	b.at("chenli", Review)
	if got, want := b.menu(), []string{"填写用地建设条件", "记录公示", "启动特别程序", "告知听证权利"}; !slices.Equal(got, want) {
		t.Errorf("a reviewer is offered %q, want %q", got, want)
	}
	b.at("zhoumin", Cases)
	if got := b.menu(); !slices.Contains(got, "延期") || slices.Contains(got, "撤件") {
		t.Errorf("the approver is offered %q", got)
	}
	b.at("wangfang", Cases)
	b.primary("记录公示")
	if got := b.menu(); slices.Contains(got, "记录公示") || got[len(got)-1] != "撤件" {
		t.Errorf("the clerk is offered %q", got)
	}
}

// The timeline has words for everything that can happen to a case.
func TestTimelineTellsEveryKind(t *testing.T) {
	frametest.New(t, 100, 100) // chooses the language
	samples := happenings()
	for _, kind := range casefile.Kinds() {
		body, known := samples[kind]
		if !known {
			t.Errorf("no sample of %s", kind)
			continue
		}
		m := tell(casefile.Case{}, casefile.Entry{Kind: kind, Body: body, By: casefile.Actor{Name: "王芳", Role: casefile.Clerk}})
		words := m.Lead + m.Text + m.Note
		if m.Lead+m.Text == "" || strings.Contains(words, "work.") || strings.Contains(words, "no value") || strings.Contains(words, "document.") {
			t.Errorf("%s is told as %+v", kind, m)
		}
	}
}

// happenings are a body of every kind.
func happenings() map[casefile.Kind]casefile.Body {
	day := workday.DateOf(time.Date(2026, 11, 23, 9, 30, 0, 0, desk.Zone()))
	limit := workday.Deadline{Start: day, WorkingDays: 5, Due: day.Add(7)}
	clocks := casefile.Clocks{Promised: limit, Statutory: limit}
	terms := casefile.Terms{Number: "嘉南资规受〔2026〕0001号", Deadline: limit}
	permit := casefile.Certificate{Document: casefile.Permit, Number: "3304022026XS0000001", Date: day, ValidUntil: day.AddYears(3)}
	samples := map[casefile.Kind]casefile.Body{}
	for _, b := range []casefile.Body{
		&casefile.Received{Window: "03"}, &casefile.Attached{Material: "form"}, &casefile.Accepted{Terms: terms},
		&casefile.OpinionGiven{Section: "空间规划科", Agree: true, Text: "同意"}, &casefile.Decided{Grant: true},
		&casefile.Issued{Certificates: []casefile.Certificate{permit}}, &casefile.Printed{Document: casefile.Receipt, Copy: 1},
		&casefile.PrintVoided{Document: casefile.Receipt, Copy: 1, Reason: "卡纸"},
		&casefile.Handed{Recipient: "张伟东"}, &casefile.Withdrawn{Reason: "不再申请"},
		&casefile.Notified{}, &casefile.SecondNoticeAllowed{Reason: "遗漏"}, &casefile.Supplemented{}, &casefile.Deemed{Terms: terms},
		&casefile.Declined{Form: casefile.NotOurs, Reason: "不属本机关", Authority: "市局"},
		&casefile.SpecialStarted{Procedure: casefile.Testing, Reason: "检测", Expected: day, Clocks: clocks},
		&casefile.SpecialEnded{Result: "合格", Clocks: clocks},
		&casefile.PublicityPosted{Posted: day, Ends: day, Where: "网站", Clocks: clocks},
		&casefile.PublicityClosed{Objections: "一件，已答复", Clocks: clocks},
		&casefile.PublicityReused{Number: "03-20261123-0001", Posted: day, Ends: day},
		&casefile.Extended{Days: 5, Reason: "踏勘", Clocks: clocks}, &casefile.Recounted{Calendar: "通知", Limit: limit, Clocks: clocks},
		&casefile.CoordinationSettled{Record: "一致", Present: []string{"空间规划科"}},
		&casefile.HearingTold{Reason: "采光", Until: limit}, &casefile.HearingAsked{By: "示例居民", HoldBy: limit, Clocks: clocks},
		&casefile.HearingSet{Date: day, Place: "会议室"}, &casefile.HearingHeld{Record: "笔录", Clocks: clocks},
		&casefile.ConditionsSet{Conditions: casefile.Conditions{Use: "医疗卫生用地", PlotRatio: "≤ 1.8"}},
		&casefile.NumberReturned{Document: casefile.LandPermit, Number: "1"}, &casefile.Numbered{Document: casefile.LandPermit, Number: "1"},
		&casefile.ContractSigned{Signer: "李建国"}, &casefile.Paid{Amount: 100, Voucher: "1"}, &casefile.RegistrationTold{Unit: "330402001023GB00123W00000000"},
		&casefile.Corrected{Document: casefile.Permit, Changes: []casefile.Change{{Field: "project.name", Was: "甲", Is: "乙"}}, Reason: "笔误"},
		&casefile.RenewalAsked{Document: casefile.Permit, Reason: "未开工"}, &casefile.RenewalDecided{Reason: "已过期"},
		&casefile.Revoked{Reason: "欺骗", Basis: "第六十九条"}, &casefile.Reminded{Window: "03", Text: "请抓紧"}, &casefile.Rated{Level: 1},
		&casefile.StraySettled{What: casefile.KindAttached, Refused: "state", Way: casefile.GivenUp, Reason: "重复收取"},
		&casefile.NotDuplicate{OtherNumber: "04-20261123-0001", Reason: "两块地"},
	} {
		samples[b.Kind()] = b
	}
	return samples
}

func TestYuanIsGroupedByThree(t *testing.T) {
	for fen, want := range map[int64]string{0: "0.00", 5: "0.05", 12345: "123.45", 100_000: "1,000.00", 1_234_500_000: "12,345,000.00"} {
		if got := yuan(fen); got != want {
			t.Errorf("yuan(%d) = %q, want %q", fen, got, want)
		}
	}
}

// A case with many papers leaves room to look at the chosen one.
func TestManyPapersLeaveRoomForTheChosen(t *testing.T) {
	b, file := landBench(t, "B", map[string]string{"supply": "allocation"})
	b.at("wangfang", Cases)
	b.view.Open(file.ID)
	b.view.panel.tabs.Select(tabDocuments)
	s := b.view.panel.papers
	if len(s.kinds) < 6 || s.preview.Size().Height < s.content.Size().Height/2 {
		t.Errorf("of %.0f the paper has %.0f, beside %d names", s.content.Size().Height, s.preview.Size().Height, len(s.kinds))
	}
	s.choose(casefile.Receipt)
	top, _ := s.picks.Reach(s.picks.At())
	if s.scroll.Offset() > top {
		t.Error("the chosen paper's name is out of sight")
	}
}
