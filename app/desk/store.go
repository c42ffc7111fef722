package desk

import (
	"context"
	"io"
	"maps"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/spool"
	"onewindow/app/workday"
)

// Store is what the desk needs of the counter's store.
//
// Errors wrap the system's own (syscall.ENOSPC, syscall.EROFS, fs.ErrNotExist)
// so that the desk can tell the user what to do about them.
type Store interface {
	// Write runs one action as one transaction, durable when it returns nil:
	// events, outbox, indexes, numbers and the end of the draft, all or none.
	Write(action func(Writer) error) error

	// Case folds the case as this counter knows it: the centre's events, then
	// its own pending ones. ErrUnknownCase where there is none.
	Case(id string) (casefile.Case, error)
	// Pending says whether the centre still has to confirm part of the case.
	Pending(id string) (bool, error)
	// List returns a page of rows.
	List(q Query) (Rows, error)
	// Tally counts what each list holds.
	Tally() (Tally, error)
	// Twins lists the ids of open cases of one item and one project, or one item
	// and one applicant, group by group, where more than one window took them in.
	Twins() ([][]string, error)

	// SaveDraft keeps a draft as typed so far, durably.
	SaveDraft(d Draft) error
	// Drafts lists the drafts, latest first.
	Drafts() ([]Draft, error)
	// DropDraft throws a draft away.
	DropDraft(id string) error

	// AddFile keeps the bytes by their content. It reads at most limit bytes
	// and gives ErrTooLarge beyond them, keeping nothing.
	AddFile(name string, r io.Reader, limit int64) (casefile.Attachment, error)
	// File opens kept bytes; fs.ErrNotExist where this counter does not hold them.
	File(hash string) (io.ReadCloser, error)

	// Setting reads a named setting into v and says whether it was there.
	Setting(name string, v any) (bool, error)
	// SaveSetting keeps a named setting.
	SaveSetting(name string, v any) error

	// Outbox tells what waits for the centre.
	Outbox() (Outbox, error)
	// Tray lists own events the centre refused or that no longer fit, without
	// those that a casefile.StraySettled of this counter has closed.
	Tray() ([]Stray, error)
	// Waiting lists the oldest own events that the centre has not answered for, in
	// their order, at most most of them.
	Waiting(most int) ([]casefile.Event, error)
	// OwnOf folds the case of this counter's own events alone, those that were
	// refused included: what the person had before their eyes.
	OwnOf(id string) (casefile.Case, error)

	// BackUp writes all that the store holds, sealed as it is, into a file that is
	// there only when it is whole; work goes on meanwhile. It stops when ctx ends.
	BackUp(ctx context.Context, file string, told func(done, total int64)) error

	// Keeper keeps the print queue.
	spool.Keeper
	// Written lists the events of this counter of a stretch of time, [from, to),
	// in the order of its chain.
	Written(from, to time.Time) ([]Written, error)
	// FirstWritten is when this counter wrote its first event, now where it wrote
	// none.
	FirstWritten() (time.Time, error)
	// Taken lists the numbers given on a day, in their order.
	Taken(on workday.Date) ([]Taken, error)
	// Chain recounts the hash chain of this counter.
	Chain() (Chain, error)
	// LogBookOf lists the entries of a stretch of time, [from, to), in the log book of
	// another window, as far as the centre has sent them.
	LogBookOf(installation string, from, to time.Time) ([]Written, error)
	// ChainOf recounts the hash chain of another window, until ctx ends.
	ChainOf(ctx context.Context, installation string) (Chain, error)
	// Summary is the row of a case, zero where it has none.
	Summary(id string) (casefile.Summary, error)
}

