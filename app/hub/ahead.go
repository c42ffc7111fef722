package hub

import (
	"encoding/json"
	"fmt"
	"strings"
)

// skipped is how many numbers are left out in each series when a log is restored
// from a copy: what was given since may be on paper. An office gives a third of
// that in a month.
const skipped = 1000

// recordSkipped names the record of how many numbers are left out in a series that
// began behind the copy, and until when such a series may have begun.
const recordSkipped = "skipped"

// skip is what the record says.
type skip struct {
	Numbers uint64 `json:"numbers"`
	Year    int    `json:"year"` // of the last restoring; series of the next year had begun, too
}

// onPaper says whether a series is one of numbers that come onto paper.
func onPaper(series string) bool {
	for _, kind := range []string{"lease ", "certificate ", "form "} {
		if strings.HasPrefix(series, kind) {
			return true
		}
	}
	return false
}

// next takes n numbers of a series that comes onto paper.
func (h *Hub) next(tx Tx, series string, n uint64) (uint64, error) {
	first, err := tx.Next(series, 0)
	if err != nil {
		return 0, err
	}
	if first == 1 {
		left, err := skipOf(tx)
		if err != nil {
			return 0, err
		}
		if h.Now().Year() <= left.Year+1 {
			if err := tx.Raise(series, left.Numbers); err != nil {
				return 0, err
			}
		}
	}
	return tx.Next(series, n)
}

// raise takes all numbers of a series that comes onto paper up to one that is known
// to be taken.
func (h *Hub) raise(tx Tx, series string, to uint64) error {
	if _, err := h.next(tx, series, 0); err != nil { // which leaves numbers out where the series begins
		return err
	}
	return tx.Raise(series, to)
}

func skipOf(from records) (skip, error) {
	raw, err := from.Record(recordSkipped)
	if err != nil || raw == nil {
		return skip{}, err
	}
	var s skip
	if err := json.Unmarshal(raw, &s); err != nil {
		return s, fmt.Errorf("%w: the numbers that are left out: %w", ErrDamaged, err)
	}
	return s, nil
}

// goAhead leaves numbers out in the series of a log that was restored, and in those
// that are not in the copy.
func goAhead(tx Tx, series []string, year int) error {
	for _, name := range series {
		last, err := tx.Next(name, 0)
		if err == nil {
			err = tx.Raise(name, last-1+skipped)
		}
		if err != nil {
			return err
		}
	}
	left, err := skipOf(tx)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(skip{Numbers: left.Numbers + skipped, Year: max(year, left.Year)})
	if err != nil {
		return err
	}
	return tx.Keep(recordSkipped, raw)
}
