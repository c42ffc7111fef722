package casefile

import "time"

// MistakenPaper is a paper that was handed out while the line was down and that
// the centre did not put on record.
type MistakenPaper struct {
	Document DocumentKind
	Number   string // that it bears
	Copy     int
	At       time.Time // when it was printed
}

// Mistake is what an applicant is told about such papers (编号更正告知单).
type Mistake struct {
	Papers  []MistakenPaper
	Instead string // number of the case under which it goes on, "" where it is still to be received anew
}
