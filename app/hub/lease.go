package hub

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/seal"
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
	if in.vouched || slices.ContainsFunc(list, within) {
		return "", nil
	}
	return reason, nil
}

// signed is a lease with the centre's signature, by which a centre that was
// restored from a copy knows its own leases again.
func (h *Hub) signed(l replica.Lease) (replica.Lease, error) {
	message, err := replica.LeaseMessage(l)
	if err != nil {
		return l, err
	}
	signature, err := h.issuer.sign(replica.PurposeLease, message)
	l.Signature = base64.StdEncoding.EncodeToString(signature)
	return l, err
}

// isOwn says whether this centre gave a lease to an installation: with one of its
// issuing keys.
func (h *Hub) isOwn(l replica.Lease, to Installation, keys []seal.PublicKey) bool {
	signature, err := base64.StdEncoding.DecodeString(l.Signature)
	message, unwritten := replica.LeaseMessage(l)
	if errors.Join(err, unwritten) != nil || l.Installation != to.ID || !isID(l.ID) || l.From == 0 || l.From > l.To ||
		l.To-l.From >= replica.MaxLease {
		return false
	}
	return slices.ContainsFunc(keys, func(key seal.PublicKey) bool {
		return key.VerifyBytes(replica.PurposeLease, message, signature)
	})
}

// mostTold is how many leases a batch may tell of.
const mostTold = 8

// proved are the leases of a batch that this centre gave the sender.
func (h *Hub) proved(told []replica.Lease, from Installation) ([]replica.Lease, error) {
	if len(told) == 0 || from.Revoked != nil {
		return nil, nil
	}
	list, _, err := h.listed(h.Log)
	if err != nil {
		return nil, err
	}
	keys := []seal.PublicKey{h.issuer.public()}
	for _, earlier := range list.Issuing {
		keys = append(keys, earlier.Key)
	}
	told = slices.Clone(told[:min(len(told), mostTold)])
	return slices.DeleteFunc(told, func(l replica.Lease) bool { return !h.isOwn(l, from, keys) }), nil
}

// remember takes leases over that a window tells and the log does not know: it was
// restored from a copy of before. Their numbers are never leased again.
func (h *Hub) remember(from Installation, told []replica.Lease) error {
	proved, err := h.proved(told, from)
	if err != nil || len(proved) == 0 {
		return err
	}
	return h.Log.Write(func(tx Tx) error {
		known, err := tx.Leases(from.ID)
		if err != nil {
			return err
		}
		for _, l := range proved {
			if slices.ContainsFunc(known, func(k replica.Lease) bool { return k.ID == l.ID }) {
				continue
			}
			h.Logger.Warn("a lease that the log had forgotten", "installation", from.ID, "from", l.From, "to", l.To)
			if err := errors.Join(tx.AddLease(l), h.raise(tx, leaseSeries(l.Kind, l.Year, from.Office), l.To)); err != nil {
				return err
			}
		}
		return nil
	})
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
