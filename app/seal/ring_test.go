package seal_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"reflect"
	"strings"
	"testing"

	"onewindow/app/seal"
)

func p256(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// window is the certificate of window 03 for the year 2026, for receipts and
// acceptances.
func window(t testing.TB, key *seal.PrivateKey) seal.Certificate {
	return seal.Certificate{
		Installation: "0198c0de-0000-7000-8000-000000000003", Office: "330402-03", Window: "03 号窗", Key: key.Public(),
		NotBefore: day(t, "2026-01-01"), NotAfter: day(t, "2026-12-31"), Kinds: []seal.DocumentKind{2, 1, 2},
	}
}

func certify(t testing.TB, issuing *seal.PrivateKey, c seal.Certificate) []byte {
	t.Helper()
	data, err := seal.Certify(issuing, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestCertificateRoundTrip(t *testing.T) {
	centre, installation := newKey(t), newKey(t)
	data := certify(t, centre, window(t, installation))
	got, err := seal.OpenCertificate(data, centre.Public())
	if err != nil {
		t.Fatal(err)
	}
	want := window(t, installation)
	want.Issuer, want.Kinds = centre.ID(), []seal.DocumentKind{1, 2}
	if !got.Key.Equal(want.Key) {
		t.Error("another key")
	}
	got.Key = want.Key
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v came back as %+v", want, got)
	}
	if _, err := seal.OpenCertificate(data, installation.Public()); !errors.Is(err, seal.UnknownKey) {
		t.Errorf("by another key: %v", err)
	}
	for at := range data {
		altered := append([]byte(nil), data...)
		altered[at] ^= 1
		if _, err := seal.OpenCertificate(altered, centre.Public()); err == nil {
			t.Fatalf("byte %d altered, and it opens", at)
		}
		if _, err := seal.OpenCertificate(data[:at], centre.Public()); err == nil {
			t.Fatalf("cut at byte %d, and it opens", at)
		}
	}
}

func TestCertifyRefusesWhatDoesNotFit(t *testing.T) {
	centre, installation := newKey(t), newKey(t)
	for name, spoil := range map[string]func(*seal.Certificate){
		"no key":          func(c *seal.Certificate) { c.Key = seal.PublicKey{} },
		"no installation": func(c *seal.Certificate) { c.Installation = "" },
		"days reversed":   func(c *seal.Certificate) { c.NotAfter = c.NotBefore.Add(-1) },
		"long window":     func(c *seal.Certificate) { c.Window = strings.Repeat("窗", 22) },
		"too far":         func(c *seal.Certificate) { c.NotAfter = day(t, "2200-01-01") },
		"many kinds":      func(c *seal.Certificate) { c.Kinds = make([]seal.DocumentKind, 256) },
	} {
		c := window(t, installation)
		spoil(&c)
		if _, err := seal.Certify(centre, c, nil); err == nil {
			t.Errorf("%s: certified", name)
		}
	}
}

func TestRingVerdicts(t *testing.T) {
	centre, installation, stranger := newKey(t), newKey(t), newKey(t)
	for name, v := range map[string]struct {
		signer  *seal.PrivateKey
		spoil   func(*seal.Statement)
		revoke  func(*seal.Ring)
		verdict seal.Verdict
	}{
		"the window's own paper":         {signer: installation, verdict: seal.Genuine},
		"the centre's":                   {signer: centre, verdict: seal.Genuine},
		"a permit by the centre":         {signer: centre, spoil: func(s *seal.Statement) { s.Kind = 3 }, verdict: seal.Genuine},
		"a permit by the window":         {signer: installation, spoil: func(s *seal.Statement) { s.Kind = 3 }, verdict: seal.Outside},
		"another office":                 {signer: installation, spoil: func(s *seal.Statement) { s.Office = "330411-01" }, verdict: seal.Outside},
		"before the certificate":         {signer: installation, spoil: func(s *seal.Statement) { s.Date = day(t, "2025-12-31") }, verdict: seal.Outside},
		"its last day":                   {signer: installation, spoil: func(s *seal.Statement) { s.Date = day(t, "2026-12-31") }, verdict: seal.Genuine},
		"the day after":                  {signer: installation, spoil: func(s *seal.Statement) { s.Date = day(t, "2027-01-01") }, verdict: seal.Outside},
		"a stranger's":                   {signer: stranger, verdict: seal.UnknownKey},
		"revoked that day":               {signer: installation, revoke: func(r *seal.Ring) { r.Revoke(installation.ID(), day(t, "2026-12-21")) }, verdict: seal.Revoked},
		"revoked the next":               {signer: installation, revoke: func(r *seal.Ring) { r.Revoke(installation.ID(), day(t, "2026-12-22")) }, verdict: seal.Genuine},
		"the earlier revocation holds":   {signer: installation, revoke: twice(t, installation), verdict: seal.Revoked},
		"issuing key stolen long ago":    {signer: installation, revoke: func(r *seal.Ring) { r.Revoke(centre.ID(), day(t, "2025-06-01")) }, verdict: seal.Revoked},
		"issuing key retired since":      {signer: installation, revoke: func(r *seal.Ring) { r.Revoke(centre.ID(), day(t, "2026-06-01")) }, verdict: seal.Genuine},
		"the centre's, key retired then": {signer: centre, revoke: func(r *seal.Ring) { r.Revoke(centre.ID(), day(t, "2026-06-01")) }, verdict: seal.Revoked},
	} {
		ring := seal.NewRing(centre.Public(), seal.PublicKey{})
		if _, err := ring.Add(certify(t, centre, window(t, installation))); err != nil {
			t.Fatal(err)
		}
		if v.revoke != nil {
			v.revoke(ring)
		}
		s := notice(t)
		if v.spoil != nil {
			v.spoil(&s)
		}
		got := ring.Check(seal.URL("http://host", sign(t, v.signer, s)))
		if got.Verdict != v.verdict {
			t.Errorf("%s: %s, want %s", name, got.Verdict, v.verdict)
		}
		if got.Signer.Key != v.signer.ID() || got.Statement.Number != s.Number {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func twice(t testing.TB, key *seal.PrivateKey) func(*seal.Ring) {
	return func(r *seal.Ring) {
		r.Revoke(key.ID(), day(t, "2026-12-01"))
		r.Revoke(key.ID(), day(t, "2026-12-30"))
	}
}

func TestRingTakesOnlyCertifiedKeys(t *testing.T) {
	centre, installation, stranger := newKey(t), newKey(t), newKey(t)
	ring := seal.NewRing(centre.Public())
	if _, err := ring.Add(certify(t, stranger, window(t, installation))); !errors.Is(err, seal.UnknownKey) {
		t.Errorf("certified by a stranger: %v", err)
	}
	data := certify(t, centre, window(t, installation))
	data[len(data)-1] ^= 1
	if _, err := ring.Add(data); !errors.Is(err, seal.Altered) {
		t.Errorf("altered: %v", err)
	}
	if _, err := ring.Add(data[:20]); !errors.Is(err, seal.Malformed) {
		t.Errorf("cut: %v", err)
	}
	if got := ring.Check(sign(t, installation, notice(t))); got.Verdict != seal.UnknownKey {
		t.Errorf("none of them was added, yet %s", got.Verdict)
	}
	ring.Revoke(centre.ID(), day(t, "2026-01-01"))
	if _, err := ring.Add(certify(t, centre, window(t, installation))); !errors.Is(err, seal.Revoked) {
		t.Errorf("certified by a revoked key: %v", err)
	}
}

func TestTrustedKeysOfTheDay(t *testing.T) {
	centre, installation := newKey(t), newKey(t)
	ring := seal.NewRing(centre.Public())
	if _, err := ring.Add(certify(t, centre, window(t, installation))); err != nil {
		t.Fatal(err)
	}
	ring.Revoke(installation.ID(), day(t, "2026-07-01"))
	for _, v := range []struct {
		id      seal.KeyID
		day     string
		verdict seal.Verdict
	}{
		{centre.ID(), "2030-01-01", seal.Genuine},
		{installation.ID(), "2026-06-30", seal.Genuine},
		{installation.ID(), "2026-07-01", seal.Revoked},
		{installation.ID(), "2025-12-31", seal.Outside},
		{newKey(t).ID(), "2026-06-30", seal.UnknownKey},
	} {
		key, signer, verdict := ring.Trusted(v.id, day(t, v.day))
		if verdict != v.verdict || signer.Key != v.id || key.IsZero() == (verdict == seal.Genuine) {
			t.Errorf("%s on %s: %s, %+v", v.id, v.day, verdict, signer)
		}
	}
}

func FuzzOpenCertificate(f *testing.F) {
	centre := newKey(f)
	f.Add(certify(f, centre, window(f, newKey(f))))
	f.Add([]byte{1})
	stranger := newKey(f).Public()
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := seal.OpenCertificate(data, stranger); err == nil {
			t.Errorf("it opens: %+v", c)
		}
	})
}
