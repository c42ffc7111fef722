package desk_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/app/replica"
	"onewindow/app/seal"
)

// open is a counter that a centre is set for but does not answer.
func open(t testing.TB) *desktest.Counter {
	t.Helper()
	c := desktest.New(t)
	c.Line = desk.LineState{Configured: true, Fault: "offline"}
	return c
}

// filled is a draft that can be accepted.
func filled(t testing.TB, c *desktest.Counter) desk.Draft {
	t.Helper()
	d, err := c.Draft("嘉兴市南湖区卫生健康局", "南湖区城南片区公共卫生中心")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// key is the message the user would read.
func key(t testing.TB, err error) string {
	t.Helper()
	var m *desk.Message
	if !errors.As(err, &m) {
		t.Fatalf("%v is no message for the user", err)
	}
	promised, listed := desk.MessageKeys()[m.Key]
	if !listed {
		t.Errorf("MessageKeys lacks %q", m.Key)
	}
	for _, name := range promised {
		if _, given := m.Data[name]; !given {
			t.Errorf("%s carries no %s", m.Key, name)
		}
	}
	return m.Key
}

func TestAcceptedCaseHasItsNumbersAndItsDueDate(t *testing.T) {
	c := open(t)
	draft := filled(t, c)
	accepted, err := c.Accept(draft)
	if err != nil {
		t.Fatal(err)
	}
	if accepted.Number != "03-20261123-0001" || accepted.State != casefile.StateReview {
		t.Errorf("case %q in state %q", accepted.Number, accepted.State)
	}
	if want := "嘉南资规受〔2026〕临03-0001号"; accepted.AcceptanceNumber != want {
		t.Errorf("acceptance %q, want %q: no centre has leased numbers yet", accepted.AcceptanceNumber, want)
	}
	if got := accepted.Deadline.Due.String(); got != "2026-11-30" {
		t.Errorf("due %s", got)
	}
	if land := accepted.Application.Land; land.Area != 18993 || land.Unused != 0 {
		t.Errorf("land %+v", land)
	}
	if drafts, _ := c.Drafts(); len(drafts) != 0 {
		t.Errorf("%d drafts are left", len(drafts))
	}
}

// A leased number is used first, and the series of the window itself only when
// there is none left; no number ever comes twice.
func TestNumbersComeFromTheLeaseFirst(t *testing.T) {
	c := open(t)
	lease := replica.Lease{ID: "1", Installation: c.Store.Installation(), Kind: replica.AcceptanceNumbers, Year: 2026, From: 412, To: 413}
	if err := c.Store.Local().AddLease(lease); err != nil {
		t.Fatal(err)
	}
	var got []string
	for range 4 {
		accepted, err := c.Accept(filled(t, c))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, accepted.AcceptanceNumber)
	}
	want := []string{"嘉南资规受〔2026〕0412号", "嘉南资规受〔2026〕0413号", "嘉南资规受〔2026〕临03-0001号", "嘉南资规受〔2026〕临03-0002号"}
	if !slices.Equal(got, want) {
		t.Errorf("numbers %v, want %v", got, want)
	}
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	c := open(t)
	draft := c.NewDraft()
	draft.Answers["agent"] = catalog.Yes
	draft.Fields["applicant.code"] = "11330402002523454K"
	draft.Fields["land.area"] = "1.89934"
	draft.Fields["agent.code"] = "33040219900307001"
	_, err := c.Accept(draft)
	var invalid *desk.Invalid
	if !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	var said []string
	for _, r := range invalid.Fields {
		said = append(said, r.Field+" "+r.Code)
	}
	for _, want := range []string{
		"project.code required", "project.name required", "applicant.name required", "applicant.code id.check",
		"agent.name required", "agent.code id.short", "land.area number", "land.location required",
	} {
		if !slices.Contains(said, want) {
			t.Errorf("%q was not said: %v", want, said)
		}
	}
	if len(invalid.Missing) != 3 {
		t.Errorf("missing %v, want the report, the boundary points and the power of attorney", invalid.Missing)
	}
}

