package verify

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/ui/frame/frametest"
)

type bench struct {
	counter *desktest.Counter
	frame   *frametest.Frame
	view    *View
	file    casefile.Case
	code    string // of the permit
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{counter: desktest.New(t), frame: frametest.New(t, 1186, 690)}
	var err error
	if b.file, err = b.counter.Issued("南湖区卫生健康局", "城南片区公共卫生中心"); err != nil {
		t.Fatal(err)
	}
	document, err := b.counter.Document(b.file.ID, casefile.Permit)
	if err != nil {
		t.Fatal(err)
	}
	b.code = document.Sheet.URL
	b.view = New(Params{Desk: b.counter.Desk, Frame: b.frame})
	b.frame.Show(b.view)
	return b
}

// words are those on the verdict's card.
func (b *bench) words() string { return frametest.Words(b.view.card) }

// scan types a code and Enter, as a scanner does.
func (b *bench) scan(code string) {
	b.frame.Type(code)
	b.frame.Press(fyne.KeyReturn)
}

func TestScannedPermitIsGenuineAndLeadsToItsCase(t *testing.T) {
	b := newBench(t)
	b.scan(b.code)
	words := b.words()
	for _, want := range []string{"真实有效", "用地预审与选址意见书", "中心", b.file.Number, "待领证", "嘉兴市自然资源和规划局南湖分局"} {
		if !strings.Contains(words, want) {
			t.Errorf("the card lacks %q:\n%s", want, words)
		}
	}
	if title := b.frame.LastTitle(); !strings.HasPrefix(title, "核验 真实有效 330402") {
		t.Errorf("title %q", title)
	}
	b.frame.Router().Press("Ctrl+Enter")
	if len(b.frame.Opened) != 1 || b.frame.Opened[0] != b.file.ID {
		t.Errorf("opened %v", b.frame.Opened)
	}
}

func TestNextScanReplacesTheOneBefore(t *testing.T) {
	b := newBench(t)
	b.scan("HELLO")
	if words := b.words(); !strings.Contains(words, "不是本系统的二维码") {
		t.Errorf("a foreign code: %s", words)
	}
	b.scan(b.code)
	if words := b.words(); !strings.Contains(words, "真实有效") || b.view.input.Entry.Text != b.code {
		t.Errorf("the second scan was mixed with the first: %q", b.view.input.Entry.Text)
	}
	b.frame.Press(fyne.KeyEscape)
	if b.view.input.Entry.Text != "" || !strings.Contains(b.words(), "请扫描") {
		t.Error("Esc does not clear the page")
	}
}

func TestAlteredPaperIsNotBelieved(t *testing.T) {
	b := newBench(t)
	last := b.code[len(b.code)-5]
	other := byte('0')
	if last == other {
		other = '1'
	}
	b.view.Scan(b.code[:len(b.code)-5] + string(other) + b.code[len(b.code)-4:])
	words := b.words()
	if strings.Contains(words, "真实有效") || strings.Contains(words, b.file.Number) {
		t.Errorf("an altered code is shown as\n%s", words)
	}
	b.frame.Router().Press("Ctrl+Enter")
	if len(b.frame.Opened) > 0 {
		t.Error("an altered code leads to a case")
	}
}

func TestPasteAndVerify(t *testing.T) {
	b := newBench(t)
	fyne.CurrentApp().Clipboard().SetContent(" " + b.code + "\n")
	b.frame.Press("F8")
	if words := b.words(); !strings.Contains(words, "真实有效") {
		t.Errorf("pasted, the code is\n%s", words)
	}
}

// printed prints the acceptance notice and gives the saved copy.
func (b *bench) printed(t *testing.T, reason string) string {
	t.Helper()
	done, err := b.counter.Print(b.file.ID, casefile.Acceptance, reason)
	if err != nil {
		t.Fatal(err)
	}
	return done.Path
}

func TestDroppedFilesAreJudgedTogether(t *testing.T) {
	b := newBench(t)
	first, again := b.printed(t, ""), b.printed(t, "遗失")
	b.view.Dropped([]string{first, again})
	words := b.words()
	for _, want := range []string{"真实有效", "真实有效 · 补打 2", "受理通知书", "共打印 2 次，其中补打 1 次", filepath.Base(first), filepath.Base(again)} {
		if !strings.Contains(words, want) {
			t.Errorf("the cards lack %q:\n%s", want, words)
		}
	}
	if n := len(b.view.card.Objects); n != 2 {
		t.Errorf("%d cards for two files", n)
	}
	b.frame.Router().Press("Ctrl+Enter")
	if len(b.frame.Opened) != 1 {
		t.Errorf("opened %v", b.frame.Opened)
	}
}

func TestFileIsChosenByKeyboard(t *testing.T) {
	b := newBench(t)
	path := b.printed(t, "")
	b.frame.Press("F9")
	if b.frame.Dialog() == nil {
		t.Fatal("F9 asks for no file")
	}
	b.frame.Type(path)
	b.frame.Press(fyne.KeyReturn)
	if words := b.words(); !strings.Contains(words, "真实有效") {
		t.Errorf("the chosen file is\n%s", words)
	}
}

func TestFileWithoutACodeIsToldOf(t *testing.T) {
	b := newBench(t)
	b.scan(b.code)
	path := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(path, []byte("HELLO"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.view.Dropped([]string{path})
	if len(b.frame.Errors) != 1 {
		t.Fatalf("told %v", b.frame.Errors)
	}
	if words := b.words(); strings.Contains(words, "真实有效") {
		t.Error("the verdict of the scan before still stands")
	}
}

func TestRevokedPermitIsNotShownAsGood(t *testing.T) {
	b := newBench(t)
	b.handOver(t)
	err := b.counter.As("zhoumin", func() error {
		_, err := b.counter.Do(b.file.ID, desk.Revoke, map[string]string{"reason": "以欺骗手段取得", "basis": "《中华人民共和国行政许可法》第六十九条"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b.scan(b.code)
	words := b.words()
	for _, want := range []string{"已撤销", "不再具有效力", "失效日期"} {
		if !strings.Contains(words, want) {
			t.Errorf("the card lacks %q:\n%s", want, words)
		}
	}
	if strings.Contains(words, "真实有效") {
		t.Error("it is called genuine")
	}
}

// handOver prints the permit and hands it over.
func (b *bench) handOver(t *testing.T) {
	t.Helper()
	if _, err := b.counter.Print(b.file.ID, casefile.Permit, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := b.counter.HandOver(b.file.ID, "张伟东", "330402199003070015"); err != nil {
		t.Fatal(err)
	}
}
