package seal_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"testing"

	"onewindow/app/seal"

	"pgregory.net/rapid"
)

// centre is a chain of issuing keys and the list that the last of them signs.
type centre struct {
	keys []*seal.PrivateKey
	list seal.List
}

func newCentre(t testing.TB) *centre {
	key := newKey(t)
	return &centre{
		keys: []*seal.PrivateKey{key},
		list: seal.List{Serial: 1, Issued: day(t, "2026-01-01"), Issuing: []seal.Successor{{Key: key.Public(), From: day(t, "2026-01-01")}}},
	}
}

func (c *centre) newest() *seal.PrivateKey { return c.keys[len(c.keys)-1] }

// rotate lets a new key follow.
func (c *centre) rotate(t testing.TB) {
	t.Helper()
	next := newKey(t)
	s, err := seal.Succeed(c.newest(), next.Public(), day(t, "2026-06-01"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c.keys, c.list.Issuing = append(c.keys, next), append(c.list.Issuing, s)
	c.list.Serial++
}

// withdraw puts a document on the list.
func (c *centre) withdraw(t testing.TB, payload string, v seal.Verdict) {
	t.Helper()
	signed, err := seal.Parse(payload)
	if err != nil {
		t.Fatal(err)
	}
	c.list.Documents = append(c.list.Documents, seal.Withdrawal{Mark: signed.Mark(), Verdict: v, On: day(t, "2026-12-30")})
	c.list.Serial++
}

func (c *centre) signed(t testing.TB) []byte {
	t.Helper()
	data, err := seal.SignList(c.newest(), c.list, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func take(t testing.TB, r *seal.Ring, list []byte) {
	t.Helper()
	if _, err := r.Take(list); err != nil {
		t.Fatal(err)
	}
}

func TestPaperOfEveryIssuingKeyStaysGenuine(t *testing.T) {
	c := newCentre(t)
	for range 3 {
		c.rotate(t)
	}
	for i, known := range c.keys { // whichever of the keys a window met first
		ring := seal.NewRing(known.Public())
		take(t, ring, c.signed(t))
		if !ring.Issuing().Equal(c.newest().Public()) || ring.Serial() != c.list.Serial {
			t.Errorf("from key %d: it holds list %d", i, ring.Serial())
		}
		for j, signer := range c.keys {
			if got := ring.Check(sign(t, signer, notice(t))); got.Verdict != seal.Genuine || !got.Signer.Issuing {
				t.Errorf("known key %d, signed by key %d: %s", i, j, got.Verdict)
			}
		}
	}
	if _, err := seal.NewRing(newKey(t).Public()).Take(c.signed(t)); !errors.Is(err, seal.UnknownKey) {
		t.Errorf("the list of another centre: %v", err)
	}
}

func TestListSaysWhatNoLongerHolds(t *testing.T) {
	c, installation := newCentre(t), newKey(t)
	s := notice(t)
	s.Edition, s.Until = 1, day(t, "2029-12-20")
	revoked := sign(t, c.newest(), s)
	s.Edition = 2
	replaced := sign(t, c.newest(), s)
	s.Edition = 3
	good := sign(t, c.newest(), s)
	c.withdraw(t, revoked, seal.Withdrawn)
	c.withdraw(t, replaced, seal.Superseded)
	c.list.Keys = []seal.RevokedKey{{Key: installation.ID(), From: day(t, "2026-12-01")}}
	ring := seal.NewRing(c.newest().Public())
	if _, err := ring.Add(certify(t, c.newest(), window(t, installation))); err != nil {
		t.Fatal(err)
	}
	take(t, ring, c.signed(t))
	for _, v := range []struct {
		payload, on string
		verdict     seal.Verdict
		ended       string
	}{
		{revoked, "2027-01-01", seal.Withdrawn, "2026-12-30"},
		{replaced, "2027-01-01", seal.Superseded, "2026-12-30"},
		{revoked, "2031-01-01", seal.Withdrawn, "2026-12-30"},
		{good, "2029-12-20", seal.Genuine, ""},
		{good, "2029-12-21", seal.Expired, "2029-12-21"},
		{sign(t, installation, notice(t)), "2027-01-01", seal.Revoked, ""},
	} {
		got := ring.Check(v.payload).On(day(t, v.on))
		ended := ""
		if !got.Ended.IsZero() {
			ended = got.Ended.String()
		}
		if got.Verdict != v.verdict || ended != v.ended {
			t.Errorf("on %s: %s since %q, want %s since %q", v.on, got.Verdict, ended, v.verdict, v.ended)
		}
	}
}

func TestNoOlderListAndNoOtherSuccessor(t *testing.T) {
	c := newCentre(t)
	old := c.signed(t)
	fork := *c
	fork.list.Issuing = slices.Clone(c.list.Issuing)
	c.rotate(t)
	fork.rotate(t)
	fork.list.Serial = 100
	ring := seal.NewRing(c.keys[0].Public())
	take(t, ring, c.signed(t))
	take(t, ring, c.signed(t)) // again
	for name, list := range map[string][]byte{"the list before": old, "of a thief of the old key": fork.signed(t)} {
		if _, err := ring.Take(list); !errors.Is(err, seal.ErrOutdated) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := ring.Check(sign(t, fork.newest(), notice(t))); got.Verdict != seal.UnknownKey {
		t.Errorf("the thief's key is on the ring: %s", got.Verdict)
	}
	stranger := newKey(t)
	forged := c.list
	forged.Issuing = append(slices.Clone(c.list.Issuing), seal.Successor{Key: stranger.Public(), From: day(t, "2026-07-01"), Signature: make([]byte, 64)})
	forged.Serial++
	data, err := seal.SignList(stranger, forged, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Take(data); !errors.Is(err, seal.Altered) {
		t.Errorf("a successor that nobody named: %v", err)
	}
	if _, err := seal.SignList(stranger, c.list, nil); err == nil {
		t.Error("a list is signed with a key that is not its newest")
	}
}

func TestOneAlteredByteSpoilsAList(t *testing.T) {
	c := newCentre(t)
	c.rotate(t)
	c.withdraw(t, sign(t, c.newest(), notice(t)), seal.Withdrawn)
	c.list.Keys = []seal.RevokedKey{{Key: newKey(t).ID(), From: day(t, "2026-12-01")}}
	list := c.signed(t)
	rapid.Check(t, func(t *rapid.T) {
		ring := seal.NewRing(c.keys[0].Public())
		at := rapid.IntRange(0, len(list)-1).Draw(t, "at")
		altered := slices.Clone(list)
		altered[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		if _, err := ring.Take(altered); err == nil {
			t.Fatalf("byte %d altered, and it is taken", at)
		}
		if _, err := ring.Take(list[:at]); err == nil {
			t.Fatalf("cut at byte %d, and it is taken", at)
		}
		if ring.Serial() != 0 || !ring.Issuing().IsZero() {
			t.Fatal("a refused list left something on the ring")
		}
	})
}

// Payloads of the first version are on paper in people's hands.
func TestFirstVersionIsStillRead(t *testing.T) {
	const payload = "C6031716W7MUBZ5C60YI0FV0*21G05H9NC-YK5NFQRRHZW9KNZLKQYDNM+D7TE8ZNJ:D77K7E-YUZRW*BN$6IG1PW7Z+7CQ7-D758ED$3" +
		"CI6G-8AXE1CJ70ZQBCEC$79AN1SQ8FN6K286LSPP6NNDZFSCQK2KNW+9W2GG9OQNCTEQ1*RL*1DMZ98VJ1Y+KENJ8E"
	var key seal.PublicKey
	if err := key.UnmarshalText([]byte("0365b2c7a13cba5f838d6b8a4bbb2ba53ddeb1ca4ff81921809db40b03cf37a1e0")); err != nil {
		t.Fatal(err)
	}
	want := notice(t)
	want.Key = key.ID()
	if got := seal.NewRing(key).Check(payload); got.Verdict != seal.Genuine || got.Statement != want {
		t.Errorf("%s, %+v", got.Verdict, got.Statement)
	}
}

func FuzzTakeList(f *testing.F) {
	c := newCentre(f)
	c.rotate(f)
	f.Add(c.signed(f))
	f.Add([]byte{1})
	stranger := newKey(f).Public()
	f.Fuzz(func(t *testing.T, data []byte) {
		if l, err := seal.NewRing(stranger).Take(data); err == nil {
			t.Errorf("it is taken: %+v", l)
		}
	})
}
