package desk

import (
	"cmp"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/workday"
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
	twins, err := d.p.Store.Twins()
	if err != nil {
		return nil, explain(err)
	}
	var list []Duplicate
	seen := map[[2]string]bool{}
	for _, group := range twins {
		found, err := d.compared(group, seen)
		if err != nil {
			return nil, explain(err)
		}
		list = append(list, found...)
	}
	slices.SortFunc(list, func(a, b Duplicate) int {
		return cmp.Or(cmp.Compare(a.First.Number, b.First.Number), cmp.Compare(a.Second.Number, b.Second.Number))
	})
	return list, nil
}

// compared are the pairs of a group that look like one application and were not
// seen in another group.
func (d *Desk) compared(group []string, seen map[[2]string]bool) ([]Duplicate, error) {
	cases := make([]casefile.Case, len(group))
	for i, id := range group {
		var err error
		if cases[i], err = d.p.Store.Case(id); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(cases, func(a, b casefile.Case) int {
		return cmp.Or(workday.DateOf(a.ReceivedAt).Compare(workday.DateOf(b.ReceivedAt)), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	var list []Duplicate
	for i, first := range cases {
		for _, second := range cases[i+1:] {
			pair := [2]string{first.ID, second.ID}
			same := first.Resembles(second)
			if len(same) == 0 || seen[pair] {
				continue
			}
			seen[pair] = true
			found, err := d.openBoth(first.ID, second.ID)
			if err != nil {
				return nil, err
			}
			found.Same = same
			list = append(list, found)
		}
	}
	return list, nil
}

func (d *Desk) openBoth(first, second string) (Duplicate, error) {
	one, err := d.Open(first)
	if err != nil {
		return Duplicate{}, err
	}
	two, err := d.Open(second)
	return Duplicate{First: one, Second: two}, err
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
