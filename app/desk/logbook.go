package desk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// Chain is what recounting the hash chain of a window found.
type Chain struct {
	First, Last uint64    // places of the first and the last link, 0 where there is none
	From, To    time.Time // when they were written
	Links       int
	Head        string // hex SM3 of the last link
	Missing     uint64 // links that are not here, of another window's chain: the centre refused them or has not got them
	Broken      uint64 // place of the first link that does not follow the one before it, 0 where the chain is whole
}

// LogLine is one line of the log book page (日志): an event that this window
// wrote.
type LogLine struct {
	casefile.Entry
	Place  uint64 // in the hash chain
	Case   string // "" where it belongs to no case
	Number string // of the case
	Word   Word
}

// LogBook lists what this window wrote from one day to another, both included,
// youngest first; a zero from is the beginning. A supervisor and an administrator see everybody's lines;
// anybody else sees their own.
func (d *Desk) LogBook(from, to workday.Date) ([]LogLine, error) {
	if from.IsZero() {
		first, err := d.p.Store.FirstWritten()
		if err != nil {
			return nil, explain(err)
		}
		from = workday.DateOf(first)
	}
	user, all := d.User(), d.SeesEverybody()
	numbers := map[string]string{}
	var lines []LogLine
	for ; !from.After(to); to = to.Add(-logWeek) { // piece by piece: no reading transaction is long
		begin := to.Add(1 - logWeek)
		if begin.Before(from) {
			begin = from
		}
		written, err := d.p.Store.Written(midnight(begin), midnight(to.Add(1)))
		if err != nil {
			return nil, explain(err)
		}
		for _, w := range slices.Backward(written) {
			if !all && w.Event.By.ID != user.ID {
				continue
			}
			line, err := d.logLine(w, numbers)
			if err != nil {
				return nil, explain(err)
			}
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// LogBookWindow is another window of the office whose log book can be read here.
type LogBookWindow struct {
	Installation string
	Window       string // 04
}

// LogBooks lists the other windows of the office that the centre has certified, by
// number. A window that was replaced, or that is revoked, is among them: its book
// stays. None for those who may not read what others did.
func (d *Desk) LogBooks() []LogBookWindow {
	if !d.SeesEverybody() {
		return nil
	}
	known := map[string]seal.Certificate{}
	for _, c := range d.p.Sealer.Certificates() {
		newer := c.NotBefore.After(known[c.Installation].NotBefore)
		if c.Office == d.p.Office.ID && c.Installation != d.p.Installation && (newer || known[c.Installation].Installation == "") {
			known[c.Installation] = c
		}
	}
	list := make([]LogBookWindow, 0, len(known))
	for id, c := range known {
		list = append(list, LogBookWindow{id, c.Window})
	}
	slices.SortFunc(list, func(a, b LogBookWindow) int {
		return cmp.Or(strings.Compare(a.Window, b.Window), strings.Compare(a.Installation, b.Installation))
	})
	return list
}

// LogBookOf lists the entries of [from, to], youngest first, in the log book of
// another window: what happened at the machine. What it did to a case stands in the
// history of the case.
func (d *Desk) LogBookOf(installation string, from, to workday.Date) ([]LogLine, error) {
	if !d.SeesEverybody() {
		return nil, nil
	}
	begin := time.Time{}
	if !from.IsZero() {
		begin = midnight(from)
	}
	written, err := d.p.Store.LogBookOf(installation, begin, midnight(to.Add(1)))
	if err != nil {
		return nil, explain(err)
	}
	slices.SortStableFunc(written, func(a, b Written) int { return cmp.Compare(b.Event.Seq, a.Event.Seq) })
	lines := make([]LogLine, len(written))
	for i, w := range written {
		lines[i] = LogLine{Place: w.Event.Seq, Word: w.Word, Entry: casefile.EntryOf(w.Event)}
	}
	return lines, nil
}

// ChainOf recounts the hash chain of another window, as far as the centre sent it.
// It reads the whole common record: not for the goroutine of the window.
func (d *Desk) ChainOf(ctx context.Context, installation string) (Chain, error) {
	chain, err := d.p.Store.ChainOf(ctx, installation)
	if ctx.Err() != nil {
		return Chain{}, ctx.Err()
	}
	return chain, explain(err)
}

// logWeek is how many days are read at once.
const logWeek = 7

func (d *Desk) logLine(w Written, numbers map[string]string) (LogLine, error) {
	line := LogLine{Place: w.Event.Seq, Word: w.Word, Entry: casefile.EntryOf(w.Event)}
	if w.Event.Case == w.Event.Installation {
		return line, nil
	}
	var err error
	line.Case = w.Event.Case
	line.Number, err = d.numberOf(numbers, w.Event.Case)
	return line, err
}

// numberOf is the number of a case, read once.
func (d *Desk) numberOf(known map[string]string, id string) (string, error) {
	number, read := known[id]
	if read {
		return number, nil
	}
	row, err := d.p.Store.Summary(id)
	known[id] = row.Number
	return row.Number, err
}

// SeesEverybody says whether the user may read what others did at this window.
func (d *Desk) SeesEverybody() bool {
	role := d.User().Role
	return role == casefile.Supervisor || role == casefile.Administrator
}

// Chain recounts the hash chain of this window. It reads everything this window
// ever wrote: not for the goroutine of the window.
func (d *Desk) Chain() (Chain, error) {
	chain, err := d.p.Store.Chain()
	return chain, explain(err)
}

// ExportLog writes a table as a new CSV file that a spreadsheet opens with its
// characters right (UTF-8 with a mark in front) and without taking any cell for
// a formula.
func (d *Desk) ExportLog(path string, table [][]string) error {
	if err := d.may(); err != nil {
		return err
	}
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for _, row := range table {
		plain := make([]string, len(row))
		for i, cell := range row {
			plain[i] = notFormula(cell)
		}
		if err := w.Write(plain); err != nil {
			return explain(err)
		}
	}
	w.Flush()
	err := writeNew(path, func(to io.Writer) error {
		_, err := to.Write(out.Bytes())
		return err
	})
	return tableTrouble(path, err)
}

// tableTrouble says why a table was not written.
func tableTrouble(path string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return &Message{Key: "bundle-exists", Data: subject(path), Cause: err}
	}
	return &Message{Key: "save-failed", Data: subject(path), Cause: err}
}

// notFormula keeps a spreadsheet from computing what a person typed.
func notFormula(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// note writes a line into this window's log book (日志), where people sign in:
// without a roster nobody can be told apart from anybody. A folder that was
// restored and has not heard the centre yet can write nothing; who sits before
// it is told apart all the same.
func (d *Desk) note(by catalog.User, line casefile.Logged) error {
	if !d.Rostered() {
		return nil
	}
	err := d.write(by, line)
	if errors.Is(err, ErrCatchingUp) {
		d.p.Log.Warn("not in the log book before the centre was heard", "what", line.What)
		return nil
	}
	return err
}

// write writes a line into the log book.
func (d *Desk) write(by catalog.User, line casefile.Logged) error {
	e, err := casefile.New(d.p.NewID(), d.p.Installation, 0, by.Actor(), d.now(), d.policyOn(d.today()), &line)
	if err != nil {
		return err
	}
	e.Skew = d.p.Line.State().Skew
	err = d.own.Write(func(w Writer) error { return w.Append(e) })
	if err == nil {
		d.p.Line.Nudge()
	}
	return err
}

// SettingRestored is the setting in which the store leaves word of a restore.
const SettingRestored = "restored"

// Restoration is a restore of this window's data from a backup.
type Restoration struct {
	At    time.Time `json:"at"` // when it was restored
	Of    time.Time `json:"of"` // when the backup was made
	By    string    `json:"by"` // who did it, by the name the system knows them by
	Noted bool      `json:"noted,omitempty"`
}

// restoredStamp is how the instants of a restore stand in the log book.
const restoredStamp = "2006-01-02 15:04"

// about is what the log book says of a restore: when the backup was made, when it
// was restored and by whom, apart by bars.
func (r Restoration) about() string {
	by := strings.ToValidUTF8(strings.ReplaceAll(r.By, "|", " ")[:min(len(r.By), mostBy)], "")
	return r.Of.In(Zone()).Format(restoredStamp) + "|" + r.At.In(Zone()).Format(restoredStamp) + "|" + by
}

// mostBy is the most that is kept of who restored, in bytes.
const mostBy = 100

// noteRestore puts on record that the data was restored from a backup, once the
// centre was heard: before, nothing can be written. Unlike other lines it needs
// nobody to have signed in.
func (d *Desk) noteRestore() error {
	var r Restoration
	made, err := d.p.Store.Setting(SettingRestored, &r)
	if err != nil || !made || r.Noted {
		return explain(err)
	}
	err = d.write(catalog.User{}, casefile.Logged{What: casefile.Restored, About: r.about()})
	if errors.Is(err, ErrCatchingUp) {
		return nil
	}
	if err == nil {
		r.Noted = true
		err = d.p.Store.SaveSetting(SettingRestored, r)
	}
	return explain(err)
}

// NoteBackup puts on record that the data was backed up.
func (d *Desk) NoteBackup() error {
	return d.note(d.User(), casefile.Logged{What: casefile.BackupMade})
}
