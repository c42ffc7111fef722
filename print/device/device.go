// Package device finds the printer at an address and lets the print queue speak
// to it: over IPP, in ESC/POS, or through the spooler of Windows.
package device

import (
	"context"
	"errors"
	"fmt"
	"math"

	"onewindow/app/spool"
	"onewindow/print/escpos"
	"onewindow/print/ipp"
)

// errAddress says that nothing here speaks to such an address.
var errAddress = errors.New("device: no address of a printer")

// Open gives the device at an address. It does not call it.
func Open(address string) (spool.Device, error) {
	a, is := spool.ParseAddress(address)
	if !is {
		return nil, fmt.Errorf("%w: %q", errAddress, address)
	}
	switch {
	case a.Scheme == spool.IPP, a.Scheme == spool.IPPS:
		p, err := ipp.New(a.Rest)
		if err != nil {
			return nil, err
		}
		return ippDevice{p}, nil
	case a.Remote():
		return escpos.Network(a.Rest), nil
	case a.Scheme == spool.ESCPOS:
		return escpos.File(a.Rest), nil
	}
	return openWindows(a)
}

// Found is a printer that this machine knows of.
type Found struct {
	Address, Name, About string
}

// Find lists the printers of this machine: those of Windows, or those of CUPS,
// none where none runs.
func Find(ctx context.Context) ([]Found, error) {
	list, err := findWindows()
	cups, bad := ipp.New(ipp.LocalCUPS)
	if err = errors.Join(err, bad); err != nil {
		return nil, err
	}
	queues, err := cups.Queues(ctx)
	var failure *ipp.Error
	if errors.As(err, &failure) && failure.Code == ipp.Unreachable {
		return list, nil // no CUPS here
	}
	for _, q := range queues {
		list = append(list, Found(q))
	}
	return list, err
}

// ippDevice is a printer that speaks IPP.
type ippDevice struct{ printer *ipp.Printer }

// Print is for the queue.
func (d ippDevice) Print(ctx context.Context, name string, p spool.Paper, tell func(spool.Progress)) error {
	if p.Format != spool.PDF || len(p.Parts) != 1 {
		return &spool.Fault{Code: spool.BadFormat}
	}
	job := ipp.Job{Name: name, PDF: p.Parts[0], Media: medium(p.Wide, p.High)}
	number, err := d.printer.Submit(ctx, job)
	if err != nil {
		return fault(err)
	}
	tell(progress(number, nil))
	return d.wait(ctx, number, name, tell)
}

// Follow is for the queue.
func (d ippDevice) Follow(ctx context.Context, name, ticket string, tell func(spool.Progress)) error {
	number, err := d.number(ctx, name, ticket)
	if err != nil {
		return fault(err)
	}
	tell(progress(number, nil))
	return d.wait(ctx, number, name, tell)
}

// Cancel is for the queue.
func (d ippDevice) Cancel(ctx context.Context, name, ticket string) error {
	number, err := d.number(ctx, name, ticket)
	if err == nil {
		err = d.printer.Cancel(ctx, number)
	}
	if err != nil {
		return fault(err)
	}
	return nil
}

// number is that of a job at the printer: as it was told, or by the job's name.
func (d ippDevice) number(ctx context.Context, name, ticket string) (int, error) {
	var number int
	if _, err := fmt.Sscan(ticket, &number); err == nil {
		return number, nil
	}
	return d.printer.Find(ctx, name)
}

func (d ippDevice) wait(ctx context.Context, number int, name string, tell func(spool.Progress)) error {
	err := d.printer.Wait(ctx, number, name, func(number int, wants []ipp.Reason) { tell(progress(number, wants)) })
	if err != nil {
		return fault(err)
	}
	return nil
}

func progress(number int, wants []ipp.Reason) spool.Progress {
	return spool.Progress{Ticket: fmt.Sprint(number), Reasons: reasons(wants)}
}

func reasons(list []ipp.Reason) []spool.Reason {
	out := make([]spool.Reason, len(list))
	for i, r := range list {
		out[i] = spool.Reason(r)
	}
	return out
}

// fault is a failure of IPP as the queue understands it. The codes of both are
// the same words.
func fault(err error) error {
	f := &spool.Fault{Code: spool.Unreachable, Sent: spool.Perhaps, Err: err}
	var failure *ipp.Error
	if errors.As(err, &failure) {
		f.Code, f.Reasons, f.Sent = spool.Code(failure.Code), reasons(failure.Reasons), spool.Never
		switch {
		case failure.Job != 0:
			f.Sent = spool.Taken
		case failure.Doubt:
			f.Sent = spool.Perhaps
		}
	}
	return f
}

// medium is the paper of a page of so many mm, whichever way it is turned.
func medium(wide, high float64) ipp.Medium {
	switch long := math.Max(wide, high); {
	case long > 400:
		return ipp.A3
	case long < 220:
		return ipp.A5
	}
	return ipp.A4
}
