//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/desk/desktest"
	"onewindow/store"
)

// errand is what a window is started for.
type errand string

// The errands. Each but the last two goes on until the window is killed or told
// to end.
const (
	workErrand   errand = "work"   // drafts, acceptances, opinions, decisions, prints
	attachErrand errand = "attach" // acceptances with large scans
	growErrand   errand = "grow"   // drafts so large that the journal is soon begun anew
	backupErrand errand = "backup" // one backup after the other between acceptances
	bloatErrand  errand = "bloat"  // fills the store and empties it again, for the next start to compact
	settleErrand errand = "settle" // brings everything to the centre and says so
)

// word is one line from a window to the soak: that something begins, or a promise
// that it has happened. A promise is given before anything else is begun.
type word struct {
	Begins  string `json:"begins,omitempty"`  // a moment in which a kill is interesting
	Doomed  string `json:"doomed,omitempty"`  // a draft that ends with what begins now
	Events  []mark `json:"events,omitempty"`  // written
	Draft   *kept  `json:"draft,omitempty"`   // saved
	Dropped string `json:"dropped,omitempty"` // a draft that has ended
	File    string `json:"file,omitempty"`    // hash of a scan that was kept
	Backup  string `json:"backup,omitempty"`  // name of a backup that was made
	Open    bool   `json:"open,omitempty"`    // the folder is open
	Joined  bool   `json:"joined,omitempty"`  // a member of the centre
	Settled bool   `json:"settled,omitempty"` // the centre has all, and has said all
	Fault   string `json:"fault,omitempty"`   // why the window ended by itself
}

// mark is an event as it was written.
type mark struct {
	ID   string `json:"id"`
	Seq  uint64 `json:"seq"`
	Hash string `json:"hash"`
}

// kept is a draft as it was saved.
type kept struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// clerk works at a window until it is stopped.
type clerk struct {
	*window
	hands  *desktest.Counter // which can fill in a form
	random *rand.Rand
	say    func(word) error
	seq    uint64   // of the last event that was told
	open   []string // cases that still want something
	count  int

	summary int64 // length of the journal when it was last begun anew, in bytes; 0 before that was seen
}

func newClerk(w *window, say func(word) error, seed uint64) (*clerk, error) {
	c := &clerk{
		window: w, say: say, random: rand.New(rand.NewPCG(seed, 1)),
		hands: &desktest.Counter{Desk: w.desk, Store: w.store, Folder: filepath.Join(w.dir, "documents"), Time: time.Now()},
	}
	written, err := c.written()
	if err == nil && len(written) > 0 {
		c.seq = written[len(written)-1].Event.Seq
	}
	return c, err
}

func (w *window) written() ([]desk.Written, error) {
	return w.store.Written(time.Time{}, time.Now().AddDate(10, 0, 0))
}

// run does an errand until ctx ends.
func (c *clerk) run(ctx context.Context, what errand) error {
	step, of := c.work, map[errand]func() error{
		attachErrand: c.attach, growErrand: c.grow, backupErrand: c.backup,
	}
	switch what {
	case bloatErrand:
		return c.bloat()
	case settleErrand:
		return c.settle(ctx)
	case workErrand:
	default:
		step = of[what]
	}
	for ctx.Err() == nil {
		if err := step(); err != nil {
			if errors.Is(err, desk.ErrCatchingUp) { // restored, and the centre was not heard yet
				time.Sleep(5 * time.Millisecond)
				continue
			}
			return err
		}
	}
	return nil
}

// work does one thing of a clerk's day.
func (c *clerk) work() error {
	switch n := c.random.IntN(10); {
	case n < 3:
		return c.saveDraft("draft", 200)
	case n < 7 || len(c.open) == 0:
		return c.accept(1 + c.random.IntN(40<<10))
	case n < 9:
		return c.further()
	}
	id := c.open[c.random.IntN(len(c.open))]
	return c.promised("print", "", func() error {
		_, err := c.desk.Print(id, casefile.Acceptance, "补打")
		return err
	})
}

func (c *clerk) attach() error {
	return c.accept(200<<10 + c.random.IntN(2<<20))
}

// further lets a case be made public, reviewed and granted, and leaves it.
func (c *clerk) further() error {
	i := c.random.IntN(len(c.open))
	id := c.open[i]
	c.open = slices.Delete(c.open, i, i+1)
	for _, step := range []func() error{
		func() error { return c.hands.Publicised(id) },
		func() error { return c.hands.Reviewed(id) },
		func() error {
			return c.hands.As("zhoumin", func() error {
				_, err := c.desk.Decide(id, true, "")
				return err
			})
		},
	} {
		if err := c.promised("review", "", step); err != nil {
			return err
		}
	}
	return nil
}

