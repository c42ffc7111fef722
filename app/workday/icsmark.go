package workday

import (
	"regexp"
	"strings"
	"unicode"
)

// unclear is the kind of an event that says 调休 and not whether that is the day
// off or the day worked for it.
const unclear Reason = "unclear"

// marks are the ways in which publishers mark a summary.
type marks struct {
	ordinal *regexp.Regexp // the count that stands behind some marks: 第1天/共8天
	forms   []markForm
}

// markForm is one way; the expression's group is the name without the mark.
type markForm struct {
	form *regexp.Regexp
	kind Reason
}

func newMarks() marks {
	const open, shut = `[（(\[【]`, `[）)\]】]`
	m := marks{ordinal: regexp.MustCompile(`\s*第\d+天(\s*/\s*共\d+天)?$`)}
	for _, k := range []struct {
		bare  string // words that say it wherever a summary ends with them
		short string // words that need a bracket or a blank before them
		kind  Reason
	}{
		{`放假调休|调休放假|假期|放假`, `休|假|休假|假日`, Holiday},
		{`调休上班|调休补班|补班|上班|加班`, `班|补`, MakeUp},
	} {
		for _, form := range []string{
			`^(.*)` + open + `(?:` + k.bare + `|` + k.short + `)` + shut + `$`,
			`^` + open + `(?:` + k.bare + `|` + k.short + `)` + shut + `(.*)$`,
			`^(.*)[\s·](?:` + k.bare + `|` + k.short + `)$`,
			`^(.*?)(?:` + k.bare + `)$`,
		} {
			m.forms = append(m.forms, markForm{regexp.MustCompile(form), k.kind})
		}
	}
	return m
}

// read finds the mark of a summary: how it reads without the mark, and
// [Holiday], [MakeUp], unclear or "".
func (m marks) read(summary string) (name string, kind Reason) {
	text := strings.TrimSpace(m.ordinal.ReplaceAllString(summary, ""))
	for _, f := range m.forms {
		if found := f.form.FindStringSubmatch(text); found != nil {
			return strings.TrimSpace(found[1]), f.kind
		}
	}
	if strings.Contains(text, "调休") {
		return text, unclear
	}
	return text, ""
}

// plain is a text value (RFC 5545, 3.3.11) as one line of a CSV calendar can
// hold it: no control characters, and no comma but the Chinese one.
func plain(value string) string {
	value = strings.NewReplacer(`\\`, `\`, `\,`, "，", `\;`, ";", `\n`, " ", `\N`, " ", ",", "，").Replace(value)
	value = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, value)
	return strings.TrimSpace(value)
}