// 只收件: whose project it is must be known, but papers and the rest of the form
// may follow. What is not there yet keeps the case from being accepted.
func TestReceivingAsksForLessThanAccepting(t *testing.T) {
	c := open(t)
	full := filled(t, c)
	noPapers := full.Clone()
	noPapers.Materials = map[string]desk.Presented{"boundary": {Present: true}} // ticked, but no file
	noLand := full.Clone()
	noLand.Fields["land.area"], noLand.Fields["land.location"] = "", ""
	for _, v := range []struct {
		draft    desk.Draft
		refusal  string
		because  string
		awaiting int
	}{
		{noPapers, "refused-materials-missing", "the papers are not here", 2},
		{noLand, "statement-unfinished", "nobody knows the land", 0},
	} {
		received, err := c.Receive(v.draft)
		if err != nil {
			t.Fatalf("%s: %v", v.because, err)
		}
		if received.State != casefile.StateReceived || len(received.Missing()) != v.awaiting {
			t.Errorf("%s: the case is %s and misses %v", v.because, received.State, received.Missing())
		}
		if _, err := c.AcceptReceived(received.ID); key(t, err) != v.refusal {
			t.Errorf("%s, and yet accepted: %v", v.because, err)
		}
	}
	for field, text := range map[string]string{"applicant.name": "", "project.code": " ", "land.area": "much", "agent.code": "1"} {
		draft := full.Clone()
		draft.Fields[field] = text
		var invalid *desk.Invalid
		if _, err := c.Receive(draft); !errors.As(err, &invalid) || len(invalid.Fields) != 1 || invalid.Fields[0].Field != field {
			t.Errorf("received with %s %q: %v", field, text, err)
		}
	}
}

// The policy version is that of the day of acceptance, not of receipt: on
// 2029-09-30 the ministry's notice ends.
func TestPolicyIsThatOfTheDayOfAcceptance(t *testing.T) {
	c := desktest.New(t)
	c.Time = time.Date(2029, 9, 28, 9, 0, 0, 0, desk.Zone())
	draft, err := c.Draft("凤桥镇人民政府", "三星村文化礼堂")
	if err != nil {
		t.Fatal(err)
	}
	received, err := c.Receive(draft)
	if err != nil || received.Policy != "MNR-2019-2/2024-709" {
		t.Fatalf("received under %q, %v", received.Policy, err)
	}
	c.Time = c.Time.AddDate(0, 0, 12) // the last day before it counts as accepted by itself
	accepted, err := c.AcceptReceived(received.ID)
	if err != nil || accepted.Policy != "NH-201903" {
		t.Errorf("accepted under %q, %v", accepted.Policy, err)
	}
}

func TestFieldsAreJudged(t *testing.T) {
	c := open(t)
	for _, v := range []struct {
		field, text string
		level       desk.Level
		code        string
	}{
		{"applicant.code", "11330402002523454L", desk.Fine, "good"},
		{"applicant.code", "11330402002523454K", desk.Wrong, "id.check"},
		{"applicant.code", "330402199003070015", desk.Fine, "person"},
		{"applicant.code", "330402199003070016", desk.Wrong, "id.check"},
		{"applicant.code", "1133040200252", desk.Unfinished, "id.short"},
		{"agent.code", "330402900307001", desk.Warning, "id.old"},
		{"agent.code", "810000199003070015", desk.Fine, "person"},
		{"agent.code", "933840197506150012", desk.Fine, "person"},
		{"agent.code", "H12345678", desk.Fine, "good"},
		{"agent.code", "E12345678", desk.Fine, "good"},
		{"project.code", "2601-330402-04-01-000013", desk.Fine, "good"},
		{"project.code", "2601-330402-04-01-000014", desk.Warning, "id.check"},
		{"land.area", "1.8993", desk.Fine, ""},
		{"land.area", "0", desk.Wrong, "number-range"},
		{"land.area", "-1", desk.Wrong, "number"},
		{"land.area", "一公顷", desk.Wrong, "number"},
		{"applicant.phone", "0573-8283 0000", desk.Fine, ""},
		{"applicant.phone", "call me", desk.Wrong, "phone"},
		{"project.name", strings.Repeat("长", 401), desk.Wrong, "long"},
		{"project.name", "断\xe5字", desk.Wrong, "odd-text"},
		{"land.unit", "330402001023GB00123W00000000", desk.Fine, "good"},
		{"land.unit", "330402001023GB00123", desk.Unfinished, "id.short"},
		{"land.unit", "330402001023GB00123X00000000", desk.Wrong, "id.fixture"},
		{"land.price", "2860.5", desk.Fine, ""},
		{"land.price", "2 860.123456", desk.Fine, ""},
		{"land.price", "2860.1234567", desk.Wrong, "money"},
		{"land.price", "0", desk.Wrong, "money"},
		{"land.term", "50", desk.Fine, ""},
		{"land.term", "71", desk.Wrong, "years"},
		{"land.term", "五十", desk.Wrong, "years"},
		{"land.deal", "嘉南土告〔2026〕7-3号", desk.Fine, ""},
		{"standard.offices", "7", desk.Fine, "meets-standard"},
		{"standard.offices", "7.5", desk.Warning, "above-standard"},
		{"standard.coverage", "39", desk.Warning, "below-standard"},
		{"standard.coverage", "39%", desk.Wrong, "decimal"},
	} {
		draft := c.NewDraft()
		draft.Answers["supply"], draft.Answers["standard_land"] = "transfer", catalog.Yes
		draft.Fields[v.field] = v.text
		got := c.CheckField(draft, v.field)
		if got.Level != v.level || got.Code != v.code {
			t.Errorf("%s %q: level %d, code %q; want %d, %q", v.field, v.text, got.Level, got.Code, v.level, v.code)
		}
		for _, name := range desk.CheckCodes()[got.Code] {
			if _, given := got.Data[name]; !given && name != "perhaps" {
				t.Errorf("%s %q: %s carries no %s", v.field, v.text, got.Code, name)
			}
		}
	}
}

