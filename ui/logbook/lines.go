package logbook

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// line is a line of the log book in words. They are made once, when the lines
// are read: a filter looks into all of them.
type line struct {
	place        uint64
	at           time.Time
	id           string // of whoever did it, "" for nobody
	who, role    string
	what         string
	file, number string // the case, "" for none
	word         desk.Word
	sought       string // what a filter looks into, in lower case
}

func linesOf(list []desk.LogLine) []line {
	lines := make([]line, len(list))
	for i, l := range list {
		lines[i] = lineOf(l)
	}
	return lines
}

func lineOf(l desk.LogLine) line {
	made := line{
		place: l.Place, at: l.At.In(desk.Zone()), id: l.By.ID, who: l.By.Name, role: roleWords(l.By),
		what: whatWords(l.Entry), file: l.Case, number: l.Number, word: l.Word,
	}
	if l.By.ID == "" {
		made.who = text.T("log.nobody")
	}
	made.sought = strings.ToLower(strings.Join([]string{made.who, made.id, made.role, made.what, made.number, wordWords(made.word)}, " "))
	return made
}

// author is who did it, with their role.
func (l line) author() string {
	if l.role == "" {
		return l.who
	}
	return text.T("shell.user", text.Data{"Name": l.who, "Role": l.role})
}

// roleWords is the role somebody acted in, with the section they spoke for.
func roleWords(by casefile.Actor) string {
	switch {
	case by.ID == "":
		return ""
	case by.Section != "":
		return by.Section
	}
	return text.T("role." + string(by.Role))
}

// whatWords says what happened.
func whatWords(e casefile.Entry) string {
	if logged, is := e.Body.(*casefile.Logged); is {
		return deedWords(*logged)
	}
	words := text.T("work.event." + string(e.Kind))
	if more := detail(e.Body); more != "" {
		words += "　" + more
	}
	return words
}

// detail is what tells one event of a kind from another, without anything of the
// applicant's: the case has that.
func detail(body casefile.Body) string {
	switch b := body.(type) {
	case *casefile.Printed:
		return paper.Name(b.Document) + " " + text.T("printing.copy", text.Data{"Copy": b.Copy})
	case *casefile.PrintVoided:
		return paper.Name(b.Document) + " " + text.T("printing.copy", text.Data{"Copy": b.Copy})
	case *casefile.Accepted:
		return b.Number
	case *casefile.OpinionGiven:
		if b.Agree {
			return text.T("work.agree")
		}
		return text.T("work.disagree")
	case *casefile.Decided:
		if b.Grant {
			return text.T("work.grant")
		}
		return text.T("work.deny")
	}
	return ""
}

// deedWords says what somebody did at the machine.
func deedWords(l casefile.Logged) string {
	key := "log.deed." + string(l.What)
	switch l.What {
	case casefile.SignedIn:
		if l.About != "" {
			return text.T("log.deed.unlocked")
		}
	case casefile.SignedOut:
		switch l.About {
		case "":
		case "roster":
			return text.T("log.deed.unseated")
		default:
			return text.T("log.deed.taken-over", text.Data{"About": l.About})
		}
	case casefile.Restored:
		if of := strings.Split(l.About, "|"); len(of) == 3 {
			return text.T(key) + "　" + text.T("log.deed.restored.of", text.Data{"Of": of[0], "At": of[1], "By": cmp.Or(of[2], "?")})
		}
	case casefile.SettingsSaved:
		return text.T(key) + "　" + settingWords(l.About)
	}
	words := text.T(key)
	if l.About != "" {
		words += "　" + text.T(key+".about", text.Data{"About": l.About})
	}
	return words
}

// settingWords names settings as the page of settings does.
func settingWords(names string) string {
	list := strings.Fields(names)
	for i, name := range list {
		list[i] = text.T("log.setting." + name)
	}
	return strings.Join(list, text.T("list.and"))
}

func wordWords(w desk.Word) string { return text.T("log.word." + string(w)) }

// wordCell is what the centre says of a line.
func wordCell(w desk.Word) kit.RowCell {
	switch w {
	case desk.Confirmed:
		return kit.RowCell{Text: wordWords(w), Dot: look.Success}
	case desk.Contested:
		return kit.RowCell{Text: wordWords(w), Dot: look.Danger}
	}
	return kit.RowCell{Text: wordWords(w), Dot: look.Warning}
}

// matching are the lines of one person ("" for all) in which all words of a
// filter occur.
func matching(lines []line, person, filter string) []line {
	words := strings.Fields(strings.ToLower(filter))
	if person == "" && len(words) == 0 {
		return lines
	}
	var list []line
	for _, l := range lines {
		if (person == "" || l.id == person) && hasAll(l.sought, words) {
			list = append(list, l)
		}
	}
	return list
}

func hasAll(sought string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(sought, w) {
			return false
		}
	}
	return true
}

// persons are those who did something in the lines, by name.
func persons(lines []line) []kit.Option {
	list := []kit.Option{{Value: "", Text: text.T("log.everybody")}}
	seen := map[string]bool{"": true}
	for _, l := range lines {
		if !seen[l.id] {
			seen[l.id] = true
			list = append(list, kit.Option{Value: l.id, Text: l.who})
		}
	}
	return list
}

// table is what an export holds: the lines shown, with their places in the chain.
func table(lines []line) [][]string {
	rows := make([][]string, 0, len(lines)+1)
	rows = append(rows, []string{
		text.T("log.column.place"), text.T("log.column.when"), text.T("log.column.id"), text.T("log.column.who"), text.T("log.column.role"),
		text.T("log.column.what"), text.T("log.column.case"), text.T("log.column.word"),
	})
	for _, l := range lines {
		rows = append(rows, []string{
			strconv.FormatUint(l.place, 10), l.at.Format(time.RFC3339), l.id, l.who, l.role, l.what, l.number, wordWords(l.word),
		})
	}
	return rows
}
