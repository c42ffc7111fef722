package desk

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/parcel"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// Document is a paper of a case as it can be shown, saved and printed.
type Document struct {
	Kind  casefile.DocumentKind
	Sheet casefile.Sheet
	Pages int
}

// Document composes a paper of a case for the next print: a signed QR code,
// and a mark where the centre has not confirmed the case yet.
func (d *Desk) Document(id string, kind casefile.DocumentKind) (Document, error) {
	c, err := d.p.Store.Case(id)
	if err != nil {
		return Document{}, explain(err)
	}
	sheet, err := d.sheet(c, kind)
	if err != nil {
		return Document{}, explain(err)
	}
	pages, err := d.p.Paper.Pages(sheet)
	if err != nil {
		return Document{}, explain(err)
	}
	return Document{Kind: kind, Sheet: sheet, Pages: pages}, nil
}

// copies counts the papers of the kind that were printed before, each edition of
// a certificate and each of several notices included.
func (d Document) copies() int { return d.Sheet.Case.Copies(d.Kind) }

// Preview draws a page of a document; page counts from 0, dpi is dots per inch.
func (d *Desk) Preview(doc Document, page int, dpi float64) (image.Image, error) {
	img, err := d.p.Paper.Preview(doc.Sheet, page+1, dpi)
	return img, explain(err)
}

// sheet resolves everything a document says.
func (d *Desk) sheet(c casefile.Case, kind casefile.DocumentKind) (casefile.Sheet, error) {
	if !c.Has(kind) {
		if slices.Contains(casefile.CentreKinds(), kind) {
			return casefile.Sheet{}, &Message{Key: "permit-unconfirmed"}
		}
		return casefile.Sheet{}, &casefile.Refusal{Code: "no-document", Data: map[string]any{"document": kind}}
	}
	payload, err := d.payload(c, kind)
	if err != nil {
		return casefile.Sheet{}, err
	}
	pending, err := d.p.Store.Pending(c.ID)
	if err != nil {
		return casefile.Sheet{}, err
	}
	var land parcel.Drawing
	if kind == casefile.Drawing {
		if land, err = d.drawing(c); err != nil {
			return casefile.Sheet{}, err
		}
	}
	issued, certified := c.Certificate(kind)
	return casefile.Sheet{
		Document:  kind,
		Number:    documentNumber(c, kind),
		Issued:    issued,
		Case:      c,
		Item:      d.sheetItem(c, kind),
		Office:    d.sheetOffice(c),
		Deadline:  d.sheetDeadline(c),
		PrintedAt: d.now(),
		Clerk:     d.User().Name,
		URL:       d.p.Sealer.URL(payload),
		// What the centre has signed awaits nothing, whatever was written since.
		Awaiting: pending && !certified && !d.p.Line.State().Online,
		Copy:     c.Current(kind) + 1,
		Sections: d.sectionNames(c),
		Seal:     d.Settings().Seal,
		Land:     land,
		A3:       d.LandSettings().A3,
	}, nil
}

// sectionNames names the sections that review the case.
func (d *Desk) sectionNames(c casefile.Case) map[string]string {
	names := make(map[string]string, len(c.Sections))
	for _, id := range c.Sections {
		names[id] = d.p.Catalog.SectionName(id)
	}
	return names
}

func (d *Desk) sheetOffice(c casefile.Case) casefile.SheetOffice { return d.officeOf(c.Window) }

// officeOf is the office as one of its windows signs.
func (d *Desk) officeOf(window string) casefile.SheetOffice {
	o := d.p.Office
	return casefile.SheetOffice{
		Organ: o.Organ, Window: window + " 号窗", Address: o.Address,
		Phone: o.Phone, Complaint: o.Complaint, Hours: o.Hours,
	}
}

// sheetDeadline is the deadline of an accepted case; for one only received it
// shows what acceptance today would promise.
func (d *Desk) sheetDeadline(c casefile.Case) workday.Deadline {
	if !c.Deadline.Start.IsZero() {
		return c.Deadline
	}
	return d.calendar().Deadline(workday.DateOf(c.ReceivedAt), d.stepOf(c).Promised)
}

// payload is what the document's QR code says. The permit carries the centre's
// signature, every other paper this installation's.
func (d *Desk) payload(c casefile.Case, kind casefile.DocumentKind) (string, error) {
	if issued, is := c.Certificate(kind); is {
		return issued.Payload, nil
	}
	return d.p.Sealer.Sign(seal.Statement{
		Kind: seal.DocumentKind(kind.Code()), Number: number(c, kind), Item: c.Item, Office: c.Office,
		Date: dated(c, kind), Digest: c.Digest(kind), Copy: byte(min(c.Copies(kind)+1, 255)),
	})
}

// fileName is how the saved copy and the job at the printer are called:
// number, document, copy.
func fileName(doc Document) string {
	name := doc.Sheet.Case.Number + "-" + string(doc.Kind)
	if before := doc.copies(); before > 0 {
		name += fmt.Sprintf("-%d", before+1)
	}
	return strings.ReplaceAll(name, string(filepath.Separator), "_")
}

// file saves bytes under a name that is only there when they are whole.
func (d *Desk) file(name string, raw []byte) (string, error) {
	if err := os.MkdirAll(d.p.Documents, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(d.p.Documents, name)
	temp, err := os.CreateTemp(d.p.Documents, ".new-*")
	if err != nil {
		return "", err
	}
	_, err = temp.Write(raw)
	err = errors.Join(err, temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(temp.Name()))
	}
	return path, nil
}

// PDF composes a document without printing it.
func (d *Desk) PDF(id string, kind casefile.DocumentKind) ([]byte, error) {
	doc, err := d.Document(id, kind)
	if err != nil {
		return nil, err
	}
	pdf, err := d.p.Paper.PDF(doc.Sheet)
	return pdf, explain(err)
}
