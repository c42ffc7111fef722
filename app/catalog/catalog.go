// Package catalog knows the items a window handles (事项), what they merged
// from, which materials and sections they need and how long they take. All of
// it is data, read from a folder of YAML files and checked when it is loaded.
package catalog

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/goccy/go-yaml"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// Catalog is everything an office offers, checked.
type Catalog struct {
	Policies  []Policy
	Questions []Question
	Sections  []Section
	Fields    []Field
	Items     []Item
	Routes    []Route
	Before    []FormerItem
	// Compared is the situation in which today is compared with before.
	Compared Answers
}

// Policy is a version of the rules (政策版本).
type Policy struct {
	ID    string `yaml:"id"`
	Name  string `yaml:"name"`
	From  Day    `yaml:"from"`
	Until Day    `yaml:"until"`
}

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

// Question asks about the situation (情形) of a project.
type Question struct {
	ID      string   `yaml:"id"`
	Kind    string   `yaml:"kind"` // choice or flag
	Options []string `yaml:"options"`
	Default string   `yaml:"default"`
}

// Section is a reviewing section (科室).
type Section struct {
	ID   string `yaml:"id"`
	Name string `yaml:"name"`
}

// Field is one field of the one form.
type Field struct {
	Key          string    `yaml:"key"`
	Group        string    `yaml:"group"` // applicant, agent, project or land
	Width        int       `yaml:"width"` // twelfths of the form's width
	Required     bool      `yaml:"required"`
	RequiredWhen Condition `yaml:"requiredWhen"`
	Check        string    `yaml:"check"`
}

// Item is an item of today (事项).
type Item struct {
	ID                  string        `yaml:"id"`
	Name                string        `yaml:"name"`
	Short               string        `yaml:"short"`
	MergedFrom          []string      `yaml:"mergedFrom"` // ids of former items
	Permits             []PermitRule  `yaml:"permits"`    // the administrative permits it ends in
	Legal               []string      `yaml:"legal"`
	StatutoryDays       int           `yaml:"statutoryDays"` // working days
	PromisedDays        int           `yaml:"promisedDays"`  // working days
	PublicityDays       int           `yaml:"publicityDays"` // calendar days
	PublicitySharedWith string        `yaml:"publicitySharedWith"`
	Certificate         Certificate   `yaml:"certificate"`
	Sections            []SectionRule `yaml:"sections"`
	Materials           []Material    `yaml:"materials"`
}

// Certificate is what the item ends in.
type Certificate struct {
	Prefix     string   `yaml:"prefix"`     // 用字第
	Type       string   `yaml:"type"`       // two letters in the number
	ValidYears int      `yaml:"validYears"` // 0 where it does not expire
	Basis      string   `yaml:"basis"`      // the sentence on its face
	Notes      []string `yaml:"notes"`      // 遵守事项
	Annexes    []string `yaml:"annexes"`    // 附图及附件名称
}

// PermitRule says which permit (行政许可) of the world before an item of today
// ends in, and under which policies; none named means under all.
type PermitRule struct {
	ID    string   `yaml:"id"` // of the former item
	Under []string `yaml:"under"`
}

// Applies says whether the permit is issued under the policy.
func (r PermitRule) Applies(policy string) bool {
	return len(r.Under) == 0 || slices.Contains(r.Under, policy)
}

// SectionRule says which section reviews, and when.
type SectionRule struct {
	ID   string    `yaml:"id"`
	When Condition `yaml:"when"`
}

// Material is a paper an item needs, and who supplies it.
type Material struct {
	ID       string    `yaml:"id"`
	Name     string    `yaml:"name"`
	Source   Source    `yaml:"source"`
	Original bool      `yaml:"original"`
	Copies   int       `yaml:"copies"`
	Required bool      `yaml:"required"`
	File     bool      `yaml:"file"` // the file itself is needed, not only the paper
	When     Condition `yaml:"when"`
}

// Form is how the material is to be handed in.
func (m Material) Form() casefile.Form { return casefile.FormOf(m.File, m.Original) }

// Source says who supplies a material (能免则免、应简尽简).
type Source string

// The sources of a material.
const (
	Applicant Source = "applicant" // 申请人提交
	Inside    Source = "inside"    // 内部流转
	Shared    Source = "shared"    // 数据共享
	Exempt    Source = "exempt"    // 免提交
)

