package idcode_test

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"onewindow/app/idcode"

	"pgregory.net/rapid"
)

// reader is a function of the package, with what only persons' numbers tell
// brought to text.
type reader func(s string) (number, born, sex string, problem *idcode.Problem)

func readers() map[string]reader {
	all := map[string]reader{
		"credit": plain(idcode.CreditCode), "project": plain(idcode.ProjectCode),
		"parcel": plain(idcode.ParcelCode), "unit": plain(idcode.UnitCode),
	}
	for _, kind := range idcode.Kinds() {
		all[string(kind)] = func(s string) (string, string, string, *idcode.Problem) {
			p, problem := idcode.Check(kind, s)
			return p.Number, p.Born.String(), string(p.Sex), problem
		}
	}
	return all
}

func plain(read func(string) (string, *idcode.Problem)) reader {
	return func(s string) (string, string, string, *idcode.Problem) {
		number, problem := read(s)
		return number, "", "", problem
	}
}

func vectors(t testing.TB) [][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	var table [][]string
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		if line := lines.Text(); line != "" && line[0] != '#' {
			row := strings.Split(line, ",")
			if len(row) != 7 {
				t.Fatalf("%q has %d fields, not 7", line, len(row))
			}
			table = append(table, row)
		}
	}
	if len(table) < 100 {
		t.Fatalf("only %d vectors", len(table))
	}
	return table
}

// valid lists the normal forms of the table that have no problem at all.
func valid(t testing.TB, kind string) []string {
	t.Helper()
	var list []string
	for _, row := range vectors(t) {
		if row[0] == kind && row[3] == "" {
			list = append(list, row[2])
		}
	}
	if len(list) == 0 {
		t.Fatalf("no valid %s in the table", kind)
	}
	return list
}

func TestVectors(t *testing.T) {
	all := readers()
	for _, row := range vectors(t) {
		kind, input, normal, code, data, born, sex := row[0], row[1], row[2], row[3], row[4], row[5], row[6]
		gotNumber, gotBorn, gotSex, problem := all[kind](input)
		if gotNumber != normal || gotBorn != born || gotSex != sex {
			t.Errorf("%s %q: %q %q %q, want %q %q %q", kind, input, gotNumber, gotBorn, gotSex, normal, born, sex)
		}
		if got := describe(problem); got != code {
			t.Errorf("%s %q: problem %q, want %q", kind, input, got, code)
			continue
		}
		if key, value, has := strings.Cut(data, "="); has && fmt.Sprint(problem.Data[key]) != value {
			t.Errorf("%s %q: %v, want %s", kind, input, problem.Data, data)
		}
	}
}

func describe(p *idcode.Problem) string {
	switch {
	case p == nil:
		return ""
	case p.Warning:
		return "*" + p.Code
	}
	return p.Code
}

// Whatever is typed, the problem is one of the table, with the data it
// promises; the answer's number reads the same once more; and an error never
// carries what was typed.
func checkAny(t testing.TB, kind, input string) {
	read := readers()[kind]
	number, born, sex, problem := read(input)
	again, bornAgain, sexAgain, problemAgain := read(number)
	if again != number || bornAgain != born || sexAgain != sex {
		t.Errorf("%s %q: %q reads as %q", kind, input, number, again)
	}
	if problem == nil {
		if problemAgain != nil {
			t.Errorf("%s %q: fine at first, then %v", kind, input, problemAgain)
		}
		return
	}
	keys, listed := idcode.Codes()[problem.Code]
	if !listed {
		t.Errorf("%s %q: code %q is not in the table", kind, input, problem.Code)
	}
	if got := slices.Sorted(maps.Keys(problem.Data)); !slices.Equal(got, slices.Sorted(slices.Values(keys))) {
		t.Errorf("%s %q: %s has the data %v, not %v", kind, input, problem.Code, got, keys)
	}
	if problem.Error() != problem.Code {
		t.Errorf("the error says more than its code: %s", problem.Error())
	}
}

func TestAnythingTyped(t *testing.T) {
	kinds := slices.Sorted(maps.Keys(readers()))
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
		input := rapid.OneOf(
			rapid.StringMatching(`[0-9]{0,30}`),
			rapid.StringMatching(`[0-9A-Za-z０-９Ａ-Ｚ \-]{0,30}`),
			rapid.String(),
		).Draw(rt, "input")
		checkAny(t, kind, input)
	})
}

