package catalog_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"

	"onewindow/app/catalog"
)

var update = flag.Bool("update", false, "write the golden files anew")

// small is a catalog that has one of everything, with an office's file.
func small(t testing.TB) fstest.MapFS {
	t.Helper()
	from, to := os.DirFS("testdata/small"), fstest.MapFS{}
	err := fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(from, name)
		to[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// loadFor loads a folder as the office in it runs it.
func loadFor(folder fstest.MapFS) (*catalog.Catalog, error) {
	c, err := catalog.Load(folder)
	if err != nil {
		return nil, err
	}
	office, err := catalog.LoadOffice("office.yaml", folder["office.yaml"].Data)
	if err != nil {
		return nil, err
	}
	return c.For(office)
}

// fault is one text of the small catalog replaced by another; "*" is the file.
type fault struct {
	File string `yaml:"file"`
	Old  string `yaml:"old"`
	New  string `yaml:"new"`
}

func (f fault) in(t *testing.T, folder fstest.MapFS) {
	t.Helper()
	before := string(folder[f.File].Data)
	after := strings.Replace(before, f.Old, f.New, 1)
	if f.Old == "*" {
		after = f.New
	}
	if before == after {
		t.Fatalf("%s does not hold %q", f.File, f.Old)
	}
	folder[f.File].Data = []byte(after)
}

func TestSmallCatalogIsWhole(t *testing.T) {
	if _, err := loadFor(small(t)); err != nil {
		t.Fatal(err)
	}
}

// Every broken catalog of testdata/broken is refused, by messages that say
// file, line and what was expected: they stand in the golden beside it.
func TestBrokenCatalogsNameTheirPlace(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d broken catalogs, %v", len(files), err)
	}
	place := regexp.MustCompile(`^catalog: [a-z/]+[A-Za-z]*\.yaml:\d+: `)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var f fault
			if err := yaml.UnmarshalWithOptions(raw, &f, yaml.Strict()); err != nil {
				t.Fatal(err)
			}
			folder := small(t)
			f.in(t, folder)
			_, err = loadFor(folder)
			if err == nil {
				t.Fatal("it is taken")
			}
			for line := range strings.Lines(err.Error()) {
				if !place.MatchString(line) && f.File != "sections.yaml" {
					t.Errorf("%q names no line", line)
				}
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".golden", err.Error()+"\n")
		})
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s says otherwise:\n%s", file, got)
	}
}
