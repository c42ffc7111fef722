package hub_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

func base64Of(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// scan opens what a QR code holds, on the test's server.
func (c *centre) scan(t testing.TB, payload string) string {
	t.Helper()
	g := c.call(t, nil, http.MethodGet, "/V/"+payload, nil, nil)
	if g.status != http.StatusOK || !strings.HasPrefix(g.header.Get("Content-Type"), "text/html") {
		t.Fatalf("%d %s", g.status, g.body)
	}
	return string(g.body)
}

// receipt is the payload that the counter's receipt of a case carries.
func receipt(t testing.TB, w *hubtest.Counter, file casefile.Case, kind casefile.DocumentKind, number string) string {
	t.Helper()
	payload, err := seal.Sign(w.Key, seal.Statement{
		Kind: seal.DocumentKind(kind.Code()), Number: number, Item: file.Item, Office: w.Office,
		Date: workday.DateOf(hubtest.Start()), Digest: file.Digest(kind),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

func holds(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(page, s) {
			t.Errorf("the page does not say %q:\n%s", s, page)
		}
	}
	for _, person := range []string{"示例建设有限公司", "91350100M000100Y43", "057300000000", "王芳", "赵敏"} {
		if strings.Contains(page, person) {
			t.Errorf("the page says %q", person)
		}
	}
}

func TestPageTellsAGenuinePermit(t *testing.T) {
	c := open(t, t.TempDir(), func(o *hub.Config) {
		o.OfficeName = func(string) string { return "嘉兴市自然资源和规划局南湖分局" }
	})
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.answers(t, w, w.Granted(1)...)
	payload := casefile.Fold(c.all(t, w, 100)).Certificates[0].Payload
	holds(t, c.scan(t, payload), "真实有效", "3304022026XS0000001", "用地预审与选址", "2026年11月23日", "已发证，待领取", "2029年11月23日", "嘉兴市自然资源和规划局南湖分局")
	holds(t, c.scan(t, strings.ToLower(payload)), "真实有效")
	typed := c.call(t, nil, http.MethodGet, "/?code="+url.QueryEscape(seal.URL("HTTP://127.0.0.1:8470", payload)), nil, nil)
	holds(t, string(typed.body), "真实有效")
}

func TestOneAlteredLetterIsNotGenuine(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.answers(t, w, w.Granted(1)...)
	payload := casefile.Fold(c.all(t, w, 100)).Certificates[0].Payload
	for i := range payload {
		other := byte('0')
		if payload[i] == '0' {
			other = '1'
		}
		page := c.scan(t, payload[:i]+string(other)+payload[i+1:])
		if strings.Contains(page, "真实") || !strings.Contains(page, "不能核验") {
			t.Fatalf("letter %d altered:\n%s", i, page)
		}
	}
}

func TestPageFollowsAReceipt(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	events := w.Granted(1)
	file := casefile.Fold(events[:2])
	paper := receipt(t, w, file, casefile.Receipt, file.Number)
	holds(t, c.scan(t, paper), "不能核验", "签发设备未在中心登记")
	c.enrol(t, w)
	holds(t, c.scan(t, paper), "待同步", "该凭证已签发，中心尚未收到该件，待同步", file.Number)
	c.answers(t, w, events[0])
	holds(t, c.scan(t, paper), "真实有效", "已收件，待受理")
	c.answers(t, w, events[1])
	holds(t, c.scan(t, paper), "真实有效", "已受理，审查中", "2026年12月1日")
	holds(t, c.scan(t, receipt(t, w, file, casefile.Acceptance, file.AcceptanceNumber)), "真实有效", "受理通知书")
	c.answers(t, w, events[2:]...)
	holds(t, c.scan(t, paper), "真实有效", "已发证，待领取")
}

func TestPermitPastItsTerm(t *testing.T) {
	now := hubtest.Start()
	c := open(t, t.TempDir(), func(o *hub.Config) { o.Now = func() time.Time { return now } })
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.answers(t, w, w.Granted(1)...)
	payload := casefile.Fold(c.all(t, w, 100)).Certificates[0].Payload
	now = time.Date(2029, time.November, 23, 15, 59, 0, 0, time.UTC) // 23:59 in Beijing, the last day
	holds(t, c.scan(t, payload), "真实有效")
	now = now.Add(time.Minute)
	holds(t, c.scan(t, payload), "真实，已过有效期")
}

func TestPermitThatWasTakenBack(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.answers(t, w, w.Granted(1)...)
	file := casefile.Fold(c.all(t, w, 100))
	receipt := receipt(t, w, file, casefile.Receipt, file.Number)
	c.answers(t, w, w.Write(file, file.ID, casefile.Actor{ID: "a1", Name: "赵敏", Role: casefile.Approver},
		&casefile.Revoked{On: workday.DateOf(w.Now), Reason: "以欺骗手段取得", Basis: "行政许可法第六十九条"}))
	page := c.scan(t, file.Certificates[0].Payload)
	holds(t, page, "已撤销", "不再有效", "许可已撤销")
	if strings.Contains(page, "真实有效") {
		t.Errorf("a permit that was taken back is called valid:\n%s", page)
	}
	holds(t, c.scan(t, receipt), "真实有效", "许可已撤销")
}

func TestPapersThatLie(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.answers(t, w, w.Granted(1)...)
	file := casefile.Fold(c.all(t, w, 100))
	holds(t, c.scan(t, receipt(t, w, file, casefile.Permit, file.Certificates[0].Number)), "不能核验", "无权签发")
	other := file
	other.Application.Land.Area, other.Stated.Land.Area = 99999, 99999
	holds(t, c.scan(t, receipt(t, w, other, casefile.Receipt, file.Number)), "不能核验", "不一致")
	for _, nonsense := range []string{"HELLO", "%3Cscript%3E", "..", "0", strings.Repeat("A", 3000)} {
		page := c.call(t, nil, http.MethodGet, "/?code="+nonsense, nil, nil)
		holds(t, string(page.body), "不能核验")
	}
}

func TestEveryDocumentAndStateHasAName(t *testing.T) {
	c := open(t, t.TempDir())
	if page := string(c.call(t, nil, http.MethodGet, "/", nil, nil).body); strings.Contains(page, "不能核验") || !strings.Contains(page, "<form") {
		t.Errorf("%s", page)
	}
	seen := map[string]bool{}
	for _, s := range casefile.States() {
		name := hub.StateName(s)
		if name == "办理中" || seen[name] {
			t.Errorf("state %q is called %q", s, name)
		}
		seen[name] = true
	}
	for code := byte(1); casefile.DocumentOf(code) != ""; code++ {
		if name := hub.KindName(casefile.DocumentOf(code)); name == "文书" || seen[name] {
			t.Errorf("document %d is called %q", code, name)
		}
	}
}
