package bundle_test

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onewindow/app/replica/bundle"
	"onewindow/app/seal"
)

type record struct {
	kind bundle.Kind
	body []byte
}

func newKey(t testing.TB) *seal.PrivateKey {
	t.Helper()
	key, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func header() bundle.Header {
	return bundle.Header{
		ID: "00000000-0000-4000-8000-000000000001", Way: bundle.Up, Installation: "00000000-0000-7000-8000-000000000001",
		Made: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC),
	}
}

func write(t testing.TB, by, to *seal.PrivateKey, records ...record) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := bundle.NewWriter(&file, header(), by, to.Public(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := w.Put(r.kind, r.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// read is what a reader gets who believes the bundle.
func read(file []byte, by seal.PublicKey, to *seal.PrivateKey) ([]record, error) {
	b, err := bundle.Open(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	if !b.Signed(by) {
		return nil, bundle.Refuse(bundle.Altered)
	}
	records, err := b.Records(to)
	if err != nil {
		return nil, err
	}
	var list []record
	for {
		kind, body, err := records.Next()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return list, err
		}
		list = append(list, record{kind, body})
	}
}

func codeOf(err error) bundle.Code {
	var refused *bundle.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

func TestWhatGoesInComesOut(t *testing.T) {
	by, to := newKey(t), newKey(t)
	rapid.Check(t, func(t *rapid.T) {
		var records []record
		for range rapid.IntRange(0, 6).Draw(t, "records") {
			// Around the size of a frame is where a mistake would be.
			size := rapid.SampledFrom([]int{0, 1, 65530, 65531, 65532, 65536, 131067, 200_000}).Draw(t, "size")
			body := bytes.Repeat([]byte{byte(len(records))}, size)
			records = append(records, record{bundle.Kind(rapid.Byte().Draw(t, "kind")), body})
		}
		var file bytes.Buffer
		w, err := bundle.NewWriter(&file, header(), by, to.Public(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			if err := w.Put(r.kind, r.body); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := read(file.Bytes(), by.Public(), to)
		same := func(a, b record) bool { return a.kind == b.kind && bytes.Equal(a.body, b.body) }
		if err != nil || !slices.EqualFunc(got, records, same) {
			t.Fatalf("%d records of %d, %v", len(got), len(records), err)
		}
	})
}

func TestEveryByteIsSigned(t *testing.T) {
	by, to := newKey(t), newKey(t)
	good := write(t, by, to, record{'B', []byte("first")}, record{'P', bytes.Repeat([]byte("x"), 70_000)})
	for i := range good {
		if i > 1000 && i < len(good)-200 && i%97 != 0 {
			continue // inside the frames one byte is like another
		}
		altered := bytes.Clone(good)
		altered[i] ^= 0x40
		if _, err := read(altered, by.Public(), to); codeOf(err) == "" {
			t.Errorf("byte %d may be altered: %v", i, err)
		}
	}
}

func TestCutAtAnyPlaceIsNamed(t *testing.T) {
	by, to := newKey(t), newKey(t)
	good := write(t, by, to, record{'B', []byte("first")}, record{'P', bytes.Repeat([]byte("x"), 70_000)})
	for n := 0; n < len(good); n += 1 + n/50 {
		want := bundle.Cut
		if n < 17 {
			want = bundle.NoBundle
		}
		if _, err := read(good[:n], by.Public(), to); codeOf(err) != want {
			t.Errorf("cut at %d: %v, want %s", n, err, want)
		}
	}
	if _, err := read(append(bytes.Clone(good), 0), by.Public(), to); codeOf(err) != bundle.Altered {
		t.Errorf("one byte more: %v", err)
	}
}

func TestOnlyItsMakerAndItsReader(t *testing.T) {
	by, to, other := newKey(t), newKey(t), newKey(t)
	file := write(t, by, to, record{'B', []byte("first")})
	if _, err := read(file, other.Public(), to); codeOf(err) != bundle.Altered {
		t.Errorf("another maker: %v", err)
	}
	if got, err := read(file, by.Public(), other); codeOf(err) != bundle.Altered {
		t.Errorf("another reader got %v, %v", got, err)
	}
	if bytes.Contains(file, []byte("first")) {
		t.Error("the content stands in the clear")
	}
}

func TestOtherFilesAndNewerVersions(t *testing.T) {
	by, to := newKey(t), newKey(t)
	newer := write(t, by, to)
	newer[16] = 2
	long := binary.BigEndian.AppendUint32(append([]byte("ONEWINDOW-BUNDLE"), 1), 1<<31-1)
	for name, c := range map[string]struct {
		file []byte
		want bundle.Code
	}{
		"empty":              {nil, bundle.NoBundle},
		"a PDF":              {[]byte("%PDF-1.7 and so on and on"), bundle.NoBundle},
		"a newer version":    {newer, bundle.Newer},
		"an endless header":  {long, bundle.Altered},
		"no records at all":  {write(t, by, to), ""},
		"a header of a list": {append(binary.BigEndian.AppendUint32(append([]byte("ONEWINDOW-BUNDLE"), 1), 2), "[]"...), bundle.Altered},
	} {
		if _, err := read(c.file, by.Public(), to); codeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestRecordTooLongIsNotWritten(t *testing.T) {
	w, err := bundle.NewWriter(io.Discard, header(), newKey(t), newKey(t).Public(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Put('B', make([]byte, bundle.MaxRecord+1)); err == nil {
		t.Error("it was written")
	}
}

// Whatever stands in a file, the reader ends, and with a code.
func FuzzOpen(f *testing.F) {
	by, to := newKey(f), newKey(f)
	f.Add(write(f, by, to))
	f.Add(write(f, by, to, record{'B', []byte("first")}, record{'P', bytes.Repeat([]byte("x"), 70_000)}))
	f.Add([]byte("ONEWINDOW-BUNDLE\x01\x00\x00\x00\x02{}\x80\x00\x00\x10"))
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := bundle.Open(bytes.NewReader(file))
		if err != nil {
			if codeOf(err) == "" {
				t.Errorf("no code: %v", err)
			}
			return
		}
		records, err := b.Records(to)
		for err == nil {
			var body []byte
			if _, body, err = records.Next(); len(body) > len(file) {
				t.Fatalf("%d bytes of content out of %d", len(body), len(file))
			}
		}
		if !errors.Is(err, io.EOF) && codeOf(err) == "" {
			t.Errorf("no code: %v", err)
		}
	})
}
