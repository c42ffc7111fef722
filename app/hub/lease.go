package hub

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"onewindow/app/replica"
	"onewindow/app/workday"
)

// blockSize is how many numbers a lease holds.
const blockSize = 100

// mostUnused is how many leased numbers of one kind and year an installation may
// hold behind the highest one that it gave. It asks when twenty are left, and one
// that was restored leaves a block out: more is a fault, or a greedy hand that would
// use the numbers of its office up.
const mostUnused = 10 * blockSize

// lease gives a block of numbers to an installation. Numbers of one office and
// year are one series: no two windows ever hold the same.
func (h *Hub) lease(r request) (answer, error) {
	var ask replica.LeaseRequest
	if err := h.read(r, &ask); err != nil {
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
		lease, err = h.leased(tx, from, ask)
		return err
	})
	return lease, err
}

// leaseSeries names the series of an office that leases are blocks of.
func leaseSeries(kind replica.NumberKind, year int, office string) string {
	return fmt.Sprintf("lease %s %04d %s", kind, year, office)
}

func (h *Hub) leased(tx Tx, from Installation, ask replica.LeaseRequest) (replica.Lease, error) {
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
	used, err := usedBefore(tx, from, ask)
	if err != nil {
		return replica.Lease{}, err
	}
	start, err := h.next(tx, leaseSeries(ask.Kind, ask.Year, from.Office), blockSize)
	if err != nil {
		return replica.Lease{}, err
	}
	lease = replica.Lease{
		ID: ask.ID, Installation: from.ID, Kind: ask.Kind, Year: ask.Year,
		From: start, To: start + blockSize - 1,
	}
	if lease, err = h.signed(lease); err != nil {
		return lease, err
	}
	return lease, errors.Join(tx.AddLease(lease), tx.Raise(usedSeries(from.ID, ask.Kind, ask.Year), cmp.Or(used, start)))
}

// usedSeries names the highest number that an installation has given of its leases
// of a kind and year; of the first lease at least the first counts. All below are
// given or left out.
func usedSeries(installation string, kind replica.NumberKind, year int) string {
	return fmt.Sprintf("used %s %04d %s", kind, year, installation)
}

// usedBefore is the highest number that an installation has given, 0 where it has
// no lease yet. It wants few enough that were leased and are behind that.
func usedBefore(tx Tx, from Installation, ask replica.LeaseRequest) (used uint64, err error) {
	next, err := tx.Next(usedSeries(from.ID, ask.Kind, ask.Year), 0)
	if err != nil {
		return 0, err
	}
	all, err := tx.Leases(from.ID)
	if err != nil {
		return 0, err
	}
	all = slices.DeleteFunc(all, func(l replica.Lease) bool { return l.Kind != ask.Kind || l.Year != ask.Year })
	if used = next - 1; used == 0 {
		// Leases of an older program, which noted nothing: the newest counts.
		for _, l := range all {
			used = max(used, l.From)
		}
	}
	var unused uint64
	for _, l := range all {
		if l.To > used {
			unused += l.To - max(l.From-1, used)
		}
	}
	if unused >= mostUnused {
		return 0, fail(http.StatusConflict, "lease-unused")
	}
	return used, nil
}
