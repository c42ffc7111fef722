package casefile_test

import (
	"os"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// command is something somebody may try to do to a case on a day. The body may
// depend on the case: whoever writes it counts the clocks as they would be.
type command struct {
	name string
	body func(c casefile.Case, on workday.Date) casefile.Body
	by   casefile.Actor
	late int // days after the first on which it is tried
}

// fixed is a body that says the same of any case.
func fixed(b casefile.Body) func(casefile.Case, workday.Date) casefile.Body {
	return func(casefile.Case, workday.Date) casefile.Body { return b }
}

var (
	clerk      = actors[0]
	spatial    = actors[1]
	farmland   = actors[2]
	stranger   = actors[3]
	approver   = actors[4]
	supervisor = actors[5]
	centre     = actors[6]
	admin      = casefile.Actor{ID: "gl", Name: "管理员", Role: casefile.Administrator}
)

// first is the day on which everything happens that names no other.
var first = workday.DateOf(start)

// calendar is the one of the product.
var calendar = func() *workday.Calendar {
	raw, err := os.ReadFile("../../assets/calendars/china.csv")
	if err != nil {
		panic(err)
	}
	c, err := workday.Read(raw)
	if err != nil {
		panic(err)
	}
	return c
}()

// clocks counts both limits of the case with more days and other stretches.
func clocks(c casefile.Case, more int, change func([]workday.Span, bool) []workday.Span) casefile.Clocks {
	count := func(d workday.Deadline, statutory bool) workday.Deadline {
		stands := c.Stands(statutory)
		if change != nil {
			stands = change(stands, statutory)
		}
		return calendar.Count(d.Start, d.WorkingDays+more, stands)
	}
	return casefile.Clocks{Promised: count(c.Deadline, false), Statutory: count(c.Statutory, true)}
}

// begun adds a stretch that begins on the day.
func begun(p casefile.Procedure, on workday.Date, promised bool) func([]workday.Span, bool) []workday.Span {
	return func(spans []workday.Span, statutory bool) []workday.Span {
		if statutory && promised {
			return spans
		}
		return append(spans, workday.Span{From: on, Name: string(p)})
	}
}

// ended ends the open stretch of a procedure on the day.
func ended(p casefile.Procedure, on workday.Date) func([]workday.Span, bool) []workday.Span {
	return func(spans []workday.Span, _ bool) []workday.Span {
		for i := range spans {
			if spans[i].To.IsZero() && spans[i].Name == string(p) {
				spans[i].To = on
			}
		}
		return spans
	}
}

// terms are what acceptance fixes in the tests: two sections and no more.
func terms(on workday.Date) casefile.Terms {
	return casefile.Terms{
		Number: "嘉南资规受〔2026〕0001号", Sections: []string{"空间规划科", "耕地保护科"},
		Deadline: calendar.Deadline(on, 5), Statutory: calendar.Deadline(on, 20), Extension: 10,
	}
}

// full are terms with everything: publicity that stops the promised clock and
// may be shared, and conditions to be set.
func full(on workday.Date) casefile.Terms {
	t := terms(on)
	t.Publicity = casefile.PublicityTerm{Days: 10, SharedWith: "A", Basis: "办事指南"}
	t.Conditions = true
	return t
}

// limit is the five working days after receipt.
func limit() workday.Deadline { return calendar.Deadline(first, casefile.ReceiptDays) }

func received() *casefile.Received {
	return &casefile.Received{
		Number: "03-20261123-0001", Office: "330402-nh", Window: "03", Item: "B",
		Application: casefile.Application{
			Applicant: casefile.Applicant{Unit: true, Name: "嘉兴市南湖区卫生健康局", Code: "11330402002523454L"},
			Land:      casefile.Land{Location: "城南街道长水路", Area: 18993},
		},
		Materials: []casefile.Material{
			{ID: "report", Name: "申请报告", Required: true, Present: true},
			{ID: "boundary", Name: "界址点坐标", Required: true, Present: true},
		},
		Limit: limit(),
	}
}

// notified and supplied are about one defect each.
func notified(id string, on workday.Date) *casefile.Notified {
	return &casefile.Notified{On: on, Defects: []casefile.Defect{{
		ID: id, Material: "report", What: "申请报告", Reason: "未加盖公章", Basis: "《中华人民共和国行政许可法》第三十二条第一款第四项",
	}}}
}

func supplied(id string, on workday.Date) *casefile.Supplemented {
	return &casefile.Supplemented{On: on, Supplies: []casefile.Supply{{
		Defect: id, Files: []casefile.Attachment{{Name: "b.pdf", Hash: "01", Size: 2}},
	}}}
}

// certificate is one edition of a certificate.
func certificate(kind casefile.DocumentKind, on workday.Date, edition int) casefile.Certificate {
	k := casefile.Certificate{
		Document: kind, Number: "330402-" + string(kind), Date: on, ValidUntil: on.AddYears(3), Payload: "P", Edition: edition,
	}
	if kind == casefile.LandPermit {
		k.Number, k.ValidUntil = "", workday.Date{} // the national system numbers it
	}
	return k
}

// disagreed is a disagreement that names who settles it.
func disagreed(section string, on workday.Date) *casefile.OpinionGiven {
	return &casefile.OpinionGiven{
		On: on, Section: section, Text: "占用永久基本农田", Basis: "《中华人民共和国土地管理法》第三十五条",
		Call: &casefile.Call{Settler: casefile.Person{ID: approver.ID, Name: approver.Name}, Due: on.Add(2)},
	}
}

// moment is when a command of a day was written.
func moment(on workday.Date) time.Time {
	y, m, d := on.Date()
	return time.Date(y, m, d, 9, 0, 0, 0, start.Location())
}

// commands are all commands of the window, lawful in some state or in none.
func commands() []command {
	list := receiptCommands()
	list = append(list, reviewCommands()...)
	list = append(list, clockCommands()...)
	return append(list, certificateCommands()...)
}

func receiptCommands() []command {
	decline := func(form casefile.DocumentKind, authority string) func(casefile.Case, workday.Date) casefile.Body {
		return func(_ casefile.Case, on workday.Date) casefile.Body {
			return &casefile.Declined{
				On: on, Form: form, Authority: authority, Reason: "不需要", Basis: "《中华人民共和国行政许可法》第三十二条",
			}
		}
	}
	notify := func(id string) func(casefile.Case, workday.Date) casefile.Body {
		return func(_ casefile.Case, on workday.Date) casefile.Body { return notified(id, on) }
	}
	supply := func(id string) func(casefile.Case, workday.Date) casefile.Body {
		return func(_ casefile.Case, on workday.Date) casefile.Body { return supplied(id, on) }
	}
	deem := func(_ casefile.Case, on workday.Date) casefile.Body {
		return &casefile.Deemed{On: on, Limit: limit(), Terms: terms(first)}
	}
	from := func(c casefile.Case, on workday.Date) workday.Date {
		if day := c.Complete(); !day.IsZero() {
			return day
		}
		return on
	}
	accept := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.Accepted{On: on, Terms: terms(from(c, on))}
	}
	acceptFull := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.Accepted{On: on, Terms: full(from(c, on))}
	}
	otherwise := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.Accepted{On: on, Terms: terms(from(c, on).Add(1))}
	}
	return []command{
		{"receive", fixed(received()), clerk, 0},
		{"receive, by the approver", fixed(received()), approver, 0},
		{"notify one defect", notify("1"), clerk, 0},
		{"notify one defect, by the approver", notify("1"), approver, 0},
		{"notify a second time", notify("2"), clerk, 0},
		{"notify a third time", notify("3"), clerk, 0},
		{"notify without reasons", func(_ casefile.Case, on workday.Date) casefile.Body {
			return &casefile.Notified{On: on, Defects: []casefile.Defect{{ID: "1", What: "申请报告"}}}
		}, clerk, 0},
		{"notify after the limit", notify("1"), clerk, 8},
		{"allow a second notice", fixed(&casefile.SecondNoticeAllowed{Reason: "首次告知遗漏授权委托书"}), supervisor, 0},
		{"allow it without a reason", fixed(&casefile.SecondNoticeAllowed{}), supervisor, 0},
		{"allow it, by the clerk", fixed(&casefile.SecondNoticeAllowed{Reason: "遗漏"}), clerk, 0},
		{"supply defect 1", supply("1"), clerk, 0},
		{"supply defect 2", supply("2"), clerk, 0},
		{"supply what was never notified", supply("9"), clerk, 0},
		{"deemed accepted, limit passed", deem, clerk, 8},
		{"deemed accepted, on the last day", deem, clerk, 7},
		{"decline, not accepted", decline(casefile.NotAccepted, ""), clerk, 0},
		{"decline, not required", decline(casefile.NotRequired, ""), clerk, 0},
		{"decline, not ours", decline(casefile.NotOurs, "嘉兴市生态环境局南湖分局"), clerk, 0},
		{"decline, not ours, whose not said", decline(casefile.NotOurs, ""), clerk, 0},
		{"decline, by the reviewer", decline(casefile.NotAccepted, ""), spatial, 0},
		{"attach a file", fixed(&casefile.Attached{Material: "boundary"}), clerk, 0},
		{"attach to an unknown material", fixed(&casefile.Attached{Material: "nothing"}), clerk, 0},
		{"accept", accept, clerk, 0},
		{"accept, publicity and conditions needed", acceptFull, clerk, 0},
		{"accept, dated otherwise", otherwise, clerk, 0},
		{"accept, by the reviewer", accept, spatial, 0},
		{"withdraw", fixed(&casefile.Withdrawn{Reason: "申请人申请撤回"}), clerk, 0},
	}
}

