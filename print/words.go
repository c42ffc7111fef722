package print

import (
	"fmt"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// orDash shows that a field was left empty on purpose.
func orDash(text string) string {
	if strings.TrimSpace(text) == "" {
		return "—"
	}
	return text
}

// masked hides the middle of a person's number (脱敏): paper lies on counters.
// It keeps the first six and last four characters of an identity number, and
// three and four of a telephone number.
func masked(number string) string {
	runes := []rune(number)
	keep := 3
	if len(runes) >= 15 {
		keep = 6
	}
	if len(runes) <= keep+4 {
		return number
	}
	return string(runes[:keep]) + strings.Repeat("*", len(runes)-keep-4) + string(runes[len(runes)-4:])
}

// holder is the applicant's number: a unit's code is public, a person's is not.
func holder(a casefile.Applicant) string {
	if a.Unit {
		return a.Code
	}
	return masked(a.Code)
}

// minute is a time as receipts state it.
func minute(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.Format("2006年1月2日 15:04")
}

func day(t time.Time) string { return workday.DateOf(t).Chinese() }

// hectares writes whole square metres as the certificates do, in hectares
// with four decimals, exactly.
func hectares(squareMetres int64) string {
	sign := ""
	if squareMetres < 0 {
		sign, squareMetres = "-", -squareMetres
	}
	return fmt.Sprintf("%s%d.%04d", sign, squareMetres/10000, squareMetres%10000)
}

// area writes the area of a piece of land in both units in use.
func area(l casefile.Land) string {
	if l.Area == 0 {
		return ""
	}
	return fmt.Sprintf("%d 平方米（%s 公顷）", l.Area, hectares(l.Area))
}

// landUse tells the area and what it consists of (各地类明细).
func landUse(l casefile.Land) string {
	if l.Area == 0 {
		return ""
	}
	text := hectares(l.Area) + " 公顷"
	var parts []string
	if l.Agricultural > 0 {
		part := "农用地 " + hectares(l.Agricultural)
		if l.Arable > 0 {
			part += "（耕地 " + hectares(l.Arable) + "）"
		}
		parts = append(parts, part)
	}
	if l.Construction > 0 {
		parts = append(parts, "建设用地 "+hectares(l.Construction))
	}
	if l.Unused > 0 {
		parts = append(parts, "未利用地 "+hectares(l.Unused))
	}
	if len(parts) == 0 {
		return text
	}
	return text + "，其中：" + strings.Join(parts, "、")
}

// supplier says who brings a material.
func supplier(source string) string {
	switch source {
	case "inside":
		return "内部流转"
	case "shared":
		return "数据共享"
	case "exempt":
		return "免于提交"
	}
	return "申请人提交"
}

// taken says in which form and how often a material was taken in.
func taken(m casefile.Material) string {
	form := formWords(m.Form())
	switch {
	case m.Source != "" && m.Source != "applicant":
		return "免提交"
	case !m.Present:
		return "未提交"
	case m.Copies == 0:
		return form
	}
	return fmt.Sprintf("%s %d 份", form, m.Copies)
}

// counted says how many materials were taken in, of how many.
func (c composer) counted() string {
	taken := 0
	for _, m := range c.Case.Materials {
		if m.Present && (m.Source == "" || m.Source == "applicant") {
			taken++
		}
	}
	return fmt.Sprintf("清单共 %d 项，当场收取 %d 项", len(c.Case.Materials), taken)
}

func formWords(form casefile.Form) string {
	switch form {
	case casefile.AsOriginal:
		return "原件"
	case casefile.AsFile:
		return "电子件"
	}
	return "复印件"
}

// merged names the items the present one was merged from (多审合一).
func merged(item casefile.SheetItem) string {
	if len(item.MergedFrom) == 0 {
		return item.Name
	}
	return item.Name + "\n（由" + quoted(item.MergedFrom, "、") + "合并办理）"
}

// quoted sets names in title marks.
func quoted(names []string, between string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = "“" + name + "”"
	}
	return strings.Join(list, between)
}

// address is how a letter speaks to the applicant.
func address(a casefile.Applicant) string {
	if a.Unit {
		return "你单位"
	}
	return "你"
}

// ended is a sentence with its full stop, whether or not it was typed.
func ended(text string) string { return unended(text) + "。" }

// unended is a sentence without its full stop, for the middle of another.
func unended(text string) string { return strings.TrimRight(text, "。. ") }
