package intake

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/ui/frame/frametest"
)

// bench is the intake page before a real desk.
type bench struct {
	*testing.T
	counter *desktest.Counter
	frame   *frametest.Frame
	view    *View
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{T: t, counter: desktest.New(t), frame: frametest.New(t, 1186, 690)}
	b.show()
	return b
}

// show opens the page, as after a start of the program.
func (b *bench) show() {
	b.view = New(b.counter.Desk, b.frame)
	b.Cleanup(b.view.Close)
	b.frame.Show(b.view)
}

func (b *bench) told() {
	b.Helper()
	if len(b.frame.Errors) > 0 {
		b.Fatalf("the user was told of %v", b.frame.Errors)
	}
}

// typed are the fields of the form in the order Tab goes.
func typed() []string {
	return []string{
		"2601-330402-04-01-000013", "南湖区城南片区公共卫生中心", "嘉兴市南湖区卫生健康局", "11330402002523454L", "0573-8283 0000",
		"", "", "南发改〔2026〕88号", "城南街道", "总建筑面积 24600 平方米", "1.8993", "1.2140", "0.9876", "0.6853",
	}
}

func (b *bench) fill() {
	b.Helper()
	for _, text := range typed() {
		b.frame.Type(text)
		b.frame.Press(fyne.KeyReturn) // like Tab, to the next field
	}
	b.told()
}

// papers puts everything that is needed on the counter.
func (b *bench) papers() {
	b.Helper()
	boundary := filepath.Join(b.TempDir(), "界址点坐标.txt")
	if err := os.WriteFile(boundary, []byte(desktest.BoundaryFile), 0o600); err != nil {
		b.Fatal(err)
	}
	b.view.materials.tick("report", true)
	b.view.Dropped([]string{boundary})
	b.told()
}