func TestBadFilesAreRefusedAndNothingIsLost(t *testing.T) {
	c := open(t)
	filled(t, c)
	folder := t.TempDir()
	huge := filepath.Join(folder, "huge.pdf")
	if err := os.WriteFile(huge, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, 200<<20); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(folder, "empty.pdf")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		huge: "file-too-large", empty: "file-empty", filepath.Join(folder, "gone.pdf"): "file-gone", folder: "file-unreadable",
	} {
		_, err := c.TakeFile(path)
		if got := key(t, err); got != want {
			t.Errorf("%s: %q, want %q", filepath.Base(path), got, want)
		}
	}
	drafts, err := c.Drafts()
	if err != nil || len(drafts) != 1 || len(drafts[0].Materials["boundary"].Files) != 1 {
		t.Errorf("the draft is not what it was: %v, %v", drafts, err)
	}
}

// What a project already told is not typed again.
func TestRecallFillsWhatIsOnFile(t *testing.T) {
	c := open(t)
	if _, err := c.Accept(filled(t, c)); err != nil {
		t.Fatal(err)
	}
	next := c.NewDraft()
	next.Fields["project.code"] = "2601-330402-04-01-000013"
	next.Fields["project.name"] = "二期"
	found, err := c.Recall(next, "project.code")
	if err != nil {
		t.Fatal(err)
	}
	if found["applicant.name"] != "嘉兴市南湖区卫生健康局" || found["land.area"] != "1.8993" {
		t.Errorf("found %v", found)
	}
	if _, over := found["project.name"]; over {
		t.Error("what was typed would be overwritten")
	}
	if _, agent := found["agent.code"]; agent {
		t.Error("another person's number was brought in")
	}
	other := c.NewDraft()
	other.Fields["applicant.code"] = "11330402002523454L"
	if found, err = c.Recall(other, "applicant.code"); err != nil || found["applicant.name"] == "" || found["project.name"] != "" {
		t.Errorf("by the applicant's code: %v, %v", found, err)
	}
}

