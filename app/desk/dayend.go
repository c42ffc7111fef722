package desk

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/workday"
)

// LoggedPrint is a line of the print log (打印记录).
type LoggedPrint struct {
	casefile.Print
	Case   string
	Number string // of the case
}

// PrintLog lists the sheets that this window printed on a day, in their order:
// who, when, what, which copy, and why. What was made void since says so.
func (d *Desk) PrintLog(on workday.Date) ([]LoggedPrint, error) {
	day, err := d.dayOf(on)
	return day.prints, err
}

// day is what this window wrote on one day.
type day struct {
	prints  []LoggedPrint
	bearers map[string]bearer // by the number they bear
}

// bearer is the case that bears a number, the paper that shows it, and the
// centre's word on it.
type bearer struct {
	document casefile.DocumentKind
	file     casefile.Case
	word     Word
}

// dayOf reads a day from the chain of this window. What the centre did not take
// is counted too: its paper is in somebody's hand.
func (d *Desk) dayOf(on workday.Date) (day, error) {
	found := day{bearers: map[string]bearer{}}
	from := midnight(on)
	written, err := d.p.Store.Written(from, from.AddDate(0, 0, 1))
	if err != nil {
		return found, explain(err)
	}
	cases := map[string]casefile.Case{}
	for _, w := range written {
		id := w.Event.Case
		if _, read := cases[id]; !read {
			c, err := d.p.Store.Case(id)
			if err != nil && !errors.Is(err, ErrUnknownCase) {
				return found, explain(err)
			}
			cases[id] = c
		}
		if err := found.note(w, cases[id]); err != nil {
			return found, explain(err)
		}
	}
	return found, nil
}

// midnight is when a day begins at the office.
func midnight(on workday.Date) time.Time {
	y, m, n := on.Date()
	return time.Date(y, m, n, 0, 0, 0, 0, Zone())
}

// note takes an event of the day into account.
func (d *day) note(w Written, c casefile.Case) error {
	switch w.Event.Kind {
	case casefile.KindPrinted:
		var body casefile.Printed
		if err := json.Unmarshal(w.Event.Body, &body); err != nil {
			return err
		}
		d.prints = append(d.prints, logged(w.Event, body, c))
	case casefile.KindReceived:
		return d.bear(w, c, casefile.Receipt)
	case casefile.KindAccepted, casefile.KindDeemed:
		return d.bear(w, c, casefile.Acceptance)
	}
	return nil
}

func logged(e casefile.Event, body casefile.Printed, c casefile.Case) LoggedPrint {
	line := LoggedPrint{Case: e.Case, Number: c.Number, Print: casefile.Print{
		Document: body.Document, Copy: body.Copy, Reason: body.Reason, By: e.By, At: e.At,
	}}
	for _, p := range c.Prints {
		if p.Document == body.Document && p.Copy == body.Copy {
			line.Void = p.Void
		}
	}
	return line
}

// bear notes which number an event gave to its case.
func (d *day) bear(w Written, c casefile.Case, document casefile.DocumentKind) error {
	var body struct {
		Number string `json:"number"`
	}
	if err := json.Unmarshal(w.Event.Body, &body); err != nil {
		return err
	}
	d.bearers[body.Number] = bearer{document, c, w.Word}
	return nil
}

// DayEnd counts the numbers that this window took on a day and what became of
// each (日终清点): taken = printed + void = acknowledged. The numbers come from
// the store's own register; that shows those that no case bears.
func (d *Desk) DayEnd(on workday.Date) (casefile.DayEnd, error) {
	count := casefile.DayEnd{On: on}
	taken, err := d.p.Store.Taken(on)
	if err != nil {
		return count, explain(err)
	}
	day, err := d.dayOf(on)
	if err != nil {
		return count, err
	}
	for _, t := range taken {
		number := d.onPaper(t)
		b, born := day.bearers[number]
		if !born {
			b.document = documentOf(t)
		}
		count.Numbers = append(count.Numbers, dayNumber(number, b, born))
		delete(day.bearers, number)
	}
	// A number that the register does not know, as in a folder that was restored
	// from a backup, is on paper all the same.
	for number, b := range day.bearers {
		count.Numbers = append(count.Numbers, dayNumber(number, b, true))
	}
	slices.SortFunc(count.Numbers, func(a, b casefile.DayNumber) int { // as they come at the counter
		return cmp.Or(cmp.Compare(a.Document.Code(), b.Document.Code()), cmp.Compare(a.Number, b.Number))
	})
	count.Sheets = len(day.prints)
	for _, p := range day.prints {
		if p.Void != "" {
			count.Void = append(count.Void, casefile.VoidSheet{Number: p.Number, Document: p.Document, Copy: p.Copy, Reason: p.Void})
		}
	}
	return count, nil
}

