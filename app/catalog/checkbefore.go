package catalog

import (
	"slices"
)

// before holds the world before the reform to what a comparison counts on.
func (k *checker) before() {
	root, list := k.roots[formerFile], k.catalog.Before
	unique(k, each(root, len(list), "id"), "former item", func(i int) string { return list[i].ID })
	for i, former := range list {
		k.former(root.at(i), former)
	}
	for name, value := range k.roots[comparedFile].entries() {
		k.answer(name, value)
	}
	projects := 0
	for _, r := range k.catalog.Routes {
		projects += r.Share
	}
	if projects == 0 {
		k.add(place{file: "routes"}, "no route has a share of the year's projects, expected one")
	}
}

func (k *checker) former(at place, former FormerItem) {
	k.terms(at, former.Terms)
	k.between(at.key("days"), "days", former.Days, 1, most)
	k.between(at.key("publicity"), "publicity", former.Publicity, 0, most)
	k.oneOf(at.key("window"), "window", former.Window, []string{"planning", "land"})
	if former.Name == "" || len(former.Materials) == 0 || len(former.Fields) == 0 {
		k.add(at, "former item %q: expected a name, materials and fields", former.ID)
	}
	for i, m := range former.Materials {
		k.terms(at.key("materials").at(i), m.Terms)
	}
	for i, key := range former.Fields {
		known := slices.ContainsFunc(k.catalog.Fields, func(f Field) bool { return f.Key == key })
		if !known || slices.Contains(former.Fields[:i], key) {
			k.add(at.key("fields").at(i), "fields names %q, expected each key of %s at most once", key, formFile)
		}
	}
	for i, id := range former.After {
		if _, known := k.catalog.Former(id); !known {
			k.add(at.key("after").at(i), "after names %q, expected one of %s", id, formerFile)
		}
	}
}

// answer checks an answer of the situation in which both worlds are compared.
func (k *checker) answer(name, value place) {
	q, known := find(k.catalog.Questions, func(q Question) bool { return q.ID == name.text() })
	if !known {
		k.add(name, "unknown question %q, expected %s", name.text(), either(k.questionIDs(len(k.catalog.Questions))))
		return
	}
	k.oneOf(value, "answer to "+q.ID, value.text(), q.answers())
}

// order sees to it that a project had in hand what the next item asked for.
func (k *checker) order(at place, r Route) {
	for i, id := range r.Before {
		one := at.key("before").at(i)
		if slices.Contains(r.Before[:i], id) {
			k.add(one, "before names %q twice, expected each item once", id)
		}
		former, _ := k.catalog.Former(id)
		for _, needed := range former.After {
			if slices.Contains(r.Before[i:], needed) {
				k.add(one, "before puts %q ahead of %q, expected it after what it asked for", id, needed)
			}
		}
	}
}
