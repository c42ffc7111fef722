package desk

import (
	"context"
	"errors"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/spool"
)

// Use is what a printer of the window is for.
type Use string

// The uses of printers.
const (
	ForPapers       Use = "printer"      // papers on A4
	ForCertificates Use = "certificates" // certificates, on their own paper
	ForReceipts     Use = "receipts"     // receipts on 80 mm paper
)

// Uses lists them.
func Uses() []Use { return []Use{ForPapers, ForCertificates, ForReceipts} }

// useOf is what a document needs.
func useOf(kind casefile.DocumentKind) Use {
	switch kind {
	case casefile.Permit, casefile.Allocation, casefile.LandPermit, casefile.Contract:
		return ForCertificates
	case casefile.Receipt:
		return ForReceipts
	}
	return ForPapers
}

// printer is the address of the printer for a use, "" where none is set: where
// there is no special one the papers' prints everything.
func (s Settings) printer(u Use) string {
	switch {
	case u == ForCertificates && s.Certificates != "":
		return s.Certificates
	case u == ForReceipts && s.Receipts != "":
		return s.Receipts
	}
	return s.Printer
}

// Printed is a document that was put into the print queue, or saved where no
// printer is set.
type Printed struct {
	Document Document
	PDF      []byte
	Path     string // the saved copy
	Job      string // of the print queue, "" where no printer is set
}

// Print records the print and puts it into the print queue in one transaction,
// and saves the PDF beside the store: paper never exists without its event, and
// no event waits for a paper that nobody remembers. From the second copy on a
// reason is needed.
//
// When the saved copy fails the record stands, the error says so, and Printed
// still holds the PDF.
func (d *Desk) Print(id string, kind casefile.DocumentKind, reason string) (Printed, error) {
	doc, err := d.Document(id, kind)
	if err != nil {
		return Printed{}, err
	}
	done := Printed{Document: doc}
	if done.PDF, err = d.p.Paper.PDF(doc.Sheet); err != nil {
		return Printed{}, explain(err)
	}
	job, paper, err := d.job(doc, d.Settings().printer(useOf(kind)))
	if err != nil {
		return Printed{}, explain(err)
	}
	_, err = d.change(id, func(w Writer, c casefile.Case) (casefile.Case, error) {
		if job.Printer != "" {
			if err := w.PutJob(job, paper); err != nil {
				return c, err
			}
			done.Job = job.ID
		}
		return d.add(w, c, &casefile.Printed{Document: kind, Copy: doc.copies() + 1, Reason: reason})
	})
	if err != nil {
		return Printed{}, err
	}
	d.queue.Wake()
	if done.Path, err = d.file(fileName(doc)+".pdf", done.PDF); err != nil {
		return done, &Message{Key: "save-failed", Data: map[string]any{"Subject": d.p.Documents}, Cause: err}
	}
	return done, nil
}

// job makes a document ready for the printer at an address, and its place in
// the queue.
func (d *Desk) job(doc Document, printer string) (spool.Job, spool.Paper, error) {
	address, is := spool.ParseAddress(printer)
	if !is {
		return spool.Job{}, spool.Paper{}, nil
	}
	paper, err := d.p.Paper.Spool(doc.Sheet, address.Format())
	j := spool.Job{
		ID: d.p.NewID(), Printer: printer, Title: fileName(doc),
		Case: doc.Sheet.Case.ID, Number: doc.Sheet.Case.Number, Document: doc.Kind, Copy: doc.copies() + 1,
		By: d.User().Name, Queued: d.now(), Changed: d.now(), State: spool.Waiting,
	}
	return j, paper, err
}

// newQueue is the print queue over the desk's store and devices.
func (d *Desk) newQueue() *spool.Queue {
	return &spool.Queue{
		Keeper: d.own, Now: d.p.Now, Pause: pause, Log: d.p.Log, Changed: d.jobChanged,
		Open: func(address string) (spool.Device, error) { return d.p.Printers.Open(address) },
	}
}

// pause waits for a while or until there is more to do.
func pause(ctx context.Context, wait time.Duration, more <-chan struct{}) {
	clock := time.NewTimer(wait)
	defer clock.Stop()
	select {
	case <-ctx.Done():
	case <-more:
	case <-clock.C:
	}
}

// ServePrinters brings the print queue to its printers until ctx ends. Told is
// called from any goroutine after a job has changed; it must return at once.
func (d *Desk) ServePrinters(ctx context.Context, told func()) {
	d.mu.Lock()
	d.told = told
	d.mu.Unlock()
	d.settleGivenUp()
	d.queue.Run(ctx)
}

// jobChanged voids the print of a job that a person took back from its device,
// and tells the window.
func (d *Desk) jobChanged(j spool.Job) {
	if takenBack(j) {
		d.settleGivenUp()
	}
	d.mu.Lock()
	told := d.told
	d.mu.Unlock()
	if told != nil {
		told()
	}
}

// takenBack says whether the device has stopped a job that a person gave up.
func takenBack(j spool.Job) bool { return j.GiveUp != "" && j.State == spool.Failed }

