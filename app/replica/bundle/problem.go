package bundle

// Code says why a bundle is refused. It is stable and names the words that a
// person reads.
type Code string

// Why a bundle can be refused.
const (
	NoBundle          Code = "none"                 // the file is something else
	Newer             Code = "newer"                // of a version this program does not know
	Cut               Code = "cut"                  // it ends too early
	Altered           Code = "altered"              // it is not as its maker signed it
	WrongWay          Code = "wrong-way"            // a window's brought to a window, or the centre's to the centre
	OtherInstallation Code = "other-installation"   // the centre's answer to another window
	OtherCentre       Code = "other-centre"         // of or for a centre that is not ours
	Unasked           Code = "unasked"              // the answer to what this window did not send, or sent long ago
	Unknown           Code = "unknown-installation" // of a window that the centre does not know
	NotJoined         Code = "not-joined"           // the window was never in contact with a centre
)

// Codes lists them, so that a test can hold the translations to it.
func Codes() []Code {
	return []Code{NoBundle, Newer, Cut, Altered, WrongWay, OtherInstallation, OtherCentre, Unasked, Unknown, NotJoined}
}

// Error refuses a bundle.
type Error struct {
	Code  Code
	Cause error // for the log, may be nil
}

// Error is for the log.
func (e *Error) Error() string {
	if e.Cause == nil {
		return "bundle: " + string(e.Code)
	}
	return "bundle: " + string(e.Code) + ": " + e.Cause.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Refuse is a refusal with its code and no more.
func Refuse(code Code) *Error { return &Error{Code: code} }

func refuse(code Code, cause error) *Error { return &Error{code, cause} }
