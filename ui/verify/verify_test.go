package verify

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
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