// settleGivenUp ends every job that was taken back. It is repeated at the next
// start where it did not come to its end.
func (d *Desk) settleGivenUp() {
	jobs, err := d.p.Store.Jobs()
	for _, j := range jobs {
		if takenBack(j) {
			err = errors.Join(err, d.giveUp(j.ID, j.GiveUp))
		}
	}
	if err != nil {
		d.p.Log.Error("void what was taken back from a printer", "error", err)
	}
}

// Jobs lists the print queue, oldest first, with what was over on the last day.
func (d *Desk) Jobs() ([]spool.Job, error) {
	jobs, err := d.p.Store.Jobs()
	return jobs, explain(err)
}

// RetryPrint sends a job once more that failed or that waits for its printer;
// it goes to the printer that is set now, if that takes the same format.
func (d *Desk) RetryPrint(j spool.Job) error {
	if err := d.may(); err != nil {
		return err
	}
	return explain(d.queue.Retry(j.ID, d.instead(j)))
}

// AnswerPrint is what a person saw where no device could tell: whether the
// paper came out. Where it did not, it is sent once more.
func (d *Desk) AnswerPrint(j spool.Job, cameOut bool) error {
	if err := d.may(); err != nil {
		return err
	}
	return explain(d.queue.Answer(j.ID, cameOut, d.instead(j)))
}

// instead is the printer that is set now for a job's document, "" where the job
// must stay with the one it has.
func (d *Desk) instead(j spool.Job) string {
	set := d.Settings().printer(useOf(j.Document))
	now, is := spool.ParseAddress(set)
	before, was := spool.ParseAddress(j.Printer)
	if j.Case == "" || !is || !was || now.Format() != before.Format() {
		return ""
	}
	return set
}

// CancelPrint gives a job up and makes its print void (作废). One that a printer
// has is taken back first: it is void when the printer has stopped.
func (d *Desk) CancelPrint(ctx context.Context, j spool.Job, reason string) error {
	if err := d.may(); err != nil {
		return err
	}
	if reason == "" {
		return explain(&casefile.Refusal{Code: "reason-missing"})
	}
	if j.Cancellable() {
		err := d.giveUp(j.ID, reason)
		d.jobChanged(spool.Job{})
		return err
	}
	err := d.queue.TakeBack(ctx, j.ID, reason)
	var fault *spool.Fault
	if errors.As(err, &fault) {
		return &Message{Key: "printer-silent", Data: map[string]any{"Subject": j.Printer}, Cause: err}
	}
	return explain(err)
}

// giveUp ends a job and voids its print, in one transaction.
func (d *Desk) giveUp(id, reason string) error {
	err := d.p.Store.Write(func(w Writer) error {
		j, err := w.ChangeJob(id, func(j *spool.Job) error {
			j.Changed = d.now()
			return j.Cancel()
		})
		if err != nil || j.Case == "" {
			return err
		}
		c, err := w.Case(j.Case)
		if err != nil {
			return err
		}
		_, err = d.add(w, c, &casefile.PrintVoided{Document: j.Document, Copy: j.Copy, Reason: reason})
		var refused *casefile.Refusal
		if errors.As(err, &refused) && refused.Code == "voided" {
			return nil // it was made void in the log of prints before
		}
		return err
	})
	if err != nil {
		return explain(err)
	}
	d.p.Line.Nudge()
	d.queue.Wake()
	return nil
}

// TestPrint prints a page that shows whether a printer prints straight, to
// scale and black, and names it. It is *Message printer-none where none is set.
func (d *Desk) TestPrint(use Use) error {
	printer := d.Settings().printer(use)
	if printer == "" {
		return &Message{Key: "printer-none"}
	}
	doc := Document{Kind: casefile.TestPage, Pages: 1, Sheet: casefile.Sheet{
		Document: casefile.TestPage, Office: d.officeOf(d.Settings().Window), PrintedAt: d.now(), Clerk: d.User().Name, Printer: printer,
	}}
	return d.printLoose(doc, printer)
}

// printLoose puts a paper of the window itself into the queue.
func (d *Desk) printLoose(doc Document, printer string) error {
	job, paper, err := d.job(doc, printer)
	if err != nil {
		return explain(err)
	}
	job.Title = string(doc.Kind)
	if err := d.p.Store.Write(func(w Writer) error { return w.PutJob(job, paper) }); err != nil {
		return explain(err)
	}
	d.jobChanged(job)
	d.queue.Wake()
	return nil
}

// FindPrinters lists the printers that this machine knows of.
func (d *Desk) FindPrinters(ctx context.Context) ([]FoundPrinter, error) {
	list, err := d.p.Printers.Find(ctx)
	return list, explain(err)
}

// VoidPrint makes a spoilt sheet void (作废).
func (d *Desk) VoidPrint(id string, kind casefile.DocumentKind, copy int, reason string) (casefile.Case, error) {
	return d.act(id, &casefile.PrintVoided{Document: kind, Copy: copy, Reason: reason})
}
