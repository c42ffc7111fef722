package idcode

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"onewindow/app/workday"
)

// Kind is a kind of a person's document.
type Kind string

// The kinds that a service window accepts.
const (
	Resident        Kind = "resident"         // 居民身份证
	ResidencePermit Kind = "residence-permit" // 港澳台居民居住证
	Foreigner       Kind = "foreigner"        // 外国人永久居留身份证
	MainlandPass    Kind = "mainland-pass"    // 港澳居民来往内地通行证
	TaiwanPass      Kind = "taiwan-pass"      // 台湾居民来往大陆通行证
	PassportBook    Kind = "passport"         // 护照
)

// Kinds lists the kinds in the order a form offers them.
func Kinds() []Kind {
	return []Kind{Resident, ResidencePermit, Foreigner, MainlandPass, TaiwanPass, PassportBook}
}

// Sex is what a number says about its holder's sex.
type Sex string

// The sexes a number can tell.
const (
	Untold Sex = "" // the number does not say
	Male   Sex = "male"
	Female Sex = "female"
)

// Person is what a document's number tells of its holder.
type Person struct {
	Kind   Kind
	Number string       // normalised
	Born   workday.Date // zero where the number does not tell
	Sex    Sex
}

// Check reads the number of a document of that kind. An unknown kind is read as
// a passport, whose form is free.
func Check(kind Kind, s string) (Person, *Problem) {
	switch kind {
	case Resident:
		return ResidentID(s)
	case ResidencePermit:
		return ResidencePermitID(s)
	case Foreigner:
		return ForeignerID(s)
	case MainlandPass:
		return MainlandPassNumber(s)
	case TaiwanPass:
		return TaiwanPassNumber(s)
	}
	return Passport(s)
}

// ResidentID reads a resident identity number (公民身份号码, GB 11643-1999). A
// number of the first generation, with 15 digits, becomes its 18-digit
// successor with the warning Old: such cards are invalid since 2013, and an
// unfinished new number can look like one. An unknown province is the warning
// Region.
func ResidentID(s string) (Person, *Problem) {
	number := normal(s)
	if len(number) == 15 && times(15, digits).letters(number) == nil {
		if full := successor(number); birth(full) == nil {
			return citizen(Resident, full), warn(Old, "full", full)
		}
	}
	p, problem := eighteen(Resident, number)
	if problem == nil && !provinces(number[:2]) {
		problem = warn(Region, "region", number[:2])
	}
	return p, problem
}

// ResidencePermitID reads the number of a residence permit for residents of
// Hong Kong, Macau and Taiwan (港澳台居民居住证). It follows GB 11643; the
// prefix 810000, 820000 or 830000 is only warned about.
func ResidencePermitID(s string) (Person, *Problem) {
	number := normal(s)
	p, problem := eighteen(ResidencePermit, number)
	if problem == nil && !oneOf(number[:6], "810000", "820000", "830000") {
		problem = warn(Prefix, "want", "810000 / 820000 / 830000")
	}
	return p, problem
}

// ForeignerID reads the number of a foreign permanent resident's card
// (外国人永久居留身份证): since 2023-12-01 eighteen digits that begin with 9 and
// follow GB 11643; before, three letters and twelve digits with the check digit
// of travel documents, whose two-digit birth year leaves Born zero.
func ForeignerID(s string) (Person, *Problem) {
	number := normal(s)
	if number != "" && strings.IndexByte(capital, number[0]) >= 0 {
		return foreignerOld(number)
	}
	if number != "" && number[0] != '9' {
		return Person{Kind: Foreigner, Number: number}, &Problem{Code: Prefix, Data: map[string]any{"want": "9"}}
	}
	return eighteen(Foreigner, number)
}

func foreignerOld(number string) (Person, *Problem) {
	p := Person{Kind: Foreigner, Number: number}
	if problem := join(times(3, capital), times(12, digits)).fit(number); problem != nil {
		return p, problem
	}
	if _, thisCentury := civil("20" + number[7:13]); !thisCentury {
		if _, lastCentury := civil("19" + number[7:13]); !lastCentury {
			return p, badDate(number[7:13])
		}
	}
	if want := mrz(number[:14]); number[14] != want {
		return p, badCheck(want)
	}
	return p, nil
}

