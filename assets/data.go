// Package assets holds what the programs carry inside them: the catalog, the
// calendars, the demo office, the words of papers, fonts and translations.
package assets

import (
	"embed"
	"io/fs"
)

//go:embed catalog calendars office paper
var data embed.FS

// Catalog is the folder of items, routes and questions.
func Catalog() (fs.FS, error) { return fs.Sub(data, "catalog") }

// Calendar is the working-day calendar of the State Council notices (CSV).
func Calendar() ([]byte, error) { return data.ReadFile("calendars/china.csv") }

// DemoOffice is the office of a first start without configuration (YAML).
func DemoOffice() ([]byte, error) { return data.ReadFile("office/nanhu.yaml") }

// PaperWords are the standing sentences of papers (YAML).
func PaperWords() ([]byte, error) { return data.ReadFile("paper/words.yaml") }
