package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/seal"
	"onewindow/app/workday"
	"onewindow/assets"
	"onewindow/ui/text"
)

// papers is a folder with the keyring of a window, and what the window printed.
type papers struct {
	folder  string
	issuing *seal.PrivateKey
	book    desk.Keyring
}

func newPapers(t *testing.T) *papers {
	t.Helper()
	if err := text.Use(assets.Translations, "zh"); err != nil {
		t.Fatal(err)
	}
	issuing, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &papers{folder: t.TempDir(), issuing: issuing, book: desk.Keyring{Issuing: issuing.Public().Bytes(), Base: "HTTP://TEST"}}
	p.keep(t)
	return p
}

func (p *papers) keep(t *testing.T) {
	t.Helper()
	if err := writeKeyring(p.folder, p.book); err != nil {
		t.Fatal(err)
	}
}

func day(t *testing.T, s string) workday.Date {
	t.Helper()
	d, err := workday.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// permit is the payload of a permit that the centre signed.
func (p *papers) permit(t *testing.T, by *seal.PrivateKey) string {
	t.Helper()
	payload, err := seal.Sign(by, seal.Statement{
		Kind: seal.DocumentKind(casefile.Permit.Code()), Number: "3304022026XS0000128", Item: "A", Office: "330402-nh",
		Date: day(t, "2026-11-27"), Edition: 1, Until: day(t, "2029-11-26"),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

// run is what the command says, and its exit code.
func (p *papers) run(t *testing.T, c verifyCommand, in io.Reader, today string) (string, exitCode) {
	t.Helper()
	c.Data = p.folder
	var out bytes.Buffer
	err := c.verify(t.Context(), in, &out, day(t, today))
	var code exitCode
	if err != nil && !errors.As(err, &code) {
		t.Fatal(err)
	}
	return out.String(), code
}

func TestVerdictsAreExitCodes(t *testing.T) {
	p := newPapers(t)
	stranger, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good := p.permit(t, p.issuing)
	altered := good[:20] + strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%2 }, good[20:21]) + good[21:]
	for name, v := range map[string]struct {
		what, today string
		code        exitCode
		says        string
	}{
		"genuine":       {good, "2029-11-26", 0, "真实有效"},
		"an address":    {strings.ToLower(seal.URL("http://test", good)), "2026-11-27", 0, "3304022026XS0000128"},
		"expired":       {good, "2029-11-27", 3, "失效日期: 2029年11月27日"},
		"altered":       {altered, "2026-11-27", 8, "改动"},
		"another key's": {p.permit(t, stranger), "2026-11-27", 6, "不能采信"},
		"nonsense":      {"HELLO", "2026-11-27", 9, "不是本系统的二维码"},
	} {
		if said, code := p.run(t, verifyCommand{What: []string{v.what}}, nil, v.today); code != v.code || !strings.Contains(said, v.says) {
			t.Errorf("%s: exit code %d\n%s", name, code, said)
		}
	}
	if _, code := p.run(t, verifyCommand{What: []string{good, altered, good}}, nil, "2026-11-27"); code != 8 {
		t.Errorf("of three the worst: %d", code)
	}
	if said, code := p.run(t, verifyCommand{What: []string{"-"}}, strings.NewReader(good+"\n"), "2026-11-27"); code != 0 {
		t.Errorf("on the standard input: %d\n%s", code, said)
	}
}

func TestListOfTheCentreIsHeeded(t *testing.T) {
	p := newPapers(t)
	good := p.permit(t, p.issuing)
	signed, err := seal.Parse(good)
	if err != nil {
		t.Fatal(err)
	}
	p.book.List, err = seal.SignList(p.issuing, seal.List{
		Serial: 2, Issued: day(t, "2026-12-02"), Issuing: []seal.Successor{{Key: p.issuing.Public(), From: day(t, "2026-01-01")}},
		Documents: []seal.Withdrawal{{Mark: signed.Mark(), Verdict: seal.Withdrawn, On: day(t, "2026-12-01")}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.keep(t)
	said, code := p.run(t, verifyCommand{What: []string{good}, JSON: true}, nil, "2027-01-01")
	var list []verified
	if err := json.Unmarshal([]byte(said), &list); err != nil || code != 5 || len(list) != 1 ||
		list[0].Verdict != seal.Withdrawn || list[0].Ended != day(t, "2026-12-01") || !list[0].Centre {
		t.Errorf("%v, exit code %d\n%s", err, code, said)
	}
}

func TestPrintedFileIsVerified(t *testing.T) {
	p, c := newPapers(t), desktest.New(t)
	accepted, err := c.Accepted("南湖区卫生健康局", "城南片区公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	p.book = c.Keyring()
	p.keep(t)
	first, err := c.Print(accepted.ID, casefile.Acceptance, "")
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Print(accepted.ID, casefile.Acceptance, "遗失")
	if err != nil {
		t.Fatal(err)
	}
	if said, code := p.run(t, verifyCommand{What: []string{first.Path}}, nil, "2026-11-23"); code != 0 || !strings.Contains(said, "受理通知书") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if said, code := p.run(t, verifyCommand{What: []string{again.Path}}, nil, "2026-11-23"); code != 0 || !strings.Contains(said, "补打 2") {
		t.Errorf("the reprint: exit code %d\n%s", code, said)
	}
	blank := filepath.Join(t.TempDir(), "blank.pdf")
	if err := os.WriteFile(blank, []byte("%PDF-1.4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", "") // without poppler
	if said, code := p.run(t, verifyCommand{What: []string{blank}}, nil, "2026-11-23"); code != 9 || !strings.Contains(said, "没有找到二维码") {
		t.Errorf("a blank page: exit code %d\n%s", code, said)
	}
	kept := filepath.Join(t.TempDir(), "code.txt")
	if err := os.WriteFile(kept, []byte(first.Document.Sheet.URL), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, code := p.run(t, verifyCommand{What: []string{kept}}, nil, "2026-11-23"); code != 0 {
		t.Errorf("a file of text: exit code %d\n%s", code, said)
	}
}

func TestVerifySaysWhatIsMissing(t *testing.T) {
	p := newPapers(t)
	gone := verifyCommand{Data: p.folder, What: []string{filepath.Join(p.folder, "gone.pdf")}}
	if err := gone.verify(t.Context(), nil, io.Discard, day(t, "2026-11-23")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	empty := verifyCommand{Data: t.TempDir(), What: []string{"HELLO"}}
	if err := empty.verify(t.Context(), nil, io.Discard, day(t, "2026-11-23")); err == nil || !strings.Contains(err.Error(), "公钥簿") {
		t.Errorf("a folder without a keyring: %v", err)
	}
	if c, command := parse(t, "verify", "--json", "--data", "D", "a.pdf", "b.png"); command != "verify <document>" || !c.Verify.JSON || len(c.Verify.What) != 2 {
		t.Errorf("command %q, %+v", command, c.Verify)
	}
}
