package simulation

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"onewindow/app/hub"
	"onewindow/store/central"
)

// enrolmentCode is what a new installation must know.
const enrolmentCode = "simulated"

// centre is the process of the central system on its folder.
type centre struct {
	config hub.Config
	folder string
	lives  int
	store  *central.Store
	hub    *hub.Hub
}

func openCentre(folder string, r *Rules, now func() time.Time, random *entropy) (*centre, error) {
	c := &centre{folder: folder, config: hub.Config{
		Now: now, Random: random, PublicURL: "HTTP://CENTRE.INVALID", EnrolmentCode: enrolmentCode,
		Region: "330400", Item: r.item, Calendar: r.calendar,
	}}
	return c, c.open()
}

func (c *centre) open() (err error) {
	if c.store, err = central.Open(c.dir()); err != nil {
		return err
	}
	c.config.Log, c.config.Files = c.store, c.store
	c.hub, err = hub.New(c.config)
	return err
}

// dir is where the present life of the folder lies.
func (c *centre) dir() string { return filepath.Join(c.folder, fmt.Sprintf("centre-%d", c.lives)) }

func (c *centre) close() error {
	if c.hub == nil {
		return nil
	}
	err := errors.Join(c.hub.Close(), c.store.Close())
	c.hub = nil
	return err
}

// restart ends the process in an orderly way and starts it again.
func (c *centre) restart() error { return errors.Join(c.close(), c.open()) }

// crash goes on from a copy of what lay on the disk, without the process having
// had a chance to say goodbye.
func (c *centre) crash() error {
	left := c.dir()
	c.lives++
	if err := os.CopyFS(c.dir(), os.DirFS(left)); err != nil {
		return err
	}
	return errors.Join(c.close(), os.RemoveAll(left), c.open())
}

// copyTo copies the folder as it lies on the disk.
func (c *centre) copyTo(folder string) error { return os.CopyFS(folder, os.DirFS(c.dir())) }

// putBack loses the disk and goes on from a copy.
func (c *centre) putBack(folder string) error {
	left := c.dir()
	c.lives++
	return errors.Join(c.close(), os.RemoveAll(left), os.CopyFS(c.dir(), os.DirFS(folder)), c.open())
}

// ServeHTTP answers as the process does.
func (c *centre) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.hub.ServeHTTP(w, r) }

// knows says whether the centre has an event, wherever it put it.
func (c *centre) knows(id string) (bool, error) {
	known := false
	err := c.store.Write(func(tx hub.Tx) (err error) {
		_, known, err = tx.Kept(id)
		return err
	})
	return known, err
}

// last is the newest place of the log.
func (c *centre) last() (uint64, error) {
	found, err := c.store.After("", 0, 1, 1)
	return found.Last, err
}
