package simulation

import (
	"errors"
	"fmt"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
)

// act lets somebody do something at the window, lawful where the desk lets them.
func (m *machine) act() error {
	d := m.world.dice
	var what string
	if in, err := m.joined(); err != nil || m.revoked || m.succeeds && !in {
		return err // nobody sits there any more, or not yet
	}
	var err error
	switch n := d.IntN(20); {
	case n < 4:
		what, err = m.takeIn()
	case n == 6:
		what, err = m.lookAtDuplicates()
	case n == 7:
		what = "keeps time"
		if seated, e := m.sit(m.desk.User().ID); e != nil || !seated {
			return e
		}
		_, err = m.desk.KeepTime()
	default:
		what, err = m.handle()
	}
	return m.told(what, err)
}

// told puts down what came of an action.
func (m *machine) told(what string, err error) error {
	if what == "" && err == nil {
		return nil
	}
	code, lawful := refusal(err)
	m.world.say("%s: %s %s: %s", m.name, m.desk.User().ID, what, ok(code))
	if !lawful {
		return fmt.Errorf("%s, %s: %w", m.name, what, err)
	}
	return m.note(err == nil)
}

// refusal is the code with which the desk said no, and whether it may say that.
func refusal(err error) (code string, lawful bool) {
	var message *desk.Message
	var invalid *desk.Invalid
	var unreadable *desk.Unreadable
	switch {
	case err == nil:
		return "", true
	case errors.As(err, &invalid):
		return "invalid", true
	case errors.As(err, &unreadable):
		return "unreadable", true
	case errors.As(err, &message):
		broken := []string{"internal", "disk-full", "disk-readonly", "save-failed", "file-gone", "file-unreadable"}
		return message.Key, !slices.Contains(broken, message.Key)
	}
	return err.Error(), false
}

// takeIn takes an application in, in one of the ways of the law. That the same
// application comes to two windows happens often: there are few projects.
func (m *machine) takeIn() (string, error) {
	d := m.world.dice
	if seated, err := m.sit("wangfang"); err != nil || !seated {
		return "", err
	}
	p := pick(d, m.office.projects)
	draft, err := m.filled(p)
	what := "takes " + p.code + " in"
	if err != nil {
		return what, err
	}
	switch n := d.IntN(20); {
	case n < 12:
		what = "accepts " + p.code
		_, err = m.desk.Accept(draft)
	case n < 17:
		_, err = m.desk.Receive(draft)
	case n < 19:
		what = "notifies " + p.code
		_, err = m.desk.Notify(draft, defects())
	default:
		what = "declines " + p.code
		_, err = m.desk.Decline(draft, declination())
	}
	return what, err
}

func defects() []casefile.Defect {
	return []casefile.Defect{
		{Field: "project.scale", What: "补充建设规模", Reason: "未填写", Basis: "办事指南"},
		{What: "补交申请报告", Reason: "缺少", Basis: "办事指南"},
	}
}

func declination() casefile.Declined {
	return casefile.Declined{Form: casefile.NotAccepted, Reason: "不符合规划", Basis: "《中华人民共和国城乡规划法》第三十六条"}
}

// filled is a draft for the next item of a project that lacks nothing.
func (m *machine) filled(p project) (desk.Draft, error) {
	d := m.world.dice
	draft := m.desk.NewDraft()
	draft.Answers["supply"] = p.supply
	draft.Fields["project.code"] = p.code
	if next, err := m.desk.Propose(draft); err == nil && next != nil && !d.once(4) {
		if draft, err = m.desk.Take(draft, *next); err != nil {
			return draft, err
		}
	}
	for _, f := range m.desk.Fields(draft) {
		if f.Group != "agent" {
			draft.Fields[f.Key] = p.field(f.Key)
		}
	}
	draft, err := m.desk.Follow(draft)
	if err != nil {
		return draft, err
	}
	materials, err := m.desk.Materials(draft)
	if err != nil {
		return draft, err
	}
	for _, material := range materials {
		if material.Source == catalog.Applicant || material.MadeBy.Item != "" {
			if draft, err = m.present(draft, material); err != nil {
				return draft, err
			}
		}
	}
	return m.desk.SaveDraft(draft)
}

