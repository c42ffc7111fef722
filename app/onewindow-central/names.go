package main

import (
	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/hub"
	"onewindow/assets"
)

// catalogItems looks items up in the catalog the program carries.
func catalogItems() (func(id string) (hub.Item, bool), error) {
	folder, err := assets.Catalog()
	if err != nil {
		return nil, err
	}
	c, err := catalog.Load(folder)
	if err != nil {
		return nil, err
	}
	return func(id string) (hub.Item, bool) {
		item, ok := c.Item(id)
		permit := hub.CertificateRule{
			Document: casefile.Permit, Numbering: hub.Local, Type: item.Certificate.Type, ValidYears: item.Certificate.ValidYears,
		}
		return hub.Item{Name: item.Name, Certificates: func(casefile.Case) ([]hub.CertificateRule, error) {
			return []hub.CertificateRule{permit}, nil
		}}, ok
	}, nil
}

// officeNames knows the office the program carries; any other is shown by its code.
func officeNames() (func(id string) string, error) {
	raw, err := assets.DemoOffice()
	if err != nil {
		return nil, err
	}
	office, err := catalog.LoadOffice(raw)
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
