package main

import (
	"errors"
	"fmt"

	"onewindow/store/central"
)

// errDamaged says that a check has found something. What it was has been told.
var errDamaged = errors.New("the log is damaged; restore the last backup (import) into an empty folder")

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
		return errDamaged
	}
	_, err = fmt.Fprintln(c.out(), "the log is whole")
	return err
}

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
	damages, err := central.Check(c.Data)
	if errors.Is(err, central.ErrInUse) {
		err = &busy{c.Data, err}
	}
	return damages, err
}