// dayNumber is what became of a number; one that no case bears was given up.
func dayNumber(number string, b bearer, born bool) casefile.DayNumber {
	n := casefile.DayNumber{Number: number, Document: b.document}
	if !born {
		n.Unused, n.Confirmed = true, true
		return n
	}
	for _, p := range b.file.Prints {
		if p.Document != b.document {
			continue
		}
		n.Copies++
		if p.Void != "" {
			n.Void++
		}
	}
	n.Confirmed = b.word == Confirmed
	return n
}

// documentOf is the paper that bears the numbers of a series.
func documentOf(t Taken) casefile.DocumentKind {
	if strings.HasPrefix(t.Series, caseSeries) {
		return casefile.Receipt
	}
	return casefile.Acceptance
}

// onPaper is how a number reads on its paper.
func (d *Desk) onPaper(t Taken) string {
	parts := strings.Split(t.Series, "/")
	if len(parts) != 3 {
		return fmt.Sprintf("%s %d", t.Series, t.Number)
	}
	switch parts[0] + "/" {
	case caseSeries:
		return formatCase(parts[1], parts[2], t.Number)
	case ownSeries:
		return d.formatAcceptance(yearOf(parts[2]), parts[1], t.Number)
	}
	return d.formatAcceptance(yearOf(parts[2]), "", t.Number)
}

// yearOf is a year written in a series' name.
func yearOf(text string) int {
	n, _ := strconv.Atoi(text) // the store keeps what this package wrote
	return n
}

// LeaseSeries is the name under which the register of numbers keeps those of
// the centre's leases.
func LeaseSeries(kind replica.NumberKind, year int) string {
	return fmt.Sprintf("lease/%s/%04d", kind, year)
}

// DayEndDocument is the day-end sheet (日终清点单) as it can be shown.
func (d *Desk) DayEndDocument(on workday.Date) (Document, error) {
	count, err := d.DayEnd(on)
	if err != nil {
		return Document{}, err
	}
	doc := Document{Kind: casefile.DayEndSheet, Sheet: casefile.Sheet{
		Document: casefile.DayEndSheet, Office: d.officeOf(d.Settings().Window),
		PrintedAt: d.now(), Clerk: d.User().Name, Day: count, Copy: 1,
	}}
	doc.Pages, err = d.p.Paper.Pages(doc.Sheet)
	return doc, explain(err)
}

// PrintDayEnd prints the day-end sheet, or saves it where no printer is set and
// says where. It records nothing: it is the window's own count and may be taken
// as often as one likes.
func (d *Desk) PrintDayEnd(on workday.Date) (path string, err error) {
	if err := d.may(); err != nil {
		return "", err
	}
	doc, err := d.DayEndDocument(on)
	if err != nil {
		return "", err
	}
	return d.printOrSave(doc, fmt.Sprintf("%s-%s-%s.pdf", d.Settings().Window, on, doc.Kind))
}

// printOrSave prints a paper that is on no record, or saves it under a name where
// no printer is set and says where.
func (d *Desk) printOrSave(doc Document, name string) (path string, err error) {
	if printer := d.Settings().printer(ForPapers); printer != "" {
		return "", d.printLoose(doc, printer)
	}
	pdf, err := d.p.Paper.PDF(doc.Sheet)
	if err != nil {
		return "", explain(err)
	}
	if path, err = d.file(name, pdf); err != nil {
		return "", &Message{Key: "save-failed", Data: map[string]any{"Subject": d.p.Documents}, Cause: err}
	}
	return path, nil
}
