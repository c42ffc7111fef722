package desk_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/seal"
)

// The contract is printed, signed, and only then handed over; the number of the
// land permit comes back; the payment closes it.
func TestContractToRegistration(t *testing.T) {
	k := supply(t, "C", "transfer")
	k.grant()
	signer, price := map[string]string{"signer": "张伟东"}, map[string]string{"amount": "8600", "voucher": "33-0001"}
	k.refused("refused-not-printed", "wangfang", desk.SignContract, signer)
	k.refused("refused-contract-unsigned", "wangfang", desk.ConfirmPayment, price)
	k.print(casefile.Contract)
	if signed := k.do("wangfang", desk.SignContract, signer); signed.Reissue != casefile.LandPermit {
		t.Errorf("the centre owes %q", signed.Reissue)
	}
	k.must(k.Issue(k.id))
	if permit, _ := k.file().Certificate(casefile.LandPermit); permit.Number != "" || permit.Edition != 1 {
		t.Errorf("issued %+v", permit)
	}
	returned := k.do("wangfang", desk.ReturnNumber, map[string]string{"document": "land-permit", "number": "3304022026YG0000001"})
	if returned.Returned == nil {
		t.Fatal("the number is not on its way to the centre")
	}
	k.must(k.Number(k.id))
	if permit, _ := k.file().Certificate(casefile.LandPermit); permit.Number != "3304022026YG0000001" {
		t.Errorf("numbered %+v", permit)
	}
	if k.offers("wangfang", desk.ReturnNumber) {
		t.Error("a second number is asked for")
	}
	k.do("wangfang", desk.ConfirmPayment, price)
	if told := k.file().RegistrationDue(); told == nil || told.Amount != 8_600_000_000 || !slices.Contains(told.Documents, "3304022026YG0000001") {
		t.Errorf("registration is told %+v", told)
	}
	k.close()
}

// Under the policy of 2019-03 the contract alone leads to registration.
func TestContractWithoutPermitUnderTheReformOf2019(t *testing.T) {
	k := supply(t, "C", "transfer")
	k.Time = time.Date(2019, 4, 8, 9, 30, 0, 0, desk.Zone())
	file, err := k.Begun("C", map[string]string{"supply": "transfer"}, stated())
	k.must(err)
	k.id = file.ID
	k.grant()
	k.print(casefile.Contract)
	signed := k.do("wangfang", desk.SignContract, map[string]string{"signer": "张伟东"})
	if signed.Policy != "NH-201903" || signed.Reissue != "" || len(signed.Certificates) != 1 {
		t.Errorf("under %s the centre owes %q beside %d certificates", signed.Policy, signed.Reissue, len(signed.Certificates))
	}
	k.close()
}

// Two certificates leave in one handover, each printed once.
func TestAllocationAndPermitTogether(t *testing.T) {
	k := supply(t, "B", "allocation")
	k.grant()
	k.print(casefile.Allocation)
	if _, err := k.HandOver(k.id, "张伟东", ""); key(t, err) != "refused-not-printed" {
		t.Errorf("handed over with one printed: %v", err)
	}
	k.print(casefile.LandPermit)
	_, err := k.HandOver(k.id, "张伟东", "330402199003070015")
	k.must(err)
	if h := k.file().Handover; !slices.Equal(h.Documents, []casefile.DocumentKind{casefile.Allocation, casefile.LandPermit}) {
		t.Errorf("handed over %v", h.Documents)
	}
}

// A slip of the pen is put right and the next edition printed without a reason;
// who, where to and how large is no slip of the pen.
func TestCorrection(t *testing.T) {
	k := begin(t)
	k.grant()
	k.close()
	fix := map[string]string{"document": "permit", "field": "project.name", "text": "城南片区公共卫生服务中心", "reason": "名称漏字"}
	for field, code := range map[string]string{"applicant.code": "choice", "land.area": "choice", "agent.name": "choice"} {
		wrong := map[string]string{"document": "permit", "field": field, "text": "1", "reason": "?"}
		if got := k.wrong("zhoumin", desk.CorrectMistake, wrong); got != "field "+code {
			t.Errorf("%s: %s", field, got)
		}
	}
	wrong := map[string]string{"document": "permit", "field": "land.arable", "text": "much", "reason": "?"}
	if got := k.wrong("zhoumin", desk.CorrectMistake, wrong); got != "text number" {
		t.Errorf("an area that is no number: %s", got)
	}
	corrected := k.do("zhoumin", desk.CorrectMistake, fix)
	if got := corrected.Corrections[0].Changes[0]; got != (casefile.Change{Field: "project.name", Was: "城南片区公共卫生中心", Is: "城南片区公共卫生服务中心"}) {
		t.Errorf("changed %+v", got)
	}
	before := stated()
	if now := corrected.Application; now.Project.Name != fix["text"] || now.Applicant.Code != before.Applicant.Code || now.Land.Area != before.Land.Area {
		t.Errorf("it now reads %+v", now)
	}
	k.must(k.Issue(k.id))
	if printed := k.print(casefile.Permit); printed.Document.Sheet.Copy != 1 {
		t.Errorf("the new edition is marked as copy %d", printed.Document.Sheet.Copy)
	}
	k.close()
}

