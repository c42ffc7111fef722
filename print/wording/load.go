package wording

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// File is a file of sentences in YAML; Name is what errors call it.
type File struct {
	Name string
	Data []byte
}

// Fault is something wrong in a file of sentences.
type Fault struct {
	File    string
	Line    int    // from 1; 0 where the file itself is at fault
	Message string // what stands there and what was expected
}

// Error is "wording: letters.yaml:12: …".
func (f *Fault) Error() string {
	if f.Line == 0 {
		return fmt.Sprintf("wording: %s: %s", f.File, f.Message)
	}
	return fmt.Sprintf("wording: %s:%d: %s", f.File, f.Line, f.Message)
}

// Load reads all sentences from base, and from further files those that an
// office says otherwise. An error joins every *Fault that was found.
func Load(base File, own ...File) (Words, error) {
	var words Words
	tree, err := decode(base, &words)
	if err != nil {
		return Words{}, err
	}
	faults := compare(words, words, base, tree)
	for _, file := range own {
		before := words
		if tree, err = decode(file, &words); err != nil {
			return Words{}, err
		}
		faults = append(faults, compare(before, words, file, tree)...)
	}
	return words, errors.Join(faults...)
}

// decode reads a file over what is known already. A list replaces a list.
func decode(file File, into *Words) (*ast.File, error) {
	tree, err := parser.ParseBytes(file.Data, 0)
	if err == nil {
		err = yaml.UnmarshalWithOptions(file.Data, into, yaml.Strict())
	}
	if err == nil {
		return tree, nil
	}
	fault := &Fault{File: file.Name, Message: err.Error()}
	var wrong yaml.Error
	if errors.As(err, &wrong) && wrong.GetToken() != nil {
		fault.Line, fault.Message = wrong.GetToken().Position.Line, wrong.GetMessage()
	}
	return nil, fault
}

// compare holds every sentence of a file against the one it replaces: it says
// something, its braces are whole, and it has the same places. With the same
// sentences twice it checks the first two.
func compare(before, after Words, file File, tree *ast.File) []error {
	old := map[string][]Sentence{}
	visit("$", reflect.ValueOf(before), func(path string, said []Sentence) { old[path] = said })
	var faults []error
	visit("$", reflect.ValueOf(after), func(path string, said []Sentence) {
		if message := amiss(old[path], said); message != "" {
			key := strings.TrimPrefix(path, "$.")
			faults = append(faults, &Fault{file.Name, lineOf(tree, path), key + ": " + message})
		}
	})
	return faults
}

// visit calls back for every sentence and every list of sentences.
func visit(path string, v reflect.Value, each func(path string, said []Sentence)) {
	switch said := v.Interface().(type) {
	case Sentence:
		each(path, []Sentence{said})
	case []Sentence:
		each(path, said)
	default:
		for i := range v.NumField() {
			visit(path+"."+v.Type().Field(i).Tag.Get("yaml"), v.Field(i), each)
		}
	}
}

// amiss says what is wrong with sentences in the place of others, "" for
// nothing.
func amiss(old, said []Sentence) string {
	if len(said) == 0 {
		return "expected at least one sentence"
	}
	for _, s := range said {
		switch {
		case strings.TrimSpace(string(s)) == "":
			return "expected a sentence"
		case strings.Count(string(s), "{") != strings.Count(string(s), "}"):
			return "expected every { to be closed with }"
		}
	}
	want, got := places(old), places(said)
	if maps.Equal(want, got) {
		return ""
	}
	return fmt.Sprintf("has the places %s, expected %s", list(got), list(want))
}

// list names places.
func list(names map[string]bool) string {
	if len(names) == 0 {
		return "none"
	}
	return "{" + strings.Join(slices.Sorted(maps.Keys(names)), "}{") + "}"
}

// lineOf is the line on which a sentence stands, or would: where its paper, or
// the file, begins.
func lineOf(tree *ast.File, path string) int {
	for path != "$" {
		if at, err := yaml.PathString(path); err == nil {
			if node, err := at.FilterFile(tree); err == nil && node.GetToken() != nil {
				return node.GetToken().Position.Line
			}
		}
		path = path[:strings.LastIndex(path, ".")]
	}
	return 1
}