func TestEveryCodeOfTheTableHappens(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range vectors(t) {
		seen[strings.TrimPrefix(row[3], "*")] = true
	}
	for code := range idcode.Codes() {
		if !seen[code] {
			t.Errorf("no vector has the problem %s", code)
		}
	}
}

// A number typed from left to right never looks wrong before it is finished:
// it is empty or short all the way. (Of the 15-digit numbers that a longer one
// may pass through, the warning is the point.)
func TestNothingIsWrongWhileTyping(t *testing.T) {
	for kind, read := range readers() {
		for _, number := range valid(t, kind) {
			for i := range len(number) {
				_, _, _, problem := read(number[:i])
				if problem == nil && kind != "passport" && kind != "mainland-pass" && kind != "project" {
					t.Errorf("%s %q: finished early", kind, number[:i])
				}
				if problem != nil && !problem.Warning && problem.Code != idcode.Empty && problem.Code != idcode.Short {
					t.Errorf("%s %q: %s", kind, number[:i], problem.Code)
				}
			}
		}
	}
}

// The check character systems find every single wrong character: modulo 11,
// 31 and 11,10, in each place with each other character.
func TestEachSingleWrongCharacterIsFound(t *testing.T) {
	alphabets := map[string]string{
		"resident": "0123456789", "residence-permit": "0123456789", "foreigner": "0123456789",
		"credit": "0123456789ABCDEFGHJKLMNPQRTUWXY", "project": "0123456789",
	}
	for kind, alphabet := range alphabets {
		read := readers()[kind]
		for _, number := range valid(t, kind) {
			if kind == "project" && strings.HasPrefix(number, "2020") || kind == "project" && len(number) > 24 {
				continue // the old code has no check digit
			}
			if kind == "foreigner" && number[0] != '9' {
				continue // 7-3-1 modulo 10 takes letters for digits ten apart
			}
			for at := range number {
				if number[at] == '-' || kind == "project" && at < 4 {
					continue // another month can make an old code of it
				}
				for _, c := range alphabet {
					wrong := number[:at] + string(c) + number[at+1:]
					if _, _, _, problem := read(wrong); wrong != number && (problem == nil || problem.Warning && kind != "project") {
						t.Errorf("%s: %s passes for %s", kind, wrong, number)
					}
				}
			}
		}
	}
}

func TestNeighboursSwappedAreFound(t *testing.T) {
	for _, kind := range []string{"resident", "credit"} {
		read := readers()[kind]
		for _, number := range valid(t, kind) {
			for i := range len(number) - 1 {
				swapped := number[:i] + string(number[i+1]) + string(number[i]) + number[i+2:]
				if _, _, _, problem := read(swapped); swapped != number && (problem == nil || problem.Warning) {
					t.Errorf("%s passes for %s", swapped, number)
				}
			}
		}
	}
}

func TestAnOldNumberBecomesItsSuccessorOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := rapid.StringMatching(`3304(02|11|21)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}`).Draw(t, "old")
		first, problem := idcode.ResidentID(old)
		if problem == nil || problem.Code != idcode.Old || !problem.Warning || problem.Data["full"] != first.Number {
			t.Fatalf("%s: %+v", old, problem)
		}
		if len(first.Number) != 18 || first.Number[:6]+first.Number[8:17] != old {
			t.Fatalf("%s became %s", old, first.Number)
		}
		second, problem := idcode.ResidentID(first.Number)
		if problem != nil || second != first {
			t.Fatalf("%+v became %+v, %v", first, second, problem)
		}
	})
}

func TestMask(t *testing.T) {
	for id, want := range map[string]string{
		"330402199003070015": "330402********0015",
		"11330402002523454L": "113304********454L",
		"330402900307001":    "330*********001",
		"E12345678":          "E1*****78",
		"":                   "",
		"1":                  "*",
		"张三":                 "**",
		"12345":              "1***5",
	} {
		if got := idcode.Mask(id); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, row := range vectors(f) {
		f.Add(row[0], row[1])
	}
	kinds := slices.Sorted(maps.Keys(readers()))
	f.Fuzz(func(t *testing.T, kind, input string) {
		if !slices.Contains(kinds, kind) {
			kind = kinds[len(kind)%len(kinds)]
		}
		checkAny(t, kind, input)
		if hidden := idcode.Mask(input); len([]rune(hidden)) != len([]rune(input)) {
			t.Errorf("%q is masked as %q", input, hidden)
		}
	})
}

func BenchmarkResidentID(b *testing.B) {
	for b.Loop() {
		idcode.ResidentID("330402199003070015")
	}
}
