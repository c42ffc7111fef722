package catalog

import (
	"slices"

	"onewindow/app/casefile"
)

func (k *checker) item(at place, item Item) {
	if item.Name == "" || len(item.Legal) == 0 {
		k.add(at, "item %q: expected a name and its legal basis", item.ID)
	}
	k.days(at, item)
	k.publicity(at.key("publicity"), item.ID, item.Publicity)
	if (item.Coordination != Coordination{}) {
		k.coordination(at.key("coordination"), item.Coordination.or(k.catalog.Coordination))
	}
	k.merged(at, item)
	k.reviewers(at.key("sections"), item.Sections)
	k.materials(at.key("materials"), item.Materials)
	k.certificates(at.key("certificates"), item.Certificates)
	for i, note := range item.Notes {
		k.terms(at.key("notes").at(i), note.Terms)
		if note.Text == "" {
			k.add(at.key("notes").at(i), "expected a text")
		}
	}
}

// days checks the limits of an item in every situation.
func (k *checker) days(at place, item Item) {
	k.between(at.key("statutoryDays"), "statutoryDays", item.StatutoryDays, 1, most)
	k.between(at.key("extensionDays"), "extensionDays", item.ExtensionDays, 0, most)
	k.promise(at.key("promisedDays"), "promisedDays", item.PromisedDays, item.StatutoryDays)
	for i, limit := range item.Limits {
		one := at.key("limits").at(i)
		k.terms(one, limit.Terms)
		k.between(one.key("statutory"), "statutory", limit.Statutory, 1, most)
		k.promise(one.key("promised"), "promised", limit.Promised, limit.Statutory)
	}
}

func (k *checker) promise(at place, what string, promised, statutory int) {
	if promised < 1 || promised > statutory {
		k.add(at, "%s %d, expected 1 to the statutory days (%d)", what, promised, statutory)
	}
}

func (k *checker) publicity(at place, itemID string, p Publicity) {
	k.between(at.key("days"), "publicity days", p.Days, 0, most)
	if p.SharedWith == "" {
		return
	}
	shared := at.key("sharedWith")
	other, known := k.catalog.Item(p.SharedWith)
	switch {
	case !known:
		k.knows(shared, "sharedWith", p.SharedWith)
	case other.ID == itemID || other.Publicity.Own() == 0:
		k.add(shared, "sharedWith names %q, expected another item that holds a publicity itself", other.ID)
	}
}

// merged checks what an item says about the world before.
func (k *checker) merged(at place, item Item) {
	for i, id := range item.MergedFrom {
		if _, known := k.catalog.Former(id); !known {
			k.add(at.key("mergedFrom").at(i), "mergedFrom names %q, expected one of %s", id, formerFile)
		}
	}
	for i, p := range item.Permits {
		one := at.key("permits").at(i)
		k.terms(one, p.Terms)
		if former, known := k.catalog.Former(p.ID); !known || !former.Permit {
			k.add(one.key("id"), "permits names %q, expected a former item that was a permit", p.ID)
		}
	}
}

func (k *checker) reviewers(at place, list []SectionRule) {
	unique(k, each(at, len(list), "id"), "section", func(i int) string { return list[i].ID })
	if !slices.ContainsFunc(list, func(s SectionRule) bool { return s.When == "" && len(s.Under) == 0 }) {
		k.add(at, "no section reviews the item in every situation, expected at least one")
	}
	for i, s := range list {
		k.terms(at.at(i), s.Terms)
		if !slices.Contains(k.sectionIDs(), s.ID) {
			k.add(at.at(i).key("id"), "unknown section %q, expected %s", s.ID, either(k.sectionIDs()))
		}
	}
}

func (k *checker) materials(at place, list []Material) {
	unique(k, each(at, len(list), "id"), "material", func(i int) string { return list[i].ID })
	for i, m := range list {
		one := at.at(i)
		k.terms(one, m.Terms)
		k.oneOf(one.key("source"), "source", string(m.Source), sources())
		k.between(one.key("copies"), "copies", m.Copies, 0, most)
		switch {
		case m.Name == "":
			k.add(one, "material %q: expected a name", m.ID)
		case m.Source == Applicant && m.Copies == 0:
			k.add(one, "material %q: expected how many copies the applicant brings", m.ID)
		}
		if m.Outlines != "" {
			k.oneOf(one.key("outlines"), "outlines", string(m.Outlines), []string{string(casefile.RedLine), string(casefile.Boundary)})
		}
		if m.MadeBy != (MadeBy{}) {
			k.madeBy(one.key("madeBy"), m)
		}
	}
}

