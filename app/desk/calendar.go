package desk

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/workday"
)

// settingCalendar names the setting that holds the calendar that came after the
// embedded one.
const settingCalendar = "calendar"

// largestCalendar is the most bytes a calendar file may have.
const largestCalendar = 1 << 20

// CalendarSource says where a calendar came from.
type CalendarSource string

// The sources of a calendar.
const (
	CalendarEmbedded CalendarSource = "embedded" // it came with the program
	CalendarImported CalendarSource = "imported" // the administrator imported it here
	CalendarCentre   CalendarSource = "centre"   // it came from the central system
)

// CalendarSources lists them, so that a test can hold the translations to it.
func CalendarSources() []CalendarSource {
	return []CalendarSource{CalendarEmbedded, CalendarImported, CalendarCentre}
}

// CalendarInfo is what the calendar in force says of itself.
type CalendarInfo struct {
	Years   []CalendarYear // announced, in order
	Source  CalendarSource // of the newest part: what it does not cover is embedded
	Version string         // 64 hex digits; the same calendar has the same
}

// CalendarYear is an announced year.
type CalendarYear struct {
	Year   int
	Notice string // that announced its days off
}

// CalendarImport is what an import did.
type CalendarImport struct {
	Years []CalendarYear // that the file announces
	Moved []casefile.Shift
}

// keptCalendar is a calendar as the store keeps it.
type keptCalendar struct {
	Source  CalendarSource `json:"source"`
	Version string         `json:"version,omitempty"` // as the centre calls it
	CSV     string         `json:"csv"`
}

// almanac is the calendar in force. The line may bring another one while the
// window counts on this one.
type almanac struct {
	mu       sync.RWMutex
	embedded *workday.Calendar
	kept     keptCalendar
	calendar *workday.Calendar
}

// newAlmanac takes the kept calendar over the embedded one.
func newAlmanac(store Store, embedded *workday.Calendar) (*almanac, error) {
	a := &almanac{embedded: embedded, kept: keptCalendar{Source: CalendarEmbedded}, calendar: embedded}
	var kept keptCalendar
	found, err := store.Setting(settingCalendar, &kept)
	if err != nil || !found {
		return a, err
	}
	calendar, err := workday.Parse(strings.NewReader(kept.CSV))
	if err != nil {
		return nil, err
	}
	a.set(kept, calendar)
	return a, nil
}

// set puts a calendar into force. Years that only the program knows stay: a new
// program may have been installed since the calendar came.
func (a *almanac) set(kept keptCalendar, calendar *workday.Calendar) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.kept, a.calendar = kept, a.embedded.Merge(calendar)
}

func (a *almanac) now() (*workday.Calendar, keptCalendar) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.calendar, a.kept
}

// calendar is the calendar in force.
func (d *Desk) calendar() *workday.Calendar {
	calendar, _ := d.almanac.now()
	return calendar
}

// Calendar tells about the calendar in force.
func (d *Desk) Calendar() CalendarInfo {
	calendar, kept := d.almanac.now()
	return CalendarInfo{Years: yearsOf(calendar), Source: kept.Source, Version: calendar.Version()}
}

func yearsOf(c *workday.Calendar) []CalendarYear {
	var list []CalendarYear
	for _, year := range c.Years() {
		list = append(list, CalendarYear{year, c.Notice(year)})
	}
	return list
}

// yearWords names years as the log book does: 2026 2027.
func yearWords(years []CalendarYear) string {
	words := make([]string, len(years))
	for i, y := range years {
		words[i] = strconv.Itoa(y.Year)
	}
	return strings.Join(words, " ")
}

// CalendarVersion is the version of the calendar that came from the centre last,
// "" for none.
func (d *Desk) CalendarVersion() string {
	_, kept := d.almanac.now()
	return kept.Version
}

// TakeCalendar keeps the centre's calendar and puts it into force, also after a
// restart. The centre itself writes down which deadlines moved. A calendar that
// cannot be read gives a *workday.LineError.
func (d *Desk) TakeCalendar(c replica.Calendar) error {
	calendar, err := workday.Parse(strings.NewReader(c.CSV))
	if err != nil {
		return err
	}
	kept := keptCalendar{Source: CalendarCentre, Version: c.Version, CSV: c.CSV}
	if err := d.own.SaveSetting(settingCalendar, kept); err != nil {
		return err
	}
	d.almanac.set(kept, calendar)
	return nil
}

