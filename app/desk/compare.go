package desk

import (
	"onewindow/app/compare"
)

// comparedSeed makes the page show the same simulated projects each time, and
// the same as the command shows by default.
const comparedSeed = 1

// Comparisons holds the reform against the world before it, once for each
// policy of the catalog, on this year's calendar. Nothing of it is about the
// cases of this office.
func (d *Desk) Comparisons() ([]compare.Report, error) {
	var reports []compare.Report
	for _, policy := range d.p.Catalog.Policies {
		report, err := compare.Run(d.p.Catalog, d.calendar(), compare.Options{
			Policy: policy.ID, Year: d.today().Year(), Seed: comparedSeed,
		})
		if err != nil {
			return nil, explain(err)
		}
		reports = append(reports, report)
	}
	return reports, nil
}
