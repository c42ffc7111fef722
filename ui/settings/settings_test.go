package settings

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/ui/frame/frametest"
)

type bench struct {
	counter *desktest.Counter
	frame   *frametest.Frame
	view    *View
	synced  int // how often the page of the exchange was asked for
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{counter: desktest.New(t), frame: frametest.New(t, 1186, 690)}
	b.view = New(Params{Desk: b.counter.Desk, Frame: b.frame, Version: "1.2.3", Data: "/data", OpenSync: func() { b.synced++ }})
	b.frame.Show(b.view)
	return b
}

// words are those of the exchange's card.
func (b *bench) words() string { return frametest.Words(b.view.sync.card) }

func TestSettingsAreKeptAndReadAgain(t *testing.T) {
	b := newBench(t)
	b.view.window.SetValue("07")
	b.view.printer.SetValue(" ipp://printer/ipp/print ")
	b.view.central.SetValue("https://centre.example:8470")
	b.frame.Router().Press("Ctrl+S")
	want := desk.Settings{Window: "07", Printer: "ipp://printer/ipp/print", Central: "https://centre.example:8470"}
	got := b.counter.Settings()
	if got.Window != want.Window || got.Printer != want.Printer || got.Central != want.Central {
		t.Errorf("kept %+v, want %+v", got, want)
	}
	if b.frame.LastTitle() != "已保存设置" || b.frame.Changes != 1 {
		t.Errorf("title %q, %d changes told", b.frame.LastTitle(), b.frame.Changes)
	}
	again := New(Params{Desk: b.counter.Desk, Frame: b.frame})
	if again.window.Value() != "07" || again.central.Value() != want.Central {
		t.Errorf("read again as %q and %q", again.window.Value(), again.central.Value())
	}
}

func TestWrongSettingIsMarkedWhereItStands(t *testing.T) {
	for name, wrong := range map[string]string{"window": "7", "printer": "printer", "central": "ftp://centre"} {
		b := newBench(t)
		b.view.fields[name].SetValue(wrong)
		b.view.Save()
		if !b.view.fields[name].Wrong() || len(b.frame.Errors) != 1 {
			t.Errorf("%s %q: wrong is %v, told %v", name, wrong, b.view.fields[name].Wrong(), b.frame.Errors)
		}
		if got := b.counter.Settings(); got.Window != "03" || got.Printer != "" || got.Central != "" {
			t.Errorf("%s %q was kept: %+v", name, wrong, got)
		}
	}
}

func TestWhatIsTypedStaysWhenThePageIsLeft(t *testing.T) {
	b := newBench(t)
	b.frame.Press(fyne.KeyEnd, fyne.KeyBackspace)
	b.frame.Type("9")
	b.view.Stale()
	b.frame.Show(b.view)
	if got := b.view.window.Value(); got != "09" {
		t.Errorf("the window field holds %q", got)
	}
}

