package desk

import (
	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// Light is how much time a case has left.
type Light int

// The lights of a deadline.
const (
	NoLight Light = iota // nothing runs
	InTime
	Soon     // three working days or less
	Overdue  // past the due day
	Standing // the clock stands
)

// soonDays is how many working days before the due day the light turns.
const soonDays = 3

// Row is a row of a work list with its light.
type Row struct {
	casefile.Summary
	Light Light
	Days  int // working days left; negative when overdue
}

// Queue names a work list.
type Queue string

// The work lists.
const (
	AllCases  Queue = "all"      // 全部
	OpenCases Queue = "open"     // 在办
	ToReview  Queue = "review"   // 审查: what waits for the user's opinion, decision or settling
	ToHand    Queue = "hand"     // 领证
	ToWatch   Queue = "watch"    // 督办: due within three working days, or overdue
	ToMend    Queue = "mend"     // 待补正: the applicant was notified and has to supply
	Finished  Queue = "finished" // 已办结
)

// Page is one page of a work list.
type Page struct {
	Total int
	More  bool // a search may not have found all there are
	Rows  []Row
}

// List returns a page of a work list. The query's States, Silent and DueBy are
// the queue's to set.
func (d *Desk) List(queue Queue, q Query) ([]Row, int, error) {
	page, err := d.Page(queue, q)
	return page.Rows, page.Total, err
}

// Page is List, and says whether a search may not have found all there are.
func (d *Desk) Page(queue Queue, q Query) (Page, error) {
	rows, err := d.p.Store.List(d.narrow(queue, q))
	if err != nil {
		return Page{}, explain(err)
	}
	today := d.today()
	page := Page{rows.Total, rows.More, make([]Row, len(rows.Rows))}
	for i, s := range rows.Rows {
		page.Rows[i] = d.row(s, today)
	}
	return page, nil
}

// narrow is the query of a queue as the user sees it.
func (d *Desk) narrow(queue Queue, q Query) Query {
	switch queue {
	case OpenCases:
		q.States = states(casefile.StateReceived, casefile.StateDefective, casefile.StateReview, casefile.StateReviewed, casefile.StateGranted, casefile.StateIssued)
	case ToReview:
		q.States = states(casefile.StateReview, casefile.StateReviewed)
		user := d.User()
		q.Settler = user.ID
		switch user.Role {
		case casefile.Reviewer:
			q.States, q.Silent = states(casefile.StateReview), user.Section
		case casefile.Approver:
			q.States, q.Renewing = states(casefile.StateReviewed), true
		}
	case ToHand:
		q.States = states(casefile.StateIssued)
	case ToMend:
		q.States = states(casefile.StateDefective)
	case ToWatch:
		q.States = states(casefile.StateReceived, casefile.StateReview, casefile.StateReviewed)
		q.DueBy = d.calendar().Deadline(d.today(), soonDays).Due
	case Finished:
		q.States = states(casefile.StateClosed, casefile.StateDenied, casefile.StateWithdrawn, casefile.StateDeclined, casefile.StateRevoked)
	}
	return q
}

// states is a list of states.
func states(list ...casefile.State) []casefile.State { return list }

// Counts says how many cases each queue holds for the user, and the drafts.
func (d *Desk) Counts() (map[Queue]int, int, error) {
	counts := map[Queue]int{}
	for _, queue := range []Queue{OpenCases, ToMend, ToReview, ToHand, ToWatch} {
		rows, err := d.p.Store.List(d.narrow(queue, Query{Limit: 1}))
		if err != nil {
			return nil, 0, explain(err)
		}
		counts[queue] = rows.Total
	}
	tally, err := d.p.Store.Tally()
	if err != nil {
		return nil, 0, explain(err)
	}
	return counts, tally.Drafts, nil
}

func (d *Desk) row(s casefile.Summary, today workday.Date) Row {
	r := Row{Summary: s}
	if s.State == casefile.StateReceived && s.Due.IsZero() { // received before the limit was on record
		s.Due = d.calendar().Deadline(s.Received, casefile.ReceiptDays).Due
	}
	switch {
	case s.Standing && (s.State == casefile.StateReview || s.State == casefile.StateReviewed):
		r.Light = Standing
		return r
	case !s.Renewing.IsZero(): // what has to be decided is the renewal, before the certificate runs out
		r.Due, s.Due = s.Renewing, s.Renewing
	case s.State != casefile.StateReceived && s.State != casefile.StateReview && s.State != casefile.StateReviewed:
		return r
	}
	if s.Due.IsZero() {
		return r
	}
	r.Days, _ = d.calendar().Between(today, s.Due)
	switch {
	case s.Due.Before(today):
		r.Light = Overdue
	case r.Days <= soonDays:
		r.Light = Soon
	default:
		r.Light = InTime
	}
	return r
}

// View is a case as the window shows it.
type View struct {
	Row
	Case     casefile.Case
	ItemName string
	Can      []Action // what the user may do next
}

// Action is something the user may do to a case next.
type Action string

// The actions of this stage.
const (
	CanOpine  Action = "opine"  // give the section's opinion
	CanDecide Action = "decide" // grant or deny
	CanAccept Action = "accept" // accept what was only received
	CanPrint  Action = "print"  // print the permit
	CanHand   Action = "hand"   // hand the certificate over

	CanNotify     Action = "notify"     // tell the applicant all defects
	CanAllow      Action = "allow"      // answer for a second notice
	CanSupplement Action = "supplement" // take supplements in
	CanDecline    Action = "decline"    // refuse at receipt
	CanWithdraw   Action = "withdraw"   // give the application back
)

// Open shows a case.
func (d *Desk) Open(id string) (View, error) {
	c, err := d.p.Store.Case(id)
	if err != nil {
		return View{}, explain(err)
	}
	pending, err := d.p.Store.Pending(id)
	if err != nil {
		return View{}, explain(err)
	}
	v := View{Case: c, Row: d.row(c.Summary(), d.today()), Can: d.can(c)}
	v.Pending = pending
	v.ItemName = c.Item
	if item, ok := d.p.Catalog.Item(c.Item); ok {
		v.ItemName = item.Name
	}
	return v, nil
}

// can asks the rules what the user may do to the case.
func (d *Desk) can(c casefile.Case) []Action {
	user := d.User()
	trials := []struct {
		action Action
		body   casefile.Body
	}{
		{CanAccept, d.trialAcceptance(c)},
		{CanNotify, d.notice(c, []casefile.Defect{{What: "?", Reason: "?", Basis: "?"}})},
		{CanAllow, &casefile.SecondNoticeAllowed{Reason: "?"}},
		{CanSupplement, d.trialSupplement(c)},
		{CanDecline, &casefile.Declined{On: d.today(), Form: casefile.NotAccepted, Reason: "?", Basis: "?"}},
		{CanWithdraw, &casefile.Withdrawn{Reason: "?"}},
		{CanOpine, &casefile.OpinionGiven{Section: user.Section, Agree: true, Text: "?"}},
		{CanDecide, &casefile.Decided{On: d.today(), Grant: false, Reason: "?"}},
		{CanHand, &casefile.Handed{Recipient: "?", Method: "window"}},
	}
	var list []Action
	if c.State == casefile.StateIssued && user.Role == casefile.Clerk {
		list = append(list, CanPrint)
	}
	for _, t := range trials {
		if casefile.Decide(c, t.body, user.Actor()) == nil {
			list = append(list, t.action)
		}
	}
	return list
}

// trialAcceptance is an acceptance as it would be written today.
func (d *Desk) trialAcceptance(c casefile.Case) casefile.Body {
	start := d.today()
	if complete := c.Complete(); !complete.IsZero() {
		start = complete
	}
	return &casefile.Accepted{On: d.today(), Terms: casefile.Terms{
		Number: "?", Deadline: workday.Deadline{Start: start, Due: start}, Sections: []string{"?"},
	}}
}

// trialSupplement supplies the first defect that is open.
func (d *Desk) trialSupplement(c casefile.Case) casefile.Body {
	body := &casefile.Supplemented{On: d.today()}
	if open := c.OpenDefects(); len(open) > 0 {
		body.Supplies = []casefile.Supply{{Defect: open[0].ID}}
	}
	return body
}

// Decide records the approver's decision. A grant becomes a permit when the
// centre has signed and numbered it.
func (d *Desk) Decide(id string, grant bool, reason string) (casefile.Case, error) {
	return d.act(id, &casefile.Decided{On: d.today(), Grant: grant, Reason: reason})
}

// HandOver records that the certificate left the window.
func (d *Desk) HandOver(id, recipient, code string) (casefile.Case, error) {
	return d.act(id, &casefile.Handed{Recipient: recipient, Code: personNumber(code), Method: "window"})
}