func reviewCommands() []command {
	agree := func(section string) func(casefile.Case, workday.Date) casefile.Body {
		return fixed(&casefile.OpinionGiven{Section: section, Agree: true, Text: "符合"})
	}
	disagree := func(section string) func(casefile.Case, workday.Date) casefile.Body {
		return func(_ casefile.Case, on workday.Date) casefile.Body { return disagreed(section, on) }
	}
	settle := func(proceed bool) func(casefile.Case, workday.Date) casefile.Body {
		return func(_ casefile.Case, on workday.Date) casefile.Body {
			return &casefile.CoordinationSettled{
				On: on, Proceed: proceed, Record: "经协调,红线避让永久基本农田。", Present: []string{"空间规划科", "耕地保护科"},
			}
		}
	}
	decide := func(grant bool, reason string) func(casefile.Case, workday.Date) casefile.Body {
		return func(_ casefile.Case, on workday.Date) casefile.Body {
			return &casefile.Decided{On: on, Grant: grant, Reason: reason}
		}
	}
	conditions := func(_ casefile.Case, on workday.Date) casefile.Body {
		return &casefile.ConditionsSet{On: on, Conditions: casefile.Conditions{
			Use: "医疗卫生用地", PlotRatio: "≤ 1.8", Density: "≤ 35 %", Height: "≤ 50 米", Green: "≥ 35 %",
		}}
	}
	remind := func(section, window string) func(casefile.Case, workday.Date) casefile.Body {
		return func(_ casefile.Case, on workday.Date) casefile.Body {
			return &casefile.Reminded{On: on, Section: section, Window: window, Text: "请于今日内出具意见"}
		}
	}
	unnamed := func(_ casefile.Case, on workday.Date) casefile.Body {
		return &casefile.OpinionGiven{On: on, Section: "耕地保护科", Text: "占用", Basis: "法"}
	}
	return []command{
		{"agree, 空间规划科", agree("空间规划科"), spatial, 0},
		{"agree, 耕地保护科", agree("耕地保护科"), farmland, 0},
		{"disagree, 耕地保护科", disagree("耕地保护科"), farmland, 0},
		{"disagree, who settles it not named", unnamed, farmland, 0},
		{"agree, a section nobody asked", agree("信访科"), stranger, 0},
		{"agree for another section", agree("耕地保护科"), spatial, 0},
		{"settle the coordination, go on", settle(true), approver, 1},
		{"settle the coordination, do not", settle(false), approver, 1},
		{"settle it, not the one named", settle(true), spatial, 1},
		{"set the conditions", conditions, spatial, 0},
		{"set the conditions, by the clerk", conditions, clerk, 0},
		{"grant", decide(true, ""), approver, 0},
		{"grant, twelve days later", decide(true, ""), approver, 12},
		{"grant, by the clerk", decide(true, ""), clerk, 0},
		{"deny with reasons", decide(false, "不符合规划"), approver, 0},
		{"deny without reasons", decide(false, ""), approver, 0},
		{"remind a section", remind("耕地保护科", ""), supervisor, 0},
		{"remind the window", remind("", "03"), supervisor, 0},
		{"remind another window", remind("", "04"), supervisor, 0},
		{"remind, by the clerk", remind("", "03"), clerk, 0},
		{"no duplicate", fixed(&casefile.NotDuplicate{Other: "another", Reason: "一期、二期两块地"}), clerk, 0},
		{"no duplicate, by the supervisor", fixed(&casefile.NotDuplicate{Other: "another", Reason: "一期、二期两块地"}), supervisor, 0},
		{"no duplicate, by the approver", fixed(&casefile.NotDuplicate{Other: "another", Reason: "一期、二期两块地"}), approver, 0},
		{"no duplicate, of which case not said", fixed(&casefile.NotDuplicate{Reason: "一期、二期两块地"}), clerk, 0},
		{"no duplicate, without a reason", fixed(&casefile.NotDuplicate{Other: "another"}), clerk, 0},
		{"rate", fixed(&casefile.Rated{Level: 1}), clerk, 0},
		{"settle a stray", fixed(&casefile.StraySettled{Event: "e", Way: casefile.GivenUp, Reason: "重复"}), clerk, 0},
		{"settle a stray, reason missing", fixed(&casefile.StraySettled{Event: "e", Way: casefile.GivenUp}), clerk, 0},
		{"rate, a sixth level", fixed(&casefile.Rated{Level: 6}), clerk, 0},
	}
}

