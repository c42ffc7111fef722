package desk_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
)

// course is one case at a counter, led through what a test wants of it.
type course struct {
	t testing.TB
	*desktest.Counter
	id string
}

// begin accepts item A; the clerk sits at the desk.
func begin(t testing.TB) *course {
	t.Helper()
	k := &course{t: t, Counter: desktest.New(t)}
	file, err := k.Accepted("南湖区卫生健康局", "城南片区公共卫生中心")
	k.must(err)
	k.id = file.ID
	return k
}

// supply accepts an item of land supply.
func supply(t testing.TB, item, way string) *course {
	t.Helper()
	k := &course{t: t, Counter: desktest.New(t)}
	file, err := k.Begun(item, map[string]string{"supply": way}, stated())
	k.must(err)
	k.id = file.ID
	return k
}

// stated is an application of a unit.
func stated() casefile.Application {
	return casefile.Application{
		Applicant: casefile.Applicant{Unit: true, Name: "南湖区卫生健康局", Code: "11330402002523454L", Phone: "0573-82830000"},
		Project:   casefile.Project{Code: "2601-330402-04-01-000013", Name: "城南片区公共卫生中心", Basis: "南发改〔2026〕88号", Scale: "24600 平方米"},
		Land: casefile.Land{
			Location: "城南街道，东至长水路，南至规划支路", Area: 18993, Agricultural: 12140, Arable: 9876, Construction: 6853,
			Unit: "330402001023GB00123W00000000", Use: "医疗卫生用地",
		},
	}
}

func (k *course) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// on goes to the morning of a day of 2026.
func (k *course) on(day string) *course {
	k.t.Helper()
	k.Time = morning(k.t, day)
	return k
}

// ask lets a user do something and gives the error.
func (k *course) ask(user string, action desk.Action, values map[string]string) error {
	return k.As(user, func() error {
		_, err := k.Do(k.id, action, values)
		return err
	})
}

// do is ask where it must work out.
func (k *course) do(user string, action desk.Action, values map[string]string) casefile.Case {
	k.t.Helper()
	k.must(k.ask(user, action, values))
	return k.file()
}

// refused is ask where the user must read a certain message.
func (k *course) refused(want, user string, action desk.Action, values map[string]string) {
	k.t.Helper()
	err := k.ask(user, action, values)
	if err == nil {
		k.t.Errorf("%s by %s was done, want %s", action, user, want)
		return
	}
	if got := key(k.t, err); got != want {
		k.t.Errorf("%s by %s: %s, want %s", action, user, got, want)
	}
}

func (k *course) file() casefile.Case {
	k.t.Helper()
	c, err := k.Store.Case(k.id)
	k.must(err)
	if len(c.Misfits) > 0 {
		k.t.Fatalf("the rules refused %v", c.Misfits)
	}
	return c
}

// offered lists what the user may do.
func (k *course) offered(user string) []desk.Procedure {
	k.t.Helper()
	var list []desk.Procedure
	k.must(k.As(user, func() (err error) {
		list, err = k.Procedures(k.id)
		return err
	}))
	return list
}

// disagree lets the planning section disagree.
func (k *course) disagree() {
	k.t.Helper()
	k.must(k.As("chenli", func() error {
		_, err := k.GiveOpinion(k.id, false, "与详细规划不符", "《中华人民共和国城乡规划法》第三十六条")
		return err
	}))
}

// print prints a document for the first time.
func (k *course) print(kind casefile.DocumentKind) desk.Printed {
	k.t.Helper()
	printed, err := k.Print(k.id, kind, "")
	k.must(err)
	return printed
}

// close prints the certificates that are not printed yet and hands them over.
func (k *course) close() {
	k.t.Helper()
	for _, certificate := range k.file().ToHand() {
		if k.file().Current(certificate.Document) == 0 {
			k.print(certificate.Document)
		}
	}
	_, err := k.HandOver(k.id, "张伟东", "330402199003070015")
	k.must(err)
}

// grant goes from acceptance to the certificates.
func (k *course) grant() {
	k.t.Helper()
	if k.file().PublicityTerm.Days > 0 {
		k.must(k.Publicised(k.id))
	}
	if k.file().NeedsConditions {
		k.do("chenli", desk.SetConditions, conditions())
	}
	k.must(k.Reviewed(k.id))
	k.must(k.Granted(k.id))
}

