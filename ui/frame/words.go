package frame

import (
	"errors"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/workday"
	"onewindow/ui/text"
)

// Words are the three sentences of a message: what happened, what was kept and
// what to do.
type Words struct{ Happened, Kept, Todo string }

// WordsOf finds the sentences for an error.
func WordsOf(err error) Words {
	var m *desk.Message
	if !errors.As(err, &m) {
		m = &desk.Message{Key: "internal"}
	}
	data := text.Data{}
	for name, value := range m.Data {
		data[name] = inWords(name, value)
	}
	say := func(part string) string { return text.T("message."+m.Key+"."+part, data) }
	return Words{say("happened"), say("kept"), say("todo")}
}

// inWords says what a message's data stands for; the rules give codes.
func inWords(name string, value any) any {
	switch value := value.(type) {
	case []string:
		if name == "fields" { // of the form, by their keys
			labels := make([]string, len(value))
			for i, key := range value {
				labels[i] = text.T("form." + key + ".label")
			}
			value = labels
		}
		return strings.Join(value, text.T("list.and"))
	case casefile.Role:
		return text.T("role." + string(value))
	case workday.Want:
		return text.T("calendar.want." + string(value))
	}
	return value
}

// ReportWords is the sentence of a report about a field, "" where there is
// nothing to say.
func ReportWords(r desk.Report) string {
	if r.Code == "" {
		return ""
	}
	data := text.Data{}
	for name, value := range r.Data {
		if sex, told := value.(string); told && name == "Sex" && sex != "" {
			value = text.T("sex." + sex)
		}
		data[name] = value
	}
	return text.T("check."+r.Code, data)
}

// FaultWords says why the line to the central system is down: code is that of
// the line's state, "" before the first contact. A code this program does not
// know, from a newer centre, is shown as it is to whoever is called to help.
func FaultWords(code string) string {
	if code == "" {
		return text.T("fault.none")
	}
	key := "fault." + code
	if words := text.T(key); words != key {
		return words
	}
	return text.T("fault.unknown", text.Data{"Code": code})
}

// Recent is an instant as short as it can be told: the time where it was today,
// with the day where it was not.
func Recent(at, now time.Time) string {
	at, now = at.In(desk.Zone()), now.In(desk.Zone())
	switch {
	case at.YearDay() == now.YearDay() && at.Year() == now.Year():
		return at.Format("15:04")
	case now.Sub(at) < 180*24*time.Hour:
		return at.Format("01-02 15:04")
	}
	return at.Format("2006-01-02")
}

// Span is how long something lasts, as a person says it: minutes, from an hour on
// hours and minutes, from two days on days.
func Span(d time.Duration) string {
	minutes := int(d.Abs().Minutes())
	data := text.Data{"Days": minutes / (24 * 60), "Hours": minutes / 60, "Minutes": minutes % 60}
	switch {
	case minutes < 60:
		return text.T("span.minutes", data)
	case minutes < 48*60:
		return text.T("span.hours", data)
	}
	return text.T("span.days", data)
}
