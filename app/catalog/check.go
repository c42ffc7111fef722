package catalog

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/vm"
)

// checker finds what the schema cannot: dangling names, impossible numbers and
// conditions that do not read. It reports everything at once.
type checker struct {
	faults
	catalog *Catalog
	roots   map[string]place // of the single files
	items   []place          // of the catalog's items, in their order
	routes  []place          // likewise
}

func (k *checker) all() {
	k.policies()
	k.questions()
	k.sections()
	k.form()
	k.procedures()
	c := k.catalog
	k.coordination(k.roots[coordinationFile], c.Coordination)
	k.standard()
	unique(k, k.items, "item", func(i int) string { return c.Items[i].ID })
	for i, item := range c.Items {
		k.item(k.items[i], item)
	}
	unique(k, k.routes, "route", func(i int) string { return c.Routes[i].ID })
	for i, route := range c.Routes {
		k.route(k.routes[i], route)
	}
	k.before()
}

// unique sees to it that no id is empty or stands twice.
func unique(k *checker, at []place, what string, id func(int) string) {
	seen := map[string]bool{}
	for i, where := range at {
		name := id(i)
		switch {
		case name == "":
			k.add(where, "%s without an id", what)
		case seen[name]:
			k.add(where, "%s %q stands twice, expected each id once", what, name)
		}
		seen[name] = true
	}
}

// each are the places of n elements of a list; key is "" where they have no id.
func each(list place, n int, key string) []place {
	at := make([]place, n)
	for i := range at {
		at[i] = list.at(i)
		if key != "" {
			at[i] = at[i].key(key)
		}
	}
	return at
}

// oneOf says that a value is none of those expected.
func (k *checker) oneOf(at place, what, value string, expected []string) {
	if !slices.Contains(expected, value) {
		k.add(at, "%s %q, expected %s", what, value, either(expected))
	}
}

