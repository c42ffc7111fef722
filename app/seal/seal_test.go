package seal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"onewindow/app/seal"
	"onewindow/app/workday"

	"github.com/emmansun/gmsm/smx509"
	"github.com/skip2/go-qrcode"
	"pgregory.net/rapid"
)

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-:"

func newKey(t testing.TB) *seal.PrivateKey {
	t.Helper()
	key, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func day(t testing.TB, s string) workday.Date {
	t.Helper()
	d, err := workday.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// notice is a statement as long as they usually are.
func notice(t testing.TB) seal.Statement {
	return seal.Statement{
		Kind: 2, Number: "嘉南资规受〔2026〕0412号", Item: "NH-A", Office: "330402-03",
		Date: day(t, "2026-12-21"), Digest: seal.Digest{1, 2, 3, 4, 5, 6, 7, 8},
	}
}

func sign(t testing.TB, key *seal.PrivateKey, s seal.Statement) string {
	t.Helper()
	payload, err := seal.Sign(key, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

func TestRoundTrip(t *testing.T) {
	key := newKey(t)
	first, last := day(t, "2000-01-01"), day(t, "2179-06-06")
	rapid.Check(t, func(t *rapid.T) {
		want := seal.Statement{
			Kind:   seal.DocumentKind(rapid.Byte().Draw(t, "kind")),
			Number: rapid.StringOfN(rapid.Rune(), 1, 60, 60).Draw(t, "number"),
			Item:   rapid.StringOfN(rapid.Rune(), 0, 40, 40).Draw(t, "item"),
			Office: rapid.StringOfN(rapid.Rune(), 0, 24, 24).Draw(t, "office"),
			Date:   first.Add(rapid.IntRange(0, last.Sub(first)).Draw(t, "day")),
			Digest: seal.Digest(rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "digest")),
			Key:    key.ID(),

			Edition: rapid.Byte().Draw(t, "edition"),
			Copy:    rapid.Byte().Draw(t, "copy"),
		}
		if rapid.Bool().Draw(t, "expires") {
			want.Until = first.Add(rapid.IntRange(1, last.Sub(first)).Draw(t, "until"))
		}
		payload, err := seal.Sign(key, want, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if rest := strings.Trim(payload, letters); rest != "" {
			t.Fatalf("the payload has the letters %q", rest)
		}
		for _, text := range []string{
			payload, strings.ToLower(payload), " " + payload + "\r\n",
			seal.URL("http://127.0.0.1:8470/", payload), strings.ToLower(seal.URL("http://[::1]:8470", payload)),
			seal.URL("https://hall.example", payload) + "/?from=scan#top", escaped(payload), wide(payload),
		} {
			signed, err := seal.Parse(text)
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			if signed.Statement != want {
				t.Fatalf("%+v came back as %+v", want, signed.Statement)
			}
			if err := signed.Verify(key.Public()); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
		}
	})
}

func escaped(s string) string {
	for _, c := range "$*+:" {
		s = strings.ReplaceAll(s, string(c), fmt.Sprintf("%%%02x", c))
	}
	return s
}

func wide(s string) string {
	return strings.Map(func(r rune) rune { return r - '!' + '！' }, s)
}

func TestOneAlteredLetterNeverVerifies(t *testing.T) {
	key := newKey(t)
	ring := seal.NewRing(key.Public())
	payload := sign(t, key, notice(t))
	if got := ring.Check(payload); got.Verdict != seal.Genuine || !got.Signer.Issuing {
		t.Fatalf("untouched it is %s", got.Verdict)
	}
	seen := map[seal.Verdict]int{}
	for at := range payload {
		for _, c := range letters {
			if payload[at] == byte(c) {
				continue
			}
			got := ring.Check(payload[:at] + string(c) + payload[at+1:])
			if got.Verdict == seal.Genuine {
				t.Fatalf("letter %d as %c is genuine", at, c)
			}
			seen[got.Verdict]++
		}
		if cut := ring.Check(payload[:at] + payload[at+1:]); cut.Verdict == seal.Genuine {
			t.Fatalf("without letter %d it is genuine", at)
		}
		if cut := ring.Check(payload[:at]); cut.Verdict != seal.Malformed && cut.Verdict != seal.Altered {
			t.Fatalf("cut at letter %d it is %s", at, cut.Verdict)
		}
	}
	for _, v := range []seal.Verdict{seal.Altered, seal.UnknownKey, seal.Malformed} {
		if seen[v] == 0 {
			t.Errorf("no change was ever %s: %v", v, seen)
		}
	}
}

func TestVerifySaysWhy(t *testing.T) {
	key, other := newKey(t), newKey(t)
	signed, err := seal.Parse(sign(t, key, notice(t)))
	if err != nil {
		t.Fatal(err)
	}
	if err := signed.Verify(other.Public()); !errors.Is(err, seal.UnknownKey) {
		t.Errorf("by another key: %v", err)
	}
	if err := signed.Verify(seal.PublicKey{}); !errors.Is(err, seal.UnknownKey) {
		t.Errorf("by no key: %v", err)
	}
	for _, text := range []string{"", "/", "A", "AB", "HTTP://HOST/V/", ":::", "汉", "%", "%zz", "000", strings.Repeat("0", 300), strings.Repeat("A", 3000)} {
		if _, err := seal.Parse(text); !errors.Is(err, seal.Malformed) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

func TestSignRefusesWhatDoesNotFit(t *testing.T) {
	key := newKey(t)
	for name, spoil := range map[string]func(*seal.Statement){
		"number":  func(s *seal.Statement) { s.Number = strings.Repeat("号", 21) },
		"it has":  func(s *seal.Statement) { s.Number = "" },
		"item":    func(s *seal.Statement) { s.Item = strings.Repeat("x", 41) },
		"office":  func(s *seal.Statement) { s.Office = "33\xff" },
		"date":    func(s *seal.Statement) { s.Date = workday.Date{} },
		"date \"": func(s *seal.Statement) { s.Date = day(t, "2179-06-07") },
	} {
		s := notice(t)
		spoil(&s)
		if payload, err := seal.Sign(key, s, nil); err == nil || !strings.Contains(err.Error(), name) || payload != "" {
			t.Errorf("%s: %q, %v", name, payload, err)
		}
	}
}

func TestWithoutRandomnessThePayloadIsTheSame(t *testing.T) {
	key := newKey(t)
	if a, b := sign(t, key, notice(t)), sign(t, key, notice(t)); a != b {
		t.Errorf("%s\n%s", a, b)
	}
}

// A payload and the QR code it needs at level M, printed with -v.
func TestSizeOfATypicalPayload(t *testing.T) {
	key := newKey(t)
	permit := notice(t)
	permit.Number, permit.Kind = "用字第3304022026XS0000123号", 3
	for _, s := range []seal.Statement{notice(t), permit} {
		payload := sign(t, key, s)
		url := seal.URL("http://10.33.4.2:8470", payload)
		code, err := qrcode.New(url, qrcode.Medium)
		if err != nil {
			t.Fatal(err)
		}
		size := len(payload) / 3 * 2
		t.Logf("%s: %d bytes, %d letters, URL %d letters, QR version %d at level M", s.Number, size, len(payload), len(url), code.VersionNumber)
		if size > 150 || code.VersionNumber > 9 {
			t.Errorf("%s: %d bytes, version %d", s.Number, size, code.VersionNumber)
		}
	}
}

func TestKeysSurviveTheirBytes(t *testing.T) {
	for range 20 { // both signs of y
		key := newKey(t)
		der, err := key.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		again, err := seal.ParsePrivateKey(der)
		if err != nil || again.ID() != key.ID() {
			t.Fatalf("%v", err)
		}
		public, err := seal.ParsePublicKey(key.Public().Bytes())
		if err != nil || !public.Equal(key.Public()) || public.ID() != key.ID() || len(public.Bytes()) != seal.PublicKeySize {
			t.Fatalf("%v", err)
		}
		signed, err := seal.Parse(sign(t, again, notice(t)))
		if err != nil || signed.Verify(public) != nil {
			t.Fatalf("%v", err)
		}
	}
}

func TestBytesThatAreNoKeys(t *testing.T) {
	point := newKey(t).Public().Bytes()
	uncompressed := append([]byte{4}, point[1:]...)
	for _, bad := range [][]byte{nil, {}, point[:32], append(point, 0), uncompressed, make([]byte, 33), bytes.Repeat([]byte{0xff}, 33)} {
		if key, err := seal.ParsePublicKey(bad); err == nil || !key.IsZero() {
			t.Errorf("%x is a key", bad)
		}
	}
	for _, bad := range [][]byte{nil, {0x30, 0}, []byte("-----BEGIN PRIVATE KEY-----")} {
		if _, err := seal.ParsePrivateKey(bad); err == nil {
			t.Errorf("%x is a private key", bad)
		}
	}
	other, err := smx509.MarshalPKCS8PrivateKey(p256(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.ParsePrivateKey(other); err == nil {
		t.Error("a key of NIST P-256 passes for an SM2 key")
	}
}

func TestKeyIDText(t *testing.T) {
	id := newKey(t).ID()
	text, err := id.MarshalText()
	if err != nil || len(text) != 12 {
		t.Fatalf("%s, %v", text, err)
	}
	var again seal.KeyID
	if err := again.UnmarshalText(text); err != nil || again != id {
		t.Errorf("%s, %v", again, err)
	}
	for _, bad := range []string{"", "00", "00112233445g", "0011223344556677"} {
		if err := again.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q is a key id", bad)
		}
	}
}

func TestSignedBytes(t *testing.T) {
	key, other := newKey(t), newKey(t)
	rapid.Check(t, func(t *rapid.T) {
		message := rapid.SliceOf(rapid.Byte()).Draw(t, "message")
		signature, err := key.SignBytes("request", message, rand.Reader)
		if err != nil || len(signature) != seal.SignatureSize {
			t.Fatalf("%d bytes, %v", len(signature), err)
		}
		public := key.Public()
		if !public.VerifyBytes("request", message, signature) {
			t.Fatal("its own signature does not verify")
		}
		if public.VerifyBytes("answer", message, signature) || public.VerifyBytes("reques", append([]byte("t"), message...), signature) {
			t.Fatal("it verifies for another purpose")
		}
		if other.Public().VerifyBytes("request", message, signature) || public.VerifyBytes("request", append(message, 0), signature) {
			t.Fatal("it verifies for another key or message")
		}
		at := rapid.IntRange(0, len(signature)-1).Draw(t, "at")
		signature[at] ^= byte(1 << rapid.IntRange(0, 7).Draw(t, "bit"))
		if public.VerifyBytes("request", message, signature) {
			t.Fatal("it verifies with a flipped bit")
		}
	})
}

func TestSignaturesThatAreNone(t *testing.T) {
	public := newKey(t).Public()
	for _, bad := range [][]byte{nil, make([]byte, 63), make([]byte, 64), make([]byte, 65), bytes.Repeat([]byte{0xff}, 64)} {
		if public.VerifyBytes("request", []byte("x"), bad) {
			t.Errorf("%x verifies", bad)
		}
	}
	long := strings.Repeat("p", 256)
	if _, err := newKey(t).SignBytes(long, nil, nil); err == nil || public.VerifyBytes(long, nil, make([]byte, 64)) {
		t.Error("a purpose of 256 bytes is accepted")
	}
	if (seal.PublicKey{}).VerifyBytes("request", nil, make([]byte, 64)) {
		t.Error("no key verifies")
	}
}

func TestVerdictsAreErrorsWithStableCodes(t *testing.T) {
	var codes []string
	for _, v := range seal.Verdicts() {
		codes = append(codes, v.Error())
	}
	want := []string{"seal.genuine", "seal.altered", "seal.unknown-key", "seal.revoked", "seal.outside", "seal.malformed",
		"seal.withdrawn", "seal.superseded", "seal.expired"}
	if !slices.Equal(codes, want) {
		t.Errorf("%v", codes)
	}
}

func FuzzParse(f *testing.F) {
	key := newKey(f)
	f.Add(sign(f, key, notice(f)))
	f.Add(seal.URL("http://host:8080", sign(f, key, notice(f))))
	f.Add("HTTP://HOST/V/%2B%")
	ring := seal.NewRing()
	f.Fuzz(func(t *testing.T, text string) {
		signed, err := seal.Parse(text)
		if err != nil {
			if !errors.Is(err, seal.Malformed) {
				t.Errorf("%v", err)
			}
			return
		}
		if got := ring.Check(text); got.Verdict != seal.UnknownKey || got.Statement != signed.Statement {
			t.Errorf("an empty ring finds %+v", got)
		}
	})
}

func BenchmarkSign(b *testing.B) {
	key, s := newKey(b), notice(b)
	for b.Loop() {
		if _, err := seal.Sign(key, s, rand.Reader); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	key := newKey(b)
	ring, url := seal.NewRing(key.Public()), seal.URL("http://host", sign(b, key, notice(b)))
	for b.Loop() {
		if ring.Check(url).Verdict != seal.Genuine {
			b.Fatal("not genuine")
		}
	}
}

// Whatever is scanned: what counts as signed is what was signed.
func FuzzAlteredPayload(f *testing.F) {
	key := newKey(f)
	want := notice(f)
	want.Key = key.ID()
	payload := sign(f, key, want)
	f.Add(payload)
	f.Add(seal.URL("http://host:8080", payload))
	f.Add(payload[:40] + "0" + payload[41:])
	ring := seal.NewRing(key.Public())
	f.Fuzz(func(t *testing.T, text string) {
		if got := ring.Check(text); got.Verdict.Signed() && got.Statement != want {
			t.Errorf("%q passes as %+v", text, got.Statement)
		}
	})
}
