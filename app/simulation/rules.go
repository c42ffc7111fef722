package simulation

import (
	"bytes"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/hub"
	"onewindow/app/workday"
	"onewindow/assets"
)

// Rules are what every run reads and none changes.
type Rules struct {
	office   catalog.Office // that all offices are made after
	items    *catalog.Catalog
	calendar *workday.Calendar
}

// LoadRules reads what the program carries.
func LoadRules() (*Rules, error) {
	folder, err := assets.Catalog()
	if err != nil {
		return nil, err
	}
	items, err := catalog.Load(folder)
	if err != nil {
		return nil, err
	}
	raw, err := assets.DemoOffice()
	if err != nil {
		return nil, err
	}
	office, err := catalog.LoadOffice("office/nanhu.yaml", raw)
	if err != nil {
		return nil, err
	}
	if items, err = items.For(office); err != nil {
		return nil, err
	}
	days, err := assets.Calendar()
	if err != nil {
		return nil, err
	}
	calendar, err := workday.Parse(bytes.NewReader(days))
	return &Rules{office, items, calendar}, err
}

// item is what the centre knows of an item.
func (r *Rules) item(id string) (hub.Item, bool) {
	item, ok := r.items.Item(id)
	return hub.Item{Name: item.Name, Certificates: func(file casefile.Case) ([]hub.CertificateRule, error) {
		step, err := r.items.Step(id, file.Situation, file.Policy)
		var rules []hub.CertificateRule
		for _, c := range step.Certificates {
			rules = append(rules, hub.CertificateRule{
				Document: casefile.DocumentKind(c.Document), Numbering: hub.Numbering(c.Numbering),
				Type: c.Type, Mark: c.Mark, ValidYears: c.ValidYears, OnSigning: c.OnSigning,
			})
		}
		return rules, err
	}}, ok
}

// officeOf is an office of its own, with a mark of its own.
func (r *Rules) officeOf(id, mark string) catalog.Office {
	o := r.office
	o.ID, o.Region, o.AcceptanceMark = id, id[:6], mark
	return o
}
