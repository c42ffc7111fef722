package simulation

import (
	"fmt"
	"slices"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/workday"
)

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
	if m.world.dice.once(6) {
		list = append(list, deed{"print", func() error { return m.print(view.Case) }})
	}
	return list, nil
}

// weight is how often an action stands among those to choose from.
func weight(a desk.Action) int {
	switch a {
	case desk.CanAccept, desk.CanOpine, desk.CanDecide, desk.CanHand, desk.CanPrint, desk.PostPublicity, desk.ClosePublicity:
		return 12
	case desk.CanWithdraw, desk.Extend:
		return 2
	case desk.EndSpecial, desk.Coordinate, desk.HoldHearing, desk.SetHearing, desk.SignContract, desk.ConfirmPayment,
		desk.ReturnNumber, desk.CanSupplement, desk.SetConditions:
		return 6
	}
	return 1
}

// deed is one of the actions of the desk that are no procedures.
func (m *machine) deed(c casefile.Case, a desk.Action) deed {
	d, id := m.world.dice, c.ID
	var act func() (casefile.Case, error)
	switch a {
	case desk.CanOpine:
		act = func() (casefile.Case, error) {
			return m.desk.GiveOpinion(id, !d.once(12), "符合管制要求", "规划")
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
	default: // print, the one that is left
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
		return fmt.Sprintf("330402%dYG%07d", today.Year(), d.IntN(6)), nil // the same may be typed for two cases
	}
	return "示例" + fmt.Sprint(d.IntN(100)), nil
}