func clockCommands() []command {
	special := func(p casefile.Procedure, expected int) func(casefile.Case, workday.Date) casefile.Body {
		return func(c casefile.Case, on workday.Date) casefile.Body {
			return &casefile.SpecialStarted{
				On: on, Procedure: p, Reason: "选址论证需专家评审", Expected: on.Add(expected), Clocks: clocks(c, 0, begun(p, on, false)),
			}
		}
	}
	end := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.SpecialEnded{On: on, Result: "通过", Clocks: clocks(c, 0, ended(casefile.ExpertReview, on))}
	}
	uncounted := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.SpecialEnded{On: on, Result: "通过", Clocks: clocks(c, 0, nil)}
	}
	post := func(ago int) func(casefile.Case, workday.Date) casefile.Body {
		return func(c casefile.Case, on workday.Date) casefile.Body {
			posted := on.Add(-ago)
			b := &casefile.PublicityPosted{On: on, Posted: posted, Ends: posted.Add(10), Where: "门户网站", Clocks: clocks(c, 0, nil)}
			if c.PublicityTerm.Basis != "" && b.Ends.After(on) {
				b.Clocks = clocks(c, 0, begun(casefile.Publicly, on, true))
			}
			return b
		}
	}
	shortly := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.PublicityPosted{On: on, Posted: on, Ends: on.Add(9), Where: "门户网站", Clocks: clocks(c, 0, nil)}
	}
	closing := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.PublicityClosed{On: on, Clocks: clocks(c, 0, ended(casefile.Publicly, on))}
	}
	reuse := func(area int64) func(casefile.Case, workday.Date) casefile.Body {
		return func(c casefile.Case, on workday.Date) casefile.Body {
			subject := c.Subject()
			subject.Area += area
			return &casefile.PublicityReused{
				On: on, Case: "A", Number: "03-20260901-0001", Posted: on.Add(-60), Ends: on.Add(-50), Closed: on.Add(-49), Subject: subject,
			}
		}
	}
	extend := func(days int) func(casefile.Case, workday.Date) casefile.Body {
		return func(c casefile.Case, on workday.Date) casefile.Body {
			return &casefile.Extended{On: on, Days: days, Reason: "情况复杂", Clocks: clocks(c, days, nil)}
		}
	}
	tell := func(_ casefile.Case, on workday.Date) casefile.Body {
		return &casefile.HearingTold{On: on, Reason: "涉及相邻权利人重大利益", Until: calendar.Deadline(on, casefile.HearingAskDays)}
	}
	ask := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.HearingAsked{
			On: on, By: "相邻权利人代表", HoldBy: calendar.Deadline(on, casefile.HearingHoldDays), Clocks: clocks(c, 0, begun(casefile.Hearing, on, false)),
		}
	}
	waive := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.HearingAsked{On: on, By: "申请人", Waived: true, Clocks: clocks(c, 0, nil)}
	}
	set := func(ahead int) func(casefile.Case, workday.Date) casefile.Body {
		return func(_ casefile.Case, on workday.Date) casefile.Body {
			return &casefile.HearingSet{On: on, Date: on.Add(ahead), Place: "二楼会议室"}
		}
	}
	hold := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.HearingHeld{On: on, Record: "听证笔录", Clocks: clocks(c, 0, ended(casefile.Hearing, on))}
	}
	recount := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.Recounted{On: on, Calendar: "国办发明电〔2026〕9号", Limit: c.Limit, Clocks: clocks(c, 0, nil)}
	}
	longer := func(c casefile.Case, on workday.Date) casefile.Body {
		return &casefile.Recounted{On: on, Calendar: "国办发明电〔2026〕9号", Limit: c.Limit, Clocks: clocks(c, 1, nil)}
	}
	return []command{
		{"start an expert review", special(casefile.ExpertReview, 15), spatial, 0},
		{"start an expert review, no end expected", special(casefile.ExpertReview, 0), spatial, 0},
		{"start an expert review, by the clerk", special(casefile.ExpertReview, 15), clerk, 0},
		{"stop the clock for a meeting", special("meeting", 15), spatial, 0},
		{"stop both clocks for a publicity", special(casefile.Publicly, 10), spatial, 0},
		{"end the expert review", end, spatial, 9},
		{"end it, clocks not counted anew", uncounted, spatial, 9},
		{"post a publicity", post(0), spatial, 0},
		{"post a publicity that has run", post(11), spatial, 0},
		{"post a publicity of nine days", shortly, spatial, 0},
		{"close the publicity, on its last day", closing, spatial, 10},
		{"close the publicity", closing, spatial, 11},
		{"reuse the publicity of the earlier item", reuse(0), clerk, 0},
		{"reuse it, the area has changed", reuse(1), clerk, 0},
		{"extend by 10 days", extend(10), approver, 0},
		{"extend by 11 days", extend(11), approver, 0},
		{"extend, the limit is over", extend(10), approver, 40},
		{"extend, by the clerk", extend(10), clerk, 0},
		{"tell of the right to a hearing", tell, spatial, 0},
		{"ask for the hearing", ask, clerk, 1},
		{"ask for the hearing, too late", ask, clerk, 8},
		{"waive the hearing", waive, clerk, 1},
		{"set the hearing", set(7), spatial, 2},
		{"set the hearing, six days ahead", set(6), spatial, 2},
		{"set the hearing, after its limit", set(60), spatial, 2},
		{"hold the hearing", hold, spatial, 9},
		{"hold the hearing, before its day", hold, spatial, 3},
		{"recount by a new calendar", recount, admin, 0},
		{"recount by a new calendar, the centre", recount, centre, 0},
		{"recount over more days", longer, admin, 0},
	}
}

