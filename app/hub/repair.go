package hub

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// Wreck is what is whole in a damaged log.
type Wreck interface {
	// Lines hands it over as [Archive] does, installations first.
	Lines(visit func(Line) error) error
	// Doubtful says whether it cannot be told any more how far numbers were leased.
	Doubtful() bool
}

// Rules are what the centre numbers certificates by, as in [Config].
type Rules struct {
	Region string
	Item   func(id string) (Item, bool)
}

// Rebuild puts what is whole in a wreck into an empty log, and finds out again from
// events and leases how far numbers were given. Where that cannot be told of leases,
// numbers are left out.
func Rebuild(w Wreck, log Log, rules Rules, now time.Time) error {
	in := newRestore(log, nil)
	in.rules = &rules
	in.ahead = func(tx Tx, series []string) error {
		if !w.Doubtful() {
			return nil
		}
		leases := slices.DeleteFunc(series, func(name string) bool { return !strings.HasPrefix(name, "lease ") })
		return goAhead(tx, leases, now.Year())
	}
	return errors.Join(in.line(Line{Begin: &Begin{archiveFormat, now}}), w.Lines(in.line), in.line(Line{End: &End{}}))
}

// learn takes the numbers that an event gave out of their series.
func (in *restore) learn(tx Tx, before, after casefile.Case) error {
	if in.rules == nil {
		return nil // the series came with the events
	}
	err := in.learnAcceptance(tx, before, after)
	issued, is := after.History[len(after.History)-1].Body.(*casefile.Issued)
	if !is || err != nil {
		return err
	}
	h := &Hub{Config: Config{Region: in.rules.Region, Item: in.rules.Item}}
	region := h.region(after.Office)
	rules, err := (&intake{hub: h}).rules(after)
	if err != nil {
		return err
	}
	for _, k := range issued.Certificates {
		form, err := strconv.ParseUint(k.Serial, 10, 64)
		if err == nil {
			err = in.raise(tx, formSeries(region), form)
		}
		if err != nil {
			return fmt.Errorf("%w: certificate %s has form %q: %w", ErrDamaged, k.Number, k.Serial, err)
		}
		for _, rule := range rules {
			if rule.Document != k.Document || rule.Numbering == Supervision {
				continue
			}
			if series, n, ok := rule.read(k.Number, region, k.Date.Year()); ok {
				err = errors.Join(err, in.raise(tx, series, n))
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// learnAcceptance does so with a number of a lease.
func (in *restore) learnAcceptance(tx Tx, before, after casefile.Case) error {
	serial, ok := casefile.ParseSerial(after.AcceptanceNumber)
	if !ok || serial.Window != "" || after.AcceptanceNumber == before.AcceptanceNumber {
		return nil
	}
	return in.raise(tx, leaseSeries(replica.AcceptanceNumbers, serial.Year, after.Office), serial.Number)
}

// raise takes the numbers of a series up to one, and remembers the series.
func (in *restore) raise(tx Tx, series string, to uint64) error {
	if onPaper(series) && !slices.Contains(in.series, series) {
		in.series = append(in.series, series)
	}
	return tx.Raise(series, to)
}

// learnLease takes the numbers of a lease out of the series of its office.
func (in *restore) learnLease(tx Tx, l replica.Lease) error {
	if in.rules == nil {
		return nil
	}
	of, known, err := tx.Installation(l.Installation)
	if err != nil || !known {
		return err
	}
	return in.raise(tx, leaseSeries(l.Kind, l.Year, of.Office), l.To)
}

// formSeries names the series of the forms that certificates are printed on.
func formSeries(region string) string { return "form " + region }

// series names the series of a certificate's numbers, with what stands before and
// how the number follows.
func (r CertificateRule) series(region string, year int) (name, begin, format string) {
	switch r.Numbering {
	case ByOffice:
		begin, format = fmt.Sprintf("%s〔%d〕", r.Mark, year), "%d号"
	case Local2019:
		begin, format = fmt.Sprintf("%s%04d", region, year), "%05d"
	default:
		begin, format = fmt.Sprintf("%s%04d%s", region, year, r.Type), "%07d"
	}
	// Two certificates may be numbered in one way; each has its own series.
	return "certificate " + cmp.Or(r.Type, string(r.Document)) + " " + begin, begin, format
}

// read finds out which of its series a certificate's number is; ok is false for one
// that was not given by the rule.
func (r CertificateRule) read(number, region string, year int) (series string, n uint64, ok bool) {
	series, begin, format := r.series(region, year)
	rest, ok := strings.CutPrefix(number, begin)
	if !ok {
		return series, 0, false
	}
	n, err := strconv.ParseUint(strings.TrimSuffix(rest, "号"), 10, 64)
	return series, n, err == nil && begin+fmt.Sprintf(format, n) == number
}
