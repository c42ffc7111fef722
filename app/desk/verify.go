package desk

import (
	"context"
	"path/filepath"

	"onewindow/app/casefile"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// CodeReader finds the QR codes that are drawn in a file.
type CodeReader interface {
	// Codes gives each code once, none where there is none. An error says that
	// the file cannot be read.
	Codes(ctx context.Context, file []byte) ([]string, error)
}

// largestScan is the most bytes of a file whose codes are looked for.
const largestScan = 64 << 20

// Verdict is what the window says of a scanned code, without any network.
type Verdict struct {
	seal.Result
	File     string // name of the file that the code was found in, "" of a scanned one
	Document casefile.DocumentKind
	Case     *View // the case, where this window knows it
	Differs  bool  // this window knows the case, but the paper states other facts
	Prints   int   // how often the document was printed, where this window knows the case
}

// Verify judges a scanned code: the payload or the address it stands in.
func (d *Desk) Verify(text string) (Verdict, error) {
	v := Verdict{Result: d.p.Sealer.Check(text).On(d.today())}
	v.Document = casefile.DocumentOf(byte(v.Statement.Kind))
	if v.Verdict.Signed() {
		return d.compare(v)
	}
	return v, nil
}

// VerifyFile judges every code in a PDF or picture. Its error is a *Message where
// the file cannot be read or holds no code.
func (d *Desk) VerifyFile(ctx context.Context, path string) ([]Verdict, error) {
	data, err := readUpTo(path, largestScan)
	if err != nil {
		return nil, err
	}
	codes, err := d.p.Codes.Codes(ctx, data)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &Message{Key: "scan-unreadable", Data: map[string]any{"Subject": filepath.Base(path)}, Cause: err}
	case len(codes) == 0:
		return nil, &Message{Key: "scan-no-code", Data: map[string]any{"Subject": filepath.Base(path)}}
	}
	var list []Verdict
	for _, code := range codes {
		v, err := d.Verify(code)
		if err != nil {
			return list, err
		}
		v.File = filepath.Base(path)
		list = append(list, v)
	}
	return list, nil
}

// compare looks for the case of a paper that was signed by right and holds what
// it says to it.
func (d *Desk) compare(v Verdict) (Verdict, error) {
	rows, err := d.p.Store.List(Query{Text: v.Statement.Number, Limit: 5})
	if err != nil {
		return v, explain(err)
	}
	for _, row := range rows.Rows {
		view, err := d.Open(row.ID)
		if err != nil {
			return v, err
		}
		if carries(view.Case, v.Document, v.Statement.Number) {
			v.Case = &view
			v.against(view.Case, d.today())
		}
	}
	return v, nil
}

// carries says whether a document of the case goes, or went, by the number: a
// certificate goes by that of the case until it has its own.
func carries(c casefile.Case, kind casefile.DocumentKind, number string) bool {
	if kind == casefile.Acceptance {
		return c.AcceptanceNumber == number
	}
	issued, is := c.Certificate(kind)
	return c.Number == number || is && issued.Number == number
}

// against takes into account what has become of the document. The case may tell
// more than the list of the centre that came last.
func (v *Verdict) against(c casefile.Case, today workday.Date) {
	v.Prints = c.Copies(v.Document)
	issued, is := c.Certificate(v.Document)
	switch {
	case !is:
	case v.Verdict == seal.Withdrawn || v.Verdict == seal.Superseded:
		return // what it says need not agree with the case as it is now
	case c.State == casefile.StateRevoked:
		v.Verdict, v.Ended = seal.Withdrawn, c.Revocation.On
		return
	case c.Reissue == v.Document:
		v.Verdict, v.Ended = seal.Superseded, workday.Date{} // the new edition is on its way
		return
	case !isPaperOf(issued, v.Mark):
		v.Verdict, v.Ended = seal.Superseded, issued.Date
		return
	case c.Expired(v.Document, today):
		v.Verdict, v.Ended = seal.Expired, issued.ValidUntil.Add(1)
	default:
		v.Verdict, v.Ended = seal.Genuine, workday.Date{} // a renewal that was asked for in time keeps it in force
	}
	// The very code that the centre gave out agrees, whatever was corrected in the
	// case's other certificates since.
	v.Differs = !is && c.Digest(v.Document) != v.Statement.Digest
}

// isPaperOf says whether the mark is that of the certificate's present edition.
func isPaperOf(k casefile.Certificate, mark seal.Mark) bool {
	signed, err := seal.Parse(k.Payload)
	return err == nil && signed.Mark() == mark
}