func picture(t *testing.T, side int) []byte {
	t.Helper()
	var raw bytes.Buffer
	if err := png.Encode(&raw, image.NewNRGBA(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return raw.Bytes()
}

func TestSealIsAPictureOfSensibleSize(t *testing.T) {
	good := picture(t, 40)
	for name, v := range map[string]struct {
		raw  []byte
		want bool
	}{
		"a picture": {good, true}, "half a picture": {good[:len(good)/2], false}, "text": {[]byte("seal"), false},
		"nothing": {nil, false}, "far too wide": {picture(t, widestSeal+1), false},
	} {
		if got := usable(v.raw); got != v.want {
			t.Errorf("%s: usable is %v", name, got)
		}
	}
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "seal.png")
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	b.view.stamp.load(path)
	b.view.Save()
	b.view.stamp.load(filepath.Join(t.TempDir(), "gone.png"))
	b.view.Save()
	if got := b.counter.Settings().Seal; !bytes.Equal(got, good) {
		t.Errorf("the seal kept has %d bytes, want %d", len(got), len(good))
	}
	b.view.stamp.take(nil)
	b.view.Save()
	if got := b.counter.Settings().Seal; len(got) > 0 {
		t.Errorf("removed, the seal still has %d bytes", len(got))
	}
}

// The settings tell of the exchange in a line and lead to its page.
func TestSettingsLeadToTheExchange(t *testing.T) {
	b := newBench(t)
	if _, err := b.counter.Accepted("南湖区卫生健康局", "卫生站"); err != nil {
		t.Fatal(err)
	}
	b.view.Stale()
	if words := b.words(); !strings.Contains(words, "待同步 2 条，待处理 0 条") {
		t.Errorf("the card says:\n%s", words)
	}
	b.view.sync.open.Press()
	if b.synced != 1 {
		t.Error("the button leads nowhere")
	}
}

// sample is a calendar for 2027. It is invented: the notice is not known.
const sample = "../../app/workday/testdata/sample-2027.ics"

func TestAdministratorImportsTheCalendarAndSeesWhatMoved(t *testing.T) {
	b := newBench(t)
	b.counter.Time = b.counter.Time.AddDate(0, 0, 70) // 2027-02-01
	file, err := b.counter.Accepted("南湖区卫生健康局", "城南片区公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	b.frame.Show(b.view)
	if words := frametest.Words(b.view.days.card); !strings.Contains(words, "2026 年之后的放假安排尚未公布") || strings.Contains(words, "导入日历") {
		t.Errorf("a clerk is shown\n%s", words)
	}
	if err := b.counter.SwitchUser("admin"); err != nil {
		t.Fatal(err)
	}
	b.frame.Show(b.view)
	b.frame.Router().Press("F9")
	b.frame.Type(sample)
	b.frame.Press(fyne.KeyReturn)
	if len(b.frame.Errors) > 0 || b.frame.LastTitle() != "日历已导入" {
		t.Fatalf("told %v, title %q", b.frame.Errors, b.frame.LastTitle())
	}
	words := frametest.Words(b.frame.Dialog())
	for _, part := range []string{"2027 年：", "1 件在办办件的期限重新计算", file.Number, file.Deadline.Due.String() + " → "} {
		if !strings.Contains(words, part) {
			t.Errorf("%q is not among\n%s", part, words)
		}
	}
	b.frame.Press(fyne.KeyReturn)
	if words := frametest.Words(b.view.days.card); !strings.Contains(words, "2027 年") || !strings.Contains(words, "本窗口导入") {
		t.Errorf("the card says\n%s", words)
	}
}

func TestCalendarThatCannotBeReadIsTold(t *testing.T) {
	b := newBench(t)
	if err := b.counter.SwitchUser("admin"); err != nil {
		t.Fatal(err)
	}
	b.frame.Show(b.view)
	bad := filepath.Join(t.TempDir(), "2027.csv")
	if err := os.WriteFile(bad, []byte("2027-13-01,off,元旦\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.view.days.take(bad)
	if len(b.frame.Errors) != 1 || b.frame.Dialog() != nil || strings.Contains(frametest.Words(b.view.days.card), "2027 年\n") {
		t.Errorf("told %v", b.frame.Errors)
	}
}

func TestCalendarOfAnOfficeWithACentreIsNotImportedHere(t *testing.T) {
	b := newBench(t)
	b.counter.Line = desk.LineState{Configured: true, Online: true}
	if err := b.counter.SwitchUser("admin"); err != nil {
		t.Fatal(err)
	}
	b.frame.Show(b.view)
	b.frame.Router().Press("F9")
	if b.frame.Dialog() != nil || strings.Contains(frametest.Words(b.view.days.card), "导入日历") {
		t.Error("an import is offered")
	}
}

// How areas are stated is in force at once.
func TestAreasAreStatedAsChosen(t *testing.T) {
	b := newBench(t)
	b.view.land.choose(onEllipsoid)
	if len(b.frame.Errors) > 0 || !b.counter.LandSettings().Ellipsoidal {
		t.Errorf("in force %+v, told %v", b.counter.LandSettings(), b.frame.Errors)
	}
	b.view.Shown()
	if on := b.view.land.areas.On(); len(on) != 1 || on[0] != onEllipsoid {
		t.Errorf("shown %v", on)
	}
}

// How the exchange stands is read whole, not cut off at the room of before.
func TestHowTheExchangeStandsIsReadWhole(t *testing.T) {
	b := newBench(t)
	b.frame.Window().Resize(b.frame.Window().Canvas().Size())
	if got, want := b.view.sync.words.Size().Width, b.view.sync.words.MinSize().Width; got < want {
		t.Errorf("the words have %v of %v pixels", got, want)
	}
}
