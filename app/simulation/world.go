package simulation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"onewindow/app/desk"
)

// Plan is what a run is made of.
type Plan struct {
	Seed    uint64
	Days    int          // of work
	Offices int          // at most 3
	Windows int          // of each
	Pause   int          // most minutes between two steps
	Skip    map[int]bool // steps to leave out
	Last    int          // the last step before all faults end, 0 for those of all days
	Folder  string       // for what lies on disks meanwhile; best in memory

	Databases Databases // where the centre keeps its log; nil for a folder
	// Settle waits until every other goroutine waits, as synctest.Wait does in its
	// bubble. With it requests overlap; nil lets one follow the other.
	Settle func()
}

// Short is a run of some days in which a few windows have to do with each other
// often.
func Short(seed uint64, folder string) Plan {
	d := diceOf(seed, -2)
	return Plan{Seed: seed, Days: d.between(1, 3), Offices: 1 + d.between(0, 4)/4, Windows: d.between(1, 3), Pause: 70, Folder: folder}
}

// Long is a run of weeks of three offices with four windows each.
func Long(seed uint64, weeks int, folder string) Plan {
	return Plan{Seed: seed, Days: 7 * weeks, Offices: 3, Windows: 4, Pause: 20, Folder: folder}
}

// Result is what a run was like.
type Result struct {
	Steps   int
	Trace   []string
	Hash    string // of the trace and of the log of the centre
	Tally   Tally
	Failure error // what did not hold; nil where all did
}

// Tally counts what happened, so that a run in which nothing happens is seen.
type Tally struct {
	Events, Died, Forked, Restores, Crashes, Sticks, Duplicates, Contacts, Setbacks int
	Abreast, Held                                                                   int // moves of requests while others were under way, and while the centre held one

	Refused map[string]int // by reason
}

// Add counts another run too.
func (t *Tally) Add(o Tally) {
	t.Events += o.Events
	t.Died += o.Died
	t.Forked += o.Forked
	t.Restores += o.Restores
	t.Crashes += o.Crashes
	t.Sticks += o.Sticks
	t.Duplicates += o.Duplicates
	t.Contacts += o.Contacts
	t.Setbacks += o.Setbacks
	t.Abreast += o.Abreast
	t.Held += o.Held
	for reason, n := range o.Refused {
		if t.Refused == nil {
			t.Refused = map[string]int{}
		}
		t.Refused[reason] += n
	}
}

// world is everything at one moment of a run.
type world struct {
	plan    Plan
	rules   *Rules
	context context.Context

	now     time.Time
	ends    time.Time
	dice    dice
	toss    dice // between the processes of the centre: the dice fall the same with any number of them
	entropy *entropy
	ids     names

	centre   *centre
	down     bool // nobody reaches the centre
	offices  []*office
	machines int
	late     []lateRequest
	traffic  *traffic // nil where requests do not overlap
	carried  int      // bundles made so far
	years    int      // calendars imported so far
	mood     mood
	loss     loss

	book  *book
	trace []string
	tally Tally
}

// Run lives through a plan. An error says that the simulation itself failed;
// what did not hold is in the result.
func Run(ctx context.Context, r *Rules, p Plan) (result Result, err error) {
	if p.Folder, err = os.MkdirTemp(p.Folder, "simulation-"); err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(p.Folder)) }()
	w := &world{
		plan: p, rules: r, context: ctx, dice: diceOf(p.Seed, -1), toss: tossOf(p.Seed, -1), entropy: newEntropy(p.Seed), book: newBook(),
	}
	if p.Settle != nil {
		if w.traffic, err = newTraffic(p.Settle); err != nil {
			return Result{}, err
		}
		defer func() { err = errors.Join(err, w.traffic.codec.Close()) }()
	}
	w.begin()
	if err := w.found(); err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	result.Steps, result.Failure = w.live()
	if result.Failure == nil {
		w.say("all faults end")
		result.Failure = w.rest()
	}
	if result.Failure == nil {
		result.Failure = w.judge()
	}
	result.Trace, result.Tally = w.trace, w.tally
	result.Hash = w.hash()
	return result, nil
}

// found sets the centre up.
func (w *world) found() error {
	var s storage = &folders{under: filepath.Join(w.plan.Folder, "centre")}
	if w.plan.Databases != nil {
		d, err := newDatabase(w.context, w.plan.Databases)
		if err != nil {
			return err
		}
		s = d
	}
	now, toss := func() time.Time { return w.now }, func(n int) int { return w.toss.IntN(n) }
	w.centre = newCentre(s, w.rules, now, toss, w.entropy)
	w.centre.smallPages = w.traffic != nil
	return w.centre.open()
}

