package seal

import "fmt"

// Verdict says what a check found. All but Genuine are errors too, those of
// Parse, Verify and the reading of certificates. The values are stable and name
// the texts in translations.
type Verdict string

// The verdicts.
const (
	Genuine    Verdict = "seal.genuine"     // signed by a known key that was entitled to
	Altered    Verdict = "seal.altered"     // the signature does not fit
	UnknownKey Verdict = "seal.unknown-key" // signed by a key that is not on the ring
	Revoked    Verdict = "seal.revoked"     // dated on or after the day its key was revoked from
	Outside    Verdict = "seal.outside"     // the key's certificate does not cover this office, kind of document or date
	Malformed  Verdict = "seal.malformed"   // no payload of ours, or half of one
	Withdrawn  Verdict = "seal.withdrawn"   // the document was revoked (撤销)
	Superseded Verdict = "seal.superseded"  // a corrected or renewed edition took its place (更正、换发)
	Expired    Verdict = "seal.expired"     // genuine, but past its last day
)

// Verdicts lists them all, for a check of translations.
func Verdicts() []Verdict {
	return []Verdict{Genuine, Altered, UnknownKey, Revoked, Outside, Malformed, Withdrawn, Superseded, Expired}
}

// Signed says whether the signature is true and was made by right, whatever the
// document is worth today.
func (v Verdict) Signed() bool {
	return v == Genuine || v == Withdrawn || v == Superseded || v == Expired
}

// Error is the verdict's code.
func (v Verdict) Error() string { return string(v) }

func malformed(why string) error { return fmt.Errorf("%w: %s", Malformed, why) }
