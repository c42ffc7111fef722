// Package desktest is a counter for tests: a real desk on a real store with the
// demo office, real paper, a clock that stands still, and a centre that says
// yes to everything when it is asked.
package desktest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/roster"
	"onewindow/app/seal"
	"onewindow/app/workday"
	"onewindow/print/scan"
	"onewindow/store"
)

// Counter is the desk and what is behind it.
type Counter struct {
	*desk.Desk
	Store   *store.Store
	Folder  string         // of printed documents
	Time    time.Time      // what the clock shows
	Line    desk.LineState // how the connection stands
	Nudged  int            // how often a contact was asked for
	Printer *Printer
	Centre  Centre // changes passwords

	people  roster.Roster
	issuing *seal.PrivateKey
	seals   *desk.Seals
	random  io.Reader
	ids     int
	order   uint64 // of the centre's log
}

// New opens a counter in a folder of the test, on Monday 2026-11-23 at 09:30.
func New(t testing.TB) *Counter {
	t.Helper()
	c, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Store.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// Open opens a counter in a folder; its Store wants closing.
func Open(folder string) (*Counter, error) {
	c := &Counter{
		Time:    time.Date(2026, 11, 23, 9, 30, 0, 0, desk.Zone()),
		Folder:  filepath.Join(folder, "documents"),
		Printer: &Printer{},
		random:  rand.New(rand.NewSource(1)), // the same numbers again in every run
	}
	var err error
	c.Store, err = store.Open(store.Options{
		Dir: filepath.Join(folder, "store"), Installation: c.newID, Now: c.now,
	})
	if err != nil {
		return nil, err
	}
	params, err := c.params()
	if err != nil {
		return nil, errors.Join(err, c.Store.Close())
	}
	chain, err := c.Store.Chain()
	if err != nil {
		return nil, errors.Join(err, c.Store.Close())
	}
	c.ids += int(chain.Last) * 100 // a folder that was used before has ids of its own
	params.Store, params.Installation = c.Store, c.Store.Installation()
	c.Desk, err = desk.New(params)
	if err != nil {
		return nil, errors.Join(err, c.Store.Close())
	}
	return c, nil
}

func (c *Counter) params() (desk.Params, error) {
	p, err := Furnish()
	if err != nil {
		return desk.Params{}, err
	}
	sealer, err := c.newSeals(p.Office)
	c.Centre.c = c
	p.Printers, p.Sealer, p.Codes, p.Line = c.Printer, sealer, codes{}, line{c}
	p.OpenRoster, p.Passwords = sealer.OpenRoster, &c.Centre
	p.Now, p.NewID, p.Documents = c.now, c.newID, c.Folder
	return p, err
}

// newSeals are those of a window that has joined a centre whose key the test holds.
func (c *Counter) newSeals(office catalog.Office) (*desk.Seals, error) {
	key, err := seal.GenerateKey(c.random)
	if err != nil {
		return nil, err
	}
	if c.issuing, err = seal.GenerateKey(c.random); err != nil {
		return nil, err
	}
	c.seals, err = desk.NewSeals(key, c.Store.Installation(), office.ID, office.Window, workday.DateOf(c.Time), c.random)
	if err != nil {
		return nil, err
	}
	return c.seals, c.seals.Join(desk.Keyring{Issuing: c.issuing.Public().Bytes(), Base: "HTTP://TEST"})
}

// codes reads files as the program does.
type codes struct{}

// Codes gives none where there is none.
func (codes) Codes(ctx context.Context, file []byte) ([]string, error) {
	found, err := scan.Codes(ctx, file)
	if errors.Is(err, scan.ErrNoCode) {
		return nil, nil
	}
	return found, err
}

// Keyring is what the counter checks paper by.
func (c *Counter) Keyring() desk.Keyring { return c.seals.Keyring() }

func (c *Counter) now() time.Time { return c.Time }

// newID gives ids that sort in the order they were given, as UUIDv7 do.
func (c *Counter) newID() string {
	c.ids++
	return fmt.Sprintf("01930000-0000-7000-8000-%012d", c.ids)
}

// line is the connection that the test sets.
type line struct{ c *Counter }

func (l line) State() desk.LineState { return l.c.Line }
func (l line) Nudge()                { l.c.Nudged++ }

// Draft is an application for the first item of the allocation route that lacks
// nothing.
func (c *Counter) Draft(applicant, project string) (desk.Draft, error) {
	d := c.NewDraft()
	d.Fields["applicant.name"], d.Fields["project.name"] = applicant, project
	return c.Complete(d)
}

// Complete fills every field of the draft's item that is still empty, and puts
// every paper that it asks the applicant for on the counter.
func (c *Counter) Complete(d desk.Draft) (desk.Draft, error) {
	values := plausible()
	for _, f := range c.Fields(d) {
		if f.Group != "agent" && d.Fields[f.Key] == "" {
			d.Fields[f.Key] = values[f.Key]
		}
	}
	materials, err := c.Materials(d)
	if err != nil {
		return d, err
	}
	for _, m := range materials {
		if m.Source != catalog.Applicant {
			continue
		}
		d.Materials[m.ID] = desk.Presented{Present: true, Original: m.Original, Copies: m.Copies}
		if !m.File {
			continue
		}
		scan := filepath.Join(filepath.Dir(c.Folder), m.Name+".txt")
		if err := os.WriteFile(scan, []byte(BoundaryFile), 0o600); err != nil {
			return d, err
		}
		file, _, err := c.TakeMaterial(m.Outlines, scan)
		if err != nil {
			return d, err
		}
		if d, err = c.Attach(d, m.ID, file); err != nil {
			return d, err
		}
	}
	return c.SaveDraft(d)
}

// plausible are good values of the fields, by their keys.
func plausible() map[string]string {
	return map[string]string{
		"project.code": "2601-330402-04-01-000013", "project.name": "南湖区城南片区公共卫生中心",
		"project.basis": "南发改〔2026〕88号 项目建议书批复", "project.scale": "总建筑面积 24600 平方米",
		"applicant.name": "嘉兴市南湖区卫生健康局", "applicant.code": "11330402002523454L", "applicant.phone": "0573-82830000",
		"land.location": "城南街道，东至长水路，南至规划支路", "land.area": "1.8993",
		"land.agricultural": "1.2140", "land.arable": "0.9876", "land.construction": "0.6853",
		"land.unit": "330402001023GB00123W00000000", "land.use": "工业用地",
		"land.deal": "嘉南土告〔2026〕7-3号", "land.price": "2860.5", "land.term": "50",
		"standard.intensity": "400", "standard.tax": "30", "standard.ratio": "1.6", "standard.energy": "2.4", "standard.emissions": "1200",
		"standard.research": "2.5", "standard.value": "130", "standard.coverage": "45", "standard.offices": "6",
	}
}

// As lets a user of the demo office do something and gives the seat back.
func (c *Counter) As(user string, do func() error) error {
	before := c.User().ID
	if err := c.SwitchUser(user); err != nil {
		return err
	}
	return errors.Join(do(), c.SwitchUser(before))
}

// Accepted takes an application in and accepts it.
func (c *Counter) Accepted(applicant, project string) (casefile.Case, error) {
	d, err := c.Draft(applicant, project)
	if err != nil {
		return casefile.Case{}, err
	}
	return c.Accept(d)
}

// Publicised lets the clerk post and close the publicity of a case. It was held
// before today, so that the clock need not move.
func (c *Counter) Publicised(id string) error {
	today := workday.DateOf(c.Time)
	return c.As("wangfang", func() error {
		_, err := c.Do(id, desk.PostPublicity, map[string]string{
			"posted": today.Add(-11).String(), "ends": today.Add(-1).String(), "where": "分局公示栏、门户网站",
		})
		if err != nil {
			return err
		}
		_, err = c.Do(id, desk.ClosePublicity, nil)
		return err
	})
}

// Issued is an accepted case that was made public, reviewed, granted and
// numbered.
func (c *Counter) Issued(applicant, project string) (casefile.Case, error) {
	file, err := c.Accepted(applicant, project)
	if err != nil {
		return file, err
	}
	if err := c.Publicised(file.ID); err != nil {
		return file, err
	}
	if err := c.Reviewed(file.ID); err != nil {
		return file, err
	}
	return file, c.Granted(file.ID)
}
