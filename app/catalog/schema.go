package catalog

import (
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"onewindow/app/workday"
)

// schema holds files to the Go types that they are read into, before they are
// read: a decoder stops at the first thing that does not fit and says less of
// what would.
type schema struct{ *faults }

// fits checks a value and everything in it; name is the key that it stands under.
func (s schema) fits(at place, name string, t reflect.Type) {
	switch {
	case t == reflect.TypeFor[Day]():
		s.day(at, name)
	case t.Kind() == reflect.Pointer:
		s.fits(at, name, t.Elem())
	case t.Kind() == reflect.Struct:
		s.mapping(at, name, t)
	case t.Kind() == reflect.Slice:
		s.list(at, name, t)
	case t.Kind() == reflect.Map:
		s.answers(at, name, t)
	default:
		s.scalar(at, name, t)
	}
}

func (s schema) mapping(at place, name string, t reflect.Type) {
	if _, ok := at.node.(ast.MapNode); !ok {
		s.add(at, "%sexpected keys and values", named(name))
		return
	}
	known := keys(t)
	for key, value := range at.entries() {
		if field, ok := known[key.text()]; ok {
			s.fits(value, key.text(), field)
			continue
		}
		s.add(key, "unknown key %q, expected %s", key.text(), names(t))
	}
}

func (s schema) list(at place, name string, t reflect.Type) {
	list, ok := at.node.(*ast.SequenceNode)
	if !ok {
		s.add(at, "%sexpected a list", named(name))
		return
	}
	for i := range list.Values {
		s.fits(at.at(i), name, t.Elem())
	}
}

func (s schema) answers(at place, name string, t reflect.Type) {
	if _, ok := at.node.(ast.MapNode); !ok {
		s.add(at, "%sexpected keys and values", named(name))
		return
	}
	for key, value := range at.entries() {
		s.fits(value, key.text(), t.Elem())
	}
}

func (s schema) day(at place, name string) {
	day, err := workday.ParseDate(at.text())
	if err != nil || day.IsZero() {
		s.add(at, "%s%q, expected a day like 2019-03-01", named(name), at.text())
	}
}

func (s schema) scalar(at place, name string, t reflect.Type) {
	var fits bool
	switch at.node.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		fits = t.Kind() == reflect.String
	case *ast.IntegerNode:
		fits = t.Kind() == reflect.Int || t.Kind() == reflect.Float64
	case *ast.FloatNode:
		fits = t.Kind() == reflect.Float64
	case *ast.BoolNode:
		fits = t.Kind() == reflect.Bool
	}
	if !fits {
		s.add(at, "%s%q, expected %s", named(name), at.text(), scalarName(t.Kind()))
	}
}

func scalarName(kind reflect.Kind) string {
	switch kind {
	case reflect.Int:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	}
	return "text (in quotes where it looks like a number)"
}

// named begins a message about the value under a key; the file as a whole has none.
func named(key string) string {
	if key == "" {
		return ""
	}
	return key + ": "
}

// keys are the keys of a struct's YAML with the types under them.
func keys(t reflect.Type) map[string]reflect.Type {
	known := map[string]reflect.Type{}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if name != "" && name != "-" {
			known[name] = field.Type
		}
	}
	return known
}

// names lists the keys for a message.
func names(t reflect.Type) string {
	var list []string
	for name := range keys(t) {
		list = append(list, name)
	}
	slices.Sort(list)
	return "one of " + strings.Join(list, ", ")
}
