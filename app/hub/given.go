package hub

import (
	"errors"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/replica"
)

// mostVouched is beyond all that an office numbers in a year. A person may answer for
// a number of a lost lease, but not use the series up.
const mostVouched = 1_000_000

// foreign is why the installation may not give a number, "" where it may: one of a
// window's own series names a window that the installation holds or has held.
func (in *intake) foreign(number string) string {
	window := casefile.NumberingWindow(number)
	if window == "" || window == in.from.Window || slices.Contains(in.from.Former, window) {
		return ""
	}
	return "number-foreign"
}

// unleased is why the installation may not give an acceptance number, "" where
// it may: one of its own leases, of the year that the number names, or one of a
// window's own series, see foreign.
func (in *intake) unleased(number string) (string, error) {
	const reason = "number-unleased"
	serial, ok := casefile.ParseSerial(number)
	if !ok {
		return reason, nil
	}
	if serial.Window != "" {
		return "", nil
	}
	list, err := in.tx.Leases(in.from.ID)
	if err != nil {
		return "", err
	}
	within := func(l replica.Lease) bool {
		return l.Kind == replica.AcceptanceNumbers && l.Year == serial.Year && l.From <= serial.Number && serial.Number <= l.To
	}
	if in.vouched && serial.Number < mostVouched || slices.ContainsFunc(list, within) {
		return "", nil
	}
	return reason, nil
}

// use notes that the case carries a number of a lease of an installation now.
func (in *intake) use(installation string, did deed) error {
	serial, ok := casefile.ParseSerial(did.after.AcceptanceNumber)
	if !ok || serial.Window != "" || did.after.AcceptanceNumber == did.before.AcceptanceNumber {
		return nil
	}
	err := in.tx.Raise(usedSeries(installation, replica.AcceptanceNumbers, serial.Year), serial.Number)
	if in.vouched {
		err = errors.Join(err, in.hub.raise(in.tx, leaseSeries(replica.AcceptanceNumbers, serial.Year, in.from.Office), serial.Number))
	}
	return err
}