// promised does something that writes events and tells of them.
func (c *clerk) promised(what, draft string, do func() error) error {
	if err := c.say(word{Begins: what, Doomed: draft}); err != nil {
		return err
	}
	if err := do(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	written, err := c.written()
	if err != nil {
		return err
	}
	done := word{Dropped: draft}
	for _, w := range written {
		if w.Event.Seq <= c.seq {
			continue
		}
		sum, err := w.Event.Hash()
		if err != nil {
			return err
		}
		c.seq = w.Event.Seq
		done.Events = append(done.Events, mark{w.Event.ID, w.Event.Seq, sum})
	}
	return c.say(done)
}

// accept takes an application in with a scan of a size, and accepts it.
func (c *clerk) accept(size int) error {
	c.count++
	if err := c.say(word{Begins: "attach"}); err != nil {
		return err
	}
	file, err := c.scan(size)
	if err != nil {
		return err
	}
	if err := c.say(word{File: file.Hash}); err != nil {
		return err
	}
	draft, err := c.hands.Draft("嘉兴市南湖区卫生健康局", "公共卫生中心 "+newID())
	if err != nil {
		return err
	}
	materials := make([]string, 0, len(draft.Materials))
	for id := range draft.Materials {
		materials = append(materials, id)
	}
	slices.Sort(materials)
	if draft, err = c.desk.Attach(draft, materials[0], file); err != nil {
		return err
	}
	var accepted casefile.Case
	err = c.promised("accept", draft.ID, func() (err error) {
		accepted, err = c.desk.Accept(draft)
		return err
	})
	if err == nil {
		c.open = append(c.open, accepted.ID)
	}
	return err
}

// scan keeps a file that no other is like.
func (c *clerk) scan(size int) (casefile.Attachment, error) {
	path := filepath.Join(c.dir, "扫描件.pdf")
	raw := make([]byte, size)
	for i := range raw {
		raw[i] = byte(c.random.Uint32())
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return casefile.Attachment{}, err
	}
	return c.desk.TakeFile(path)
}

// saveDraft saves one of a few drafts with a text of about that length; moment is
// what the soak knows the saving as.
func (c *clerk) saveDraft(moment string, length int) error {
	d := c.desk.NewDraft()
	d.ID = fmt.Sprintf("draft-%d", c.random.IntN(4))
	text := newID() + strings.Repeat("x", length)
	d.Fields["project.name"] = text
	if err := c.say(word{Begins: moment}); err != nil {
		return err
	}
	if err := c.store.SaveDraft(d); err != nil {
		return err
	}
	return c.say(word{Draft: &kept{d.ID, text[:40]}})
}

// journalSlack is how much longer than its summary the store lets its journal
// grow before it begins it anew, and largeDraft what makes it grow, in bytes.
const (
	journalSlack = 4 << 20
	largeDraft   = 300 << 10
)

// grow saves a large draft. From the first time that it sees the journal begun
// anew it knows which draft will do that next.
func (c *clerk) grow() error {
	before, err := c.journalSize()
	if err != nil {
		return err
	}
	moment := "draft"
	if c.summary > 0 && before+largeDraft > 2*c.summary+journalSlack {
		moment = "shorten"
	}
	if err := c.saveDraft(moment, largeDraft); err != nil {
		return err
	}
	after, err := c.journalSize()
	if err == nil && after < before {
		c.summary = after
	}
	return err
}

func (c *clerk) journalSize() (int64, error) {
	info, err := os.Stat(filepath.Join(c.dir, "store", "onewindow.journal"))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// bloat leaves the store's file mostly empty.
func (c *clerk) bloat() error {
	const drafts = 16
	for i := range drafts {
		d := desk.Draft{ID: fmt.Sprint("ballast-", i), Fields: map[string]string{"x": strings.Repeat("x", 400<<10)}}
		if err := c.store.SaveDraft(d); err != nil {
			return err
		}
	}
	for i := range drafts {
		if err := c.store.DropDraft(fmt.Sprint("ballast-", i)); err != nil {
			return err
		}
	}
	return nil
}

func (c *clerk) backup() error {
	name := newID() + ".tar"
	if err := c.say(word{Begins: "backup"}); err != nil {
		return err
	}
	if err := c.store.BackupTo(filepath.Join(c.dir, name)); err != nil {
		return err
	}
	if err := c.say(word{Backup: name}); err != nil {
		return err
	}
	return c.accept(1 + c.random.IntN(10<<10))
}

// settle waits until both sides have everything of each other.
func (c *clerk) settle(ctx context.Context) error {
	for ctx.Err() == nil {
		box, err := c.store.Outbox()
		if err != nil {
			return err
		}
		owed, err := c.store.Local().UnsentFiles(1)
		if err != nil {
			return err
		}
		if box.Events == 0 && len(owed) == 0 && c.inStep() {
			return c.say(word{Settled: true})
		}
		c.client.Nudge()
		time.Sleep(3 * time.Millisecond)
	}
	return nil
}

// saying writes words as lines, each in one piece.
func saying(to io.Writer) func(word) error {
	return func(w word) error {
		raw, err := json.Marshal(w)
		if err == nil {
			_, err = to.Write(append(raw, '\n'))
		}
		return err
	}
}

func tellStep(say func(word) error) func(store.Progress) {
	told := map[store.Step]bool{}
	return func(p store.Progress) {
		if !told[p.Step] {
			told[p.Step] = true
			_ = say(word{Begins: string(p.Step)}) // who does not listen has killed us
		}
	}
}
