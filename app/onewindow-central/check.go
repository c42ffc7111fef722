package main

import (
	"errors"
	"fmt"
	"time"

	"onewindow/app/hub"
	"onewindow/store/central"
)

// errDamaged says that a check has found something. What it was has been told.
var errDamaged = errors.New("the log is damaged; stop the central system and run check --repair, or restore the last backup (import) into an empty folder")

// codeDamaged is the exit code of a check that found something.
const codeDamaged = 3

func exitCode(err error) int {
	if errors.Is(err, errDamaged) {
		return codeDamaged
	}
	return 1
}

type checkCommand struct {
	Storage
	Repair bool `help:"Make the log of the folder anew from what is whole in it, after a copy; the central system must not run. What only a backup has is named."`
	numbering
	File string `arg:"" optional:"" type:"existingfile" help:"Archive to prove; the log of the folder if not given."`
}

// Run proves an archive by its chains and its sum, or reads the whole log of the
// folder, which may be in use.
func (c checkCommand) Run() error {
	if c.File != "" {
		return prove(c.out(), c.File)
	}
	damages, err := c.check()
	if err != nil {
		return err
	}
	for _, d := range damages {
		if _, err := fmt.Fprintln(c.out(), d); err != nil {
			return err
		}
	}
	if len(damages) > 0 {
		if c.Repair {
			return c.repair()
		}
		return errDamaged
	}
	_, err = fmt.Fprintln(c.out(), "the log is whole")
	return err
}

// repair makes the log anew and says what came of it.
func (c checkCommand) repair() error {
	if c.bench != nil && c.bench.live != nil {
		return errRunning
	}
	rules, err := c.rules()
	if err != nil {
		return err
	}
	var lost []string
	now := time.Now()
	kept, err := central.Repair(c.Data, now, func(s *central.Salvage, log hub.Log) error {
		lost = s.Lost()
		return hub.Rebuild(s, log, rules, now)
	})
	if err != nil {
		return err
	}
	for _, l := range lost {
		if _, err := fmt.Fprintln(c.out(), "only in a backup, as far as damaged:", l); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(c.out(), "the log is made anew and whole; the damaged one is kept as %s\n", kept)
	return err
}

// errRunning says that a repair needs the folder for itself.
var errRunning = errors.New("the central system runs on this folder: stop it, then run check --repair again")

// checked is a log that can be checked while it is in use.
type checked interface{ Check() ([]error, error) }

func (c checkCommand) check() ([]error, error) {
	if c.bench != nil && c.bench.live != nil {
		if log, ok := c.bench.live.vault.(checked); ok {
			return log.Check()
		}
	}
	if c.Database != "" {
		return nil, errors.New("a database checks itself (amcheck, data checksums); export reads every event of it")
	}
	if isServed(c.Data) {
		return nil, &busy{c.Data, central.ErrInUse}
	}
	damages, err := central.Check(c.Data)
	if errors.Is(err, central.ErrInUse) {
		err = &busy{c.Data, err}
	}
	return damages, err
}
