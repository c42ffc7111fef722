package hub

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/workday"
)

// recordCalendar names the record that holds what was imported of the calendar.
const recordCalendar = "calendar"

// ErrNoYear says that a calendar announces the days off of no year.
var ErrNoYear = errors.New("hub: the calendar announces no year")

// edition is the calendar in force.
type edition struct {
	calendar *workday.Calendar // nil where there is none
	csv      string
	version  string
}

// almanac remembers the edition in force: every download asks for its version.
type almanac struct {
	mu     sync.Mutex
	read   bool
	record []byte // that the edition was made from
	edition
}

// records is where the calendar is kept: the log or one of its transactions.
type records interface {
	Record(name string) ([]byte, error)
}

// inForce is the calendar the program carries with what was imported over it. A
// new program may know years that nobody imported.
func (h *Hub) inForce(from records) (edition, error) {
	record, err := from.Record(recordCalendar)
	if err != nil {
		return edition{}, err
	}
	h.days.mu.Lock()
	defer h.days.mu.Unlock()
	if h.days.read && bytes.Equal(record, h.days.record) {
		return h.days.edition, nil
	}
	calendar := h.Calendar
	if record != nil {
		if calendar, err = over(calendar, record); err != nil {
			return edition{}, fmt.Errorf("%w: the calendar: %w", ErrDamaged, err)
		}
	}
	h.days.record, h.days.edition, h.days.read = record, edition{calendar: calendar}, true
	if calendar != nil {
		h.days.csv, h.days.version = string(calendar.CSV()), calendar.Version()
	}
	return h.days.edition, nil
}

// over puts a kept calendar over another, which may be nil.
func over(base *workday.Calendar, record []byte) (*workday.Calendar, error) {
	kept, err := workday.Parse(bytes.NewReader(record))
	if err != nil || base == nil {
		return kept, err
	}
	return base.Merge(kept), nil
}

// calendar hands out the calendar in force.
func (h *Hub) calendar(request) (answer, error) {
	days, err := h.inForce(h.Log)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, body: replica.Calendar{Version: days.version, CSV: days.csv}}, nil
}

// CalendarInForce is the calendar that the counters get, nil for none.
func (h *Hub) CalendarInForce() (*workday.Calendar, error) {
	days, err := h.inForce(h.Log)
	return days.calendar, err
}

// CalendarImport is what an import did.
type CalendarImport struct {
	Years []int // that the file announces
	Moved []casefile.Shift
}

// recountedAtOnce is how many cases one transaction recounts.
const recountedAtOnce = 200

// ImportCalendar puts the years that a calendar file (CSV or ICS) announces into
// force and recounts the deadlines of all open cases. It gives a
// *workday.LineError for a file that cannot be read, ErrNoYear for one that
// announces nothing, and ErrRestoring. Importing again does no harm, and completes an import that
// was cut short.
func (h *Hub) ImportCalendar(file []byte) (CalendarImport, error) {
	fresh, err := workday.Read(file)
	if err != nil {
		return CalendarImport{}, err
	}
	if all, err := epochsOf(h.Log); err != nil || all.now().Open() {
		return CalendarImport{}, cmp.Or(err, ErrRestoring)
	}
	done := CalendarImport{Years: fresh.Years()}
	if len(done.Years) == 0 {
		return CalendarImport{}, ErrNoYear
	}
	if err := h.Log.Write(func(tx Tx) error { return keepOver(tx, fresh) }); err != nil {
		return CalendarImport{}, err
	}
	for behind := ""; ; {
		ids, err := h.Log.Cases(behind, recountedAtOnce)
		if err != nil || len(ids) == 0 {
			return done, err
		}
		moved, err := h.recount(ids)
		if err != nil {
			return done, err
		}
		done.Moved = append(done.Moved, moved...)
		behind = ids[len(ids)-1]
	}
}

// keepOver keeps a calendar over what was imported before.
func keepOver(tx Tx, fresh *workday.Calendar) error {
	record, err := tx.Record(recordCalendar)
	if err != nil {
		return err
	}
	before, err := workday.Parse(bytes.NewReader(record))
	if err != nil {
		return fmt.Errorf("%w: the calendar: %w", ErrDamaged, err)
	}
	return tx.Keep(recordCalendar, before.Merge(fresh).CSV())
}

// recount recounts the deadlines of some cases.
func (h *Hub) recount(ids []string) ([]casefile.Shift, error) {
	var moved []casefile.Shift
	err := h.Log.Write(func(tx Tx) error {
		moved = nil
		in := newIntake(h, tx)
		for _, id := range ids {
			before, err := in.caseOf(id)
			if err != nil {
				return err
			}
			after, err := in.recount(before)
			if err != nil {
				return err
			}
			if after.Version != before.Version {
				moved = append(moved, casefile.ShiftOf(before, after))
			}
		}
		return nil
	})
	h.news.arriveAll()
	return moved, err
}

// recount writes down where the calendar in force moves the limits of a case: a
// counter may have counted them on an earlier one.
func (in *intake) recount(c casefile.Case) (casefile.Case, error) {
	days, err := in.hub.inForce(in.tx)
	if err != nil || days.calendar == nil {
		return c, err
	}
	body := c.Recount(days.calendar, workday.DateOf(in.hub.Now()))
	if body == nil || !casefile.Allows(c, body, centre()) {
		return c, nil
	}
	return in.write(c, body)
}
