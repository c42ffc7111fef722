package seal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"onewindow/app/workday"
)

// List is the centre's word on keys and documents (密钥与吊销名单): its issuing
// keys in their succession, which keys are taken back, and which documents no
// longer hold. It is public and holds no personal data.
type List struct {
	Serial    uint64 // every later list has a higher one
	Issued    workday.Date
	Issuing   []Successor // oldest first
	Keys      []RevokedKey
	Documents []Withdrawal
}

// Successor is an issuing key and the word of the one before it.
type Successor struct {
	Key       PublicKey    `json:"key"`
	From      workday.Date `json:"from"`
	Signature []byte       `json:"signature"` // by the key before it; empty of the first
}

// RevokedKey is a key that was taken back from a day on; see [Ring.Revoke].
type RevokedKey struct {
	Key  KeyID        `json:"key"`
	From workday.Date `json:"from"`
}

// Withdrawal is a document that no longer holds from a day on.
type Withdrawal struct {
	Mark    Mark         `json:"mark"`
	Verdict Verdict      `json:"verdict"` // Withdrawn or Superseded
	On      workday.Date `json:"on"`
}

// ErrOutdated says that a list is older than the one a ring holds, or leaves out
// the newest issuing key that it knows.
var ErrOutdated = errors.New("seal: the list is older than the one known")

const listVersion = 1

// Succeed lets an issuing key name the one that follows it.
func Succeed(issuing *PrivateKey, next PublicKey, from workday.Date, random io.Reader) (Successor, error) {
	s := Successor{Key: next, From: from}
	message, err := s.message()
	if err != nil {
		return s, err
	}
	s.Signature, err = issuing.sign(forSuccession, message, random)
	return s, err
}

func (s Successor) message() ([]byte, error) {
	var w writer
	w.bytes(s.Key.Bytes()...)
	w.date("from", s.From)
	return w.data, w.err
}

// follows says whether the key before named this one.
func (s Successor) follows(before PublicKey) bool {
	message, err := s.message()
	return err == nil && before.verify(forSuccession, message, s.Signature)
}

// SignList signs a list with the newest issuing key, which must be the last of
// its Issuing. An error says what does not fit.
func SignList(issuing *PrivateKey, l List, random io.Reader) ([]byte, error) {
	if n := len(l.Issuing); n == 0 || !l.Issuing[n-1].Key.Equal(issuing.Public()) {
		return nil, errors.New("sign a list: the key is not the newest of the list")
	}
	body, err := l.encode()
	if err != nil {
		return nil, fmt.Errorf("sign a list: %w", err)
	}
	signature, err := issuing.sign(forList, body, random)
	if err != nil {
		return nil, err
	}
	return append(body, signature...), nil
}

func (l List) encode() ([]byte, error) {
	var w writer
	w.bytes(listVersion)
	w.data = binary.BigEndian.AppendUint64(w.data, l.Serial)
	w.date("issued", l.Issued)
	w.count(len(l.Issuing))
	for i, s := range l.Issuing {
		w.bytes(s.Key.Bytes()...)
		w.date("from", s.From)
		if i > 0 {
			w.bytes(s.Signature...)
		}
	}
	w.count(len(l.Keys))
	for _, k := range l.Keys {
		w.bytes(k.Key[:]...)
		w.date("from", k.From)
	}
	w.count(len(l.Documents))
	for _, d := range l.Documents {
		w.bytes(d.Mark[:]...)
		w.bytes(standing(d.Verdict))
		w.date("on", d.On)
	}
	return w.data, w.err
}

// standing is the byte that says why a document no longer holds.
func standing(v Verdict) byte {
	if v == Superseded {
		return 2
	}
	return 1
}

// readList takes a list apart without checking who signed it.
func readList(data []byte) (List, error) {
	if len(data) <= SignatureSize {
		return List{}, malformed(fmt.Sprintf("a list of %d bytes", len(data)))
	}
	r := reader{data: data[:len(data)-SignatureSize]}
	if version := r.byte(); version != listVersion {
		return List{}, malformed(fmt.Sprintf("a list of version %d", version))
	}
	l := List{Serial: binary.BigEndian.Uint64(r.take(8)), Issued: r.date()}
	for i := range r.count() {
		s, err := r.successor(i > 0)
		if err != nil {
			return List{}, err
		}
		l.Issuing = append(l.Issuing, s)
	}
	for n := r.count(); n > 0 && !r.short; n-- {
		l.Keys = append(l.Keys, RevokedKey{Key: KeyID(r.take(len(KeyID{}))), From: r.date()})
	}
	for n := r.count(); n > 0 && !r.short; n-- {
		w := Withdrawal{Mark: Mark(r.take(len(Mark{}))), Verdict: Withdrawn}
		if r.byte() == standing(Superseded) {
			w.Verdict = Superseded
		}
		w.On = r.date()
		l.Documents = append(l.Documents, w)
	}
	if !r.end() || len(l.Issuing) == 0 {
		return List{}, malformed("the fields do not fill the list")
	}
	return l, nil
}

