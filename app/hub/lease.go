package hub

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/workday"
)

// blockSize is how many numbers a lease holds.
const blockSize = 100

// lease gives a block of numbers to an installation. Numbers of one office and
// year are one series: no two windows ever hold the same.
func (h *Hub) lease(r request) (answer, error) {
	var ask replica.LeaseRequest
	if _, err := h.read(r, &ask); err != nil {
		return answer{}, err
	}
	lease, err := h.grantLease(r.from, ask)
	return answer{status: http.StatusOK, body: lease}, err
}

// grantLease gives the block that was asked for.
func (h *Hub) grantLease(from Installation, ask replica.LeaseRequest) (replica.Lease, error) {
	if !isID(ask.ID) || ask.Kind != replica.AcceptanceNumbers {
		return replica.Lease{}, fail(http.StatusBadRequest, "malformed")
	}
	// Around New Year a counter fetches numbers of the coming year, or still
	// accepts what came in at the end of the last one.
	if year := workday.DateOf(h.Now()).Year(); ask.Year < year-1 || ask.Year > year+1 {
		return replica.Lease{}, fail(http.StatusUnprocessableEntity, "lease")
	}
	var lease replica.Lease
	err := h.Log.Write(func(tx Tx) (err error) {
		lease, err = leased(tx, from, ask)
		return err
	})
	return lease, err
}

// unleased is why the installation may not give an acceptance number, "" where
// it may: one of its own leases, of the year that the number names, or one of a
// window's own series. These bear the window they were given at, which may have
// got another machine since; that no two are alike is seen to by the number.
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
	if !slices.ContainsFunc(list, within) {
		return reason, nil
	}
	return "", nil
}

func leased(tx Tx, from Installation, ask replica.LeaseRequest) (replica.Lease, error) {
	lease, ok, err := tx.Lease(from.ID, ask.ID)
	if err != nil {
		return replica.Lease{}, err
	}
	if ok && lease.Kind == ask.Kind && lease.Year == ask.Year {
		return lease, nil
	}
	if ok {
		return replica.Lease{}, fail(http.StatusConflict, "lease")
	}
	if all, err := epochsOf(tx); err != nil || all.now().Open() {
		// Which numbers were given since the copy was made is not known yet.
		return replica.Lease{}, cmp.Or(err, error(fail(http.StatusConflict, replica.CodeRestoring)))
	}
	start, err := tx.Next(leaseSeries(ask.Kind, ask.Year, from.Office), blockSize)
	if err != nil {
		return replica.Lease{}, err
	}
	lease = replica.Lease{
		ID: ask.ID, Installation: from.ID, Kind: ask.Kind, Year: ask.Year,
		From: start, To: start + blockSize - 1,
	}
	return lease, tx.AddLease(lease)
}

// leaseSeries names the series that blocks of numbers are cut from.
func leaseSeries(kind replica.NumberKind, year int, office string) string {
	return fmt.Sprintf("lease %s %04d %s", kind, year, office)
}