func conditions() map[string]string {
	return map[string]string{
		"use": "医疗卫生用地", "plot-ratio": "≤ 2.0", "density": "≤ 35%", "height": "≤ 50 米", "green": "≥ 30%",
		"setbacks": "西侧退让道路红线 8 米", "others": "配建公共厕所\n\n 配建母婴室 ",
	}
}

// stage is a place in a case's life.
type stage struct {
	name string
	come func(testing.TB) *course
}

// after is a stage that something more leads to.
func (s stage) after(name string, more func(*course)) stage {
	return stage{name, func(t testing.TB) *course {
		t.Helper()
		k := s.come(t)
		more(k)
		return k
	}}
}

// stages are the places a person may meet a case in.
func stages() []stage {
	review := stage{"accepted", begin}
	issued := review.after("issued", (*course).grant)
	closed := issued.after("closed", (*course).close)
	told := review.after("told of the hearing", func(k *course) {
		k.do("chenli", desk.TellHearing, map[string]string{"reason": "涉及相邻关系人重大利益"})
	})
	asked := told.after("hearing asked for", func(k *course) {
		k.do("wangfang", desk.AskHearing, map[string]string{"by": "李建国"})
	})
	contract := stage{"contract issued", func(t testing.TB) *course { return supply(t, "C", "transfer") }}.after("contract issued", (*course).grant)
	return []stage{
		{"received", func(t testing.TB) *course {
			k := &course{t: t, Counter: desktest.New(t)}
			draft, err := k.Draft("南湖区卫生健康局", "城南片区公共卫生中心")
			k.must(err)
			file, err := k.Receive(draft)
			k.must(err)
			k.id = file.ID
			return k
		}},
		review,
		review.after("made public", func(k *course) {
			k.do("chenli", desk.PostPublicity, map[string]string{"posted": "2026-11-23", "ends": "2026-12-03", "where": "门户网站"})
		}),
		review.after("publicity is over", func(k *course) {
			k.do("chenli", desk.PostPublicity, map[string]string{"posted": "2026-11-12", "ends": "2026-11-22", "where": "门户网站"})
		}),
		review.after("expert review", func(k *course) {
			k.do("chenli", desk.StartSpecial, map[string]string{"procedure": "expert-review", "reason": "选址论证", "expected": "2026-12-08"})
		}),
		told, asked,
		asked.after("hearing set", func(k *course) {
			k.do("chenli", desk.SetHearing, map[string]string{"date": "2026-12-01", "place": "二楼会议室"})
			k.on("12-01")
		}),
		review.after("disagreed", (*course).disagree),
		review.after("reviewed", func(k *course) { k.must(k.Reviewed(k.id)) }),
		{"a second item of the project", func(t testing.TB) *course {
			k := begin(t)
			file, err := k.Begun("B", map[string]string{"supply": "allocation"}, k.file().Application)
			k.must(err)
			k.grant()
			k.id = file.ID
			return k
		}},
		issued, closed,
		stage{"allocated", func(t testing.TB) *course { return supply(t, "B", "allocation") }}.after("allocated, without its number", (*course).grant),
		contract,
		contract.after("contract printed", func(k *course) { k.print(casefile.Contract) }),
		contract.after("contract signed", func(k *course) {
			k.print(casefile.Contract)
			k.do("wangfang", desk.SignContract, map[string]string{"signer": "张伟东"})
			k.must(k.Issue(k.id))
		}),
		closed.after("renewal asked for", func(k *course) {
			k.do("wangfang", desk.AskRenewal, map[string]string{"document": "permit", "reason": "尚未开工"})
		}),
		closed.after("revoked", func(k *course) {
			k.do("zhoumin", desk.Revoke, map[string]string{"reason": "以欺骗手段取得", "basis": "《中华人民共和国行政许可法》第六十九条"})
		}),
		review.after("withdrawn", func(k *course) {
			_, err := k.Withdraw(k.id, "项目调整")
			k.must(err)
		}),
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

// Who may do what, when: the whole table, to be read.
func TestProceduresByStageAndPerson(t *testing.T) {
	var table strings.Builder
	for _, s := range stages() {
		k := s.come(t)
		fmt.Fprintf(&table, "%s\n", s.name)
		for _, user := range k.Office().Users {
			var names []string
			for _, p := range k.offered(user.ID) {
				names = append(names, string(p.Action))
			}
			fmt.Fprintf(&table, "  %-10s %s\n", user.ID, strings.Join(names, " "))
		}
	}
	golden := filepath.Join("testdata", "procedures.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(table.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || table.String() != string(want) {
		t.Errorf("the table changed (%v); it is now\n%s", err, table.String())
	}
}

// What is offered can be done with what the form suggests and any words for the
// rest; what is not offered cannot.
func TestWhatIsOfferedCanBeDone(t *testing.T) {
	scan := scanned(t)
	forms := map[desk.Action]desk.Procedure{}
	for _, s := range stages() {
		first := s.come(t)
		for _, user := range first.Office().Users {
			for _, p := range first.offered(user.ID) {
				if _, done := forms[p.Action]; !done {
					forms[p.Action] = p
					doneAsOffered(t, s, user.ID, p, fill(p, scan))
				}
			}
		}
	}
	for _, action := range desk.ProcedureActions() {
		if _, offered := forms[action]; !offered {
			t.Errorf("%s is offered at no stage", action)
		}
	}
	for _, s := range stages() {
		k := s.come(t)
		for _, user := range oneOfEachRole(k) {
			offered := k.offered(user.ID)
			for _, p := range forms {
				if slices.ContainsFunc(offered, func(o desk.Procedure) bool { return o.Action == p.Action }) {
					continue
				}
				if err := k.ask(user.ID, p.Action, fill(p, scan)); err == nil {
					t.Fatalf("%s: %s did %s, which was not offered", s.name, user.ID, p.Action)
				}
			}
		}
	}
}

// On any way through a case, on any day, by anybody: what is offered is done as
// the form suggests, and the rules find no fault with it afterwards.
func TestAnyWayThroughACase(t *testing.T) {
	k, scan := begin(t), scanned(t)
	monday := k.Time
	rapid.Check(t, func(r *rapid.T) {
		k.Time = monday
		file, err := k.Accepted("南湖区卫生健康局", "城南片区公共卫生中心")
		k.must(err)
		k.id = file.ID
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			k.Time = k.Time.AddDate(0, 0, rapid.IntRange(0, 9).Draw(r, "days"))
			user := rapid.SampledFrom(k.Office().Users).Draw(r, "user").ID
			switch list := k.offered(user); {
			case rapid.IntRange(0, 3).Draw(r, "sections speak") == 0:
				k.must(k.Reviewed(k.id))
			case len(list) > 0:
				p := rapid.SampledFrom(list).Draw(r, "procedure")
				if err := k.ask(user, p.Action, fill(p, scan)); err != nil {
					r.Fatalf("%s by %s on %s: %v", p.Action, user, k.Time, err)
				}
			}
			c := k.file()
			if stands := c.Standing(); (c.Deadline.Open || c.Statutory.Open) && len(stands) == 0 {
				r.Fatalf("promised %+v and statutory %+v stand for nothing", c.Deadline, c.Statutory)
			}
		}
	})
}

// oneOfEachRole are the first people of the office in their role.
func oneOfEachRole(k *course) []catalog.User {
	seen := map[casefile.Role]bool{}
	return slices.DeleteFunc(slices.Clone(k.Office().Users), func(u catalog.User) bool {
		again := seen[u.Role]
		seen[u.Role] = true
		return again
	})
}

// scanned is the path of a file to attach.
func scanned(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "补充材料.pdf")
	if err := os.WriteFile(path, []byte("%PDF-1.7"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// doneAsOffered does a procedure: one event more, and the papers are there.
func doneAsOffered(t *testing.T, s stage, user string, p desk.Procedure, values map[string]string) {
	t.Helper()
	k := s.come(t)
	before := k.file().Version
	after := k.do(user, p.Action, values)
	if after.Version != before+1 {
		t.Errorf("%s, %s: %d events more", s.name, p.Action, after.Version-before)
	}
	for _, kind := range p.Prints {
		if !after.Has(kind) {
			t.Errorf("%s makes no %s", p.Action, kind)
		}
	}
}

// fill fills a form in with what it suggests, and with any words for the rest.
func fill(p desk.Procedure, path string) map[string]string {
	values := map[string]string{}
	for _, a := range p.Asks {
		values[a.Key] = a.Suggest
		switch {
		case a.Suggest != "":
		case a.Key == "field": // one that takes any words
			values[a.Key] = "project.name"
		case a.Kind == desk.AskChoice:
			values[a.Key] = a.Options[0].ID
		case a.Kind == desk.AskMoney:
			values[a.Key] = "1234.5"
		case a.Kind == desk.AskFile:
			values[a.Key] = path
		default:
			values[a.Key] = "南湖"
		}
	}
	return values
}

// Everything wrong with the answers is said at once, under the field it is about.
func TestAnswersAreJudged(t *testing.T) {
	k := begin(t)
	for _, v := range []struct {
		action desk.Action
		values map[string]string
		want   string
	}{
		{desk.StartSpecial, nil, "procedure required, reason required, expected required"},
		{desk.StartSpecial, map[string]string{"procedure": "publicity", "reason": " ", "expected": "12月8日"}, "procedure choice, reason required, expected date"},
		{desk.Extend, map[string]string{"days": "ten", "reason": "等候论证"}, "days days"},
		{desk.Extend, map[string]string{"days": "0", "reason": "断\xe5字"}, "days days, reason odd-text"},
		{desk.ConfirmPayment, map[string]string{"amount": "12.3456789", "voucher": "1"}, "amount money"},
		{desk.ConfirmPayment, map[string]string{"amount": "-1", "voucher": "1"}, "amount money"},
		{desk.ConfirmPayment, map[string]string{"amount": "0", "voucher": strings.Repeat("长", 401)}, "amount money, voucher long"},
		{desk.HoldHearing, map[string]string{"record": strings.Repeat("长", 4001)}, "record long"},
		{desk.Rate, map[string]string{"level": "6"}, "level choice"},
		{desk.AttachMaterial, map[string]string{"material": "report"}, "path required"},
	} {
		_, err := k.Do(k.id, v.action, v.values)
		var invalid *desk.Invalid
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %v", v.action, err)
			continue
		}
		var said []string
		for _, r := range invalid.Fields {
			said = append(said, r.Field+" "+r.Code)
			if _, known := desk.CheckCodes()[r.Code]; !known {
				t.Errorf("CheckCodes lacks %q", r.Code)
			}
		}
		if got := strings.Join(said, ", "); got != v.want {
			t.Errorf("%s: %s, want %s", v.action, got, v.want)
		}
	}
	if _, err := k.Do(k.id, "dance", nil); key(t, err) != "procedure-unknown" {
		t.Errorf("an unknown procedure: %v", err)
	}
	if _, err := k.Do("nowhere", desk.Extend, map[string]string{"days": "1", "reason": "?"}); key(t, err) != "refused-unknown-case" {
		t.Errorf("an unknown case: %v", err)
	}
}

func TestMoneyIsExact(t *testing.T) {
	k := supply(t, "C", "transfer")
	k.grant()
	k.print(casefile.Contract)
	k.do("wangfang", desk.SignContract, map[string]string{"signer": "张伟东"})
	k.must(k.Issue(k.id))
	paid := k.do("wangfang", desk.ConfirmPayment, map[string]string{"amount": "1,234.567891", "voucher": "33-0001"})
	if paid.Payment.Amount != 1_234_567_891 {
		t.Errorf("%d fen", paid.Payment.Amount)
	}
	for fen, want := range map[int64]string{1_234_567_891: "1234.567891", 1_234_500_000: "1234.5", 20_000_000: "20", 1: "0.000001", 0: "0"} {
		if got := desk.Money(fen); got != want {
			t.Errorf("%d fen are %s, want %s", fen, got, want)
		}
	}
}

// data is what fills the words of a message.
func data(t testing.TB, err error, name string) any {
	t.Helper()
	var m *desk.Message
	if !errors.As(err, &m) {
		t.Fatalf("%v is no message for the user", err)
	}
	return m.Data[name]
}

func asInvalid(err error, into **desk.Invalid) bool { return errors.As(err, into) }
