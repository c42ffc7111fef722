package desk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// AskKind is how an answer is given.
type AskKind string

// The kinds of an ask.
const (
	AskText   AskKind = "text"   // one line
	AskLines  AskKind = "lines"  // several lines
	AskDate   AskKind = "date"   // 2026-11-23
	AskDays   AskKind = "days"   // a whole number from 1
	AskChoice AskKind = "choice" // the id of one of the options
	AskMoney  AskKind = "money"  // 万元, with at most six decimals: exact in fen
	AskPerson AskKind = "person" // a name
	AskFile   AskKind = "file"   // the path of a file of the user's
)

// AskKinds lists the kinds.
func AskKinds() []AskKind {
	return []AskKind{AskText, AskLines, AskDate, AskDays, AskChoice, AskMoney, AskPerson, AskFile}
}

// Ask is one field of a procedure's form. Its words are the translations
// act.<action>.<key> and act.<action>.<key>.hint, filled in with Data.
type Ask struct {
	Key      string
	Kind     AskKind
	Options  []Option // of a choice
	Required bool
	Suggest  string // what the field holds when it is first shown
	Data     map[string]any
}

// Option is one answer of a choice. Its words are Text where that is given,
// else the translation named by Words, else act.<action>.<key>.<id>.
type Option struct {
	ID    string
	Text  string
	Words string
}

// required is the ask with an answer that must be given.
func (a Ask) required() Ask {
	a.Required = true
	return a
}

func textAsk(key, suggest string) Ask   { return Ask{Key: key, Kind: AskText, Suggest: suggest} }
func linesAsk(key, suggest string) Ask  { return Ask{Key: key, Kind: AskLines, Suggest: suggest} }
func personAsk(key, suggest string) Ask { return Ask{Key: key, Kind: AskPerson, Suggest: suggest} }

// reason is asked for by many procedures.
func reasonAsk() Ask { return linesAsk("reason", "").required() }

func dateAsk(key string, suggest workday.Date) Ask {
	return Ask{Key: key, Kind: AskDate, Suggest: suggest.String(), Required: true}
}

// choice must be made; of a single option it is made already.
func choiceAsk(key string, options []Option) Ask {
	a := Ask{Key: key, Kind: AskChoice, Options: options, Required: true}
	if len(options) == 1 {
		a.Suggest = options[0].ID
	}
	return a
}

// options makes options of ids, whose words are those of the action.
func options[T ~string](ids ...T) []Option {
	list := make([]Option, len(ids))
	for i, id := range ids {
		list[i] = Option{ID: string(id)}
	}
	return list
}

// certificates are options for those of the case that it holds of.
func certificates(c casefile.Case, holds func(casefile.Certificate) bool) []Option {
	var list []Option
	for _, k := range c.Certificates {
		if holds(k) {
			list = append(list, Option{ID: string(k.Document), Words: "document." + string(k.Document)})
		}
	}
	return list
}

// moneyDecimals are those of 万元 that are whole fen: 1 万元 is 1 000 000 fen.
const moneyDecimals = 6

// checkAnswers judges the answers as they were typed, in the order of the form.
func checkAnswers(asks []Ask, values map[string]string) []Report {
	var wrong []Report
	for _, a := range asks {
		if r := a.check(strings.TrimSpace(values[a.Key])); r.wrong() {
			wrong = append(wrong, r)
		}
	}
	return wrong
}

// CheckAnswer judges one answer as it was typed.
func CheckAnswer(a Ask, text string) Report { return a.check(strings.TrimSpace(text)) }

func (a Ask) check(text string) Report {
	r := Report{Field: a.Key}
	if text == "" {
		if a.Required {
			r.Level, r.Code = Wrong, required
		}
		return r
	}
	code := ""
	switch a.Kind {
	case AskDate:
		if _, err := workday.ParseDate(text); err != nil {
			code = "date"
		}
	case AskDays:
		if n, err := strconv.Atoi(text); err != nil || n < 1 {
			code = "days"
		}
	case AskChoice:
		if !slices.ContainsFunc(a.Options, func(o Option) bool { return o.ID == text }) {
			code = "choice"
		}
	case AskMoney:
		if n, ok := parseMoney(text); !ok || n <= 0 {
			code = "money"
		}
	case AskText, AskPerson:
		return r.text(text)
	case AskLines:
		return r.lines(text)
	}
	if code != "" {
		r.Level, r.Code = Wrong, code
	}
	return r
}

// longestLines is the most an answer of several lines may hold, in characters:
// the record of a hearing or a coordination fills some pages.
const longestLines = 4000

// lines judges text of several lines.
func (r Report) lines(text string) Report {
	if n := utf8.RuneCountInString(text); n > longestLines {
		r.Level, r.Code, r.Data = Wrong, "long", map[string]any{"Max": longestLines}
		return r
	}
	for line := range strings.Lines(text) {
		if odd := r.text(line); odd.Code == "odd-text" {
			return odd
		}
	}
	return r
}

// parseMoney reads 万元 with at most six decimals as fen.
func parseMoney(text string) (int64, bool) {
	whole, part, _ := strings.Cut(strings.NewReplacer(" ", "", ",", "", "，", "").Replace(text), ".")
	if len(part) > moneyDecimals || whole == "" || len(whole) > 9 || strings.ContainsAny(whole+part, "+-_") {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", moneyDecimals-len(part)), 10, 64)
	return n, err == nil
}

// Money writes fen as 万元 without needless zeros: 1234.5.
func Money(fen int64) string {
	whole, part := fen/1_000_000, strconv.FormatInt(1_000_000+fen%1_000_000, 10)[1:]
	return strings.TrimRight(strconv.FormatInt(whole, 10)+"."+strings.TrimRight(part, "0"), ".")
}

// answers are the checked answers to a procedure's asks.
type answers struct {
	values map[string]string
	trial  bool // made up, to learn whether the rules would agree
}

// plausible are answers that the rules can find no fault with as answers.
func plausible(asks []Ask) answers {
	f := answers{values: map[string]string{}, trial: true}
	for _, a := range asks {
		some := "?"
		switch a.Kind {
		case AskChoice:
			some = a.firstOption()
		case AskDays, AskMoney:
			some = "1"
		}
		if a.Required {
			f.values[a.Key] = cmp.Or(a.Suggest, some)
		}
	}
	return f
}

func (a Ask) firstOption() string {
	if len(a.Options) == 0 {
		return ""
	}
	return a.Options[0].ID
}

func (f answers) text(key string) string { return strings.TrimSpace(f.values[key]) }

// list is one entry a line.
func (f answers) list(key string) []string {
	var list []string
	for line := range strings.Lines(f.values[key]) {
		if entry := strings.TrimSpace(line); entry != "" {
			list = append(list, entry)
		}
	}
	return list
}

// date is zero where none was given; the form was checked before.
func (f answers) date(key string) workday.Date {
	day, err := workday.ParseDate(f.text(key))
	if err != nil {
		return workday.Date{}
	}
	return day
}

func (f answers) days(key string) int {
	n, err := strconv.Atoi(f.text(key))
	if err != nil {
		return 0
	}
	return n
}

// money is an amount in fen.
func (f answers) money(key string) int64 {
	n, _ := parseMoney(f.text(key))
	return n
}

func (f answers) document(key string) casefile.DocumentKind {
	return casefile.DocumentKind(f.text(key))
}
