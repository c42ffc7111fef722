package casefile

import (
	"slices"

	"onewindow/app/workday"
)

// Procedure is a special procedure (特别程序).
type Procedure string

// The procedures whose time the law does not count towards the limit
// (行政许可法 Art. 45). Nothing else stops the statutory clock: a publicity
// stops the promised one only, and only on a basis of its own.
const (
	Hearing      Procedure = "hearing"       // 听证
	Tender       Procedure = "tender"        // 招标
	Auction      Procedure = "auction"       // 拍卖
	Inspection   Procedure = "inspection"    // 检验
	Testing      Procedure = "testing"       // 检测
	Quarantine   Procedure = "quarantine"    // 检疫
	Appraisal    Procedure = "appraisal"     // 鉴定
	ExpertReview Procedure = "expert-review" // 专家评审
	// Publicly is the publicity, where the office has a basis to let the
	// promised clock stand for it.
	Publicly Procedure = "publicity" // 公示
)

// Procedures lists those that may be started by themselves; a hearing has steps
// of its own.
func Procedures() []Procedure {
	return []Procedure{Tender, Auction, Inspection, Testing, Quarantine, Appraisal, ExpertReview}
}

// SpecialStarted stops both clocks for a procedure of Art. 45. The applicant is
// told in writing how long it will take.
type SpecialStarted struct {
	On        workday.Date `json:"on"`
	Procedure Procedure    `json:"procedure"`
	Reason    string       `json:"reason"`
	Expected  workday.Date `json:"expected"` // when it is expected to end
	Clocks
}

// Kind is special-started.
func (*SpecialStarted) Kind() Kind { return KindSpecialStarted }

func (b *SpecialStarted) day() workday.Date { return b.On }

func (b *SpecialStarted) permit(c Case, by Actor) *Refusal {
	_, standing := c.lawfully()
	switch {
	case by.Role != Reviewer && by.Role != Approver:
		return refuseWith("role", "role", Reviewer)
	case !c.reviewing():
		return refuseWith("state", "state", c.State)
	case !slices.Contains(Procedures(), b.Procedure):
		return refuse("procedure-unlawful")
	case standing:
		return refuse("standing")
	case b.Reason == "":
		return refuse("reason-missing")
	case !b.Expected.After(b.On):
		return refuse("expected-missing")
	case !b.counted(c.stop(b.stretch()), 0):
		return refuse("start")
	}
	return nil
}

func (b *SpecialStarted) stretch() Stop {
	return Stop{Procedure: b.Procedure, Reason: b.Reason, Basis: SpecialBasis, Expected: b.Expected, From: b.On}
}

func (b *SpecialStarted) apply(c *Case, _ Event) {
	*c = c.stop(b.stretch())
	b.set(c)
}

// SpecialBasis is the article that lets the clock stand.
const SpecialBasis = "《中华人民共和国行政许可法》第四十五条"

// SpecialEnded lets the clocks run on: the day after is counted again.
type SpecialEnded struct {
	On     workday.Date `json:"on"`
	Result string       `json:"result"`
	Clocks
}

// Kind is special-ended.
func (*SpecialEnded) Kind() Kind { return KindSpecialEnded }

func (b *SpecialEnded) day() workday.Date { return b.On }

func (b *SpecialEnded) permit(c Case, by Actor) *Refusal {
	stop, standing := c.lawfully()
	switch {
	case by.Role != Reviewer && by.Role != Approver:
		return refuseWith("role", "role", Reviewer)
	case !c.reviewing() || !standing || !slices.Contains(Procedures(), stop.Procedure):
		return refuseWith("state", "state", c.State)
	case b.On.Before(stop.From):
		return refuse("date")
	case b.Result == "":
		return refuse("reason-missing")
	case !b.counted(c.resume(stop.Procedure, b.On, b.Result), 0):
		return refuse("start")
	}
	return nil
}

func (b *SpecialEnded) apply(c *Case, _ Event) {
	stop, _ := c.lawfully()
	*c = c.resume(stop.Procedure, b.On, b.Result)
	b.set(c)
}

// reviewing says whether the case is accepted and not decided.
func (c *Case) reviewing() bool { return c.State == StateReview || c.State == StateReviewed }