// MainlandPassNumber reads the number of a Mainland travel permit for Hong Kong
// and Macau residents (港澳居民来往内地通行证): H or M and eight digits, behind
// which older cards print a two-digit count of issues. There is no check digit.
func MainlandPassNumber(s string) (Person, *Problem) {
	p := Person{Kind: MainlandPass, Number: normal(s)}
	if len(p.Number) > 9 {
		return p, join(shape{"HM"}, times(10, digits)).fit(p.Number)
	}
	return p, join(shape{"HM"}, times(8, digits)).fit(p.Number)
}

// TaiwanPassNumber reads the number of a Mainland travel permit for Taiwan
// residents (台湾居民来往大陆通行证): eight digits, no check digit.
func TaiwanPassNumber(s string) (Person, *Problem) {
	p := Person{Kind: TaiwanPass, Number: normal(s)}
	return p, times(8, digits).fit(p.Number)
}

// Passport reads a passport number of any country: letters and digits, five to
// twenty of them. What does not look like a passport, with fewer than seven or
// more than nine characters (ICAO 9303), is the warning Pattern.
func Passport(s string) (Person, *Problem) {
	p := Person{Kind: PassportBook, Number: normal(s)}
	switch n := utf8.RuneCountInString(p.Number); {
	case n == 0 || n > 20:
		return p, times(20, digits+capital).fit(p.Number)
	case times(n, digits+capital).letters(p.Number) != nil:
		return p, times(n, digits+capital).letters(p.Number)
	case n < 5:
		return p, short(5 - n)
	case !chinesePassport(p.Number) && (n < 7 || n > 9):
		return p, warn(Pattern, "want", "E12345678 / EA1234567")
	}
	return p, nil
}

// chinesePassport knows the ordinary passport's number of today.
func chinesePassport(number string) bool {
	ok, err := regexp.MatchString(`^E[0-9A-Z]\d{7}$`, number)
	return ok && err == nil
}

// eighteen reads a number of the form of GB 11643, and tells what is wrong with
// the part that is there already.
func eighteen(kind Kind, number string) (Person, *Problem) {
	form := join(times(17, digits), shape{digits + "X"})
	problem := form.fit(number)
	if problem != nil && problem.Code != Short {
		return Person{Kind: kind, Number: number}, problem
	}
	if len(number) >= 14 {
		if wrong := birth(number); wrong != nil {
			return Person{Kind: kind, Number: number}, wrong
		}
	}
	if problem != nil {
		return Person{Kind: kind, Number: number}, problem
	}
	if want := mod11(number[:17]); number[17] != want {
		return Person{Kind: kind, Number: number}, badCheck(want)
	}
	return citizen(kind, number), nil
}

// citizen reads birth and sex out of a number that is known to be right.
func citizen(kind Kind, number string) Person {
	born, _ := civil(number[6:14])
	sex := Female
	if (number[16]-'0')%2 == 1 {
		sex = Male
	}
	return Person{Kind: kind, Number: number, Born: born, Sex: sex}
}

// successor is the 18-digit number that one of 15 digits became: all holders
// were born in the twentieth century.
func successor(number string) string {
	body := number[:6] + "19" + number[6:]
	return body + string(mod11(body))
}

func birth(number string) *Problem {
	if _, ok := civil(number[6:14]); !ok {
		return badDate(number[6:14])
	}
	return nil
}

// civil reads eight digits as a birth date from 1900 to 2099.
func civil(s string) (workday.Date, bool) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1900_00_00 || n >= 2100_00_00 {
		return workday.Date{}, false
	}
	return workday.NewDate(n/10000, time.Month(n/100%100), n%100)
}

// provinces knows the two digits that a resident's number can begin with
// (GB/T 2260), old codes included.
func provinces(code string) bool {
	return strings.Contains(" 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 ",
		" "+code+" ")
}

func oneOf(s string, list ...string) bool {
	for _, one := range list {
		if s == one {
			return true
		}
	}
	return false
}
