package desk_test

import (
	"os"
	"path/filepath"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// issued is a case whose permit is printed, and what the permit's code holds.
func issued(t testing.TB) (*course, string) {
	k := begin(t)
	k.grant()
	return k, k.code()
}

// code is the text of the code on the permit.
func (k *course) code() string {
	k.t.Helper()
	doc, err := k.Document(k.id, casefile.Permit)
	k.must(err)
	return doc.Sheet.URL
}

// judge holds the window to a verdict on a code.
func (k *course) judge(what, code string, want seal.Verdict) desk.Verdict {
	k.t.Helper()
	v, err := k.Verify(code)
	k.must(err)
	if v.Verdict != want || v.Case == nil || v.Differs {
		k.t.Errorf("%s: %s, differs %v, case %v", what, v.Verdict, v.Differs, v.Case != nil)
	}
	return v
}

// What became of a permit shows without the centre's list, from the case alone.
func TestPermitOfAKnownCaseIsWorthWhatTheCaseSays(t *testing.T) {
	k, first := issued(t)
	k.judge("as issued", first, seal.Genuine)
	k.do("zhoumin", desk.CorrectMistake, map[string]string{
		"document": "permit", "field": "project.name", "text": "城南片区公共卫生中心一期", "reason": "漏字",
	})
	k.judge("being corrected", first, seal.Superseded)
	k.must(k.Issue(k.id))
	second := k.code()
	if v := k.judge("corrected", first, seal.Superseded); v.Ended != workday.DateOf(k.Time) {
		t.Errorf("it ended on %s", v.Ended)
	}
	k.judge("the new edition", second, seal.Genuine)
	last := k.file().Certificates[0].ValidUntil
	before := k.Time
	k.Time = k.Time.AddDate(0, 0, last.Sub(workday.DateOf(k.Time)))
	k.judge("on its last day", second, seal.Genuine)
	k.Time = k.Time.AddDate(0, 0, 1)
	k.judge("past its last day", second, seal.Expired)
	k.Time = before
	k.close()
	k.do("zhoumin", desk.Revoke, map[string]string{"reason": "以欺骗手段取得", "basis": "《中华人民共和国行政许可法》第六十九条"})
	k.judge("revoked", second, seal.Withdrawn)
	k.judge("the edition before", first, seal.Withdrawn)
}

func TestReprintSaysWhichItIs(t *testing.T) {
	k := begin(t)
	for n, reason := range []string{"", "遗失", "污损"} {
		printed, err := k.Print(k.id, casefile.Acceptance, reason)
		k.must(err)
		list, err := k.VerifyFile(t.Context(), printed.Path)
		k.must(err)
		if len(list) != 1 || list[0].Verdict != seal.Genuine || int(list[0].Statement.Copy) != n+1 || list[0].Prints != n+1 {
			t.Errorf("print %d: %+v", n+1, list)
		}
	}
}

func TestFilesThatCannotBeVerified(t *testing.T) {
	k := begin(t)
	folder := t.TempDir()
	t.Setenv("PATH", "") // without poppler
	for name, v := range map[string]struct{ data, key string }{
		"letter.txt": {"HELLO", "scan-unreadable"},
		"empty.pdf":  {"%PDF-1.4\n", "scan-no-code"},
	} {
		path := filepath.Join(folder, name)
		k.must(os.WriteFile(path, []byte(v.data), 0o600))
		if _, err := k.VerifyFile(t.Context(), path); key(t, err) != v.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := k.VerifyFile(t.Context(), filepath.Join(folder, "gone.pdf")); key(t, err) != "file-unreadable" {
		t.Errorf("a file that is not there: %v", err)
	}
}
