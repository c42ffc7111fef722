package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Fault is something wrong in a file of the catalog.
type Fault struct {
	File    string // inside the folder of the catalog, or the office's own
	Line    int    // from 1; 0 where the file itself is at fault
	Message string // what stands there and what was expected
}

// Error is "catalog: items/A.yaml:12: …".
func (f *Fault) Error() string {
	if f.Line == 0 {
		return fmt.Sprintf("catalog: %s: %s", f.File, f.Message)
	}
	return fmt.Sprintf("catalog: %s:%d: %s", f.File, f.Line, f.Message)
}

// faults gathers all that is wrong, so that it can be mended in one go.
type faults struct{ list []*Fault }

func (f *faults) add(at place, format string, args ...any) {
	f.list = append(f.list, &Fault{at.file, at.line(), fmt.Sprintf(format, args...)})
}

// err is every fault in the order of files and lines, nil where there is none.
func (f *faults) err() error {
	slices.SortStableFunc(f.list, func(a, b *Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	all := make([]error, len(f.list))
	for i, fault := range f.list {
		all[i] = fault
	}
	return errors.Join(all...)
}

// place is where a value stands: a node of a file's syntax tree. A file without
// a tree is a place too, without a line.
type place struct {
	file string
	node ast.Node
}

// open parses one file.
func open(folder fs.FS, file string) (place, *Fault) {
	raw, err := fs.ReadFile(folder, file)
	if err != nil {
		return place{file: file}, &Fault{File: file, Message: "cannot be read: " + reason(err)}
	}
	return parse(file, raw)
}

// reason is an error without the path that the fault names already.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

func parse(file string, raw []byte) (place, *Fault) {
	tree, err := parser.ParseBytes(raw, 0)
	if err != nil {
		fault := &Fault{File: file, Message: err.Error()}
		var wrong yaml.Error
		if errors.As(err, &wrong) && wrong.GetToken() != nil {
			fault.Line, fault.Message = wrong.GetToken().Position.Line, "expected well-formed YAML: "+wrong.GetMessage()
		}
		return place{file: file}, fault
	}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		return place{file: file}, &Fault{File: file, Line: 1, Message: "expected one YAML document"}
	}
	return place{file, tree.Docs[0].Body}, nil
}

// line is where the value begins, 0 where there is none.
func (p place) line() int {
	if p.node == nil || p.node.GetToken() == nil {
		return 0
	}
	return p.node.GetToken().Position.Line
}

// key is the place of the value under a key, or the place itself where the key
// is missing: that is where it should stand.
func (p place) key(name string) place {
	for key, value := range p.entries() {
		if key.text() == name {
			return value
		}
	}
	return p
}

// at is the place of an element of a list.
func (p place) at(i int) place {
	list, ok := p.node.(*ast.SequenceNode)
	if !ok || i >= len(list.Values) {
		return p
	}
	return place{p.file, list.Values[i]}
}

// entries are the keys and values of a mapping.
func (p place) entries() func(yield func(key, value place) bool) {
	return func(yield func(key, value place) bool) {
		mapping, ok := p.node.(ast.MapNode)
		if !ok {
			return
		}
		for entry := mapping.MapRange(); entry.Next(); {
			if !yield(place{p.file, entry.Key()}, place{p.file, entry.Value()}) {
				return
			}
		}
	}
}

// text is the text of a scalar, "" where there is none.
func (p place) text() string {
	if p.node == nil || p.node.GetToken() == nil {
		return ""
	}
	return p.node.GetToken().Value
}

// each visits every value that stands under a key, however deep.
func (p place) each(name string, visit func(place)) {
	if list, ok := p.node.(*ast.SequenceNode); ok {
		for i := range list.Values {
			p.at(i).each(name, visit)
		}
	}
	for key, value := range p.entries() {
		if key.text() == name {
			visit(value)
		}
		value.each(name, visit)
	}
}
