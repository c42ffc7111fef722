package desk

import (
	"slices"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
)

// GiveOpinion records the opinion of the user's section. The first disagreement
// opens a coordination: the office's coordinator settles it.
func (d *Desk) GiveOpinion(id string, agree bool, text, basis string) (casefile.Case, error) {
	return d.change(id, func(w Writer, c casefile.Case) (casefile.Case, error) {
		body := &casefile.OpinionGiven{On: d.today(), Section: d.User().Section, Agree: agree, Text: text, Basis: basis}
		if _, open := c.Coordinating(); !agree && !open {
			body.Call = d.Call(c)
		}
		return d.add(w, c, body)
	})
}

// Call is who would settle a disagreement over the case, and by when: the
// office's coordinator, or the first of its people in the role that the catalog
// names. It is nil where the office has nobody who could.
func (d *Desk) Call(c casefile.Case) *casefile.Call {
	rule := d.stepOf(c).Coordination
	if rule == (catalog.Coordination{}) { // the catalog no longer knows the item
		rule = d.p.Catalog.Coordination
	}
	users := d.users()
	i := slices.IndexFunc(users, func(u catalog.User) bool {
		return u.Role == rule.Role && (rule.Coordinator == "" || rule.Coordinator == u.ID)
	})
	if i < 0 {
		return nil
	}
	settler := users[i]
	return &casefile.Call{
		Settler: casefile.Person{ID: settler.ID, Name: settler.Name},
		Due:     d.calendar().Deadline(d.today(), rule.Days).Due,
	}
}

// The outcomes of a coordination.
const (
	proceed = "proceed" // the case can be granted all the same
	stay    = "stay"    // the disagreement stands
)

func coordinationProcedures() []procedure {
	return []procedure{{
		action: Coordinate, prints: []casefile.DocumentKind{casefile.CoordinationSet},
		asks: func(_ *Desk, c casefile.Case) []Ask {
			open, _ := c.Coordinating()
			present := append(slices.Clip(c.Sections), open.Settler.Name)
			return []Ask{
				choiceAsk("outcome", options(proceed, stay)), linesAsk("record", "").required(),
				linesAsk("present", strings.Join(present, "\n")).required(),
			}
		},
		said: said(func(b *casefile.CoordinationSettled) map[string]string {
			was := map[string]string{"outcome": stay, "record": b.Record, "present": strings.Join(b.Present, "\n")}
			if b.Proceed {
				was["outcome"] = proceed
			}
			return was
		}),
		body: func(d *Desk, _ casefile.Case, f answers) (casefile.Body, error) {
			return &casefile.CoordinationSettled{
				On: d.today(), Proceed: f.text("outcome") == proceed, Record: f.text("record"), Present: f.list("present"),
			}, nil
		},
	}}
}

func conditionProcedures() []procedure {
	return []procedure{{
		action: SetConditions, prints: []casefile.DocumentKind{casefile.ConditionSheet},
		asks: func(_ *Desk, c casefile.Case) []Ask {
			was := casefile.Conditions{Use: c.Application.Land.Use}
			if c.Conditions != nil {
				was = c.Conditions.Conditions
			}
			return []Ask{
				textAsk("use", was.Use).required(), textAsk("plot-ratio", was.PlotRatio).required(),
				textAsk("density", was.Density).required(), textAsk("height", was.Height).required(),
				textAsk("green", was.Green).required(), textAsk("setbacks", was.Setbacks), textAsk("entrances", was.Entrances),
				textAsk("parking", was.Parking), linesAsk("others", strings.Join(was.Others, "\n")),
			}
		},
		said: said(func(b *casefile.ConditionsSet) map[string]string {
			is := b.Conditions
			return map[string]string{
				"use": is.Use, "plot-ratio": is.PlotRatio, "density": is.Density, "height": is.Height, "green": is.Green,
				"setbacks": is.Setbacks, "entrances": is.Entrances, "parking": is.Parking, "others": strings.Join(is.Others, "\n"),
			}
		}),
		body: func(d *Desk, _ casefile.Case, f answers) (casefile.Body, error) {
			return &casefile.ConditionsSet{On: d.today(), Conditions: casefile.Conditions{
				Use: f.text("use"), PlotRatio: f.text("plot-ratio"), Density: f.text("density"), Height: f.text("height"),
				Green: f.text("green"), Setbacks: f.text("setbacks"), Entrances: f.text("entrances"),
				Parking: f.text("parking"), Others: f.list("others"),
			}}, nil
		},
	}}
}
