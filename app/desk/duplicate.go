package desk

import (
	"cmp"
	"math"
	"slices"

	"onewindow/app/casefile"
)

// Duplicate is two cases that look like one application taken in at two windows
// (疑似重复件), as happens while they cannot hear of each other.
type Duplicate struct {
	First, Second View // by the day of receipt, then by number
	Same          []casefile.Sameness
}

// Duplicates lists them for a person to settle; nothing is ever merged. Of two
// that are one application one is withdrawn; for two that are not, NotDuplicate
// puts that on record.
func (d *Desk) Duplicates() ([]Duplicate, error) {
	rows, _, err := d.List(OpenCases, Query{Limit: math.MaxInt})
	if err != nil {
		return nil, err
	}
	var list []Duplicate
	seen := map[[2]string]bool{}
	for _, group := range alike(rows) {
		found, err := d.compared(group, seen)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	slices.SortFunc(list, func(a, b Duplicate) int {
		return cmp.Or(cmp.Compare(a.First.Number, b.First.Number), cmp.Compare(a.Second.Number, b.Second.Number))
	})
	return list, nil
}

// alike groups the rows of one item that share a project or an applicant, where
// more than one window took them in: few cases, which are then read.
func alike(rows []Row) [][]Row {
	groups := map[[3]string][]Row{}
	for _, r := range rows {
		for _, key := range [][3]string{{r.Item, "project", r.ProjectCode}, {r.Item, "applicant", r.Code}} {
			if key[2] != "" {
				groups[key] = append(groups[key], r)
			}
		}
	}
	var list [][]Row
	for _, group := range groups {
		if slices.ContainsFunc(group, func(r Row) bool { return r.Window != group[0].Window }) {
			list = append(list, group)
		}
	}
	return list
}

// compared are the pairs of a group that look like one application.
func (d *Desk) compared(group []Row, seen map[[2]string]bool) ([]Duplicate, error) {
	views := make([]View, len(group))
	for i, r := range group {
		var err error
		if views[i], err = d.Open(r.ID); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(views, func(a, b View) int {
		return cmp.Or(a.Received.Compare(b.Received), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	var list []Duplicate
	for i, first := range views {
		for _, second := range views[i+1:] {
			pair := [2]string{first.ID, second.ID}
			same := first.Case.Resembles(second.Case)
			if len(same) > 0 && !seen[pair] {
				seen[pair] = true
				list = append(list, Duplicate{first, second, same})
			}
		}
	}
	return list, nil
}

// NotDuplicate puts on record that the user compared a case with another one
// and found two applications.
func (d *Desk) NotDuplicate(id, other, reason string) (casefile.Case, error) {
	compared, err := d.p.Store.Case(other)
	if err != nil {
		return casefile.Case{}, explain(err)
	}
	return d.act(id, &casefile.NotDuplicate{Other: other, OtherNumber: compared.Number, Reason: reason})
}