func certificateCommands() []command {
	issue := func(kinds ...casefile.DocumentKind) func(casefile.Case, workday.Date) casefile.Body {
		return func(c casefile.Case, on workday.Date) casefile.Body {
			b := &casefile.Issued{}
			for _, kind := range kinds {
				last, _ := c.Certificate(kind)
				k := certificate(kind, on, last.Edition+1)
				if c.Renewal != nil && c.Renewal.Grant {
					k.ValidUntil = c.Renewal.Until
				}
				b.Certificates = append(b.Certificates, k)
			}
			if len(kinds) == 1 && kinds[0] == casefile.Contract {
				b.Further = casefile.LandPermit
			}
			return b
		}
	}
	print := func(kind casefile.DocumentKind, reason string) func(casefile.Case, workday.Date) casefile.Body {
		return func(c casefile.Case, _ workday.Date) casefile.Body {
			return &casefile.Printed{Document: kind, Copy: c.Copies(kind) + 1, Reason: reason}
		}
	}
	void := func(kind casefile.DocumentKind, beyond int, reason string) func(casefile.Case, workday.Date) casefile.Body {
		return func(c casefile.Case, _ workday.Date) casefile.Body {
			return &casefile.PrintVoided{Document: kind, Copy: c.Copies(kind) + beyond, Reason: reason}
		}
	}
	correct := func(area int64) func(casefile.Case, workday.Date) casefile.Body {
		return func(c casefile.Case, on workday.Date) casefile.Body {
			a := c.Application
			a.Land.Location, a.Land.Area = "城南街道长水路东侧", a.Land.Area+area
			return &casefile.Corrected{
				On: on, Document: casefile.Permit, Reason: "笔误", Application: a,
				Changes: []casefile.Change{{Field: "land.location", Was: c.Application.Land.Location, Is: a.Land.Location}},
			}
		}
	}
	signed := func(_ casefile.Case, on workday.Date) casefile.Body {
		return &casefile.ContractSigned{On: on, Signer: "张伟东"}
	}
	paid := func(_ casefile.Case, on workday.Date) casefile.Body {
		return &casefile.Paid{On: on, Amount: 123_456_700, Voucher: "浙财票 0001"}
	}
	told := func(c casefile.Case, _ workday.Date) casefile.Body {
		if due := c.RegistrationDue(); due != nil {
			return due
		}
		return &casefile.RegistrationTold{}
	}
	number := func(c casefile.Case, _ workday.Date) casefile.Body {
		b := &casefile.Numbered{Document: casefile.LandPermit, Payload: "P2"}
		if c.Returned != nil {
			b.Number = c.Returned.Number
		}
		return b
	}
	renew := func(_ casefile.Case, on workday.Date) casefile.Body {
		return &casefile.RenewalAsked{On: on, Document: casefile.Permit, Reason: "尚未开工"}
	}
	renewed := func(grant, deemed bool, reason string) func(casefile.Case, workday.Date) casefile.Body {
		return func(c casefile.Case, on workday.Date) casefile.Body {
			k, _ := c.Certificate(casefile.Permit)
			return &casefile.RenewalDecided{On: on, Grant: grant, Deemed: deemed, Reason: reason, Until: k.ValidUntil.AddYears(1)}
		}
	}
	revoke := func(reason string) func(casefile.Case, workday.Date) casefile.Body {
		return func(_ casefile.Case, on workday.Date) casefile.Body {
			return &casefile.Revoked{On: on, Reason: reason, Basis: "《中华人民共和国行政许可法》第六十九条"}
		}
	}
	returned := fixed(&casefile.NumberReturned{Document: casefile.LandPermit, Number: "3304022026YG0000001"})
	return []command{
		{"issue the permit", issue(casefile.Permit), centre, 0},
		{"issue, by the approver", issue(casefile.Permit), approver, 0},
		{"issue decision and land permit together", issue(casefile.Allocation, casefile.LandPermit), centre, 0},
		{"issue the contract", issue(casefile.Contract), centre, 0},
		{"issue the land permit", issue(casefile.LandPermit), centre, 0},
		{"enter the returned number", returned, clerk, 0},
		{"put the number on the permit", number, centre, 0},
		{"print the receipt", print(casefile.Receipt, ""), clerk, 0},
		{"print the permit", print(casefile.Permit, ""), clerk, 0},
		{"print the permit again, why not said", print(casefile.Permit, ""), clerk, 0},
		{"print the permit again", print(casefile.Permit, "卡纸"), clerk, 0},
		{"print the allocation decision", print(casefile.Allocation, ""), clerk, 0},
		{"print the land permit", print(casefile.LandPermit, ""), clerk, 0},
		{"print the contract", print(casefile.Contract, ""), clerk, 0},
		{"print the third copy first", fixed(&casefile.Printed{Document: casefile.Permit, Copy: 3, Reason: "卡纸"}), clerk, 0},
		{"void the last copy of the permit", void(casefile.Permit, 0, "卡纸"), clerk, 0},
		{"void it, why not said", void(casefile.Permit, 0, ""), clerk, 0},
		{"void it, by the approver", void(casefile.Permit, 0, "卡纸"), approver, 0},
		{"void a copy never printed", void(casefile.Permit, 1, "卡纸"), clerk, 0},
		{"void the last copy of the receipt", void(casefile.Receipt, 0, "墨粉不足"), clerk, 0},
		{"sign the contract", signed, clerk, 0},
		{"confirm the payment", paid, clerk, 0},
		{"tell the registration system", told, centre, 0},
		{"hand over", fixed(&casefile.Handed{Recipient: "张伟东", Method: "window"}), clerk, 0},
		{"hand over to nobody", fixed(&casefile.Handed{Method: "window"}), clerk, 0},
		{"correct a slip of the pen", correct(0), approver, 0},
		{"correct the area", correct(1), approver, 0},
		{"ask for renewal", renew, clerk, 30},
		{"ask for renewal, too late", renew, clerk, 3*365 - 20},
		{"grant the renewal", renewed(true, false, ""), approver, 60},
		{"deny the renewal", renewed(false, false, "规划已调整"), approver, 60},
		{"renewal deemed granted", renewed(true, true, ""), clerk, 3*365 + 10},
		{"renewal deemed granted, too early", renewed(true, true, ""), clerk, 60},
		{"revoke", revoke("以欺骗手段取得"), approver, 0},
		{"revoke without a reason", revoke(""), approver, 0},
	}
}