// The paper comes after its event, and a reprint says why.
func TestPrintsAreOnRecordBeforeThePaper(t *testing.T) {
	c := open(t)
	accepted, err := c.Accept(filled(t, c))
	if err != nil {
		t.Fatal(err)
	}
	first, err := c.Print(accepted.ID, casefile.Receipt, "")
	if err != nil {
		t.Fatal(err)
	}
	saved, err := os.ReadFile(first.Path)
	if err != nil || !bytes.Equal(saved, first.PDF) {
		t.Fatalf("the saved copy differs: %v", err)
	}
	if !first.Document.Sheet.Awaiting {
		t.Error("printed without a line, but not marked as awaiting the centre")
	}
	if _, err = c.Print(accepted.ID, casefile.Receipt, ""); key(t, err) != "refused-reason-missing" {
		t.Errorf("a reprint without a reason: %v", err)
	}
	again, err := c.Print(accepted.ID, casefile.Receipt, "卡纸")
	if err != nil || again.Document.Sheet.Copy != 2 {
		t.Errorf("the reprint: copy %d, %v", again.Document.Sheet.Copy, err)
	}
	view, err := c.Open(accepted.ID)
	if err != nil || len(view.Case.Prints) != 2 || !view.Pending {
		t.Errorf("%d prints on record, pending %v, %v", len(view.Case.Prints), view.Pending, err)
	}
	if _, err = c.Print(accepted.ID, casefile.Permit, ""); key(t, err) != "permit-unconfirmed" {
		t.Errorf("a permit without the centre: %v", err)
	}
}

// What the centre has signed awaits nothing, although the line is down and papers
// were printed since that it has not heard of.
func TestACertificateAwaitsNothing(t *testing.T) {
	c := open(t)
	file, err := c.Issued("南湖区水利局", "排涝泵站")
	if err != nil {
		t.Fatal(err)
	}
	for kind, awaits := range map[casefile.DocumentKind]bool{casefile.Receipt: true, casefile.Permit: false} {
		if _, err := c.Print(file.ID, casefile.Acceptance, "卡纸"); err != nil {
			t.Fatal(err)
		}
		printed, err := c.Print(file.ID, kind, "")
		if err != nil || printed.Document.Sheet.Awaiting != awaits {
			t.Errorf("%s: marked as awaiting the centre %t, %v", kind, printed.Document.Sheet.Awaiting, err)
		}
	}
}

// The window's own paper is verified without any network; one letter changed
// and it no longer is.
func TestOwnPaperVerifies(t *testing.T) {
	c := open(t)
	accepted, err := c.Accept(filled(t, c))
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []casefile.DocumentKind{casefile.Receipt, casefile.Acceptance} {
		doc, err := c.Document(accepted.ID, kind)
		if err != nil {
			t.Fatal(err)
		}
		v, err := c.Verify(doc.Sheet.URL)
		if err != nil || v.Verdict != seal.Genuine || v.Document != kind || v.Case == nil || v.Differs {
			t.Errorf("%s: %+v, %v", kind, v, err)
		}
		cut := len(doc.Sheet.URL) - 40
		other := byte('A')
		if doc.Sheet.URL[cut] == other {
			other = 'B'
		}
		altered := doc.Sheet.URL[:cut] + string(other) + doc.Sheet.URL[cut+1:]
		if v, err := c.Verify(altered); err != nil || v.Verdict == seal.Genuine {
			t.Errorf("%s: one letter changed is still %s, %v", kind, v.Verdict, err)
		}
		if strings.Contains(doc.Sheet.URL, "11330402002523454L") {
			t.Error("the code holds the applicant's number")
		}
	}
}

// Lists show each role what waits for it.
func TestQueuesFollowTheRole(t *testing.T) {
	c := open(t)
	accepted, err := c.Accept(filled(t, c))
	if err != nil {
		t.Fatal(err)
	}
	count := func(user string) int {
		t.Helper()
		if err := c.SwitchUser(user); err != nil {
			t.Fatal(err)
		}
		_, n, err := c.List(desk.ToReview, desk.Query{Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if got := fmt.Sprint(count("chenli"), count("shenjie"), count("zhoumin")); got != "1 0 0" {
		t.Errorf("before the opinion: %s", got)
	}
	if err := c.SwitchUser("chenli"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.GiveOpinion(accepted.ID, true, "符合国土空间规划", ""); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(count("chenli"), count("zhoumin")); got != "0 1" {
		t.Errorf("after the opinion: %s", got)
	}
	view, err := c.Open(accepted.ID)
	if err != nil || !slices.Equal(view.Can, []desk.Action{desk.CanDecide}) {
		t.Errorf("the approver may %v, %v", view.Can, err)
	}
	if _, err := c.HandOver(accepted.ID, "张伟东", ""); key(t, err) != "refused-role" {
		t.Errorf("the approver handed it over: %v", err)
	}
}
