package desktest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/workday"
)

// Begun is an accepted case of any item, with the answers to its situation, as
// if it had been taken in at this window today.
func (c *Counter) Begun(item string, answers map[string]string, stated casefile.Application) (casefile.Case, error) {
	step, err := c.Catalog().Step(item, answers, c.policy())
	if err != nil {
		return casefile.Case{}, err
	}
	body := &casefile.Received{
		Number: fmt.Sprintf("03-%s-9%03d", workday.DateOf(c.Time), c.ids), Office: c.Office().ID, Window: c.Office().Window,
		Item: item, Situation: maps.Clone(answers), Application: whole(item, stated),
	}
	for _, m := range step.Materials {
		body.Materials = append(body.Materials, casefile.Material{
			ID: m.ID, Name: m.Name, Source: string(m.Source), Required: m.Required, Present: true,
		})
	}
	id := c.newID()
	err = c.Store.Write(func(w desk.Writer) error {
		e, err := casefile.New(c.newID(), id, 0, c.User().Actor(), c.Time, c.policy(), body)
		if err != nil {
			return err
		}
		return w.Append(e)
	})
	if err != nil {
		return casefile.Case{}, err
	}
	return c.AcceptReceived(id)
}

// whole is the statement with what the supply of land asks for besides, where it
// leaves that open.
func whole(item string, a casefile.Application) casefile.Application {
	if item == "A" {
		return a
	}
	a.Land.Unit, a.Land.Use = cmp.Or(a.Land.Unit, "330402001023GB00123W00000000"), cmp.Or(a.Land.Use, "工业用地")
	if item == "C" {
		deal := casefile.Deal{}
		if a.Deal != nil {
			deal = *a.Deal
		}
		a.Deal = &casefile.Deal{
			Number: cmp.Or(deal.Number, "嘉南土告〔2026〕7-3号"), Price: cmp.Or(deal.Price, 2_860_500_000), Years: cmp.Or(deal.Years, 50),
		}
	}
	return a
}

func (c *Counter) policy() string {
	policy, _ := c.Catalog().PolicyOn(workday.DateOf(c.Time))
	return policy.ID
}

// Reviewed lets every section agree to a case, each by its first reviewer.
func (c *Counter) Reviewed(id string) error {
	file, err := c.Store.Case(id)
	if err != nil {
		return err
	}
	for _, section := range file.Silent() {
		i := slices.IndexFunc(c.Office().Users, func(u catalog.User) bool { return u.Section == section })
		if i < 0 {
			return fmt.Errorf("desktest: nobody speaks for %s", section)
		}
		err := c.As(c.Office().Users[i].ID, func() error {
			_, err := c.GiveOpinion(id, true, "符合国土空间规划用途管制要求", "城南街道控制性详细规划")
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Granted lets the approver grant a reviewed case, and the centre issue what it
// ends in.
func (c *Counter) Granted(id string) error {
	err := c.As("zhoumin", func() error {
		_, err := c.Decide(id, true, "")
		return err
	})
	if err != nil {
		return err
	}
	return c.Issue(id)
}
