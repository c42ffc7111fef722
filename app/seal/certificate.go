package seal

import (
	"fmt"
	"io"
	"slices"

	"onewindow/app/workday"
)

// Certificate is the centre's word for an installation's key: whose it is, from
// when to when, and what it may sign.
type Certificate struct {
	Installation string // id of the installation, at most 64 bytes
	Office       string // as in the statements it may sign, at most MaxOffice bytes
	Window       string // for people, at most 64 bytes
	Key          PublicKey
	NotBefore    workday.Date   // first day of validity
	NotAfter     workday.Date   // last day of validity
	Kinds        []DocumentKind // documents it may sign; a permit, which only the centre signs, is not among them
	Issuer       KeyID          // of the issuing key; Certify fills it in
}

const (
	certificateVersion = 1
	maxName            = 64
)

// Certify signs a certificate with the issuing key. An error says which field
// does not fit.
func Certify(issuing *PrivateKey, c Certificate, random io.Reader) ([]byte, error) {
	c.Issuer = issuing.ID()
	body, err := c.encode()
	if err != nil {
		return nil, fmt.Errorf("certify a key: %w", err)
	}
	signature, err := issuing.sign(forCertificate, body, random)
	if err != nil {
		return nil, err
	}
	return append(body, signature...), nil
}

// OpenCertificate reads a certificate and checks that the issuing key signed it.
// Its error is Malformed, UnknownKey or Altered. Whether it is valid today is a
// Ring's to say.
func OpenCertificate(data []byte, issuing PublicKey) (Certificate, error) {
	c, err := readCertificate(data)
	if err != nil {
		return Certificate{}, err
	}
	body, signature := data[:len(data)-SignatureSize], data[len(data)-SignatureSize:]
	switch {
	case issuing.IsZero() || c.Issuer != issuing.ID():
		return Certificate{}, UnknownKey
	case !issuing.verify(forCertificate, body, signature):
		return Certificate{}, Altered
	}
	return c, nil
}

func (c Certificate) encode() ([]byte, error) {
	var w writer
	if c.Key.IsZero() || c.Installation == "" || c.NotAfter.Before(c.NotBefore) || len(c.Kinds) > 255 {
		w.fail(fmt.Errorf("the key, the installation or the days are missing or wrong"))
	}
	w.bytes(certificateVersion)
	w.bytes(c.Issuer[:]...)
	w.bytes(c.Key.Bytes()...)
	w.date("not before", c.NotBefore)
	w.date("not after", c.NotAfter)
	kinds := slices.Compact(slices.Sorted(slices.Values(c.Kinds)))
	w.bytes(byte(len(kinds)))
	for _, kind := range kinds {
		w.bytes(byte(kind))
	}
	w.text("installation", c.Installation, maxName)
	w.text("office", c.Office, MaxOffice)
	w.text("window", c.Window, maxName)
	return w.data, w.err
}

// readCertificate takes a certificate apart without checking who signed it.
func readCertificate(data []byte) (Certificate, error) {
	if len(data) <= SignatureSize {
		return Certificate{}, malformed(fmt.Sprintf("a certificate of %d bytes", len(data)))
	}
	r := reader{data: data[:len(data)-SignatureSize]}
	if version := r.byte(); version != certificateVersion {
		return Certificate{}, malformed(fmt.Sprintf("a certificate of version %d", version))
	}
	c := Certificate{Issuer: KeyID(r.take(len(KeyID{})))}
	point := r.take(PublicKeySize)
	c.NotBefore, c.NotAfter = r.date(), r.date()
	for _, kind := range r.take(int(r.byte())) {
		c.Kinds = append(c.Kinds, DocumentKind(kind))
	}
	c.Installation, c.Office, c.Window = r.text(maxName), r.text(MaxOffice), r.text(maxName)
	if !r.end() {
		return Certificate{}, malformed("the fields do not fill the certificate")
	}
	key, err := ParsePublicKey(point)
	if err != nil {
		return Certificate{}, malformed(err.Error())
	}
	c.Key = key
	return c, nil
}

// covers says whether the certificate entitles its key to that statement.
func (c Certificate) covers(s Statement) bool {
	return c.validOn(s.Date) && s.Office == c.Office && slices.Contains(c.Kinds, s.Kind)
}

func (c Certificate) validOn(day workday.Date) bool {
	return !day.Before(c.NotBefore) && !day.After(c.NotAfter)
}