func (k *checker) madeBy(at place, m Material) {
	if m.Source != Inside {
		k.add(at, "material %q is made by an item, expected the source inside", m.ID)
	}
	item, known := k.catalog.Item(m.MadeBy.Item)
	if !known {
		k.knows(at.key("item"), "madeBy", m.MadeBy.Item)
		return
	}
	var ends []string
	for _, c := range item.Certificates {
		ends = append(ends, c.Document)
	}
	k.oneOf(at.key("document"), "document of item "+item.ID, m.MadeBy.Document, ends)
}

func (k *checker) certificates(at place, list []Certificate) {
	if len(list) == 0 {
		k.add(at, "expected the certificates that the item ends in")
	}
	for i, c := range list {
		one := at.at(i)
		k.terms(one, c.Terms)
		k.oneOf(one.key("document"), "document", c.Document, documents())
		k.between(one.key("validYears"), "validYears", c.ValidYears, 0, most)
		if c.Name == "" {
			k.add(one, "certificate %q: expected a name", c.Document)
		}
		k.numbering(one, c)
	}
}

// numbering sees to it that a certificate has what its number is made of.
func (k *checker) numbering(at place, c Certificate) {
	k.oneOf(at.key("numbering"), "numbering", string(c.Numbering), numberings())
	switch {
	case c.Numbering == ByOffice && c.Mark == "":
		k.add(at, "certificate %q: expected a mark, as the office numbers it", c.Document)
	case c.Numbering != ByOffice && c.Prefix == "":
		k.add(at, "certificate %q: expected a prefix", c.Document)
	case c.Numbering == Local && len(c.Type) != 2:
		k.add(at.key("type"), "type %q, expected two letters", c.Type)
	}
}

// standard checks the indicators of standard land and the fields for them.
func (k *checker) standard() {
	root, s := k.roots[standardFile], k.catalog.Standard
	k.condition(root.key("when"), s.When)
	for i, id := range s.Items {
		k.knows(root.key("items").at(i), "items", id)
	}
	list := root.key("indicators")
	unique(k, each(list, len(s.Indicators), "id"), "indicator", func(i int) string { return s.Indicators[i].ID })
	for i, indicator := range s.Indicators {
		k.indicator(list.at(i), indicator)
	}
	for i, f := range k.catalog.Fields {
		_, known := find(s.Indicators, func(i Indicator) bool { return i.Key == f.Key })
		if f.Check == "indicator" && !known {
			k.add(k.roots[formFile].at(i).key("check"), "no indicator of %s has the key %q", standardFile, f.Key)
		}
	}
}

func (k *checker) indicator(at place, i Indicator) {
	k.oneOf(at.key("compare"), "compare", i.Compare, []string{Min, Max})
	if i.Name == "" {
		k.add(at, "indicator %q: expected a name", i.ID)
	}
	field, known := find(k.catalog.Fields, func(f Field) bool { return f.Key == i.Key })
	if !known || field.Check != "indicator" {
		k.add(at.key("key"), "key %q, expected a field of %s with the check indicator", i.Key, formFile)
	}
	k.thresholds(at.key("thresholds"), i)
}

// thresholds sees to it that there is one in every situation.
func (k *checker) thresholds(at place, i Indicator) {
	if len(i.Thresholds) == 0 {
		k.add(at, "indicator %q: expected thresholds", i.ID)
		return
	}
	for j, t := range i.Thresholds {
		k.condition(at.at(j).key("when"), t.When)
		if t.Value < 0 {
			k.add(at.at(j).key("value"), "threshold %v, expected 0 or more", t.Value)
		}
	}
	if last := len(i.Thresholds) - 1; i.Thresholds[last].When != "" {
		k.add(at.at(last), "the last threshold of indicator %q has a condition, expected one for all other situations", i.ID)
	}
}
