package main

import (
	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/hub"
	"onewindow/assets"
)

// catalogItems looks items up in the catalog the program carries, as its office
// runs it.
func catalogItems() (func(id string) (hub.Item, bool), error) {
	folder, err := assets.Catalog()
	if err != nil {
		return nil, err
	}
	c, err := catalog.Load(folder)
	if err != nil {
		return nil, err
	}
	office, err := demoOffice()
	if err != nil {
		return nil, err
	}
	if c, err = c.For(office); err != nil {
		return nil, err
	}
	return func(id string) (hub.Item, bool) {
		item, ok := c.Item(id)
		return hub.Item{Name: item.Name, Certificates: func(file casefile.Case) ([]hub.CertificateRule, error) {
			step, err := c.Step(id, file.Situation, file.Policy)
			return certificateRules(step), err
		}}, ok
	}, nil
}

// numbering is what asks how certificates are numbered.
type numbering struct {
	Region string `placeholder:"CODE" help:"Six-digit region of certificate numbers where an office's code does not begin with one (default ${default})." default:"330402"`
}

// rules are what certificates are numbered by.
func (n numbering) rules() (hub.Rules, error) {
	items, err := catalogItems()
	return hub.Rules{Region: n.Region, Item: items}, err
}

// withIssuer is withHub for what certificates may follow from.
func (n numbering) withIssuer(s Storage, do func(*hub.Hub) error) error {
	rules, err := n.rules()
	if err != nil {
		return err
	}
	return withHub(s, do, func(config *hub.Config) { config.Region, config.Item = rules.Region, rules.Item })
}

// certificateRules are the certificates of a step as the centre issues them.
func certificateRules(step catalog.Step) []hub.CertificateRule {
	rules := make([]hub.CertificateRule, len(step.Certificates))
	for i, c := range step.Certificates {
		rules[i] = hub.CertificateRule{
			Document: casefile.DocumentKind(c.Document), Numbering: hub.Numbering(c.Numbering),
			Type: c.Type, Mark: c.Mark, ValidYears: c.ValidYears, OnSigning: c.OnSigning,
		}
	}
	return rules
}

// officeNames knows the office the program carries; any other is shown by its code.
func officeNames() (func(id string) string, error) {
	office, err := demoOffice()
	if err != nil {
		return nil, err
	}
	return func(id string) string {
		if id == office.ID {
			return office.Organ
		}
		return id
	}, nil
}

func demoOffice() (catalog.Office, error) {
	raw, err := assets.DemoOffice()
	if err != nil {
		return catalog.Office{}, err
	}
	return catalog.LoadOffice("office/nanhu.yaml", raw)
}
