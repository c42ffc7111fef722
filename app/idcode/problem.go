package idcode

// Problem is what is wrong with an identifier. Its texts live in translations
// under Code, filled with Data.
//
// Problem implements error, but the functions here return *Problem: compare
// that with nil before it becomes an error.
type Problem struct {
	Code    string         // one of Codes
	Data    map[string]any // what the text needs; may hold personal data, so it is for the screen and not for logs
	Warning bool           // the value is usable all the same
}

// Error is the code alone, without the data, which may be personal.
func (p *Problem) Error() string { return p.Code }

// The codes of problems. Positions count from 1 in the normalised number.
const (
	Empty    = "id.empty"   // nothing was typed
	Short    = "id.short"   // missing: how many characters
	Long     = "id.long"    // extra: how many characters
	Letters  = "id.letters" // at, char: a character that cannot stand there; perhaps: the one that was probably meant, or ""
	BadDate  = "id.date"    // date: the digits that are no date
	BadCheck = "id.check"   // want: the right last character
	Inner    = "id.inner"   // want: the right check character of the organisation code inside (warning)
	Region   = "id.region"  // region: two digits that are no province (warning)
	Prefix   = "id.prefix"  // want: how this kind of number begins
	Old      = "id.old"     // full: the 18-digit number that the old one with 15 became (warning)
	Feature  = "id.feature" // letters: the land right and feature letters that the standard does not list (warning)
	Fixture  = "id.fixture" // char: the letter that is no kind of fixture
	NotZero  = "id.notzero" // serial: what should be zeros, as there is no fixture (warning)
	Pattern  = "id.pattern" // want: the usual form (warning)
)

// Codes lists every code that a Problem can have, each with the keys of its
// Data, so that translations can be checked for completeness.
func Codes() map[string][]string {
	return map[string][]string{
		Empty:    {},
		Short:    {"missing"},
		Long:     {"extra"},
		Letters:  {"at", "char", "perhaps"},
		BadDate:  {"date"},
		BadCheck: {"want"},
		Inner:    {"want"},
		Region:   {"region"},
		Prefix:   {"want"},
		Old:      {"full"},
		Feature:  {"letters"},
		Fixture:  {"char"},
		NotZero:  {"serial"},
		Pattern:  {"want"},
	}
}

func short(missing int) *Problem {
	return &Problem{Code: Short, Data: map[string]any{"missing": missing}}
}

func long(extra int) *Problem {
	return &Problem{Code: Long, Data: map[string]any{"extra": extra}}
}

func badCheck(want byte) *Problem {
	return &Problem{Code: BadCheck, Data: map[string]any{"want": string(want)}}
}

func badDate(date string) *Problem {
	return &Problem{Code: BadDate, Data: map[string]any{"date": date}}
}

func warn(code, key, value string) *Problem {
	return &Problem{Code: code, Data: map[string]any{key: value}, Warning: true}
}
