package seal

import (
	"errors"
	"maps"
	"slices"

	"onewindow/app/workday"
)

// Ring is the set of keys that are known: the centre's issuing keys and the
// installations' keys they certified. A window keeps one to check paper without
// a network. A Ring may be read from many goroutines, but not while it changes:
// make a new one instead.
type Ring struct {
	issuing   map[KeyID]PublicKey
	certified map[KeyID]Certificate
	revoked   map[KeyID]workday.Date
	documents map[Mark]Withdrawal // those that no longer hold
	newest    KeyID               // of the issuing keys; zero until a list named it
	serial    uint64              // of the list that was taken last
}

// Signer is who signed.
type Signer struct {
	Key         KeyID
	Issuing     bool        // the centre itself
	Certificate Certificate // of the installation; zero where the centre signed
}

// Result is what a Ring found out about a payload. Only where the verdict is
// Signed the statement was ever true; of an altered or unknown one the fields are
// just what the paper claims.
type Result struct {
	Verdict   Verdict
	Statement Statement
	Signer    Signer
	Mark      Mark
	Revoked   workday.Date // the day from which the key is revoked, zero if it is not
	Ended     workday.Date // the day from which the document no longer holds, zero where it does
}

// On is the result as of a day: what is genuine may be past its last day.
func (r Result) On(day workday.Date) Result {
	if last := r.Statement.Until; r.Verdict == Genuine && !last.IsZero() && day.After(last) {
		r.Verdict, r.Ended = Expired, last.Add(1)
	}
	return r
}

// NewRing makes a ring of issuing keys; the older ones of the centre stay on it
// as long as their paper is in people's hands.
func NewRing(issuing ...PublicKey) *Ring {
	r := &Ring{
		issuing:   map[KeyID]PublicKey{},
		certified: map[KeyID]Certificate{},
		revoked:   map[KeyID]workday.Date{},
		documents: map[Mark]Withdrawal{},
	}
	for _, key := range issuing {
		if !key.IsZero() {
			r.issuing[key.ID()] = key
		}
	}
	return r
}

// Add puts a certified key on the ring. Its error is Malformed, UnknownKey or
// Altered, and Revoked where the key that issued it was revoked by the
// certificate's first day. A newer certificate of the same key replaces the
// older one.
func (r *Ring) Add(certificate []byte) (Certificate, error) {
	claimed, err := readCertificate(certificate)
	if err != nil {
		return Certificate{}, err
	}
	c, err := OpenCertificate(certificate, r.issuing[claimed.Issuer])
	if err != nil {
		return Certificate{}, err
	}
	if r.revokedOn(c.Issuer, c.NotBefore) {
		return Certificate{}, Revoked
	}
	r.certified[c.Key.ID()] = c
	return c, nil
}

// Vouch puts a key on the ring on the caller's own word: a window's own, before a
// centre certified it.
func (r *Ring) Vouch(c Certificate) { r.certified[c.Key.ID()] = c }

// Certificates lists those on the ring, in no order.
func (r *Ring) Certificates() []Certificate { return slices.Collect(maps.Values(r.certified)) }

// Revoke takes back a key from a day on. What it signed before stays genuine:
// a window that closed had every right to. Of a stolen key nothing does, since
// the thief writes what date he likes: revoke it from the first day of its
// certificate. Of two days the earlier one holds.
func (r *Ring) Revoke(key KeyID, from workday.Date) {
	if before, ok := r.revoked[key]; !ok || from.Before(before) {
		r.revoked[key] = from
	}
}

// Check says what to think of a scanned payload or URL.
func (r *Ring) Check(text string) Result {
	signed, err := Parse(text)
	if err != nil {
		return Result{Verdict: Malformed}
	}
	s := signed.Statement
	result := Result{Statement: s, Mark: signed.Mark(), Revoked: r.revoked[s.Key]}
	var key PublicKey
	key, result.Signer = r.find(s.Key)
	err = signed.Verify(key)
	switch {
	case err != nil:
		result.Verdict = Altered
		errors.As(err, &result.Verdict)
	case r.withdrawn(result.Signer, s.Date):
		result.Verdict = Revoked
	case !result.Signer.Issuing && !result.Signer.Certificate.covers(s):
		result.Verdict = Outside
	default:
		result.Verdict = Genuine
		if w, is := r.documents[result.Mark]; is {
			result.Verdict, result.Ended = w.Verdict, w.On
		}
	}
	return result
}

// Trusted gives the key to check a message by that was made on that day, and
// who holds it. The verdict is Genuine, UnknownKey, Revoked or Outside; only
// with the first is there a key.
func (r *Ring) Trusted(id KeyID, day workday.Date) (PublicKey, Signer, Verdict) {
	key, signer := r.find(id)
	switch {
	case key.IsZero():
		return PublicKey{}, signer, UnknownKey
	case r.withdrawn(signer, day):
		return PublicKey{}, signer, Revoked
	case !signer.Issuing && !signer.Certificate.validOn(day):
		return PublicKey{}, signer, Outside
	}
	return key, signer, Genuine
}

func (r *Ring) find(id KeyID) (PublicKey, Signer) {
	if key, ok := r.issuing[id]; ok {
		return key, Signer{Key: id, Issuing: true}
	}
	c := r.certified[id]
	return c.Key, Signer{Key: id, Certificate: c}
}

// withdrawn says whether a key, or the issuing key that its certificate hangs
// on, was revoked in time to matter.
func (r *Ring) withdrawn(s Signer, day workday.Date) bool {
	return r.revokedOn(s.Key, day) || !s.Issuing && r.revokedOn(s.Certificate.Issuer, s.Certificate.NotBefore)
}

func (r *Ring) revokedOn(id KeyID, day workday.Date) bool {
	from, ok := r.revoked[id]
	return ok && !day.Before(from)
}
