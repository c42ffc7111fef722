package print_test

import (
	"bytes"
	"image/png"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/spool"
)

// dayEnd is the count of a day on which not all is even.
func dayEnd(t testing.TB) casefile.Sheet {
	s := sheet(t, casefile.Receipt)
	s.Document, s.Case, s.URL, s.Copy = casefile.DayEndSheet, casefile.Case{}, "", 1
	s.Day = casefile.DayEnd{
		On: date(t, "2026-11-23"), Sheets: 5,
		Numbers: []casefile.DayNumber{
			{Number: "03-20261123-0001", Document: casefile.Receipt, Copies: 1, Confirmed: true},
			{Number: "03-20261123-0002", Document: casefile.Receipt, Copies: 2, Void: 1, Confirmed: true},
			{Number: "03-20261123-0003", Document: casefile.Receipt, Unused: true, Confirmed: true},
			{Number: "嘉南资规受〔2026〕0412号", Document: casefile.Acceptance, Copies: 1},
			{Number: "嘉南资规受〔2026〕临03-0001号", Document: casefile.Acceptance},
		},
		Void: []casefile.VoidSheet{{Number: "03-20261123-0002", Document: casefile.Receipt, Copy: 1, Reason: "卡纸，纸面破损"}},
	}
	return s
}

func testPage(t testing.TB) casefile.Sheet {
	s := dayEnd(t)
	s.Document, s.Printer = casefile.TestPage, "ipp://10.0.0.7/ipp/print"
	return s
}

func TestDayEndSheet(t *testing.T) {
	s := dayEnd(t)
	wants(t, words(t, pdf(t, s)), "日终清点单", "03号窗", "2026年11月23日", "账实不符，1个号尚未打印；2个号尚待中心确认",
		"嘉南资规受〔2026〕临03-0001号", "2（废1）", "未打印", "待确认", "卡纸，纸面破损", "复核人")
	s.Day.Numbers = s.Day.Numbers[:3]
	wants(t, words(t, pdf(t, s)), "账实相符")
	s.Day = casefile.DayEnd{On: s.Day.On}
	wants(t, words(t, pdf(t, s)), "账实相符", "无")
}

// A day of many cases takes several pages, and no number is lost between them.
func TestDayEndSheetOfAFullDay(t *testing.T) {
	s := dayEnd(t)
	for len(s.Day.Numbers) < 200 {
		s.Day.Numbers = append(s.Day.Numbers, s.Day.Numbers[len(s.Day.Numbers)%5])
	}
	p := painter(t)
	if pages, err := p.Pages(s); err != nil || pages < 4 {
		t.Errorf("%d pages, %v", pages, err)
	}
	wants(t, words(t, pdf(t, s)), "200", "复核人")
}

func TestTestPage(t *testing.T) {
	s := testPage(t)
	wants(t, words(t, pdf(t, s)), "打印测试页", "ipp://10.0.0.7/ipp/print", "100", "龘靐齉爨")
	if pages, err := painter(t).Pages(s); err != nil || pages != 1 {
		t.Errorf("%d pages, %v", pages, err)
	}
}

// Each format of a device holds the same page.
func TestFormatsOfDevices(t *testing.T) {
	p := painter(t)
	whole, err := p.Spool(testPage(t), spool.PDF)
	if err != nil || !bytes.Equal(whole.Parts[0], pdf(t, testPage(t))) || whole.Wide != 210 || whole.High != 297 {
		t.Errorf("PDF of %g × %g mm: %v", whole.Wide, whole.High, err)
	}
	pictures, err := p.Spool(testPage(t), spool.Pictures)
	if err != nil || len(pictures.Parts) != 1 {
		t.Fatalf("%d pictures, %v", len(pictures.Parts), err)
	}
	picture, err := png.Decode(bytes.NewReader(pictures.Parts[0]))
	if err != nil || picture.Bounds().Dx() != 2481 || picture.Bounds().Dy() != 3508 {
		t.Errorf("a page of %v dots, %v", picture.Bounds(), err)
	}
	if _, err := p.Spool(dayEnd(t), spool.Strip); err == nil {
		t.Error("the day-end sheet went onto a strip")
	}
}

// An applicant reads which papers do not hold, and what becomes of the case.
func TestMistakeNote(t *testing.T) {
	s := sheet(t, casefile.Receipt)
	s.Document, s.URL, s.Copy = casefile.MistakeNote, "", 1
	s.Mistake = casefile.Mistake{Papers: []casefile.MistakenPaper{
		{Document: casefile.Receipt, Number: "03-20261123-0009", Copy: 1, At: s.PrintedAt},
		{Document: casefile.Acceptance, Number: "嘉南资规受〔2026〕临03-0004号", Copy: 2, At: s.PrintedAt},
	}}
	wants(t, words(t, pdf(t, s)), "编号更正告知单", s.Case.Application.Applicant.Name, "收件凭证", "03-20261123-0009",
		"嘉南资规受〔2026〕临03-0004号", "重新收件", "签收")
	s.Mistake.Instead = "03-20261123-0007"
	wants(t, words(t, pdf(t, s)), "现以办件编号03-20261123-0007继续办理")
}