func TestAnApplicationIsTypedAcceptedAndPrinted(t *testing.T) {
	b := newBench(t)
	b.fill()
	b.papers()
	b.frame.Router().Press("Ctrl+Enter")
	b.told()
	if want := "已受理 03-20261123-0001"; !slices.Contains(b.frame.Titles, want) {
		t.Errorf("titles %q, want %q among them", b.frame.Titles, want)
	}
	rows, total, err := b.counter.List(desk.OpenCases, desk.Query{Limit: 5})
	if err != nil || total != 1 {
		t.Fatalf("%d cases, %v", total, err)
	}
	view, err := b.counter.Open(rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []casefile.DocumentKind{casefile.Receipt, casefile.Acceptance} {
		if view.Case.Copies(kind) != 1 {
			t.Errorf("%s printed %d times", kind, view.Case.Copies(kind))
		}
	}
	if len(b.view.papers.Objects) != 2 {
		t.Errorf("%d documents are shown, want two", len(b.view.papers.Objects))
	}

	b.frame.Router().Press("Ctrl+Enter") // a second time does nothing
	b.frame.Router().Press("F3")
	if !b.view.working() || b.view.form.fields["project.code"].Value() != "" {
		t.Error("the next application does not begin with an empty form")
	}
	if _, total, _ = b.counter.List(desk.OpenCases, desk.Query{Limit: 5}); total != 1 {
		t.Errorf("%d cases after pressing twice", total)
	}
}

// At 150 % on a 1366×768 screen there is no room for names beside the buttons.
func TestHowManyAreWrongIsSaidOnASmallScreen(t *testing.T) {
	b := &bench{T: t, counter: desktest.New(t), frame: frametest.New(t, 731, 400)}
	b.show()
	b.frame.Router().Press("Ctrl+Enter")
	if words := b.view.foot.errors.Text; !strings.HasSuffix(words, " 处待更正") {
		t.Errorf("the foot says %q", words)
	}
	if high := b.view.foot.row.Size().Height; high > b.view.foot.accept.MinSize().Height+1 {
		t.Errorf("the foot is %v high", high)
	}
}

func TestEverythingWrongIsSaidAndTheCaretGoesToTheFirst(t *testing.T) {
	b := newBench(t)
	b.frame.Type("2601-330402-04-01-000013")
	b.frame.Press(fyne.KeyReturn, fyne.KeyReturn, fyne.KeyReturn)
	b.frame.Type("11330402002523454K")
	b.frame.Router().Press("Ctrl+Enter")
	code := b.view.form.fields["applicant.code"]
	if !code.Wrong() || !strings.Contains(code.Note(), "应为 L") {
		t.Errorf("under the credit code stands %q", code.Note())
	}
	if !b.view.form.fields["project.name"].Focused() {
		t.Error("the caret is not in the first wrong field")
	}
	if words := b.view.foot.errors.Text; !strings.Contains(words, "项目名称") || !strings.Contains(words, "界址点坐标") {
		t.Errorf("the foot says %q", words)
	}
	if _, total, _ := b.counter.List(desk.AllCases, desk.Query{Limit: 1}); total != 0 {
		t.Error("a case came into being")
	}
}

// What was typed is on the disk at once, and a later start goes on with it.
func TestADraftSurvivesTheProgram(t *testing.T) {
	b := newBench(t)
	b.frame.Type("2601-330402-04-01-000013")
	b.frame.Press(fyne.KeyReturn)
	b.frame.Type("半件申请")
	b.view.keeper.flush()
	drafts, err := b.counter.Drafts()
	if err != nil || len(drafts) != 1 {
		t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	b.show()
	b.view.Open(drafts[0])
	if got := b.view.form.fields["project.name"].Value(); got != "半件申请" {
		t.Errorf("the project is %q", got)
	}
	b.view.Shown()
	if !b.view.form.fields["applicant.name"].Focused() {
		t.Error("the caret is not where typing goes on")
	}
}

func TestKnownProjectFillsTheForm(t *testing.T) {
	b := newBench(t)
	b.fill()
	b.papers()
	b.frame.Router().Press("Ctrl+Enter")
	b.frame.Router().Press("F3")
	b.frame.Type("2601-330402-04-01-000013")
	b.frame.Press(fyne.KeyReturn)
	b.told()
	if got := b.view.form.fields["applicant.name"].Value(); got != "嘉兴市南湖区卫生健康局" {
		t.Errorf("the applicant is %q", got)
	}
	if note := b.view.form.fields["project.code"].Note(); !strings.Contains(note, "已带入") {
		t.Errorf("under the project code stands %q", note)
	}
}

// A file that is not there is told, and the draft keeps what it has.
func TestAMissingFileIsTold(t *testing.T) {
	b := newBench(t)
	b.papers()
	b.view.Dropped([]string{filepath.Join(t.TempDir(), "gone.pdf")})
	if len(b.frame.Errors) != 1 {
		t.Fatalf("told of %v", b.frame.Errors)
	}
	if files := b.view.draft.Materials["boundary"].Files; len(files) != 1 {
		t.Errorf("the material holds %d files", len(files))
	}
}

// The transfer route: its one item asks for the deal and, for standard land, for
// the indicators, which warn and never block.
func TestATransferOfStandardLandIsAccepted(t *testing.T) {
	b := newBench(t)
	b.fill()
	b.view.situation.choices["supply"].OnChanged([]string{"transfer"})
	b.view.situation.flags.OnChanged([]string{"standard_land"})
	b.told()
	if b.view.items.chips.Visible() || !b.view.form.fields["standard.tax"].Visible() {
		t.Fatal("the page does not follow the route")
	}
	for key, value := range map[string]string{
		"land.unit": "330402001023GB00123W00000000", "land.use": "工业用地", "land.deal": "嘉南土告〔2026〕7-3号",
		"land.price": "2860.5", "land.term": "50", "standard.intensity": "400", "standard.tax": "12", "standard.offices": "6",
	} {
		b.frame.Router().Focus(b.view.form.fields[key])
		b.frame.Type(value)
		b.frame.Press(fyne.KeyReturn)
	}
	for key, want := range map[string]string{
		"standard.intensity": "✓ 达标（350 万元/亩）", "standard.tax": "低于 28 万元/亩·年，请核对", "land.unit": "✓ 校验通过",
	} {
		if got := b.view.form.fields[key].Note(); got != want {
			t.Errorf("under %s stands %q, want %q", key, got, want)
		}
	}
	if got := b.view.form.block.note.Text; got != "达标 2 项，未达 1 项，未填 5 项；不影响受理" {
		t.Errorf("over the indicators stands %q", got)
	}
	b.view.materials.tick("identity", true)
	b.view.materials.tick("commitment", true)
	b.frame.Router().Press("Ctrl+Enter")
	b.told()
	file := b.only(desk.OpenCases)
	a := file.Application
	if file.Item != "C" || a.Deal == nil || a.Deal.Price != 2_860_500_000 || a.Deal.Years != 50 || a.Standard["tax"] != "12" ||
		a.Land.Unit != "330402001023GB00123W00000000" || a.Land.Use != "工业用地" {
		t.Errorf("item %s states %+v %v %+v", file.Item, a.Deal, a.Standard, a.Land)
	}
}

// Once A's certificate is there its project code proposes B: what A made is not
// asked for again, and its publicity serves.
func TestTheNextItemIsProposedAndTaken(t *testing.T) {
	b := newBench(t)
	first, err := b.counter.Issued("嘉兴市南湖区卫生健康局", "南湖区城南片区公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	b.frame.Type("2601-330402-04-01-000013")
	b.frame.Press(fyne.KeyReturn)
	if words := frametest.Words(b.view.items.strip); !strings.Contains(words, "可申请划拨决定书 + 建设用地规划许可证") {
		t.Fatalf("proposed %q", words)
	}
	b.frame.Router().Press("Ctrl+I")
	b.told()
	if words := frametest.Words(b.view.items.strip); !strings.Contains(words, first.Number) || !strings.Contains(words, "公示共用") {
		t.Errorf("B follows %q", words)
	}
	if words := frametest.Words(b.view.materials.content); !strings.Contains(words, "来自 "+first.Number) {
		t.Errorf("materials %q", words)
	}
	if !b.view.form.fields["land.unit"].Focused() || b.view.form.fields["land.location"].Value() == "" {
		t.Error("the form is not filled from A")
	}
	b.frame.Router().Focus(b.view.form.fields["land.area"])
	b.frame.Type("9")
	b.frame.Press(fyne.KeyReturn)
	if words := frametest.Words(b.view.items.strip); !strings.Contains(words, "公示不能共用：拟用地面积（公顷）有变化") {
		t.Errorf("with another area B follows %q", words)
	}
	b.view.keeper.flush()
	drafts, err := b.counter.Drafts()
	if err != nil || len(drafts) != 1 {
		t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	b.show()
	b.view.Open(drafts[0])
	if on := b.view.items.chips.On(); !slices.Equal(on, []string{"B"}) || !b.view.form.fields["land.unit"].Visible() {
		t.Errorf("a later start goes on with %v", on)
	}
	b.view.items.chips.OnChanged([]string{"A"})
	if b.view.form.fields["land.unit"].Visible() || len(b.view.draft.Earlier) > 0 || b.view.form.fields["land.location"].Value() == "" {
		t.Error("going back to A loses the form or keeps B's")
	}
}

// What is missing or wrong stands in the notice before a word is typed, and the
// case waits for the applicant.
func TestWhatIsMissingIsNotified(t *testing.T) {
	b := newBench(t)
	b.frame.Router().Press("F10") // nobody's papers cannot be taken in
	if b.frame.Dialog() != nil || b.frame.LastTitle() != "1 处待更正" {
		t.Fatalf("without a name: %q", b.frame.LastTitle())
	}
	b.frame.Router().Focus(b.view.form.fields["project.code"])
	b.fill()
	b.view.form.fields["applicant.code"].Focus()
	b.view.draft.Fields["applicant.code"] = "11330402002523454K"
	b.frame.Router().Press("F10")
	if b.frame.Dialog() == nil {
		t.Fatal("F10 asks for no defects")
	}
	b.frame.Router().Press("Ctrl+Enter")
	b.told()
	file := b.only(desk.ToMend)
	var whats []string
	for _, d := range file.OpenDefects() {
		whats = append(whats, d.What+" "+d.Reason)
	}
	want := []string{"申请报告（原件 1 份） 未提交", "界址点坐标（电子件 1 份） 未提交电子文件", "统一社会信用代码 / 证件号 末位校验不符，应为 L，请核对证照"}
	if !slices.Equal(whats, want) {
		t.Errorf("notified %q, want %q", whats, want)
	}
	if file.Copies(casefile.Receipt) != 1 || file.Copies(casefile.FirstNotice) != 1 {
		t.Errorf("prints %v", file.Prints)
	}
}

func TestAnApplicationIsRefusedAtReceipt(t *testing.T) {
	b := newBench(t)
	b.fill()
	b.frame.Router().Press("F11")
	b.frame.Press(fyne.KeyRight, fyne.KeyRight) // 无需许可
	b.frame.Window().Canvas().FocusNext()
	b.frame.Type("不涉及新增建设用地")
	b.frame.Router().Press("Ctrl+Enter")
	b.told()
	file := b.only(desk.Finished)
	if d := file.Declination; d == nil || d.Form != casefile.NotRequired || !strings.Contains(d.Basis, "第一项") {
		t.Errorf("declined %+v", d)
	}
	if file.Copies(casefile.NotRequired) != 1 {
		t.Errorf("prints %v", file.Prints)
	}
}

// only is the one case of a list.
func (b *bench) only(queue desk.Queue) casefile.Case {
	b.Helper()
	rows, total, err := b.counter.List(queue, desk.Query{Limit: 5})
	if err != nil || total != 1 {
		b.Fatalf("%d cases, %v", total, err)
	}
	view, err := b.counter.Open(rows[0].ID)
	if err != nil {
		b.Fatal(err)
	}
	return view.Case
}
