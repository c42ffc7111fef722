package catalog

import "slices"

// Overrides are what an office decides differently from the catalog, in its own
// file. What is not named stays as it is.
type Overrides struct {
	Items        []ItemOverride      `yaml:"items"`
	Indicators   []IndicatorOverride `yaml:"indicators"`
	Coordination Coordination        `yaml:"coordination"`
}

// ItemOverride changes one item.
type ItemOverride struct {
	ID            string                `yaml:"id"`
	StatutoryDays *int                  `yaml:"statutoryDays"` // working days
	PromisedDays  *int                  `yaml:"promisedDays"`  // working days
	ExtensionDays *int                  `yaml:"extensionDays"` // working days
	Limits        *[]Limit              `yaml:"limits"`        // in place of all of the item's
	Publicity     PublicityOverride     `yaml:"publicity"`
	Coordination  Coordination          `yaml:"coordination"`
	Materials     []MaterialOverride    `yaml:"materials"`
	Certificates  []CertificateOverride `yaml:"certificates"`
}

// PublicityOverride changes an item's publicity.
type PublicityOverride struct {
	Days  *int    `yaml:"days"`  // calendar days
	Basis *string `yaml:"basis"` // on which the promised clock stands still
}

// MaterialOverride says whether the office insists on a material.
type MaterialOverride struct {
	ID       string `yaml:"id"`
	Required bool   `yaml:"required"`
}

// CertificateOverride gives a certificate the office's own mark (发文代字).
type CertificateOverride struct {
	Document string `yaml:"document"`
	Mark     string `yaml:"mark"`
}

// IndicatorOverride gives an indicator of standard land other thresholds.
type IndicatorOverride struct {
	ID         string      `yaml:"id"`
	Thresholds []Threshold `yaml:"thresholds"`
}

// For is the catalog as an office runs it: with its overrides and its
// coordinator. The receiver stays as it is. An error joins every *Fault of the
// office's file.
func (c *Catalog) For(office Office) (*Catalog, error) {
	own := *c
	own.Items = slices.Clone(c.Items)
	own.Standard.Indicators = slices.Clone(c.Standard.Indicators)
	k := &checker{catalog: &own}
	o, at := office.Overrides, office.place.key("overrides")
	for i, change := range o.Items {
		k.overrideItem(at.key("items").at(i), change)
	}
	for i, change := range o.Indicators {
		k.overrideIndicator(at.key("indicators").at(i), change)
	}
	own.Coordination = o.Coordination.or(c.Coordination)
	if o.Coordination != (Coordination{}) {
		k.coordination(at.key("coordination"), own.Coordination)
	}
	k.coordinator(office)
	return &own, k.err()
}

// coordinator takes the office's coordinator over.
func (k *checker) coordinator(office Office) {
	if office.Coordinator == "" {
		return
	}
	at := office.place.key("coordinator")
	user, known := find(office.Users, func(u User) bool { return u.ID == office.Coordinator })
	switch {
	case !known:
		k.add(at, "coordinator %q, expected the id of a user of the office", office.Coordinator)
	case user.Role != k.catalog.Coordination.Role:
		k.add(at, "coordinator %q is a %s, expected a user with the role %s", user.ID, user.Role, k.catalog.Coordination.Role)
	}
	k.catalog.Coordination.Coordinator = office.Coordinator
}

func (k *checker) overrideItem(at place, o ItemOverride) {
	i := slices.IndexFunc(k.catalog.Items, func(item Item) bool { return item.ID == o.ID })
	if i < 0 {
		k.knows(at.key("id"), "overrides", o.ID)
		return
	}
	item := &k.catalog.Items[i]
	set(&item.StatutoryDays, o.StatutoryDays)
	set(&item.PromisedDays, o.PromisedDays)
	set(&item.ExtensionDays, o.ExtensionDays)
	set(&item.Publicity.Days, o.Publicity.Days)
	set(&item.Publicity.Basis, o.Publicity.Basis)
	set(&item.Limits, o.Limits)
	k.days(at, *item)
	k.publicity(at.key("publicity"), item.ID, item.Publicity)
	if (o.Coordination != Coordination{}) {
		item.Coordination = o.Coordination.or(item.Coordination)
		k.coordination(at.key("coordination"), item.Coordination.or(k.catalog.Coordination))
	}
	k.overrideMaterials(at.key("materials"), item, o.Materials)
	k.overrideMarks(at.key("certificates"), item, o.Certificates)
}

// set takes a value over where there is one.
func set[T any](into, from *T) {
	if from != nil {
		*into = *from
	}
}

func (k *checker) overrideMaterials(at place, item *Item, list []MaterialOverride) {
	item.Materials = slices.Clone(item.Materials)
	for i, o := range list {
		j := slices.IndexFunc(item.Materials, func(m Material) bool { return m.ID == o.ID })
		if j < 0 {
			k.add(at.at(i).key("id"), "unknown material %q, expected one of item %s", o.ID, item.ID)
			continue
		}
		item.Materials[j].Required = o.Required
	}
}

func (k *checker) overrideMarks(at place, item *Item, list []CertificateOverride) {
	item.Certificates = slices.Clone(item.Certificates)
	for i, o := range list {
		found := false
		for j, c := range item.Certificates {
			if c.Document == o.Document && c.Numbering == ByOffice {
				item.Certificates[j].Mark, found = o.Mark, true
			}
		}
		switch {
		case !found:
			k.add(at.at(i).key("document"), "certificate %q, expected one of item %s that the office numbers", o.Document, item.ID)
		case o.Mark == "":
			k.add(at.at(i), "certificate %q: expected a mark, as the office numbers it", o.Document)
		}
	}
}

func (k *checker) overrideIndicator(at place, o IndicatorOverride) {
	list := k.catalog.Standard.Indicators
	i := slices.IndexFunc(list, func(known Indicator) bool { return known.ID == o.ID })
	if i < 0 {
		k.add(at.key("id"), "overrides names the unknown indicator %q, expected one of %s", o.ID, standardFile)
		return
	}
	list[i].Thresholds = o.Thresholds
	k.thresholds(at.key("thresholds"), list[i])
}