// present puts a material on the counter, and its file into the draft.
func (m *machine) present(draft desk.Draft, material catalog.Material) (desk.Draft, error) {
	draft, err := m.desk.Tick(draft, material.ID, true)
	if err != nil || !material.File && !m.world.dice.once(12) {
		return draft, err
	}
	path, err := m.scan(material.Outlines != "")
	if err != nil {
		return draft, err
	}
	file, _, err := m.desk.TakeMaterial(material.Outlines, path)
	if err != nil {
		return draft, err
	}
	return m.desk.Attach(draft, material.ID, file)
}

// handle does something to a case, mostly to the one that lies on the desk.
func (m *machine) handle() (string, error) {
	d := m.world.dice
	row, found, err := m.take()
	if err != nil || !found {
		return "", err
	}
	for range 4 {
		seated, err := m.sit(m.wanted(row))
		if err != nil {
			return "", err
		}
		if !seated {
			continue
		}
		deeds, err := m.deeds(row.ID)
		if err != nil {
			return "", err
		}
		if len(deeds) > 0 {
			chosen := pick(d, deeds)
			return chosen.name + " " + row.Number, chosen.do()
		}
	}
	return "", nil
}

// take is the case on the desk, or another one that the window knows.
func (m *machine) take() (desk.Row, bool, error) {
	d := m.world.dice
	if m.onDesk != "" && !d.once(4) {
		view, err := m.desk.Open(m.onDesk)
		if code, lawful := refusal(err); code == "" || !lawful {
			return view.Row, view.Case.Open(), err
		}
	}
	queue := desk.OpenCases
	if d.once(5) {
		queue = desk.AllCases
	}
	rows, total, err := m.desk.List(queue, desk.Query{Sort: desk.ByNumber, Desc: true, Limit: 40})
	if err != nil || total == 0 {
		return desk.Row{}, false, err
	}
	row := pick(d, rows[:min(m.world.mood.crowd, len(rows))]) // the newest are on every window's desk
	m.onDesk = row.ID
	return row, true, nil
}

// wanted is whom a case waits for, or anybody: who has nothing to do with it may
// do something to it all the same.
func (m *machine) wanted(row desk.Row) string {
	d := m.world.dice
	users := m.office.Users
	who := func(fits func(catalog.User) bool) string {
		fitting := slices.DeleteFunc(slices.Clone(users), func(u catalog.User) bool { return !fits(u) })
		if len(fitting) == 0 {
			return pick(d, users).ID
		}
		return pick(d, fitting).ID
	}
	switch {
	case d.once(5):
		return pick(d, users).ID
	case row.State == casefile.StateReview && len(row.Silent) > 0 && !d.once(3):
		return who(func(u catalog.User) bool { return slices.Contains(row.Silent, u.Section) })
	case row.State == casefile.StateReviewed && !d.once(3):
		return who(func(u catalog.User) bool { return u.Role == casefile.Approver })
	}
	return who(func(u catalog.User) bool { return u.Role == casefile.Clerk })
}

// lookAtDuplicates lets the clerk settle two cases that look like one.
func (m *machine) lookAtDuplicates() (string, error) {
	if seated, err := m.sit("wangfang"); err != nil || !seated {
		return "", err
	}
	found, err := m.desk.Duplicates()
	if err != nil || len(found) == 0 {
		return "", err
	}
	pair := pick(m.world.dice, found)
	if m.world.dice.once(2) {
		_, err = m.desk.NotDuplicate(pair.First.Case.ID, pair.Second.Case.ID, "两个项目")
		return fmt.Sprintf("keeps %s and %s apart", pair.First.Number, pair.Second.Number), err
	}
	_, err = m.desk.Withdraw(pair.Second.Case.ID, "重复收件")
	return "withdraws the double " + pair.Second.Number, err
}
