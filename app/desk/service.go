package desk

import (
	"cmp"
	"slices"
	"strconv"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
)

// toWindow is the option of a reminder that goes to the window of the case.
const toWindow = "window"

// serviceProcedures are those that go with a case without changing its course.
func serviceProcedures() []procedure {
	return []procedure{
		{
			action: AttachMaterial,
			asks: func(d *Desk, c casefile.Case) []Ask {
				return []Ask{choiceAsk("material", d.attachable(c)), {Key: "path", Kind: AskFile, Required: true}}
			},
			body: (*Desk).attached,
		},
		{
			action: Remind, prints: []casefile.DocumentKind{casefile.ReminderNote},
			asks: func(_ *Desk, c casefile.Case) []Ask {
				return []Ask{choiceAsk("to", remindable(c)), linesAsk("text", "").required()}
			},
			said: said(func(b *casefile.Reminded) map[string]string {
				return map[string]string{"to": cmp.Or(b.Section, toWindow), "text": b.Text}
			}),
			body: func(d *Desk, c casefile.Case, f answers) (casefile.Body, error) {
				body := &casefile.Reminded{On: d.today(), Section: f.text("to"), Text: f.text("text")}
				if body.Section == toWindow {
					body.Section, body.Window = "", c.Window
				}
				return body, nil
			},
		},
		{
			action: Rate, prints: []casefile.DocumentKind{casefile.RatingSheet},
			asks: func(*Desk, casefile.Case) []Ask {
				return []Ask{choiceAsk("level", options("1", "2", "3", "4", "5")), linesAsk("remark", "")}
			},
			said: said(func(b *casefile.Rated) map[string]string {
				return map[string]string{"level": strconv.Itoa(b.Level), "remark": b.Remark}
			}),
			body: func(_ *Desk, _ casefile.Case, f answers) (casefile.Body, error) {
				return &casefile.Rated{Level: f.days("level"), Remark: f.text("remark")}, nil
			},
		},
	}
}

// Anyway is the answer beside those asked for that takes a boundary file in
// although it cannot be read; its value is not looked at.
const Anyway = "anyway"

// attachable are the materials that the applicant brings, and those that the
// land is drawn from, first those that are not there yet.
func (d *Desk) attachable(c casefile.Case) []Option {
	var missing, there []Option
	for _, m := range c.Materials {
		o := Option{ID: m.ID, Text: m.Name}
		switch {
		case m.Source != string(catalog.Applicant) && d.Outlines(c, m.ID) == "":
		case m.Present:
			there = append(there, o)
		default:
			missing = append(missing, o)
		}
	}
	return slices.Concat(missing, there)
}

// attached takes the file in; a trial has none to take.
func (d *Desk) attached(c casefile.Case, f answers) (casefile.Body, error) {
	body := &casefile.Attached{Material: f.text("material")}
	if f.trial {
		return body, nil
	}
	var err error
	body.File, err = d.takeChecked(c, body.Material, f.text("path"), f.text(Anyway) != "")
	return body, err
}

// remindable are the sections that have not spoken, and the window.
func remindable(c casefile.Case) []Option {
	var list []Option
	for _, section := range c.Silent() {
		list = append(list, Option{ID: section, Text: section})
	}
	return append(list, Option{ID: toWindow})
}
