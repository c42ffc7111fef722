// Package numeral writes numbers in Chinese characters: amounts of money in
// capital numerals (人民币大写), which nobody can alter with one stroke, and the
// ordinals of articles.
package numeral

import (
	"fmt"
	"strings"
)

// Amount writes an amount in fen (hundredths of a yuan) in capital numerals,
// without the word 人民币 before it. It follows the rules for filling in bills
// (中国人民银行《支付结算办法》附一, 1997): 整 stands after a whole yuan, 零 once for
// any run of zeros between digits, and never where the rules leave it free.
// A debt reads 负.
func Amount(fen int64) string {
	var out strings.Builder
	rest := uint64(fen)
	if fen < 0 {
		out.WriteString("负")
		rest = -rest
	}
	yuan, jiao, cents := rest/100, rest/10%10, rest%10
	if yuan > 0 || jiao == 0 && cents == 0 {
		out.WriteString(whole(yuan) + "元")
	}
	switch {
	case jiao == 0 && cents == 0:
		out.WriteString("整")
	case jiao > 0:
		out.WriteString(digit(jiao) + "角")
	case yuan > 0:
		out.WriteString("零")
	}
	if cents > 0 {
		out.WriteString(digit(cents) + "分")
	}
	return out.String()
}

// digit is one capital numeral.
func digit(d uint64) string { return string([]rune("零壹贰叁肆伍陆柒捌玖")[d]) }

// whole writes a whole number by its greatest unit: what stands before it,
// the unit, what stands behind it.
func whole(n uint64) string {
	for _, unit := range []struct {
		name  string
		value uint64
	}{{"亿", 1e8}, {"万", 1e4}, {"仟", 1000}, {"佰", 100}, {"拾", 10}} {
		if n < unit.value {
			continue
		}
		text, rest := whole(n/unit.value)+unit.name, n%unit.value
		switch {
		case rest == 0:
			return text
		case rest < unit.value/10:
			text += "零"
		}
		return text + whole(rest)
	}
	return digit(n)
}

// Figures writes an amount in fen as 1,234.50.
func Figures(fen int64) string {
	sign, rest := "", uint64(fen)
	if fen < 0 {
		sign, rest = "-", -rest
	}
	yuan := fmt.Sprint(rest / 100)
	for i := len(yuan) - 3; i > 0; i -= 3 {
		yuan = yuan[:i] + "," + yuan[i:]
	}
	return fmt.Sprintf("%s%s.%02d", sign, yuan, rest%100)
}

// Ordinal is the number of an article, 1 to 99: 第十二条 is "第" + Ordinal(12) +
// "条". Other numbers come in figures.
func Ordinal(n int) string {
	if n < 1 || n > 99 {
		return fmt.Sprint(n)
	}
	digits := []rune("零一二三四五六七八九")
	ten, one := n/10, n%10
	text := ""
	switch {
	case ten == 1:
		text = "十"
	case ten > 1:
		text = string(digits[ten]) + "十"
	}
	if one > 0 {
		text += string(digits[one])
	}
	return text
}