func (r *reader) successor(signed bool) (Successor, error) {
	key, err := ParsePublicKey(r.take(PublicKeySize))
	if err != nil {
		return Successor{}, malformed(err.Error())
	}
	s := Successor{Key: key, From: r.date()}
	if signed {
		s.Signature = r.take(SignatureSize)
	}
	return s, nil
}

// OpenList reads a list that an issuing key signed as its newest. Its error is
// Malformed, UnknownKey or Altered. What a list is worth to somebody who knows an
// earlier key is a Ring's to say.
func OpenList(data []byte, issuing PublicKey) (List, error) {
	l, err := readList(data)
	switch {
	case err != nil:
		return List{}, err
	case !l.newest().Equal(issuing):
		return List{}, UnknownKey
	case !l.signedBy(issuing, data):
		return List{}, Altered
	}
	return l, nil
}

func (l List) newest() PublicKey { return l.Issuing[len(l.Issuing)-1].Key }

func (l List) signedBy(key PublicKey, data []byte) bool {
	body, signature := data[:len(data)-SignatureSize], data[len(data)-SignatureSize:]
	return key.verify(forList, body, signature)
}

// Take puts a list into force: the issuing keys it adds, and what it takes back.
// It needs one issuing key of the list on the ring; each later one must be named
// by the one before it, the earlier ones stand on the word of the newest. Its
// error is Malformed, UnknownKey, Altered or ErrOutdated, and then the ring is as
// before. Taking a list again changes nothing.
func (r *Ring) Take(list []byte) (List, error) {
	l, err := readList(list)
	if err != nil {
		return List{}, err
	}
	known := r.lastKnown(l)
	switch {
	case known < 0 && r.newest != KeyID{}, l.Serial < r.serial:
		return List{}, ErrOutdated
	case known < 0:
		return List{}, UnknownKey
	}
	for i := known + 1; i < len(l.Issuing); i++ {
		if !l.Issuing[i].follows(l.Issuing[i-1].Key) {
			return List{}, Altered
		}
	}
	if !l.signedBy(l.newest(), list) {
		return List{}, Altered
	}
	r.follow(l)
	return l, nil
}

// lastKnown is the place of the newest issuing key of the list that the ring
// holds, -1 for none. Once a list named the newest key, nothing before it counts:
// an earlier key that was stolen must not start a chain of its own.
func (r *Ring) lastKnown(l List) int {
	for i, s := range slices.Backward(l.Issuing) {
		id := s.Key.ID()
		if _, is := r.issuing[id]; is && (r.newest == KeyID{} || r.newest == id) {
			return i
		}
	}
	return -1
}

func (r *Ring) follow(l List) {
	for _, s := range l.Issuing {
		r.issuing[s.Key.ID()] = s.Key
		r.newest = s.Key.ID()
	}
	for _, k := range l.Keys {
		r.Revoke(k.Key, k.From)
	}
	for _, d := range l.Documents {
		r.documents[d.Mark] = d
	}
	r.serial = l.Serial
}

// Issuing is the newest issuing key that a list named, the zero key before one
// did: who speaks for the centre now.
func (r *Ring) Issuing() PublicKey { return r.issuing[r.newest] }

// Serial is that of the list in force, 0 for none.
func (r *Ring) Serial() uint64 { return r.serial }

// MarshalText gives the mark in hexadecimal digits.
func (m Mark) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%x", m[:]), nil }

// UnmarshalText reads what MarshalText gives.
func (m *Mark) UnmarshalText(text []byte) error {
	var id []byte
	if _, err := fmt.Sscanf(string(text), "%x", &id); err != nil || len(id) != len(m) {
		return fmt.Errorf("%q is not a mark of %d hexadecimal digits", text, 2*len(m))
	}
	copy(m[:], id)
	return nil
}