// Route is the way a project takes through the items (供地方式).
type Route struct {
	ID    string    `yaml:"id"`
	When  Condition `yaml:"when"`
	Items []string  `yaml:"items"`
	// Before lists the former items that a project of this route went through,
	// one after the other in this order.
	Before []string `yaml:"before"`
	// Share weighs the route among the projects of a year, for simulations.
	Share int `yaml:"share"`
}

// FormerItem is an item of the world before the reform.
type FormerItem struct {
	ID        string   `yaml:"id"`
	Name      string   `yaml:"name"`
	Permit    bool     `yaml:"permit"`    // it was an administrative permit (行政许可)
	Days      int      `yaml:"days"`      // working days
	Publicity int      `yaml:"publicity"` // calendar days
	Window    string   `yaml:"window"`    // of the bureau that took it in: planning or land
	After     []string `yaml:"after"`     // former items whose result it asked for
	Materials []string `yaml:"materials"`
	Fields    []string `yaml:"fields"` // keys of today's form that its own form asked for
}

// Load reads and checks a catalog. An error names the file and what was wrong.
func Load(folder fs.FS) (*Catalog, error) {
	c := &Catalog{}
	lists := []struct {
		file string
		into any
	}{
		{"policies.yaml", &c.Policies},
		{"situations.yaml", &c.Questions},
		{"sections.yaml", &c.Sections},
		{"form.yaml", &c.Fields},
		{"before/items.yaml", &c.Before},
		{"before/situation.yaml", &c.Compared},
	}
	for _, l := range lists {
		if err := read(folder, l.file, l.into); err != nil {
			return nil, err
		}
	}
	var err error
	if c.Items, err = readEach[Item](folder, "items"); err != nil {
		return nil, err
	}
	if c.Routes, err = readEach[Route](folder, "routes"); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return c, nil
}

// readEach reads every file of a folder as one T.
func readEach[T any](folder fs.FS, dir string) ([]T, error) {
	entries, err := fs.ReadDir(folder, dir)
	if err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	var list []T
	for _, entry := range entries {
		var one T
		if err := read(folder, path.Join(dir, entry.Name()), &one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// read decodes one file; unknown keys are errors, with their line.
func read(folder fs.FS, file string, into any) error {
	raw, err := fs.ReadFile(folder, file)
	if err != nil {
		return fmt.Errorf("catalog: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(raw, into, yaml.Strict()); err != nil {
		return fmt.Errorf("catalog: %s: %w", file, err)
	}
	return nil
}

// PolicyOn is the version in force on a day: of those that apply, the one that
// came last.
func (c *Catalog) PolicyOn(day workday.Date) (Policy, bool) {
	var best Policy
	found := false
	for _, p := range c.Policies {
		began := !day.Before(p.From.Date)
		ended := !p.Until.IsZero() && p.Until.Before(day)
		if began && !ended && (!found || best.From.Before(p.From.Date)) {
			best, found = p, true
		}
	}
	return best, found
}

// Policy is the version of the rules with the id.
func (c *Catalog) Policy(id string) (Policy, bool) {
	i := slices.IndexFunc(c.Policies, func(p Policy) bool { return p.ID == id })
	if i < 0 {
		return Policy{}, false
	}
	return c.Policies[i], true
}

// FieldsAsked are the fields of the one form that a situation asks for.
func (c *Catalog) FieldsAsked(answers Answers) ([]Field, error) {
	var asked []Field
	for _, f := range c.Fields {
		holds, err := c.Holds(f.RequiredWhen, answers)
		if err != nil {
			return nil, err
		}
		if holds {
			asked = append(asked, f)
		}
	}
	return asked, nil
}

// Item is the item of today with the id.
func (c *Catalog) Item(id string) (Item, bool) {
	for _, item := range c.Items {
		if item.ID == id {
			return item, true
		}
	}
	return Item{}, false
}

// Former is the item of the world before with the id.
func (c *Catalog) Former(id string) (FormerItem, bool) {
	for _, item := range c.Before {
		if item.ID == id {
			return item, true
		}
	}
	return FormerItem{}, false
}

// SectionName is the section's Chinese name.
func (c *Catalog) SectionName(id string) string {
	for _, s := range c.Sections {
		if s.ID == id {
			return s.Name
		}
	}
	return id
}