// ImportCalendar puts the years that a calendar file (CSV or ICS) announces into
// force and recounts the deadlines of all open cases. Only the administrator of
// an office without a central system may: everywhere else it is the centre's.
// Importing again does no harm.
func (d *Desk) ImportCalendar(path string) (CalendarImport, error) {
	if err := d.may(); err != nil {
		return CalendarImport{}, err
	}
	if d.User().Role != casefile.Administrator {
		return CalendarImport{}, explain(&casefile.Refusal{Code: "role", Data: map[string]any{"role": casefile.Administrator}})
	}
	if d.p.Line.State().Configured {
		return CalendarImport{}, &Message{Key: "calendar-of-centre"}
	}
	fresh, err := readCalendar(path)
	if err != nil {
		return CalendarImport{}, err
	}
	if err := d.keepOver(fresh); err != nil {
		return CalendarImport{}, explain(err)
	}
	moved, err := d.recount()
	if err == nil {
		err = d.note(d.User(), casefile.Logged{What: casefile.CalendarImported, About: yearWords(yearsOf(fresh))})
	}
	return CalendarImport{Years: yearsOf(fresh), Moved: moved}, explain(err)
}

// keepOver puts a calendar into force over what came before it. What is embedded
// is not kept with it: a new program may correct it.
func (d *Desk) keepOver(fresh *workday.Calendar) error {
	_, before := d.almanac.now()
	earlier, err := workday.Parse(strings.NewReader(before.CSV))
	if err != nil {
		return err
	}
	all := earlier.Merge(fresh)
	kept := keptCalendar{Source: CalendarImported, CSV: string(all.CSV())}
	if err := d.p.Store.SaveSetting(settingCalendar, kept); err != nil {
		return err
	}
	d.almanac.set(kept, all)
	return nil
}

// readCalendar reads a calendar file that announces at least one year.
func readCalendar(path string) (*workday.Calendar, error) {
	data, err := readUpTo(path, largestCalendar)
	if err != nil {
		return nil, err
	}
	calendar, err := workday.Read(data)
	var line *workday.LineError
	switch {
	case errors.As(err, &line):
		return nil, &Message{Key: "calendar-line", Data: map[string]any{
			"Subject": filepath.Base(path), "Line": line.Line, "Text": line.Text, "Want": line.Want,
		}, Cause: err}
	case err != nil:
		return nil, &Message{Key: "file-unreadable", Data: fileData(path, largestCalendar), Cause: err}
	case len(calendar.Years()) == 0:
		return nil, &Message{Key: "calendar-empty", Data: map[string]any{"Subject": filepath.Base(path)}}
	}
	return calendar, nil
}

func readUpTo(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &Message{Key: "file-unreadable", Data: fileData(path, limit), Cause: err}
	}
	defer f.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		return nil, &Message{Key: "file-unreadable", Data: fileData(path, limit), Cause: err}
	case int64(len(data)) > limit:
		return nil, &Message{Key: "file-too-large", Data: fileData(path, limit), Cause: ErrTooLarge}
	}
	return data, nil
}

func fileData(path string, limit int64) map[string]any {
	return map[string]any{"Subject": filepath.Base(path), "Megabytes": limit >> 20}
}

// recountedAtOnce is how many cases one transaction recounts.
const recountedAtOnce = 200

// recount writes down which open cases have another deadline on the calendar in
// force. What a power cut leaves undone, the next import does.
func (d *Desk) recount() ([]casefile.Shift, error) {
	running, err := d.p.Store.List(Query{States: casefile.Running(), Limit: math.MaxInt})
	if err != nil {
		return nil, err
	}
	var moved []casefile.Shift
	for rows := range slices.Chunk(running.Rows, recountedAtOnce) {
		var shifts []casefile.Shift
		err := d.p.Store.Write(func(w Writer) (err error) {
			shifts, err = d.recountRows(w, rows)
			return err
		})
		if err != nil {
			return moved, err
		}
		moved = append(moved, shifts...)
	}
	return moved, nil
}

func (d *Desk) recountRows(w Writer, rows []casefile.Summary) ([]casefile.Shift, error) {
	var shifts []casefile.Shift
	for _, row := range rows {
		c, err := w.Case(row.ID)
		if err != nil {
			return nil, err
		}
		body := c.Recount(d.calendar(), d.today())
		if body == nil {
			continue
		}
		after, err := d.add(w, c, body)
		if err != nil {
			return nil, err
		}
		shifts = append(shifts, casefile.ShiftOf(c, after))
	}
	return shifts, nil
}
