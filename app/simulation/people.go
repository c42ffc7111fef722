package simulation

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/workday"
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
	case n < 6:
		what, err = m.takeIn()
	case n == 6:
		what, err = m.lookAtDuplicates()
	case n == 7:
		what = "keeps time"
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
	if err := m.desk.SwitchUser("wangfang"); err != nil {
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

// handle does something to a case that the window knows.
func (m *machine) handle() (string, error) {
	d := m.world.dice
	queue := desk.OpenCases
	if d.once(5) {
		queue = desk.AllCases
	}
	rows, total, err := m.desk.List(queue, desk.Query{Sort: desk.ByNumber, Desc: true, Limit: 40})
	if err != nil || total == 0 {
		return "", err
	}
	row := pick(d, rows)
	for range 4 {
		if err := m.desk.SwitchUser(pick(d, m.office.Users).ID); err != nil {
			return "", err
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

// deed is something that may be done to a case.
type deed struct {
	name string
	do   func() error
}

// deeds are what the user may do to the case now, those that bring it on several
// times, or hardly a case would ever come to its end.
func (m *machine) deeds(id string) ([]deed, error) {
	view, err := m.desk.Open(id)
	if err != nil {
		return nil, err
	}
	procedures, err := m.desk.Procedures(id)
	if err != nil {
		return nil, err
	}
	var list []deed
	for _, a := range view.Can {
		x := m.deed(view.Case, a)
		for range weight(a) {
			list = append(list, x)
		}
	}
	for _, p := range procedures {
		for range weight(p.Action) {
			list = append(list, deed{string(p.Action), func() error { return m.proceed(id, p) }})
		}
	}
	return list, nil
}

// weight is how often an action stands among those to choose from.
func weight(a desk.Action) int {
	switch a {
	case desk.CanAccept, desk.CanOpine, desk.CanDecide, desk.CanHand, desk.CanPrint,
		desk.PostPublicity, desk.ClosePublicity, desk.SetConditions:
		return 12
	case desk.EndSpecial, desk.Coordinate, desk.HoldHearing, desk.SetHearing, desk.SignContract, desk.ConfirmPayment,
		desk.ReturnNumber, desk.CanSupplement:
		return 6
	}
	return 1
}

// deed is one of the actions of the desk that are no procedures.
func (m *machine) deed(c casefile.Case, a desk.Action) deed {
	d, id := m.world.dice, c.ID
	act := func() (casefile.Case, error) { return c, nil }
	switch a {
	case desk.CanOpine:
		act = func() (casefile.Case, error) {
			return m.desk.GiveOpinion(id, !d.once(8), "符合管制要求", "规划")
		}
	case desk.CanDecide:
		act = func() (casefile.Case, error) { return m.desk.Decide(id, !d.once(6), "不符合规划") }
	case desk.CanAccept:
		act = func() (casefile.Case, error) { return m.desk.AcceptReceived(id) }
	case desk.CanNotify:
		act = func() (casefile.Case, error) { return m.desk.NotifyReceived(id, defects()) }
	case desk.CanAllow:
		act = func() (casefile.Case, error) { return m.desk.AllowSecondNotice(id, "前次遗漏") }
	case desk.CanSupplement:
		act = func() (casefile.Case, error) { return m.supplement(c) }
	case desk.CanDecline:
		act = func() (casefile.Case, error) { return m.desk.DeclineReceived(id, declination()) }
	case desk.CanWithdraw:
		act = func() (casefile.Case, error) { return m.desk.Withdraw(id, "项目调整") }
	case desk.CanHand:
		act = func() (casefile.Case, error) { return m.desk.HandOver(id, "张伟东", "330402199003070015") }
	case desk.CanPrint:
		act = func() (casefile.Case, error) { return c, m.print(c) }
	}
	return deed{string(a), func() error { _, err := act(); return err }}
}

// print prints one of the papers of a case, or makes the last sheet void.
func (m *machine) print(c casefile.Case) error {
	kinds := slices.DeleteFunc(casefile.DocumentKinds(), func(k casefile.DocumentKind) bool { return !c.Has(k) })
	kind := pick(m.world.dice, kinds)
	if n := c.Copies(kind); n > 0 && m.world.dice.once(4) {
		_, err := m.desk.VoidPrint(c.ID, kind, n, "卡纸")
		return err
	}
	_, err := m.desk.Print(c.ID, kind, "补打")
	return err
}

func (m *machine) supplement(c casefile.Case) (casefile.Case, error) {
	var list []desk.Mended
	for _, defect := range c.OpenDefects() {
		if len(list) > 0 && m.world.dice.once(4) {
			break // the rest comes another day
		}
		mended := desk.Mended{Defect: defect.ID}
		if defect.Field != "" {
			mended.Value = project{}.field(defect.Field)
		}
		list = append(list, mended)
	}
	return m.desk.Supplement(c.ID, list)
}

// proceed does a procedure with answers that can be.
func (m *machine) proceed(id string, p desk.Procedure) error {
	values := map[string]string{}
	for _, a := range p.Asks {
		if !a.Required && m.world.dice.once(2) {
			continue
		}
		value, err := m.answer(a)
		if err != nil {
			return err
		}
		values[a.Key] = value
	}
	_, err := m.desk.Do(id, p.Action, values)
	return err
}

// answer is a good answer to what a form asks.
func (m *machine) answer(a desk.Ask) (string, error) {
	d := m.world.dice
	today := workday.DateOf(m.now())
	switch {
	case a.Key == "posted": // it was held before it was written down, or no case of a short run would come to its end
		return today.Add(-12).String(), nil
	case a.Key == "ends":
		return today.Add(-1).String(), nil
	case a.Kind == desk.AskChoice && len(a.Options) > 0:
		return pick(d, a.Options).ID, nil
	case a.Suggest != "":
		return a.Suggest, nil
	}
	switch a.Kind {
	case desk.AskDate:
		return today.Add(d.between(-2, 12)).String(), nil
	case desk.AskDays:
		return fmt.Sprint(d.between(1, 5)), nil
	case desk.AskMoney:
		return "2860.5", nil
	case desk.AskPerson:
		return "张伟东", nil
	case desk.AskFile:
		return m.scan(false)
	}
	if strings.Contains(a.Key, "number") {
		return fmt.Sprintf("330402%dYG%07d", today.Year(), d.IntN(1_000_000)), nil
	}
	return "示例" + fmt.Sprint(d.IntN(100)), nil
}

// lookAtDuplicates lets the clerk settle two cases that look like one.
func (m *machine) lookAtDuplicates() (string, error) {
	if err := m.desk.SwitchUser("wangfang"); err != nil {
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
