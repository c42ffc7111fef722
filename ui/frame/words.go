package frame

import (
	"errors"
	"strings"

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
		if list, several := value.([]string); several {
			value = strings.Join(list, text.T("list.and"))
		}
		if code, told := value.(workday.Want); told {
			value = text.T("calendar.want." + string(code))
		}
		data[name] = value
	}
	say := func(part string) string { return text.T("message."+m.Key+"."+part, data) }
	return Words{say("happened"), say("kept"), say("todo")}
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
