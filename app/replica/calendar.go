package replica

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"onewindow/app/workday"
)

// Calendar is the centre's working-day calendar (工作日历) as it goes over the
// wire.
type Calendar struct {
	Version string `json:"version"` // workday.Calendar.Version of the CSV
	CSV     string `json:"csv"`     // in the form of workday.Parse
}

// Almanac is where the client leaves the calendar of the centre; the desk is
// one.
type Almanac interface {
	// CalendarVersion is the version that came from the centre last, "" for none.
	CalendarVersion() string
	// TakeCalendar checks a calendar, keeps it and puts it into force. A
	// calendar that cannot be used gives a *workday.LineError.
	TakeCalendar(c Calendar) error
}

// followCalendar fetches the centre's calendar where it has another version
// than ours. One that this program cannot read must hold up nothing else: it is
// shown in the status and asked for again when it changes.
func (c *Client) followCalendar(ctx context.Context, version string) error {
	if c.Almanac == nil || version == "" || version == c.unread || version == c.Almanac.CalendarVersion() {
		return nil
	}
	r, err := c.line.do(ctx, call{method: http.MethodGet, target: PathCalendar})
	if err != nil {
		return err
	}
	var got Calendar
	if err := json.Unmarshal(r.body, &got); err != nil {
		return &trouble{code: CodeStranger, cause: err}
	}
	err = c.Almanac.TakeCalendar(got)
	var line *workday.LineError
	if errors.As(err, &line) {
		c.unread = version
		return nil
	}
	c.unread = ""
	return err
}