// Writer is the inside of one action.
type Writer interface {
	// Case folds the case with what this action has already added.
	Case(id string) (casefile.Case, error)
	// Append gives the event its place in this installation's chain and keeps it.
	Append(e casefile.Event) error
	// Latest is when the last event of this installation's chain was written,
	// zero where there is none.
	Latest() (time.Time, error)
	// Next is the next number of a counter of this installation, from 1.
	Next(series string) (uint64, error)
	// Take is the next number of a leased block; ok is false where none is left.
	Take(kind replica.NumberKind, year int) (n uint64, ok bool, err error)
	// DropDraft ends the draft the action came from.
	DropDraft(id string) error
	// PutJob puts a print into the queue.
	PutJob(j spool.Job, p spool.Paper) error
	// ChangeJob changes a job of the queue.
	ChangeJob(id string, change func(*spool.Job) error) (spool.Job, error)
}

// Query asks for rows of the work list.
type Query struct {
	Text   string           // part of a name or number, or initials in pinyin; "" for all
	States []casefile.State // none for all
	Silent string           // only cases in which this section still has to speak; "" for all
	DueBy  workday.Date     // only cases due on or before this day; zero for all

	Settler  string // beside those of States and Silent, cases whose open coordination this person must settle; "" for none
	Renewing bool   // beside those of States and Silent, cases with a renewal that is open

	Sort   Column
	Desc   bool
	Offset int
	Limit  int
}

// Column is what a list is sorted by.
type Column string

// The columns a list can be sorted by.
const (
	ByNumber    Column = "number"
	ByApplicant Column = "applicant"
	ByProject   Column = "project"
	ByItem      Column = "item"
	ByState     Column = "state"
	ByDue       Column = "due"
)

// MostFound is how many cases a search finds at most: the open ones first, and
// among each the latest.
const MostFound = 200

// Rows is one page of a list.
type Rows struct {
	Total int
	More  bool // a search may not have found all there are
	Rows  []casefile.Summary
}

// Tally counts cases by state, and drafts.
type Tally struct {
	States map[casefile.State]int
	Drafts int
}

// Draft is an application as far as it was typed. Fields hold the text as
// typed, right or wrong.
type Draft struct {
	ID        string               `json:"id"`
	Item      string               `json:"item,omitempty"`    // catalog id; "" for the first item of the route
	Earlier   []casefile.Earlier   `json:"earlier,omitempty"` // of the same project, whose results it uses
	Answers   map[string]string    `json:"answers"`           // situation questions
	Fields    map[string]string    `json:"fields"`            // form fields by key
	Materials map[string]Presented `json:"materials"`         // by catalog id
	Saved     time.Time            `json:"saved"`
}

// Clone is a draft that shares nothing with d.
func (d Draft) Clone() Draft {
	d.Answers, d.Fields, d.Materials = maps.Clone(d.Answers), maps.Clone(d.Fields), maps.Clone(d.Materials)
	return d
}

// Presented is what lies on the counter for one material.
type Presented struct {
	Present  bool                  `json:"present"`
	Original bool                  `json:"original"`
	Copies   int                   `json:"copies"`
	Files    []casefile.Attachment `json:"files,omitempty"`
}

// Outbox is what waits for the centre.
type Outbox struct {
	Events  int
	Oldest  time.Time // zero where nothing waits
	Numbers uint64    // leased acceptance numbers left for this year
}

// Stray is an own event that found no place: the tray's content.
type Stray struct {
	Event  casefile.Event
	Reason string // refusal code
	Since  time.Time
	// Unasked is set where it no longer fits but the centre has still to be asked:
	// the next contact decides.
	Unasked bool
}

// Written is an event of this counter and what the centre says of it.
type Written struct {
	Event casefile.Event
	Word  Word
}

// Word is what the centre said of an event.
type Word string

// What the centre can have said.
const (
	Unheard   Word = "unheard"   // 待确认: no answer yet
	Confirmed Word = "confirmed" // 已确认
	Contested Word = "contested" // 未采用: it lies in the tray
)

// Taken is a number that was given to something, or given up.
type Taken struct {
	Series string // of Writer.Next, or the kind and year of a lease
	Number uint64
	Void   bool // given up unused, as when a restored backup discards its leases
}
