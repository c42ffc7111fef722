package hub_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/hub/hubtest"
	"onewindow/app/replica"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// list is what anybody gets who asks for the keys.
func (c *centre) list(t testing.TB) []byte {
	t.Helper()
	var keys replica.Keys
	g := c.call(t, nil, http.MethodGet, replica.PathKeys, nil, nil)
	if err := json.Unmarshal(g.body, &keys); err != nil || g.status != http.StatusOK {
		t.Fatalf("%d, %v", g.status, err)
	}
	return keys.List
}

// judge is what a window says that met the centre with a key and holds its list.
func (c *centre) judge(t testing.TB, known seal.PublicKey, payload string) seal.Result {
	t.Helper()
	ring := seal.NewRing(known)
	if _, err := ring.Take(c.list(t)); err != nil {
		t.Fatal(err)
	}
	return ring.Check(payload).On(today())
}

func today() workday.Date { return workday.DateOf(hubtest.Start()) }

// issuing is the key that the centre signs with now.
func (c *centre) issuing(t testing.TB) seal.PublicKey {
	t.Helper()
	list, err := c.hub.Keys()
	if err != nil {
		t.Fatal(err)
	}
	return list.Issuing[len(list.Issuing)-1].Key
}

// approve lets the approver of the counter's office do something to a case.
func (c *centre) approve(t testing.TB, w *hubtest.Counter, id string, body casefile.Body) casefile.Case {
	t.Helper()
	file := casefile.Fold(c.all(t, w, 100))
	approver := casefile.Actor{ID: "a1", Name: "赵敏", Role: casefile.Approver}
	for _, a := range c.answers(t, w, w.Write(file, id, approver, body)) {
		if a.Refused != "" {
			t.Fatalf("refused: %s", a.Refused)
		}
	}
	return casefile.Fold(c.all(t, w, 100))
}

func TestRevokedPermitIsOnTheListAndOnThePage(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	events := w.Granted(1)
	c.answers(t, w, events...)
	payload := casefile.Fold(c.all(t, w, 100)).Certificates[0].Payload
	if got := c.judge(t, c.issuing(t), payload); got.Verdict != seal.Genuine || got.Statement.Until.IsZero() || got.Statement.Edition != 1 {
		t.Fatalf("before: %+v", got)
	}
	c.approve(t, w, events[0].Case, &casefile.Revoked{On: today(), Reason: "隐瞒有关情况", Basis: "《中华人民共和国行政许可法》第六十九条"})
	if got := c.judge(t, c.issuing(t), payload); got.Verdict != seal.Withdrawn || got.Ended != today() {
		t.Errorf("offline: %+v", got)
	}
	holds(t, c.scan(t, payload), "已撤销", "不再有效", "3304022026XS0000001", "2026年11月23日")
}

func TestCorrectedPermitGivesWayToItsNextEdition(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	events := w.Granted(1)
	c.answers(t, w, events...)
	file := casefile.Fold(c.all(t, w, 100))
	first, right := file.Certificates[0].Payload, file.Application
	right.Project.Name = "示例项目一期"
	file = c.approve(t, w, events[0].Case, &casefile.Corrected{
		On: today(), Document: casefile.Permit, Reason: "项目名称漏字", Application: right,
		Changes: []casefile.Change{{Field: "project.name", Was: "示例项目", Is: "示例项目一期"}},
	})
	second := file.Certificates[0].Payload
	if got := c.judge(t, c.issuing(t), first); got.Verdict != seal.Superseded {
		t.Errorf("the first edition is %s", got.Verdict)
	}
	if got := c.judge(t, c.issuing(t), second); got.Verdict != seal.Genuine || got.Statement.Edition != 2 {
		t.Errorf("the second is %+v", got)
	}
	holds(t, c.scan(t, first), "已更正或换发", "以新版为准")
	holds(t, c.scan(t, second), "真实有效")
}

// A window that was offline when another was revoked knows it from the list.
func TestKeyOfARevokedInstallationIsOnTheList(t *testing.T) {
	c := open(t, t.TempDir())
	w := hubtest.NewCounter(t, 1, office, "03")
	certificate := c.enrol(t, w).Certificate
	file := casefile.Fold(w.Granted(1)[:2])
	paper := receipt(t, w, file, casefile.Receipt, file.Number)
	if _, err := c.hub.Revoke(w.Installation, false); err != nil {
		t.Fatal(err)
	}
	ring := seal.NewRing(c.issuing(t))
	if _, err := ring.Take(c.list(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Add(certificate); err != nil {
		t.Fatal(err)
	}
	if got := ring.Check(paper); got.Verdict != seal.Revoked || got.Revoked != today() {
		t.Errorf("%+v", got)
	}
}

func TestIssuingKeysFollowOneAnother(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir)
	first := c.issuing(t)
	w := hubtest.NewCounter(t, 1, office, "03")
	c.enrol(t, w)
	c.answers(t, w, w.Granted(1)...)
	old := casefile.Fold(c.all(t, w, 100)).Certificates[0].Payload
	id, err := c.hub.RotateKey(workday.Date{})
	if err != nil {
		t.Fatal(err)
	}
	c.stop(t)
	c = open(t, dir) // another start knows it too
	second := c.issuing(t)
	if second.ID() != id || second.Equal(first) {
		t.Fatalf("the key is %s, want %s", second.ID(), id)
	}
	later := hubtest.NewCounter(t, 2, office, "04")
	c.enrol(t, later)
	c.answers(t, later, later.Granted(1)...)
	for _, known := range []seal.PublicKey{first, second} {
		if got := c.judge(t, known, old); got.Verdict != seal.Genuine {
			t.Errorf("known %s: the old permit is %s", known.ID(), got.Verdict)
		}
	}
	holds(t, c.scan(t, old), "真实有效")
	all, err := c.store.Installations()
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range all {
		if _, err := seal.OpenCertificate(i.Certificate, second); err != nil {
			t.Errorf("window %s: %v", i.Window, err)
		}
	}
	if _, err := c.hub.RotateKey(today()); err != nil { // the second was stolen
		t.Fatal(err)
	}
	if got := c.judge(t, first, old); got.Verdict != seal.Genuine {
		t.Errorf("of the key before the stolen one: %s", got.Verdict)
	}
}

// A copy without the key must not carry the newer private keys either.
func TestExportWithoutKeyHoldsNoPrivateKey(t *testing.T) {
	c := open(t, t.TempDir())
	if _, err := c.hub.RotateKey(workday.Date{}); err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct{ key, holds bool }{{false, false}, {true, true}} {
		var out bytes.Buffer
		if _, err := (hub.Export{Log: c.store, Key: v.key, Now: hubtest.Start}).To(&out); err != nil {
			t.Fatal(err)
		}
		if got := bytes.Contains(out.Bytes(), []byte(`"issuing-key"`)); got != v.holds {
			t.Errorf("with the key %v: it holds the newest one %v", v.key, got)
		}
	}
}
