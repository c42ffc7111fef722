//go:build linux && walk

package main

import (
	"os"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk/desktest"
)

// badFiles are what an applicant may bring instead of a boundary file, and the
// words that say so.
var badFiles = []struct {
	name  string
	bring func(path string) error
	told  string
}{
	{"vast.txt", func(path string) error { return sparse(path, 200<<20) }, "文件“vast.txt”超过 100 MB，没有收入"},
	{"vanished.txt", func(string) error { return nil }, "找不到文件“vanished.txt”"},
	{"empty.txt", func(path string) error { return sparse(path, 0) }, "文件“empty.txt”是空的（0 字节）"},
}

// sparse makes a file of so many bytes that takes no room.
func sparse(path string, size int64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := f.Truncate(size); err != nil {
		return err
	}
	return f.Close()
}

func TestBadInputIsToldAndNothingIsLost(t *testing.T) {
	c := table(t)
	c.bare = true
	if err := c.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(c.scan(""), 0o755); err != nil {
		t.Fatal(err)
	}
	does(t, c, press("ctrl+Return"), sees("11 处待更正"), picture("nothing filled in"))
	does(t, c, wrongDigits()...)
	does(t, c, mendsDigits()...)
	does(t, c, materials()...)
	numbers := []string{accepts(t, c)}
	for _, bad := range badFiles {
		t.Run(bad.name, func(t *testing.T) {
			if err := bad.bring(c.scan(bad.name)); err != nil {
				t.Fatal(err)
			}
			does(t, c, press("F3"), sees("收件"))
			does(t, c, recalls()...)
			does(t, c, toBoundary()...)
			does(t, c, press("Return"), offers(bad.name), told(bad.told, "told of "+bad.name))
			does(t, c, boundaryGiven()...)
			numbers = append(numbers, accepts(t, c))
		})
	}
	if err := c.killWindow(); err != nil {
		t.Fatal(err)
	}
	cases := wantInStore(t, c, numbers)
	for _, k := range cases {
		wantBoundary(t, k)
	}
}

// wrongDigits fills in the form with two numbers whose check digit is wrong and
// an area of nothing; all of it is told at once, with the two papers missing.
func wrongDigits() []act {
	return []act{
		fills(projectCode), press("Tab"), fills(projectName), press("Tab"),
		fills(applicant), press("Tab"), fills("11330402002523454K"), press("Tab"), fills(phoneNumber), press("Tab"),
		fills("Zhang Weidong"), press("Tab"), fills("330402199003070016"), press("Tab"),
		fills(basis), press("Tab"), fills(location), press("Tab"), fills(scale), press("Tab"),
		fills("0"), press("Tab", "ctrl+Return"), sees("5 处待更正"), picture("wrong check digits"),
	}
}

// mendsDigits begins where the caret has been put: in the first wrong field.
func mendsDigits() []act {
	return []act{
		holds("11330402002523454K"), press("ctrl+a"), fills(creditCode), press("Tab"),
		holds(phoneNumber), press("Tab"), holds("Zhang Weidong"), press("Tab"),
		press("ctrl+a"), fills(agentID), press("Tab"),
		holds(basis), press("Tab"), holds(location), press("Tab"), holds(scale), press("Tab", "ctrl+a"),
		fills(area), press("ctrl+Return"), sees("2 处待更正"), press("Tab"), toReport(),
	}
}

// wantBoundary looks whether a case has the boundary file and no other.
func wantBoundary(t *testing.T, k casefile.Case) {
	t.Helper()
	var names []string
	for _, m := range k.Materials {
		for _, f := range m.Files {
			names = append(names, f.Name)
			if f.Size != int64(len(desktest.BoundaryFile)) {
				t.Errorf("%s: %s has %d bytes, want %d", k.Number, f.Name, f.Size, len(desktest.BoundaryFile))
			}
		}
	}
	if len(names) != 1 || names[0] != "boundary.txt" {
		t.Errorf("%s has the files %q, want boundary.txt alone", k.Number, names)
	}
}
