package catalog

import (
	"io/fs"
	"path"
	"reflect"

	"github.com/goccy/go-yaml"

	"onewindow/app/workday"
)

// Day is a civil date in YAML.
type Day struct{ workday.Date }

// UnmarshalYAML reads 2006-01-02.
func (d *Day) UnmarshalYAML(raw []byte) error {
	var text string
	if err := yaml.Unmarshal(raw, &text); err != nil {
		return err
	}
	date, err := workday.ParseDate(text)
	d.Date = date
	return err
}

// reader reads the files of a catalog and remembers where each of them stands.
type reader struct {
	faults
	folder fs.FS
	roots  map[string]place // by file
}

// Load reads and checks a catalog. An error joins every *Fault that was found;
// what the files mean is only looked at once all of them read.
func Load(folder fs.FS) (*Catalog, error) {
	r := &reader{folder: folder, roots: map[string]place{}}
	c := &Catalog{}
	for file, into := range c.files() {
		r.file(file, into)
	}
	items := readEach(r, "items", &c.Items)
	routes := readEach(r, "routes", &c.Routes)
	if err := r.err(); err != nil {
		return nil, err
	}
	k := &checker{catalog: c, roots: r.roots, items: items, routes: routes}
	c.programs = k.conditions()
	k.all()
	if err := k.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// files are the single files of a catalog and what each is read into.
func (c *Catalog) files() map[string]any {
	return map[string]any{
		policiesFile:     &c.Policies,
		situationsFile:   &c.Questions,
		sectionsFile:     &c.Sections,
		formFile:         &c.Fields,
		proceduresFile:   &c.Procedures,
		coordinationFile: &c.Coordination,
		standardFile:     &c.Standard,
		formerFile:       &c.Before,
		comparedFile:     &c.Compared,
	}
}

// The single files of a catalog.
const (
	policiesFile     = "policies.yaml"
	situationsFile   = "situations.yaml"
	sectionsFile     = "sections.yaml"
	formFile         = "form.yaml"
	proceduresFile   = "procedures.yaml"
	coordinationFile = "coordination.yaml"
	standardFile     = "standard.yaml"
	formerFile       = "before/items.yaml"
	comparedFile     = "before/situation.yaml"
)

// file reads one file, if it fits.
func (r *reader) file(file string, into any) {
	root, fault := open(r.folder, file)
	if fault != nil {
		r.list = append(r.list, fault)
		return
	}
	r.roots[file] = root
	r.decode(root, into)
}

// readEach reads every file of a folder as one T and tells where each stands.
func readEach[T any](r *reader, dir string, into *[]T) []place {
	entries, err := fs.ReadDir(r.folder, dir)
	if err != nil {
		r.add(place{file: dir}, "cannot be read: %s", reason(err))
		return nil
	}
	var places []place
	for _, entry := range entries {
		var one T
		file := path.Join(dir, entry.Name())
		r.file(file, &one)
		*into = append(*into, one)
		places = append(places, r.roots[file])
	}
	return places
}

// decode reads a value that fits its type; otherwise the faults say what does not.
func (f *faults) decode(at place, into any) {
	known := len(f.list)
	schema{f}.fits(at, "", reflect.TypeOf(into).Elem())
	if len(f.list) > known {
		return
	}
	if err := yaml.NodeToValue(at.node, into); err != nil {
		f.add(at, "%v", err)
	}
}
