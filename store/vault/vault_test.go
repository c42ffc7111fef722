package vault_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"onewindow/store/vault"
)

func newKey(t testing.TB) *vault.Key {
	t.Helper()
	k, err := vault.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestRecord(t *testing.T) {
	k := newKey(t)
	rapid.Check(t, func(rt *rapid.T) {
		record := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(rt, "record")
		context := rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(rt, "context")
		frame := k.Seal(record, context)
		if len(frame) != len(record)+vault.Overhead {
			rt.Fatalf("%d bytes for %d", len(frame), len(record))
		}
		got, err := k.Open(frame, context)
		if err != nil || got == nil || !bytes.Equal(got, record) {
			rt.Fatalf("%x, %v", got, err)
		}
		if _, err := k.Open(frame, append(context, 0)); !errors.Is(err, vault.ErrForged) {
			rt.Fatalf("elsewhere: %v", err)
		}
		if _, err := newKey(t).Open(frame, context); !errors.Is(err, vault.ErrForged) {
			rt.Fatalf("another key: %v", err)
		}
		cut := frame[:rapid.IntRange(0, len(frame)-1).Draw(rt, "cut")]
		if _, err := k.Open(cut, context); !errors.Is(err, vault.ErrForged) {
			rt.Fatalf("cut to %d: %v", len(cut), err)
		}
		flipped := bytes.Clone(frame)
		flipped[rapid.IntRange(0, len(frame)-1).Draw(rt, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
		if _, err := k.Open(flipped, context); !errors.Is(err, vault.ErrForged) {
			rt.Fatalf("flipped: %v", err)
		}
	})
}

func TestNames(t *testing.T) {
	k, other := newKey(t), newKey(t)
	name := k.Name([]byte("a"))
	if !bytes.Equal(name, k.Name([]byte("a"))) {
		t.Error("one name, two words for it")
	}
	if bytes.Equal(name, k.Name([]byte("b"))) || bytes.Equal(name, other.Name([]byte("a"))) {
		t.Error("two names, one word for them")
	}
}

func sealFile(t testing.TB, k *vault.Key, plain []byte) []byte {
	t.Helper()
	var sealed bytes.Buffer
	w, err := k.NewWriter(&sealed)
	if err == nil {
		_, err = io.Copy(w, iotest.HalfReader(bytes.NewReader(plain)))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return sealed.Bytes()
}

func TestFile(t *testing.T) {
	k := newKey(t)
	const piece = 64 << 10
	for _, size := range []int{0, 1, piece - 1, piece, piece + 1, 2*piece - 1, 2 * piece, 3*piece + 7} {
		plain := bytes.Repeat([]byte{byte(size), 2, 3}, size/3+1)[:size]
		sealed := sealFile(t, k, plain)
		got, err := io.ReadAll(k.NewReader(iotest.HalfReader(bytes.NewReader(sealed))))
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%d bytes: %d came back, %v", size, len(got), err)
		}
		if _, err := io.ReadAll(newKey(t).NewReader(bytes.NewReader(sealed))); !errors.Is(err, vault.ErrForged) {
			t.Errorf("%d bytes, another key: %v", size, err)
		}
		for name, spoilt := range spoil(sealed) {
			if got, err := io.ReadAll(k.NewReader(bytes.NewReader(spoilt))); !errors.Is(err, vault.ErrForged) {
				t.Errorf("%d bytes, %s: %d came back, %v", size, name, len(got), err)
			}
		}
	}
}

// spoil damages an encrypted file in the ways that disks and people do.
func spoil(sealed []byte) map[string][]byte {
	const head, piece = 21, 64<<10 + 16
	ways := map[string][]byte{
		"nothing left":  {},
		"half a head":   sealed[:10],
		"only the head": sealed[:head],
		"last byte off": sealed[:len(sealed)-1],
		"a byte more":   append(bytes.Clone(sealed), 0),
	}
	for _, at := range []int{0, 4, 12, head, len(sealed) / 2, len(sealed) - 1} {
		if at < len(sealed) {
			flipped := bytes.Clone(sealed)
			flipped[at] ^= 0x10
			ways["a bit of byte "+string(rune('a'+at%26))] = flipped
		}
	}
	if len(sealed) > head+piece {
		ways["a piece off the end"] = sealed[:head+piece]
		ways["a piece off the front"] = append(bytes.Clone(sealed[:head]), sealed[head+piece:]...)
	}
	return ways
}

func TestFailingDisk(t *testing.T) {
	k := newKey(t)
	failure := errors.New("disk")
	if _, err := k.NewReader(iotest.ErrReader(failure)).Read(make([]byte, 1)); !errors.Is(err, failure) {
		t.Errorf("reading: %v", err)
	}
	sealed := sealFile(t, k, []byte("plain"))
	broken := io.MultiReader(bytes.NewReader(sealed[:25]), iotest.ErrReader(failure))
	if _, err := io.ReadAll(k.NewReader(broken)); !errors.Is(err, failure) {
		t.Errorf("reading on: %v", err)
	}
}

// memory is a keyring that keeps what it is told, unless it is broken.
type memory struct {
	kept   map[string]string
	broken error
	lossy  bool
}

func (m *memory) Get(name string) (string, error) {
	secret, ok := m.kept[name]
	if m.broken != nil || !ok {
		return "", errors.Join(m.broken, errors.New("no such secret"))
	}
	return secret, nil
}

func (m *memory) Set(name, secret string) error {
	if !m.lossy {
		m.kept[name] = secret
	}
	return m.broken
}

func TestEveryLockOpens(t *testing.T) {
	ring := &memory{kept: map[string]string{}}
	secrets := map[string]vault.Secret{
		"passphrase": vault.Passphrase("一张桌子 two chairs"),
		"keyring":    vault.Keyring(ring),
		"open":       vault.Open(),
	}
	for first := range secrets {
		dir := t.TempDir()
		file, key, err := vault.Create(dir, rand.Reader, secrets[first])
		if err != nil {
			t.Fatal(err)
		}
		frame := key.Seal([]byte("record"), nil)
		for name, s := range secrets {
			if name != first {
				if _, err := file.Open(s); !errors.Is(err, vault.ErrNoLock) {
					t.Errorf("%s before it was added: %v", name, err)
				}
				if err := file.Add(key, rand.Reader, s); err != nil {
					t.Fatal(err)
				}
			}
			again, err := vault.Read(dir)
			if err != nil {
				t.Fatal(err)
			}
			opened, err := again.Open(s)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got, err := opened.Open(frame, nil); err != nil || string(got) != "record" {
				t.Errorf("%s gives another key: %q, %v", name, got, err)
			}
		}
	}
}

func TestWrongSecrets(t *testing.T) {
	dir := t.TempDir()
	ring := &memory{kept: map[string]string{}}
	file, key, err := vault.Create(dir, rand.Reader, vault.Passphrase("right"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Open(vault.Passphrase("wrong")); !errors.Is(err, vault.ErrWrongSecret) {
		t.Errorf("wrong passphrase: %v", err)
	}
	if err := file.Add(key, rand.Reader, vault.Keyring(&memory{lossy: true})); err == nil {
		t.Error("a keyring that keeps nothing was trusted")
	}
	if err := file.Add(key, rand.Reader, vault.Keyring(ring)); err != nil {
		t.Fatal(err)
	}
	for name := range ring.kept {
		ring.kept[name] = "bm90IG91cnMsIGJ1dCAxNg=="
	}
	if _, err := file.Open(vault.Keyring(ring)); !errors.Is(err, vault.ErrWrongSecret) {
		t.Errorf("another's secret: %v", err)
	}
	ring.broken = errors.New("locked")
	if _, err := file.Open(vault.Keyring(ring)); !errors.Is(err, ring.broken) {
		t.Errorf("a keyring that is locked: %v", err)
	}
	if err := file.Replace(key, rand.Reader, vault.Passphrase("another"), vault.ByPassphrase); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Open(vault.Passphrase("right")); !errors.Is(err, vault.ErrWrongSecret) {
		t.Errorf("the passphrase before: %v", err)
	}
	if _, err := file.Open(vault.Passphrase("another")); err != nil {
		t.Errorf("the new passphrase: %v", err)
	}
	if err := file.Remove(vault.ByKeyring); err != nil || file.Has(vault.ByKeyring) {
		t.Errorf("the lock is still there: %v", err)
	}
	if err := file.Remove(vault.ByPassphrase); !errors.Is(err, vault.ErrNoLock) {
		t.Errorf("the last lock went: %v", err)
	}
	if _, _, err := vault.Create(dir, rand.Reader, vault.Open()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second key file: %v", err)
	}
}

// A locked key file must not hold what opens it.
func TestKeyFileTellsNothing(t *testing.T) {
	dir := t.TempDir()
	ring := &memory{kept: map[string]string{}}
	if _, _, err := vault.Create(dir, rand.Reader, vault.Keyring(ring)); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, vault.KeyFileName))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range ring.kept {
		if strings.Contains(string(raw), secret) {
			t.Error("the secret of the keyring stands in the key file")
		}
	}
	info, err := os.Stat(filepath.Join(dir, vault.KeyFileName))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestKeyFilesThatAreNone(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		want error
	}{
		"empty":         {"", vault.ErrKeyFile},
		"no JSON":       {"onewindow", vault.ErrKeyFile},
		"newer":         {`{"format": 2, "folder": {}}`, vault.ErrNewerFormat},
		"no format":     {`{"folder": "f", "locks": [{"kind": "open"}]}`, vault.ErrKeyFile},
		"no locks":      {`{"format": 1, "folder": "f", "locks": []}`, vault.ErrKeyFile},
		"other content": {`{"format": 1, "folder": 3}`, vault.ErrKeyFile},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, vault.KeyFileName), []byte(c.raw), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.Read(dir); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := vault.Read(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
}

// A forged key file must not make the machine work for hours.
func TestBoundsOfStretching(t *testing.T) {
	dir := t.TempDir()
	raw := `{"format":1,"folder":"f","locks":[{"kind":"passphrase","root":"AQ==","salt":"AQ==","passes":4000000,"memory":4000000000,"lanes":1}]}`
	if err := os.WriteFile(filepath.Join(dir, vault.KeyFileName), []byte(raw), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := vault.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Open(vault.Passphrase("x")); !errors.Is(err, vault.ErrKeyFile) {
		t.Errorf("%v", err)
	}
}

// Nothing that stands in a frame, a file or a key file makes the vault panic or
// open what was not sealed.
func FuzzHostile(f *testing.F) {
	key := newKey(f)
	f.Add(key.Seal([]byte("x"), nil)[:20])
	f.Add(sealFile(f, key, []byte("x"))[:30])
	f.Add([]byte(`{"format":1,"folder":"f","locks":[{"kind":"open","root":"AQ=="}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := key.Open(raw, nil); !errors.Is(err, vault.ErrForged) {
			t.Fatalf("record: %v", err)
		}
		if _, err := io.ReadAll(key.NewReader(bytes.NewReader(raw))); !errors.Is(err, vault.ErrForged) {
			t.Fatalf("file: %v", err)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, vault.KeyFileName), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		wantOpenedOrRefused(t, dir, raw)
	})
}

// wantOpenedOrRefused tries every kind of secret on a key file.
func wantOpenedOrRefused(t *testing.T, dir string, raw []byte) {
	t.Helper()
	file, err := vault.Read(dir)
	if err != nil {
		if !errors.Is(err, vault.ErrKeyFile) && !errors.Is(err, vault.ErrNewerFormat) {
			t.Fatalf("key file: %v", err)
		}
		return
	}
	secrets := []vault.Secret{vault.Open(), vault.Keyring(emptyRing{})}
	if isQuick(raw) {
		secrets = append(secrets, vault.Passphrase("x"))
	}
	for _, s := range secrets {
		if _, err := file.Open(s); err == nil && s != vault.Open() {
			t.Fatalf("%T opens a lock that nobody made", s)
		}
	}
}

// emptyRing is a keyring that keeps nothing.
type emptyRing struct{}

func (emptyRing) Get(string) (string, error) { return "", errors.New("empty") }
func (emptyRing) Set(string, string) error   { return errors.New("full") }

// isQuick says whether a passphrase can be tried in no time.
func isQuick(raw []byte) bool {
	var file struct {
		Locks []struct{ Passes, Memory uint64 }
	}
	if json.Unmarshal(raw, &file) != nil {
		return false
	}
	cost := uint64(0)
	for _, l := range file.Locks {
		if l.Passes > 4 || l.Memory > 1<<10 {
			return false
		}
		cost += l.Passes * l.Memory
	}
	return cost < 4<<10
}

// A forged key file cannot make the machine read, calculate or hold more than a
// true one.
func TestAKeyFileIsBounded(t *testing.T) {
	lock := `{"kind":"passphrase","root":"AQ==","salt":"AAAA","passes":%d,"memory":%d,"lanes":%d}`
	of := func(locks ...string) string {
		return `{"format":1,"folder":"f","locks":[` + strings.Join(locks, ",") + `]}`
	}
	for name, raw := range map[string]string{
		"many passes":       of(fmt.Sprintf(lock, 17, 64, 1)),
		"no pass":           of(fmt.Sprintf(lock, 0, 64, 1)),
		"much memory":       of(fmt.Sprintf(lock, 1, 512<<10, 1)),
		"all memory":        of(fmt.Sprintf(lock, 1, uint32(1<<32-1), 1)),
		"no lane":           of(fmt.Sprintf(lock, 1, 64, 0)),
		"many locks":        of(slices.Repeat([]string{fmt.Sprintf(lock, 1, 64, 1)}, 17)...),
		"a long one":        of(fmt.Sprintf(lock, 1, 64, 1)) + strings.Repeat(" ", 64<<10),
		"deep":              strings.Repeat("[", 60<<10),
		"a short root":      `{"format":1,"folder":"f","locks":[{"kind":"open","root":"AQ=="}]}`,
		"a lock of no kind": `{"format":1,"folder":"f","locks":[{}]}`,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, vault.KeyFileName), []byte(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := vault.Read(dir)
		if err == nil {
			_, err = file.Open(vault.Passphrase("x"))
		}
		if name == "a short root" || name == "a lock of no kind" {
			if _, open := file.Open(vault.Open()); open == nil || !errors.Is(err, vault.ErrNoLock) {
				t.Errorf("%s: %v, %v", name, err, open)
			}
			continue
		}
		if !errors.Is(err, vault.ErrKeyFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
