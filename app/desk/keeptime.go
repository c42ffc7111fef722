package desk

import "onewindow/app/casefile"

// mostKept is more cases than ever come true by themselves at once.
const mostKept = 1 << 16

// KeepTime writes down what has come true by the passing of time alone: cases of
// this window that count as accepted because the limit after receipt is over
// (视为受理), and certificates that count as renewed because nobody decided before
// they ran out (视为准予延续). It says how many there were. That the data was
// restored from a backup it writes down first. The window calls it when it looks.
//
// What is written down of cases needs an author: while nobody may act it waits.
func (d *Desk) KeepTime() (int, error) {
	if err := d.noteRestore(); err != nil {
		return 0, err
	}
	if d.Presence() != Present {
		return 0, nil
	}
	accepted, err := d.keep(Query{States: states(casefile.StateReceived)}, d.pastReceipt, d.deem)
	if err != nil {
		return accepted, err
	}
	// No case that has begun is in StateNone: what is left are the renewals.
	renewed, err := d.keep(Query{States: states(casefile.StateNone), Renewing: true}, d.pastRenewal, d.deemRenewed)
	return accepted + renewed, err
}

// keep lets something happen to those of this window's cases for which it is time.
func (d *Desk) keep(
	q Query, due func(casefile.Summary) bool, happens func(Writer, casefile.Case) (casefile.Case, error),
) (int, error) {
	q.Sort, q.Limit = ByNumber, mostKept
	rows, err := d.p.Store.List(q)
	if err != nil {
		return 0, explain(err)
	}
	done := 0
	for _, row := range rows.Rows {
		if row.Window != d.Settings().Window || !due(row) {
			continue
		}
		if _, err := d.change(row.ID, happens); err != nil {
			return done, err
		}
		done++
	}
	return done, nil
}

// pastReceipt says whether the limit after receipt is over, as it was counted
// then and as it is counted now.
func (d *Desk) pastReceipt(row casefile.Summary) bool {
	limit := d.calendar().Deadline(row.Received, casefile.ReceiptDays).Due
	return d.today().After(limit) && (row.Due.IsZero() || d.today().After(row.Due))
}

func (d *Desk) pastRenewal(row casefile.Summary) bool { return d.today().After(row.Renewing) }