// begin sets the clock to some morning and the offices up.
func (w *world) begin() {
	mornings := []string{"2026-11-23", "2026-12-28", "2026-09-28", "2026-05-06"}
	day, _ := time.ParseInLocation(time.DateOnly, pick(w.dice, mornings), desk.Zone()) // they are dates
	w.now = day.Add(8*time.Hour + 30*time.Minute)
	w.mood = pick(w.dice, moods())
	w.ends = w.now.AddDate(0, 0, w.plan.Days)
	for i, id := range []string{"330402-nh", "330411-xz", "330421-js"}[:w.plan.Offices] {
		o := &office{
			Office: w.rules.officeOf(id, []string{"嘉南资规受", "嘉秀资规受", "善资规受"}[i]), world: w,
			windows: make([]*machine, w.plan.Windows), projects: projectsOf(i),
		}
		w.offices = append(w.offices, o)
	}
}

// live takes step after step until the days are over.
func (w *world) live() (steps int, err error) {
	for n := 1; w.now.Before(w.ends) && (w.plan.Last == 0 || n <= w.plan.Last); n++ {
		w.dice, w.toss = diceOf(w.plan.Seed, n), tossOf(w.plan.Seed, n)
		w.pass()
		if w.plan.Skip[n] {
			continue
		}
		w.trace = append(w.trace, fmt.Sprintf("step %d, %s", n, w.now.Format("2006-01-02 15:04")))
		if err := w.step(); err != nil {
			return n, err
		}
		steps = n
	}
	return steps, nil
}

// pass lets the clock go on, and skips the night.
func (w *world) pass() {
	w.now = w.now.Add(time.Duration(w.dice.between(2, w.plan.Pause)) * time.Minute)
	if w.now.Hour() >= 17 {
		y, m, d := w.now.Date()
		w.now = time.Date(y, m, d+1, 8, w.dice.between(20, 59), 0, 0, desk.Zone())
	}
}

// step lets one thing happen.
func (w *world) step() error {
	if w.dice.once(3) {
		w.arrive(2)
	}
	switch n := w.dice.IntN(100); {
	case n < 50:
		return w.work()
	case n < 66:
		return w.call()
	case n < 68:
		return w.dayEnd()
	default:
		return w.trouble()
	}
}

// work lets people do something at a window, and the window call the centre
// afterwards as it does where there is a line.
func (w *world) work() error {
	m, err := w.someMachine()
	if err != nil {
		return err
	}
	for range w.dice.between(1, 4) {
		if err := m.act(); err != nil {
			return err
		}
	}
	if w.dice.once(w.mood.silence) {
		return w.contact(m)
	}
	return nil
}

// call lets a window call the centre, and others at the same time.
func (w *world) call() error {
	var all []*machine
	for more := true; more; more = w.traffic != nil && w.dice.once(2) {
		m, err := w.someMachine()
		if err != nil {
			return err
		}
		if !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return w.contact(all...)
}

// dayEnd lets a window count the numbers of its day.
func (w *world) dayEnd() error {
	m, err := w.someMachine()
	if err != nil {
		return err
	}
	return m.countNumbers()
}

// someMachine is any of those at work, now and then one that should not be any
// more.
func (w *world) someMachine() (*machine, error) {
	o := pick(w.dice, w.offices)
	if len(o.retired) > 0 && w.dice.once(6) {
		return pick(w.dice, o.retired), nil
	}
	i := w.dice.IntN(len(o.windows))
	if o.windows[i] == nil {
		m, err := w.newMachine(o, fmt.Sprintf("%02d", i+1))
		if err != nil {
			return nil, err
		}
		o.windows[i] = m
	}
	return o.windows[i], nil
}

// all are the machines that are switched on.
func (w *world) all() []*machine {
	var list []*machine
	for _, o := range w.offices {
		for _, m := range append(o.windows[:len(o.windows):len(o.windows)], o.retired...) {
			if m != nil {
				list = append(list, m)
			}
		}
	}
	return list
}

func (w *world) newID() string { return w.ids.at(w.now) }

// say adds a line to the trace.
func (w *world) say(format string, args ...any) {
	w.trace = append(w.trace, "  "+fmt.Sprintf(format, args...))
}

func (w *world) hash() string {
	sum := sha256.New()
	for _, line := range w.trace {
		_, _ = sum.Write([]byte(line + "\n")) // a hash never fails
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func (w *world) close() error {
	err := w.centre.remove()
	for _, m := range w.all() {
		err = errors.Join(err, m.close())
	}
	return err
}
