package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"

	"onewindow/app/compare"
	"onewindow/assets"
	"onewindow/ui/text"
)

// compareCommand prints the comparison.
type compareCommand struct {
	JSON     bool           `name:"json" help:"Print JSON instead of a table."`
	Policy   string         `placeholder:"ID" help:"Policy version to compare with; the reform of 2019-03 where none is given."`
	Year     int            `placeholder:"YEAR" help:"Year whose calendar is counted on (default ${default})." default:"${year}"`
	Projects int            `placeholder:"N" help:"Projects of the year to simulate (default ${default})." default:"500"`
	Seed     uint64         `placeholder:"N" help:"Seed of the simulation: the same seed gives the same projects (default ${default})." default:"1"`
	Mix      map[string]int `placeholder:"ROUTE=WEIGHT;…" help:"Weights of the routes allocation, transfer and siting; the catalog's shares where none is given."`
	Lang     string         `placeholder:"LANG" help:"Language of the table: zh or en (default ${default})." default:"zh" enum:"zh,en"`
}

// Run compares and prints.
func (c *compareCommand) Run() error {
	if err := text.Use(assets.Translations, c.Lang); err != nil {
		return err
	}
	return c.print(os.Stdout)
}

func (c *compareCommand) print(to io.Writer) error {
	items, calendar, err := rules()
	if err != nil {
		return err
	}
	report, err := compare.Run(items, calendar, compare.Options{
		Policy: c.Policy, Year: c.Year, Projects: c.Projects, Seed: c.Seed, Mix: c.Mix,
	})
	if err != nil {
		return wrongOption(err)
	}
	if c.JSON {
		out := json.NewEncoder(to)
		out.SetIndent("", "  ")
		return out.Encode(report)
	}
	_, err = io.WriteString(to, report.Table(func(key string, data map[string]any) string {
		return text.T(key, text.Data(data))
	}))
	return err
}

// wrongOption says in the reader's language which option is wrong.
func wrongOption(err error) error {
	var wrong *compare.OptionError
	if !errors.As(err, &wrong) {
		return err
	}
	return errors.New(text.T("compare.option", text.Data{"Option": "--" + wrong.Option, "Want": wrong.Want}))
}
