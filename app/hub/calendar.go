package hub

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"sync"

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
	calendar := h.Config.Calendar
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

// ImportCalendar puts the years that a calendar file (CSV or ICS) covers into
// force. It gives a *workday.LineError for a file that cannot be read and
// ErrNoYear for one that announces nothing. Importing again does no harm.
func (h *Hub) ImportCalendar(file []byte) (years []int, err error) {
	fresh, err := workday.Read(file)
	if err != nil {
		return nil, err
	}
	if len(fresh.Years()) == 0 {
		return nil, ErrNoYear
	}
	err = h.Log.Write(func(tx Tx) error {
		record, err := tx.Record(recordCalendar)
		if err != nil {
			return err
		}
		imported := fresh
		if record != nil {
			before, err := workday.Parse(bytes.NewReader(record))
			if err != nil {
				return fmt.Errorf("%w: the calendar: %w", ErrDamaged, err)
			}
			imported = before.Merge(fresh)
		}
		return tx.Keep(recordCalendar, imported.CSV())
	})
	return fresh.Years(), err
}