// What the conditions, the deal and the unit code say outlives a correction.
func TestCorrectionKeepsWhatTheFormDoesNotAsk(t *testing.T) {
	k := &course{t: t, Counter: supply(t, "C", "transfer").Counter}
	a := stated()
	a.Deal, a.Standard = &casefile.Deal{Number: "嘉南拍〔2026〕3号", Price: 8_600_000_000}, map[string]string{"intensity": "420"}
	file, err := k.Begun("C", map[string]string{"supply": "transfer"}, a)
	k.must(err)
	k.id = file.ID
	k.grant()
	corrected := k.do("zhoumin", desk.CorrectMistake, map[string]string{"document": "contract", "field": "project.scale", "text": "24660 平方米", "reason": "笔误"})
	now := corrected.Application
	if now.Deal == nil || now.Deal.Price != a.Deal.Price || now.Standard["intensity"] != "420" || now.Land.Unit != a.Land.Unit || now.Land.Use != a.Land.Use {
		t.Errorf("it now reads %+v", now)
	}
}

// wrong says what is wrong with the answers.
func (k *course) wrong(user string, action desk.Action, values map[string]string) string {
	k.t.Helper()
	var invalid *desk.Invalid
	if err := k.ask(user, action, values); !asInvalid(err, &invalid) {
		k.t.Fatalf("%s %v: %v", action, values, err)
	}
	return invalid.Fields[0].Field + " " + invalid.Fields[0].Code
}

// Renewal is asked for in time, decided before the certificate runs out, or
// counts as granted from then on.
func TestRenewal(t *testing.T) {
	ask := map[string]string{"document": "permit", "reason": "尚未开工"}
	k := closed(t)
	k.Time = time.Date(2029, 11, 5, 9, 0, 0, 0, desk.Zone())
	k.refused("refused-renewal-late", "wangfang", desk.AskRenewal, ask)

	k = closed(t)
	k.do("wangfang", desk.AskRenewal, ask)
	if got := k.waiting("zhoumin") + k.waiting("chenli"); got != "10" {
		t.Errorf("lists hold %s", got)
	}
	granted := k.do("zhoumin", desk.DecideRenewal, map[string]string{"decision": "grant"})
	if granted.Renewal.Until.String() != "2032-11-23" || granted.Reissue != casefile.Permit {
		t.Errorf("renewed %+v, reissue %q", granted.Renewal, granted.Reissue)
	}
	k.must(k.Issue(k.id))
	if permit, _ := k.file().Certificate(casefile.Permit); permit.ValidUntil.String() != "2032-11-23" || permit.Edition != 2 {
		t.Errorf("certificate %+v", permit)
	}

	k = closed(t)
	k.do("wangfang", desk.AskRenewal, ask)
	k.refused("refused-reason-missing", "zhoumin", desk.DecideRenewal, map[string]string{"decision": "deny"})
	if denied := k.do("zhoumin", desk.DecideRenewal, map[string]string{"decision": "deny", "reason": "规划已调整"}); denied.Renewal.Grant || !denied.Renewal.Until.IsZero() {
		t.Errorf("denied %+v", denied.Renewal)
	}
}

// closed is a case with its certificate in the applicant's hand, valid until
// 2029-11-23.
func closed(t *testing.T) *course {
	t.Helper()
	k := begin(t)
	k.grant()
	k.close()
	return k
}

