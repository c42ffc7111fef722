package desk_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
)

// morning is half past nine of a day like 11-23 in 2026.
func morning(t testing.TB, day string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+day+" 09:30", desk.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// defects are about a missing paper and a wrong field.
func defects() []casefile.Defect {
	const basis = "《中华人民共和国行政许可法》第三十二条第一款第四项"
	return []casefile.Defect{
		{Material: "report", What: "申请报告", Reason: "未提交", Basis: basis},
		{Field: "applicant.code", What: "统一社会信用代码", Reason: "校验位不符", Basis: basis},
	}
}

// incomplete lacks the report and has a wrong check digit.
func incomplete(t *testing.T, c *desktest.Counter) desk.Draft {
	t.Helper()
	draft, err := c.Draft("南湖区卫生健康局", "城南片区公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	draft.Fields["applicant.code"] = "11330402002523454K"
	delete(draft.Materials, "report")
	return draft
}

func TestOutcomesAtReceiptByTheCalendar(t *testing.T) {
	file, err := os.Open("testdata/outcomes.csv")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() }) // only read
	reader := csv.NewReader(file)
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range rows[1:] {
		t.Run(strings.Join(v[:4], " "), func(t *testing.T) { outcome(t, v) })
	}
}

// outcome lives one line of the table through.
func outcome(t *testing.T, v []string) {
	c := desktest.New(t)
	must := func(_ casefile.Case, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c.Time = morning(t, v[0])
	draft, err := c.Draft("南湖区卫生健康局", "城南片区公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	file, err := c.Receive(draft)
	must(file, err)
	if v[1] != "-" {
		c.Time = morning(t, v[1])
		must(c.NotifyReceived(file.ID, defects()))
		for i, day := range strings.Fields(v[2]) {
			c.Time = morning(t, day)
			list := []desk.Mended{{Defect: "1"}, {Defect: "2", Value: "11330402002523454L"}}
			if len(strings.Fields(v[2])) > 1 {
				list = list[i : i+1]
			}
			must(c.Supplement(file.ID, list))
		}
	}
	day, deemed := strings.CutPrefix(v[3], "deemed ")
	c.Time = morning(t, day)
	if deemed {
		if n, err := c.KeepTime(); n != 1 || err != nil {
			t.Fatalf("%d cases deemed accepted: %v", n, err)
		}
	} else {
		if n, err := c.KeepTime(); n != 0 || err != nil {
			t.Fatalf("%d cases deemed accepted too early: %v", n, err)
		}
		must(c.AcceptReceived(file.ID))
	}
	view, err := c.Open(file.ID)
	if err != nil {
		t.Fatal(err)
	}
	got := view.Case
	if got.State != casefile.StateReview || got.Deemed != deemed {
		t.Errorf("state %q, deemed %v", got.State, got.Deemed)
	}
	for name, pair := range map[string][2]string{
		"counts from": {got.Deadline.Start.String(), v[4]},
		"due":         {got.Deadline.Due.String(), v[5]},
		"limit":       {got.Limit.Due.String(), v[6]},
	} {
		if !strings.HasSuffix(pair[0], pair[1]) {
			t.Errorf("%s %s, want %s", name, pair[0], pair[1])
		}
	}
	if n, err := c.KeepTime(); n != 0 || err != nil {
		t.Errorf("%d cases deemed accepted once more: %v", n, err)
	}
}

// A notice given at receipt, a wrong supplement, a right one, and acceptance.
func TestNoticeSupplementAndAcceptance(t *testing.T) {
	c := desktest.New(t)
	draft := incomplete(t, c)
	if lacks, err := c.Lacks(draft); err != nil || len(lacks.Fields) != 1 || len(lacks.Missing) != 1 {
		t.Fatalf("lacks %v, %v", lacks, err)
	}
	file, err := c.Notify(draft, defects())
	if err != nil {
		t.Fatal(err)
	}
	if file.State != casefile.StateDefective || len(file.OpenDefects()) != 2 {
		t.Fatalf("%q with %d open defects", file.State, len(file.OpenDefects()))
	}
	if _, err := c.AcceptReceived(file.ID); key(t, err) != "refused-defects-open" {
		t.Errorf("accepted with open defects: %v", err)
	}
	if _, err := c.NotifyReceived(file.ID, defects()); key(t, err) != "refused-second-notice" {
		t.Errorf("notified twice: %v", err)
	}
	if _, err := c.Supplement(file.ID, []desk.Mended{{Defect: "2", Value: "11330402002523454X"}}); err == nil {
		t.Error("a wrong code was taken as mended")
	}
	if file, err = c.Supplement(file.ID, []desk.Mended{{Defect: "1"}, {Defect: "2", Value: "11330402002523454L"}}); err != nil {
		t.Fatal(err)
	}
	if got := file.Application.Applicant.Code; got != "11330402002523454L" {
		t.Errorf("the code reads %s", got)
	}
	if file, err = c.AcceptReceived(file.ID); err != nil || file.State != casefile.StateReview {
		t.Fatalf("%q, %v", file.State, err)
	}
}

// Only a supervisor's reason allows a second notice, and only one.
func TestSecondNotice(t *testing.T) {
	c := desktest.New(t)
	file, err := c.Notify(incomplete(t, c), defects())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.As("wugang", func() error {
		_, err := c.AllowSecondNotice(file.ID, "首次告知遗漏授权委托书")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	overlooked := defects()[:1]
	overlooked[0].Material, overlooked[0].What = "attorney", "授权委托书"
	if file, err = c.NotifyReceived(file.ID, overlooked); err != nil {
		t.Fatal(err)
	}
	if len(file.Notices) != 2 || file.Notices[1].Reason == "" || len(file.OpenDefects()) != 3 {
		t.Errorf("%d notices, %d open defects", len(file.Notices), len(file.OpenDefects()))
	}
	if err := c.As("wugang", func() error {
		_, err := c.AllowSecondNotice(file.ID, "再次遗漏")
		return err
	}); key(t, err) != "refused-second-notice" {
		t.Errorf("a third notice: %v", err)
	}
}

// Every paper of an outcome can be printed and its code holds.
func TestPapersOfTheOutcomes(t *testing.T) {
	decline := casefile.Declined{Reason: "不需要取得许可", Basis: "《中华人民共和国行政许可法》第三十二条第一款第一项", Authority: "嘉兴市生态环境局南湖分局"}
	for _, kind := range append(casefile.DeclineForms(), casefile.FirstNotice, casefile.Retraction) {
		t.Run(string(kind), func(t *testing.T) {
			c := desktest.New(t)
			file, err := c.Notify(incomplete(t, c), defects())
			if err != nil {
				t.Fatal(err)
			}
			switch kind {
			case casefile.FirstNotice:
			case casefile.Retraction:
				file, err = c.Withdraw(file.ID, "项目选址调整")
			default:
				decline.Form = kind
				file, err = c.DeclineReceived(file.ID, decline)
			}
			if err != nil {
				t.Fatal(err)
			}
			printed, err := c.Print(file.ID, kind, "")
			if err != nil || len(printed.PDF) == 0 {
				t.Fatalf("%d bytes, %v", len(printed.PDF), err)
			}
			verdict, err := c.Verify(printed.Document.Sheet.URL)
			if err != nil || verdict.Document != kind || verdict.Case == nil || verdict.Differs {
				t.Errorf("the code says %q, case %v, differs %v: %v", verdict.Document, verdict.Case != nil, verdict.Differs, err)
			}
		})
	}
}

// The light of a case that is only received, and the lists it stands in.
func TestTheReceiptLight(t *testing.T) {
	c := desktest.New(t)
	draft := incomplete(t, c)
	draft.Fields["applicant.code"] = "11330402002523454L"
	file, err := c.Receive(draft)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct {
		day   string
		light desk.Light
		left  int
		nth   int
	}{
		{"11-23", desk.InTime, 5, 0}, {"11-24", desk.InTime, 4, 1}, {"11-25", desk.Soon, 3, 2}, {"11-30", desk.Soon, 0, 5},
	} {
		c.Time = morning(t, v.day)
		view, err := c.Open(file.ID)
		if err != nil {
			t.Fatal(err)
		}
		if view.Light != v.light || view.Days != v.left || c.ReceiptDay(view.Case) != v.nth {
			t.Errorf("%s: light %d, %d days left, day %d", v.day, view.Light, view.Days, c.ReceiptDay(view.Case))
		}
	}
	if rows, n, err := c.List(desk.ToWatch, desk.Query{Limit: 10}); err != nil || n != 1 || rows[0].ID != file.ID {
		t.Errorf("%d cases to watch: %v", n, err)
	}
	if _, err := c.NotifyReceived(file.ID, defects()); err != nil {
		t.Fatal(err)
	}
	if _, n, err := c.List(desk.ToMend, desk.Query{Limit: 10}); err != nil || n != 1 {
		t.Errorf("%d cases to mend: %v", n, err)
	}
}
