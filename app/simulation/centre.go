package simulation

import (
	"errors"
	"time"

	"onewindow/app/hub"
)

// enrolmentCode is what a new installation must know.
const enrolmentCode = "simulated"

// centre are the processes of the central system on what they share.
type centre struct {
	config  hub.Config
	toss    func(n int) int // says which of n processes is asked
	storage storage
	running []process

	smallPages bool
}

// process is one that answers.
type process struct {
	kept kept
	hub  *hub.Hub
}

func newCentre(s storage, r *Rules, now func() time.Time, toss func(int) int, random *entropy) *centre {
	return &centre{storage: s, toss: toss, config: hub.Config{
		Now: now, Random: random, PublicURL: "HTTP://CENTRE.INVALID", EnrolmentCode: enrolmentCode,
		Region: "330400", Item: r.item, Calendar: r.calendar,
	}}
}

// open starts all processes that do not run.
func (c *centre) open() error {
	for range c.storage.processes() - len(c.running) {
		if err := c.start(); err != nil {
			return err
		}
	}
	return nil
}

func (c *centre) start() error {
	k, err := c.storage.open()
	if err != nil {
		return err
	}
	if c.smallPages {
		k = smallPages{k}
	}
	config := c.config
	config.Log, config.Files = k, k
	h, err := hub.New(config)
	if err != nil {
		return errors.Join(err, k.Close())
	}
	c.running = append(c.running, process{k, h})
	return nil
}

// close ends all processes.
func (c *centre) close() error {
	var err error
	for _, p := range c.running {
		err = errors.Join(err, p.close())
	}
	c.running = nil
	return err
}

func (p process) close() error { return errors.Join(p.hub.Close(), p.kept.Close()) }

// remove ends all processes and throws away what they leave.
func (c *centre) remove() error { return errors.Join(c.close(), c.storage.remove()) }

// asked is the process that whoever calls comes to.
func (c *centre) asked() process { return c.running[c.toss(len(c.running))] }

// hub is what the administrator of the centre works with.
func (c *centre) hub() *hub.Hub { return c.asked().hub }

// log is what is kept, as one of the processes reads it.
func (c *centre) log() kept { return c.asked().kept }

// restart ends a process in an orderly way and starts it again, while any other
// goes on.
func (c *centre) restart() error {
	i := c.toss(len(c.running))
	p := c.running[i]
	c.running = append(c.running[:i:i], c.running[i+1:]...)
	return errors.Join(p.close(), c.open())
}

// crash goes on from what lay on the disk, without the processes having had a
// chance to say goodbye.
func (c *centre) crash() error { return errors.Join(c.storage.crash(c.close), c.open()) }

// copy copies what is kept, and names the copy.
func (c *centre) copy() (name string, err error) {
	name, err = c.storage.copy(c.close)
	return name, errors.Join(err, c.open())
}

// putBack loses the disk and goes on from a copy.
func (c *centre) putBack(name string) error {
	return errors.Join(c.close(), c.storage.putBack(name), c.open())
}

// knows says whether the centre has an event, wherever it put it.
func (c *centre) knows(id string) (bool, error) {
	known := false
	err := c.log().Write(func(tx hub.Tx) (err error) {
		_, known, err = tx.Kept(id)
		return err
	})
	return known, err
}

// last is the newest place of the log.
func (c *centre) last() (uint64, error) {
	found, err := c.log().After("", 0, 1, 1)
	return found.Last, err
}