// either lists what a value can be.
func either(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	if len(list) == 1 {
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}

// most is more than any number of days or years that a rule of this kind knows.
const most = 1000

func (k *checker) between(at place, what string, n, low, high int) {
	if n < low || n > high {
		k.add(at, "%s %d, expected %d to %d", what, n, low, high)
	}
}

// condition sees to it that a condition reads and names only questions.
func (k *checker) condition(at place, when Condition) {
	if when == "" {
		return
	}
	if _, err := compile(when, k.catalog.defaults()); err != nil {
		k.add(at, "condition %q: %s; expected a truth value over %s", when, firstLine(err), either(k.questionIDs(len(k.catalog.Questions))))
	}
}

// firstLine is what is wrong with a condition, without the picture of where.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// terms checks the condition and the policies of what counts on terms.
func (k *checker) terms(at place, t Terms) {
	k.condition(at.key("when"), t.When)
	for i, id := range t.Under {
		if _, known := k.catalog.Policy(id); !known {
			k.add(at.key("under").at(i), "under names the unknown policy %q, expected %s", id, either(k.policyIDs()))
		}
	}
}

func (k *checker) policyIDs() []string {
	var ids []string
	for _, p := range k.catalog.Policies {
		ids = append(ids, p.ID)
	}
	return ids
}

func (k *checker) sectionIDs() []string {
	var ids []string
	for _, s := range k.catalog.Sections {
		ids = append(ids, s.ID)
	}
	return ids
}

func (k *checker) itemIDs() []string {
	var ids []string
	for _, item := range k.catalog.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

// questionIDs are those of the first n questions.
func (k *checker) questionIDs(n int) []string {
	var ids []string
	for _, q := range k.catalog.Questions[:n] {
		ids = append(ids, q.ID)
	}
	return ids
}

// knows says that an id is none of an item of today.
func (k *checker) knows(at place, what, id string) {
	if _, known := k.catalog.Item(id); !known {
		k.add(at, "%s names the unknown item %q, expected %s", what, id, either(k.itemIDs()))
	}
}

func (k *checker) policies() {
	root, list := k.roots[policiesFile], k.catalog.Policies
	unique(k, each(root, len(list), "id"), "policy", func(i int) string { return list[i].ID })
	for i, p := range list {
		switch {
		case p.From.IsZero():
			k.add(root.at(i), "policy %q: expected the day it is in force from", p.ID)
		case !p.Until.IsZero() && p.Until.Before(p.From.Date):
			k.add(root.at(i).key("until"), "policy %q ends on %s, expected no day before %s", p.ID, p.Until, p.From)
		}
	}
}

func (k *checker) sections() {
	list := k.catalog.Sections
	unique(k, each(k.roots[sectionsFile], len(list), "id"), "section", func(i int) string { return list[i].ID })
}

func (k *checker) questions() {
	root, list := k.roots[situationsFile], k.catalog.Questions
	unique(k, each(root, len(list), "id"), "question", func(i int) string { return list[i].ID })
	for i, q := range list {
		k.oneOf(root.at(i).key("kind"), "kind", q.Kind, []string{choice, flag})
		if q.Kind == choice {
			k.oneOf(root.at(i).key("default"), "default", q.Default, q.Options)
		}
		k.earlier(root.at(i).key("when"), i)
	}
}

// earlier sees to it that a question depends only on those before it: they are
// asked, and judged, one after the other.
func (k *checker) earlier(at place, i int) {
	when := k.catalog.Questions[i].When
	if when == "" {
		return
	}
	before := Catalog{Questions: k.catalog.Questions[:i]}
	if _, err := compile(when, before.defaults()); err != nil {
		k.add(at, "condition %q: %s; expected a truth value over the questions before it: %s", when, firstLine(err), either(k.questionIDs(i)))
	}
}

func (k *checker) form() {
	root, list := k.roots[formFile], k.catalog.Fields
	unique(k, each(root, len(list), "key"), "field", func(i int) string { return list[i].Key })
	for i, f := range list {
		at := root.at(i)
		k.between(at.key("width"), "width", f.Width, 1, 12)
		k.oneOf(at.key("group"), "group", f.Group, groups())
		k.oneOf(at.key("check"), "check", f.Check, checks())
		k.terms(at, f.Terms)
		for j, id := range f.Items {
			k.knows(at.key("items").at(j), "items", id)
		}
	}
}

// procedures are those of the law: none more, none less.
func (k *checker) procedures() {
	root, list := k.roots[proceduresFile], k.catalog.Procedures
	unique(k, each(root, len(list), "id"), "procedure", func(i int) string { return list[i].ID })
	for i, p := range list {
		at := root.at(i)
		k.oneOf(at.key("id"), "procedure", p.ID, lawful())
		k.oneOf(at.key("clock"), "clock", p.Clock, []string{clockStops})
		if p.Name == "" || p.Basis == "" {
			k.add(at, "procedure %q: expected a name and a basis", p.ID)
		}
	}
	for _, id := range lawful() {
		if _, known := k.catalog.Procedure(id); !known {
			k.add(root, "procedure %q of 行政许可法 Art. 45 is missing, expected all of them", id)
		}
	}
}

// coordination checks the catalog's own, or what an item or an office changes.
func (k *checker) coordination(at place, o Coordination) {
	k.between(at.key("days"), "days", o.Days, 1, most)
	k.oneOf(at.key("role"), "role", string(o.Role), settlers())
}

func (k *checker) route(at place, r Route) {
	k.terms(at, r.Terms)
	k.between(at.key("share"), "share", r.Share, 0, most)
	if len(r.Items) == 0 {
		k.add(at, "route %q: expected items", r.ID)
	}
	for i, id := range r.Items {
		k.knows(at.key("items").at(i), "items", id)
		if slices.Contains(r.Items[:i], id) {
			k.add(at.key("items").at(i), "items names %q twice, expected each item once", id)
		}
	}
	for i, id := range r.Before {
		if _, known := k.catalog.Former(id); !known {
			k.add(at.key("before").at(i), "before names %q, expected one of %s", id, formerFile)
		}
	}
	k.order(at, r)
}

// conditions compiles every condition that compiles; what does not is a fault
// of its own.
func (k *checker) conditions() map[Condition]*vm.Program {
	programs := map[Condition]*vm.Program{}
	values := k.catalog.defaults()
	add := func(when Condition) {
		if program, err := compile(when, values); err == nil {
			programs[when] = program
		}
	}
	for _, root := range k.roots {
		root.each("when", func(at place) { add(Condition(at.text())) })
	}
	return programs
}
