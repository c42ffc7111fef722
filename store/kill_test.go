package store_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/app/workday"
	"onewindow/store"
)

const (
	childFolder = "ONEWINDOW_STORE_CHILD"
	powerFolder = "ONEWINDOW_STORE_POWER"
)

// TestMain lets the test binary play the program that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childFolder); dir != "" {
		fmt.Fprintln(os.Stderr, acceptForever(dir))
		os.Exit(1)
	}
	if dir := os.Getenv(migratingFolder); dir != "" {
		fmt.Fprintln(os.Stderr, openOnce(dir))
		os.Exit(1)
	}
	if dir := os.Getenv(powerFolder); dir != "" {
		if err := workUnderPower(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// acceptForever accepts one case after the other and says so when it is done.
func acceptForever(dir string) error {
	s, err := store.Open(options(dir))
	if err != nil {
		return err
	}
	for {
		line, err := acceptOne(s)
		if err != nil {
			return err
		}
		fmt.Println(line)
	}
}

// acceptOne does what the window does between a key and "accepted", and
// returns what it would show: case, number, hash of the attached file.
func acceptOne(s *store.Store) (line string, err error) {
	draft := desk.Draft{ID: "draft", Fields: map[string]string{"applicant": "甲"}}
	if err := s.SaveDraft(draft); err != nil {
		return "", err
	}
	err = s.Write(func(w desk.Writer) error {
		n, err := w.Next("case")
		if err != nil {
			return err
		}
		taken, ok, err := w.Take(replica.AcceptanceNumbers, 2026)
		if err != nil || !ok {
			return errors.Join(err, fmt.Errorf("number left: %v", ok))
		}
		caseID := fmt.Sprintf("c%d", n)
		receipt := received(fmt.Sprintf("03-%06d", n), "甲")
		on := workday.DateOf(today)
		due := &casefile.Accepted{On: on, Terms: casefile.Terms{Number: fmt.Sprintf("受%06d", taken), Sections: []string{"planning"}}}
		due.Deadline.Start, due.Deadline.Due = on, on
		for i, b := range []casefile.Body{receipt, due} {
			e, err := casefile.New(fmt.Sprintf("%s-%d", caseID, i), caseID, i, clerk, today, "p", b)
			if err != nil {
				return err
			}
			if err := w.Append(e); err != nil {
				return err
			}
		}
		line = caseID + " " + receipt.Number + " " + due.Number
		return w.DropDraft(draft.ID)
	})
	if err != nil {
		return "", err
	}
	a, err := s.AddFile("scan.pdf", strings.NewReader(line), 1<<10)
	return line + " " + a.Hash, err
}

// Twenty times the program is killed in the middle of its work. Whatever it
// had said was done is there, exactly once.
func TestKill(t *testing.T) {
	const rounds = 20
	dir := t.TempDir()
	s := openFor(t, dir)
	check(t, s.Local().AddLease(lease("l1", 1, replica.MaxLease)))
	check(t, s.Close())
	var shown []string
	for round := range rounds {
		shown = append(shown, runAndKill(t, dir, 1+round%7)...)
		wantShown(t, dir, shown, round+1)
	}
	wantWhole(t, chainOnDisk(t, dir))
	t.Logf("%d cases were shown as accepted in %d rounds", len(shown), rounds)
}

// runAndKill lets the program show some cases, kills it and returns all it
// had shown.
func runAndKill(t *testing.T, dir string, cases int) []string {
	t.Helper()
	program := exec.CommandContext(t.Context(), os.Args[0])
	program.Env = append(os.Environ(), childFolder+"="+dir)
	program.Stderr = os.Stderr
	out, err := program.StdoutPipe()
	check(t, err)
	check(t, program.Start())
	lines := bufio.NewReader(out)
	var shown []string
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		check(t, err)
		shown = append(shown, strings.TrimSuffix(line, "\n"))
		if len(shown) == cases {
			check(t, program.Process.Kill())
		}
	}
	var exit *exec.ExitError
	if err := program.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the program was not killed but ended: %v", err)
	}
	if len(shown) < cases {
		t.Fatalf("the program showed %v only", shown)
	}
	return shown
}

// wantShown opens the folder as the next start would. A case that was written
// but not shown any more may be there, one a kill.
func wantShown(t *testing.T, dir string, shown []string, kills int) {
	t.Helper()
	s := openFor(t, dir)
	rows, err := s.List(desk.Query{Limit: len(shown) + kills + 1})
	check(t, err)
	if extra := rows.Total - len(shown); extra < 0 || extra > kills {
		t.Fatalf("%d cases are there, %d were shown, %d kills", rows.Total, len(shown), kills)
	}
	there := map[string]int{}
	numbers := map[string]bool{}
	for _, r := range rows.Rows {
		there[r.ID+" "+r.Number+" "+r.Acceptance]++
		numbers[r.Acceptance] = true
	}
	if len(numbers) != rows.Total {
		t.Fatalf("%d numbers for %d cases", len(numbers), rows.Total)
	}
	for _, line := range shown {
		last := strings.LastIndex(line, " ")
		if there[line[:last]] != 1 {
			t.Fatalf("%s is there %d times", line, there[line[:last]])
		}
		f, err := s.File(line[last+1:])
		check(t, err)
		raw, err := io.ReadAll(f)
		check(t, errors.Join(err, f.Close()))
		if string(raw) != line[:last] {
			t.Fatalf("the file of %s holds %q", line, raw)
		}
	}
	check(t, s.Close())
}
