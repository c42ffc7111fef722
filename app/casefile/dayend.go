package casefile

import "onewindow/app/workday"

// DayEnd is the count of a window at the end of a day (日终清点): what numbers
// were taken, and what became of the paper of each.
type DayEnd struct {
	On      workday.Date
	Numbers []DayNumber
	Sheets  int // sheets printed on the day, void ones too
	Void    []VoidSheet
}

// VoidSheet is a sheet of the day that was made void.
type VoidSheet struct {
	Number   string // of the case
	Document DocumentKind
	Copy     int
	Reason   string
}

// DayNumber is one number taken on the day.
type DayNumber struct {
	Number    string       // as it stands on the paper
	Document  DocumentKind // the paper that bears it
	Copies    int          // sheets printed
	Void      int          // of them made void
	Unused    bool         // given up: no case bears it
	Confirmed bool         // the centre holds what took the number, or the number is void
}

// Fate is what became of a number.
type Fate string

// The fates of a number; each has exactly one.
const (
	FatePrinted   Fate = "printed"   // a sheet bears it
	FateVoid      Fate = "void"      // no sheet bears it and none will
	FateUnprinted Fate = "unprinted" // its sheet is still to be printed
)

// Fate is what became of the number.
func (n DayNumber) Fate() Fate {
	switch {
	case n.Copies > n.Void:
		return FatePrinted
	case n.Unused || n.Copies > 0:
		return FateVoid
	}
	return FateUnprinted
}

// Count is how many numbers had a fate.
func (d DayEnd) Count(f Fate) int {
	count := 0
	for _, n := range d.Numbers {
		if n.Fate() == f {
			count++
		}
	}
	return count
}

// Confirmed is how many numbers the centre knows.
func (d DayEnd) Confirmed() int {
	count := 0
	for _, n := range d.Numbers {
		if n.Confirmed {
			count++
		}
	}
	return count
}

// Balanced says whether the day is even: every number taken is on a sheet or
// void, and the centre knows of each.
func (d DayEnd) Balanced() bool {
	return d.Count(FateUnprinted) == 0 && d.Confirmed() == len(d.Numbers)
}
