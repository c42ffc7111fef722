package simulation_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"onewindow/app/simulation"
)

// A failing run is played again by its seed:
//
//	go test ./app/simulation -run Runs -v -seed 184
//	go test ./app/simulation -run Runs -v -seed 7 -weeks 4
var (
	seed     = flag.Uint64("seed", 0, "play the run of this seed alone, and show its trace")
	runs     = flag.Int("runs", usual, "how many runs to play, from seed 1 on")
	overlaps = flag.Int("overlaps", usual, "how many runs to play in which requests overlap, from seed 1 on")
	weeks    = flag.Int("weeks", 0, "weeks of a run of 3 offices with 4 windows; 0 plays short ones of a few windows")
)

// folder is where disks are simulated: in memory, where there is some.
func folder(t testing.TB) string {
	t.Helper()
	const memory = "/dev/shm"
	if _, err := os.Stat(memory); err != nil {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "onewindow-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func rules(t testing.TB) *simulation.Rules {
	t.Helper()
	r, err := simulation.LoadRules()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func plan(seed uint64, folder string) simulation.Plan {
	if *weeks > 0 {
		return simulation.Long(seed, *weeks, folder)
	}
	return simulation.Short(seed, folder)
}

// play plays a run. One that fails is shrunk and shown.
func play(t testing.TB, r *simulation.Rules, p simulation.Plan) simulation.Result {
	t.Helper()
	result, err := simulation.Run(t.Context(), r, p)
	if err != nil {
		t.Fatalf("seed %d: %v", p.Seed, err)
	}
	if result.Failure == nil {
		return result
	}
	steps, what := result.Steps, result.Failure
	_, small, err := simulation.Shrink(t.Context(), r, p, result, 60)
	if err != nil {
		t.Fatalf("seed %d: %v", p.Seed, err)
	}
	t.Errorf("seed %d, %d steps: %v\nshrunk, it fails by\n%s\n%v", p.Seed, steps, what, strings.Join(small.Trace, "\n"), small.Failure)
	return result
}

func TestRuns(t *testing.T) {
	r, dir := rules(t), folder(t)
	eachSeed(t, *runs, func(n uint64) simulation.Result { return play(t, r, plan(n, dir)) })
}

// eachSeed plays the runs of so many seeds, or that of the one that was asked for,
// whose trace it tells.
func eachSeed(t *testing.T, most int, run func(n uint64) simulation.Result) {
	t.Helper()
	first, last := uint64(1), uint64(most)
	if *seed > 0 {
		first, last = *seed, *seed
	}
	var tally simulation.Tally
	for n := first; n <= last; n++ {
		result := run(n)
		tally.Add(result.Tally)
		if *seed > 0 {
			t.Log(strings.Join(result.Trace, "\n"))
		}
	}
	t.Logf("%d runs: %+v", last-first+1, tally)
}

// overlapping plays a run in which requests overlap.
func overlapping(t *testing.T, r *simulation.Rules, p simulation.Plan) (result simulation.Result) {
	synctest.Test(t, func(t *testing.T) {
		p.Settle = synctest.Wait
		result = play(t, r, p)
	})
	return result
}

// Windows that call at the same time, two batches of each on their way and the next
// page ahead, come to the same end, and by the same way each time.
func TestRunsThatOverlap(t *testing.T) {
	r, dir := rules(t), folder(t)
	eachSeed(t, *overlaps, func(n uint64) simulation.Result {
		result := overlapping(t, r, plan(n, dir))
		if n <= max(2, usual/10) {
			if again := overlapping(t, r, plan(n, dir)); again.Hash != result.Hash {
				t.Errorf("seed %d: %s", n, firstDifference(result.Trace, again.Trace))
			}
		}
		return result
	})
}

// Nothing but the seed decides: the same run again is the same to the last
// letter of its trace, which names every event and every id.
func TestSameSeedIsTheSameRun(t *testing.T) {
	r, dir := rules(t), folder(t)
	for n := uint64(1); n <= max(2, usual/10); n++ {
		one, two := play(t, r, plan(n, dir)), play(t, r, plan(n, dir))
		if one.Hash != two.Hash {
			t.Errorf("seed %d: %s", n, firstDifference(one.Trace, two.Trace))
		}
	}
}

// A step that is left out changes nothing of what came before it, and the run goes
// on without it.
func TestStepLeftOut(t *testing.T) {
	r, dir := rules(t), folder(t)
	whole := play(t, r, simulation.Short(2, dir))
	without := simulation.Short(2, dir)
	left := whole.Steps / 2
	without.Skip = map[int]bool{left: true}
	cut := play(t, r, without)
	same := 0
	for same < len(cut.Trace) && cut.Trace[same] == whole.Trace[same] {
		same++
	}
	here := fmt.Sprintf("step %d,", left)
	if !strings.HasPrefix(whole.Trace[same], here) || !strings.HasPrefix(cut.Trace[same], fmt.Sprintf("step %d,", left+1)) {
		t.Errorf("they part at %q and %q", whole.Trace[same], cut.Trace[same])
	}
}

func firstDifference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n%s\n%s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines and %d", len(a), len(b))
}

// Weeks of whole offices are for make simulate; some days show that they work.
func TestThreeOffices(t *testing.T) {
	if *seed > 0 || *weeks > 0 {
		return // they were asked for
	}
	p := simulation.Long(1, 1, folder(t))
	p.Days = max(2, usual/10)
	result := play(t, rules(t), p)
	if result.Tally.Events < 30 || result.Tally.Restores+result.Tally.Crashes == 0 {
		t.Errorf("hardly anything happened: %+v", result.Tally)
	}
}

// Seeds that once found something, with what it was.
func TestSeedsThatFoundSomething(t *testing.T) {
	f, err := os.Open("testdata/found.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	r, dir := rules(t), folder(t)
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		number, _, _ := strings.Cut(line, " ")
		n, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		play(t, r, simulation.Short(n, dir))
		overlapping(t, r, simulation.Short(n, dir))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}
