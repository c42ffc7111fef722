package print_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/workday"
	"onewindow/print"
	"onewindow/print/wording"
)

// run runs a program that reads documents, and names its package if missing.
func run(t testing.TB, pack string, input []byte, name string, arguments ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is not installed: this test needs the Debian package %s", name, pack)
	}
	command := exec.Command(name, arguments...)
	command.Stdin = bytes.NewReader(input)
	var log bytes.Buffer
	command.Stderr = &log
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v %s", name, err, log.String())
	}
	return string(out)
}

func pdf(t testing.TB, s casefile.Sheet) []byte {
	t.Helper()
	data, err := painter(t).PDF(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// words is the text of a PDF without white space: lines and columns may break
// anywhere, characters may not be lost.
func words(t testing.TB, data []byte) string {
	t.Helper()
	return strings.Join(strings.Fields(run(t, "poppler-utils", data, "pdftotext", "-raw", "-", "-")), "")
}

// wants checks that a document says all of these.
func wants(t *testing.T, said string, list ...string) {
	t.Helper()
	for _, text := range list {
		if !strings.Contains(said, strings.Join(strings.Fields(text), "")) {
			t.Errorf("the document does not say %q; it says:\n%s", text, said)
		}
	}
}

func materials(s casefile.Sheet) []string {
	var list []string
	for _, m := range s.Case.Materials {
		list = append(list, m.Name)
	}
	return list
}

func TestReceipt(t *testing.T) {
	s := sheet(t, casefile.Receipt)
	said := words(t, pdf(t, s))
	wants(t, said, "收件凭证", "嘉兴市自然资源和规划局南湖分局", "03-20261123-0007", "2026年11月23日 09:12",
		"建设项目用地预审与选址意见书", "由“选址意见书”、“用地预审”合并办理", "嘉兴市南湖区卫生健康局", "11330402002523454L",
		"张伟东", "2601-330402-04-01-000013", "南湖区城南片区公共卫生中心", "不作为申请已被受理的凭证",
		"嘉南资规受〔2026〕0412号", "收件人：王芳", "0573-00000000", "0573-00000001", "第 1 页 共 1 页", "复印件 1 份")
	wants(t, said, materials(s)...)
}

// The office keeps a stub that the applicant signed.
func TestReceiptHasAStub(t *testing.T) {
	s := sheet(t, casefile.Receipt)
	wants(t, words(t, pdf(t, s)), "收件凭证（存根） 03-20261123-0007", "收件时间：2026年11月23日 09:12", "清单共 6 项，当场收取 4 项", "交件人（签名）", "交件时间", "经办人：王芳")
	if pages, err := painter(t).Pages(s); err != nil || pages != 1 {
		t.Errorf("%d pages, %v", pages, err)
	}
}

func TestReceiptWithoutAcceptanceStartsTheClock(t *testing.T) {
	s := sheet(t, casefile.Receipt)
	s.Case.AcceptanceNumber = ""
	wants(t, words(t, pdf(t, s)), "逾期不告知的，自收到申请材料之日（2026年11月23日）起即为受理")
}

func TestPaperMasksPersons(t *testing.T) {
	var said string
	for _, kind := range documents() {
		s := sheet(t, kind)
		s.Case.Application.Applicant = casefile.Applicant{Name: "李明", Code: "33040219880808003X", Phone: "13800000009"}
		s.Case.Handover = &casefile.Handover{Recipient: "张伟东", Code: "330402199003070015", Method: "window", At: at(28, 10, 0)}
		s.Case.State = casefile.StateClosed
		text := words(t, pdf(t, s))
		for _, secret := range []string{"33040219880808003X", "330402199003070015", "13800000009", "13800000002"} {
			if strings.Contains(text, secret) {
				t.Errorf("the %s shows %s", kind, secret)
			}
		}
		said += text
	}
	wants(t, said, "李明", "330402********003X", "138****0009")
}

func TestAcceptance(t *testing.T) {
	s := sheet(t, casefile.Acceptance)
	said := words(t, pdf(t, s))
	wants(t, said, "受理通知书", "嘉南资规受〔2026〕0412号", "嘉兴市南湖区卫生健康局：", "你单位于2026年11月23日提出",
		"应于 2026年11月30日 前（含当日）作出决定", "自受理次日起 5 个工作日（法定 20 个工作日，本机关承诺 5 个工作日）",
		"《中华人民共和国行政许可法》第三十二条第一款第五项", "《中华人民共和国城乡规划法》第三十六条",
		"签收人（签名）", "签收时间", "经办人：王芳", "盖章处", "第 1 页 共 1 页")
	wants(t, said, materials(s)...)
	if strings.Contains(said, "待中心确认") || strings.Contains(said, "补打") {
		t.Error("a first, confirmed print carries a mark")
	}
}

// TestSearchFindsWholePhrases holds the text as a reader's search sees it:
// neither closed-up punctuation nor a spaced title may cut a phrase.
func TestSearchFindsWholePhrases(t *testing.T) {
	for kind, phrases := range map[casefile.DocumentKind][]string{
		casefile.Acceptance: {"受理通知书", "嘉兴市自然资源和规划局南湖分局", "第五项、《中华人民", "应于 2026年11月30日 前（含当日）作出决定"},
		casefile.Receipt:    {"收件凭证", "由“选址意见书”、“用地预审”合并办理", "2026年11月23日 09:12"},
		casefile.Permit:     {"中华人民共和国", "用地预审与选址意见书", "《中华人民共和国土地管理法》《中华人民", "用字第 3304022026XS0000128 号", "遵守事项"},
		casefile.Delivery:   {"送达回证", "用字第 3304022026XS0000128 号"},
	} {
		said := run(t, "poppler-utils", pdf(t, sheet(t, kind)), "pdftotext", "-", "-")
		for _, phrase := range phrases {
			if !strings.Contains(said, phrase) {
				t.Errorf("a search for %q in the %s finds nothing in:\n%s", phrase, kind, said)
			}
		}
	}
}

func TestAcceptanceWarnsOfProvisionalDates(t *testing.T) {
	s := sheet(t, casefile.Acceptance)
	s.Deadline.Provisional = true
	wants(t, words(t, pdf(t, s)), "节假日安排尚未公布")
}

func TestAcceptanceFallsBackToTheDeadlineOfTheCase(t *testing.T) {
	s := sheet(t, casefile.Acceptance)
	s.Deadline = workday.Deadline{}
	wants(t, words(t, pdf(t, s)), "2026年11月30日")
}

func TestPermit(t *testing.T) {
	said := words(t, pdf(t, sheet(t, casefile.Permit)))
	wants(t, said, "中华人民共和国", "建设项目", "用地预审与选址意见书", "用字第 3304022026XS0000128 号",
		"核发机关", "2026年11月27日", "南湖区城南片区公共卫生中心", "2601-330402-04-01-000013", "嘉兴市南湖区卫生健康局",
		"南发改〔2026〕88号 项目建议书批复", "城南街道，东至长水路，南至规划支路，西至市河绿带，北至纺工路",
		"1.8993 公顷，其中：农用地 1.2140（耕地 0.9876）、建设用地 0.6853", "总建筑面积 24 600 平方米",
		"用地红线与宗地合一图（1∶1000）", "遵守事项", "有效期三年", "证本流水 No. 0000128")
}

func TestPermitNeverDropsAField(t *testing.T) {
	s := crowded(t, casefile.Permit)
	s.Case.Application.Land.Location = strings.Repeat("东至长水路，南至规划支路，西至市河绿带，北至纺工路；", 120)
	data := pdf(t, s)
	said := words(t, data)
	a := s.Case.Application
	wants(t, said, a.Project.Name, a.Project.Basis, a.Project.Scale, a.Applicant.Name, "（详见附页）", "以下空白")
	wants(t, said, s.Item.Annexes...)
	if n := strings.Count(said, "北至纺工路；"); n < 110 {
		t.Errorf("only %d of 120 parts of the location are there", n)
	}
}

func TestDenialTellsTheRemedies(t *testing.T) {
	s := sheet(t, casefile.Denial)
	wants(t, words(t, pdf(t, s)), "不予行政许可决定书", s.Case.Decision.Reason, "六十日内", "六个月内", "行政复议", "行政诉讼")
}

// The papers of the outcomes at receipt say what the law wants in them.
func TestOutcomesAtReceipt(t *testing.T) {
	for kind, phrases := range map[casefile.DocumentKind][]string{
		casefile.FirstNotice: {
			"一次性告知书", "办件编号：03-20261123-0007", "补正清单", "申请报告（原件 1 份）", "末位校验不符，应为 L", "未附专家评审意见",
			"自然资规〔2019〕2号第一条", "补正材料全部收齐之日为受理日期", "签收人（签名）", "签收时间", "经办人：王芳", "盖章处", "2026年11月24日",
		},
		casefile.SecondNotice: {"再次告知书", "首次告知有遗漏", "首次告知时遗漏授权委托书", "经本机关批准"},
		casefile.NotAccepted:  {"不予受理决定书", "经审查，决定不予受理", "六十日内依法申请行政复议", "六个月内", "盖章处"},
		casefile.NotOurs:      {"不属于本机关职权范围告知书", "请向下列机关提出申请：嘉兴市生态环境局南湖分局", "六十日内"},
		casefile.NotRequired:  {"无需取得行政许可告知书", "依法不需要取得行政许可", "六十日内"},
		casefile.Retraction:   {"撤回申请书", "自愿撤回", "项目选址调整", "退还材料清单", "申请报告", "退还 原件 1 份", "经办人：王芳"},
	} {
		wants(t, words(t, pdf(t, sheet(t, kind))), phrases...)
	}
}

// Acceptance says from when it counts, and why.
func TestAcceptanceAfterSupplementsAndByLaw(t *testing.T) {
	s := sheet(t, casefile.Acceptance)
	s.Case.Notices = atReceipt(t, casefile.FirstNotice, s.Case).Notices
	s.Case.Deadline.Start = date(t, "2026-11-26")
	wants(t, words(t, pdf(t, s)), "经本机关于2026年11月24日一次性告知，全部补正材料已于2026年11月26日收齐", "决定自2026年11月26日起予以受理")

	s = sheet(t, casefile.Acceptance)
	s.Case.Deemed = true
	s.Case.Limit = workday.Deadline{Start: date(t, "2026-11-23"), WorkingDays: 5, Due: date(t, "2026-11-30")}
	wants(t, words(t, pdf(t, s)), "未在收到申请材料之日起五个工作日内（2026年11月30日前）", "自收到申请材料之日（2026年11月23日）起即为受理")
}

func TestDelivery(t *testing.T) {
	s := sheet(t, casefile.Delivery)
	wants(t, words(t, pdf(t, s)), "送达回证", "3304022026XS0000128", "领取人签名或盖章", "送达人签名", "王芳")
	s.Case.State = casefile.StateClosed
	s.Case.Handover = &casefile.Handover{
		Documents: []casefile.DocumentKind{casefile.Permit}, Recipient: "张伟东", Code: "330402199003070015", Method: "courier", At: at(28, 10, 5),
	}
	wants(t, words(t, pdf(t, s)), "张伟东（证件号码 330402********0015）", "2026年11月28日 10:05")
}

func TestMarks(t *testing.T) {
	for _, kind := range documents() {
		s := sheet(t, kind)
		s.Awaiting, s.Copy = true, 2
		wants(t, words(t, pdf(t, s)), "待中心确认", "补打 2")
	}
}

// TestCrowdedSheets prints names and lists longer than any form expects:
// every material is there, every page is counted.
func TestCrowdedSheets(t *testing.T) {
	for _, kind := range []casefile.DocumentKind{casefile.Receipt, casefile.Acceptance} {
		s := crowded(t, kind)
		pages, err := painter(t).Pages(s)
		if err != nil {
			t.Fatal(err)
		}
		said := words(t, pdf(t, s))
		wants(t, said, materials(s)...)
		wants(t, said, s.Office.Organ, s.Case.Application.Applicant.Name, s.Case.Application.Project.Name)
		if n := strings.Count(said, "页共"); n != pages || pages < 3 {
			t.Errorf("%s: %d page numbers on %d pages", kind, n, pages)
		}
	}
}

// bare is a case in which every document exists and hardly anything is said.
func bare(t *testing.T, kind casefile.DocumentKind) casefile.Case {
	someday := date(t, "2026-11-24")
	return casefile.Case{
		Number: "03-20261123-0001", AcceptanceNumber: "受〔2026〕1号", State: casefile.StateClosed,
		Decision:     &casefile.Decision{Grant: kind == casefile.Grant},
		Certificates: []casefile.Certificate{{Document: casefile.Permit}, {Document: kind}}, Conditions: &casefile.SetConditions{},
		Notices: make([]casefile.Notice, 2), Declination: &casefile.Declination{Form: kind}, Withdrawal: &casefile.Withdrawal{},
		Extension: &casefile.Extension{}, Stops: make([]casefile.Stop, 1), Hearing: &casefile.HearingCourse{Set: someday},
		Coordinations: make([]casefile.Coordination, 1), Publicity: &casefile.Publicity{},
		Corrections: make([]casefile.Correction, 1), Renewal: &casefile.Renewal{Decided: someday},
		Handover: &casefile.Handover{}, Revocation: &casefile.Revocation{}, Reminders: make([]casefile.Reminder, 1),
		Materials: outlined(),
	}
}

// TestBareSheets prints what is left when every optional field is empty.
func TestBareSheets(t *testing.T) {
	for _, kind := range documents() {
		s := casefile.Sheet{Document: kind, Case: bare(t, kind)}
		if kind == casefile.Drawing {
			s.Land = plain(t)
		}
		data := pdf(t, s)
		if !strings.Contains(words(t, data), "") || len(data) < 1000 {
			t.Errorf("%s: %d bytes", kind, len(data))
		}
		for n := 1; ; n++ {
			if _, err := painter(t).Preview(s, n, 60); err != nil {
				if n == 1 {
					t.Errorf("%s: %v", kind, err)
				}
				break
			}
		}
	}
}

// An office says a notice, the remedies and an article of a contract in words of
// its own; paper shows them, and whatever it fills in with them.
func TestOwnWordsArePrinted(t *testing.T) {
	p, err := open(wording.File{Name: "own.yaml", Data: []byte(`
remedies: 对本{行为}不服的，自收到{文书}起六十日内可以申请复议，六个月内可以起诉。
contract: {final: {copies: 本合同一式六份。}}
receipt: {noticed: "已于{告知日期}告知。"}`)})
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[casefile.DocumentKind]string{
		casefile.Denial:     "对本决定不服的，自收到决定书起六十日内可以申请复议，六个月内可以起诉。",
		casefile.Contract:   "本合同一式六份。",
		casefile.Allocation: "对本决定不服的",
	} {
		data, err := p.PDF(sheet(t, kind))
		if err != nil {
			t.Fatal(err)
		}
		wants(t, words(t, data), want)
	}
}

func TestRefusedSheets(t *testing.T) {
	p := painter(t)
	s := sheet(t, casefile.Permit)
	s.Case.Certificates = nil
	if _, err := p.PDF(s); !errors.Is(err, print.ErrIncomplete) {
		t.Errorf("a permit without certificate: %v", err)
	}
	s = sheet(t, "postcard")
	if _, err := p.PDF(s); !errors.Is(err, print.ErrIncomplete) && !errors.Is(err, print.ErrUnknown) {
		t.Errorf("an unknown document: %v", err)
	}
	s = sheet(t, casefile.Receipt)
	s.URL = strings.Repeat("x", 5000)
	if _, err := p.PDF(s); !errors.Is(err, print.ErrCode) {
		t.Errorf("a text too long for a code: %v", err)
	}
	if _, err := print.New(print.Fonts{Regular: []byte("no font")}, wording.Words{}); err == nil {
		t.Error("no font at all is accepted")
	}
}

func TestSameSheetSameBytes(t *testing.T) {
	for _, kind := range documents() {
		s := crowded(t, kind)
		s.Seal = stamp(t)
		if !bytes.Equal(pdf(t, s), pdf(t, s)) {
			t.Errorf("two prints of one %s differ", kind)
		}
	}
}

// stamp is a red ring, half transparent.
func stamp(t testing.TB) []byte {
	t.Helper()
	ring := image.NewNRGBA(image.Rect(0, 0, 420, 420))
	for y := range 420 {
		for x := range 420 {
			r := (x-210)*(x-210) + (y-210)*(y-210)
			if r > 190*190 && r < 206*206 || r < 40*40 {
				ring.Set(x, y, color.NRGBA{206, 30, 30, 190})
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, ring); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRareAndBrokenNames(t *testing.T) {
	s := sheet(t, casefile.Receipt)
	s.Case.Application.Agent.Name = "𬴊·𠮷𪚥\xe5\x8d\U0002FFFD"
	absent, err := painter(t).Absent(s)
	if err != nil || !slices.Contains(absent, 0x2FFFD) || !slices.Contains(absent, 0xFFFD) || slices.Contains(absent, '𬴊') || slices.Contains(absent, '𪚥') {
		t.Errorf("absent %U (%v), want the invented and the broken character only", absent, err)
	}
	wants(t, words(t, pdf(t, s)), "𬴊·𠮷𪚥")
	said := words(t, pdf(t, s))
	if !strings.ContainsRune(said, 0x2FFFD) {
		t.Errorf("the character no font draws is gone from %q", said)
	}
}

// TestRareNames sets names that many programs lose where a name stands: in the
// applicant's and the agent's field, bold and in a title. Every one is drawn by
// a font and found by a search.
func TestRareNames(t *testing.T) {
	for _, kind := range []casefile.DocumentKind{casefile.Receipt, casefile.Acceptance, casefile.Permit, casefile.LandPermit, casefile.Contract} {
		for _, name := range []string{"𠮷野", "𬭎", "𪚥", "龘", "䶮", "𬴊·𠮷𪚥"} {
			s := sheet(t, kind)
			s.Case.Application.Applicant.Name, s.Case.Application.Project.Name = name, name+"小学"
			if absent, err := painter(t).Absent(s); err != nil || len(absent) > 0 {
				t.Errorf("%s: no font draws %q (%v)", kind, absent, err)
			}
			said := run(t, "poppler-utils", pdf(t, s), "pdftotext", "-", "-")
			if !strings.Contains(said, name+"小学") || strings.Count(said, name) < 2 {
				t.Errorf("a search for %s in the %s finds nothing in:\n%s", name, kind, said)
			}
		}
	}
}

func TestPainterServesManyAtOnce(t *testing.T) {
	p := painter(t)
	want := pdf(t, sheet(t, casefile.Receipt))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := p.PDF(sheet(t, casefile.Receipt))
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
	group.Wait()
}