// Nobody decided: the renewal counts as granted the day after the expiry.
func TestRenewalIsDeemedGranted(t *testing.T) {
	k := closed(t)
	k.do("wangfang", desk.AskRenewal, map[string]string{"document": "permit", "reason": "尚未开工"})
	k.Time = time.Date(2029, 11, 23, 9, 0, 0, 0, desk.Zone())
	if view, err := k.Open(k.id); err != nil || view.Light != desk.Soon || view.Due.String() != "2029-11-23" {
		t.Errorf("light %d, due %s, %v", view.Light, view.Due, err)
	}
	for day, want := range map[int]int{23: 0, 24: 1} {
		k := closed(t)
		k.do("wangfang", desk.AskRenewal, map[string]string{"document": "permit", "reason": "尚未开工"})
		k.Time = time.Date(2029, 11, day, 9, 0, 0, 0, desk.Zone())
		if n, err := k.KeepTime(); n != want || err != nil {
			t.Errorf("on the %dth %d renewals, %v", day, n, err)
		}
		if n, err := k.KeepTime(); n != 0 || err != nil {
			t.Errorf("once more %d renewals, %v", n, err)
		}
		if r := k.file().Renewal; r.Deemed != (want == 1) || want == 1 && r.Until.String() != "2032-11-23" {
			t.Errorf("on the %dth %+v", day, r)
		}
	}
}

// A paper that comes later is kept with the case.
func TestMaterialAttachedLater(t *testing.T) {
	scan := filepath.Join(t.TempDir(), "补充说明.pdf")
	if err := os.WriteFile(scan, []byte("%PDF-1.7"), 0o600); err != nil {
		t.Fatal(err)
	}
	k := begin(t)
	k.refused("file-gone", "wangfang", desk.AttachMaterial, map[string]string{"material": "report", "path": scan + ".bak"})
	file := k.do("wangfang", desk.AttachMaterial, map[string]string{"material": "report", "path": scan})
	i := slices.IndexFunc(file.Materials, func(m casefile.Material) bool { return m.ID == "report" })
	if files := file.Materials[i].Files; len(files) != 1 || files[0].Name != "补充说明.pdf" || files[0].Size != 8 {
		t.Errorf("files %v", files)
	}
}

// Every paper of the new procedures is numbered, dated and verifies; a second
// one of its kind is no reprint.
func TestPapersOfTheProcedures(t *testing.T) {
	seen := map[desk.Action]bool{}
	for _, s := range stages() {
		k := s.come(t)
		for _, user := range k.Office().Users {
			for _, p := range k.offered(user.ID) {
				if len(p.Prints) > 0 && !seen[p.Action] {
					seen[p.Action] = true
					papersOf(t, s, user.ID, p)
				}
			}
		}
	}
}

func papersOf(t *testing.T, s stage, user string, p desk.Procedure) {
	t.Helper()
	k := s.come(t)
	k.do(user, p.Action, fill(p, ""))
	for _, kind := range p.Prints {
		printed := k.print(kind)
		sheet := printed.Document.Sheet
		if len(printed.PDF) == 0 || sheet.Copy != 1 || kind != casefile.RatingSheet && sheet.Number == "" {
			t.Errorf("%s, %s: %d bytes, copy %d, number %q", s.name, kind, len(printed.PDF), sheet.Copy, sheet.Number)
		}
		verdict, err := k.Verify(sheet.URL)
		if err != nil || verdict.Verdict != seal.Genuine || verdict.Document != kind || verdict.Case == nil || verdict.Differs {
			t.Errorf("%s, %s: the code says %s %q, differs %v: %v", s.name, kind, verdict.Verdict, verdict.Document, verdict.Differs, err)
		}
		if date := verdict.Statement.Date.String(); date < "2026-11-12" || date > "2026-12-01" {
			t.Errorf("%s, %s is dated %s", s.name, kind, date)
		}
	}
}

// The second reminder is another paper than the first.
func TestSecondNoticeOfAKindIsNoReprint(t *testing.T) {
	k := begin(t)
	var numbers []string
	for range 2 {
		k.do("wugang", desk.Remind, map[string]string{"to": "window", "text": "请尽快办理"})
		sheet := k.print(casefile.ReminderNote).Document.Sheet
		numbers = append(numbers, sheet.Number)
		if sheet.Copy != 1 {
			t.Errorf("marked as copy %d", sheet.Copy)
		}
	}
	if want := []string{k.file().Number + "-督", k.file().Number + "-督2"}; !slices.Equal(numbers, want) {
		t.Errorf("numbers %v, want %v", numbers, want)
	}
	if _, err := k.Print(k.id, casefile.ReminderNote, ""); key(t, err) != "refused-reason-missing" {
		t.Errorf("a reprint without a reason: %v", err)
	}
}
