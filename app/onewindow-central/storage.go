package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"onewindow/app/hub"
	"onewindow/store/central"
	"onewindow/store/folder"
	"onewindow/store/postgres"
)

// Where the files are kept.
const (
	onDisk     = "disk"
	inDatabase = "database"
)

// Storage says where the log and the files are.
type Storage struct {
	Data     string `placeholder:"DIR" help:"Folder of the log and the files; made where there is none (default ${default})." default:"${data}"`
	Database string `placeholder:"URL" env:"ONEWINDOW_DATABASE" help:"Keep the log on PostgreSQL (postgres://…), where any number of central systems may work on it, and not in the folder."`
	Files    string `enum:"disk,database" help:"Keep the files in the folder, which all central systems on one database must share then, or in the database." default:"disk"`

	bench *bench
	told  func(central.Progress) // nil writes to the standard error
}

// tell tells how far the log is brought up to date.
func (s Storage) tell(p central.Progress) {
	if s.told != nil {
		s.told(p)
		return
	}
	_, _ = fmt.Fprintf(os.Stderr, "bringing log.db up to date: %d values so far, now %s\n", p.Done, p.Bucket) // it goes on all the same
}

// AfterApply is called when the command line has been read.
func (s *Storage) AfterApply(b *bench) error { //nolint:unparam // as kong wants it
	s.bench = b
	return nil
}

// out is where a command tells what it did.
func (s Storage) out() io.Writer {
	if s.bench == nil {
		return os.Stdout
	}
	return s.bench.out
}

// vault keeps all that the centre keeps.
type vault interface {
	hub.Archive
	hub.Files
	io.Closer
}

// onPostgres is a vault on a database.
type onPostgres struct {
	*postgres.Log
	hub.Files
}

// borrowed is the vault of a running system: who borrows it does not close it.
type borrowed struct{ vault }

// Close leaves the vault open.
func (borrowed) Close() error { return nil }

// open opens the vault, unless an import into it is not finished.
func (s Storage) open() (vault, error) {
	v, err := s.openAny()
	if err != nil {
		return nil, err
	}
	if err := hub.CheckImported(v); err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

// openAny opens the vault, in whatever state it is.
func (s Storage) openAny() (vault, error) {
	if s.bench != nil && s.bench.live != nil {
		return borrowed{s.bench.live.vault}, nil
	}
	if s.Database == "" {
		if s.Files == inDatabase {
			return nil, errors.New("files go into a database only with --database")
		}
		if isServed(s.Data) {
			return nil, &busy{s.Data, central.ErrInUse}
		}
		v, err := central.OpenTelling(s.Data, s.tell)
		if errors.Is(err, central.ErrInUse) {
			err = &busy{s.Data, err}
		}
		if err != nil {
			return nil, err
		}
		return v, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	log, err := postgres.Open(ctx, s.Database)
	if err != nil {
		return nil, err
	}
	if s.Files == inDatabase {
		return onPostgres{log, log.Files()}, nil
	}
	files, err := folder.Open(filepath.Join(s.Data, "files"))
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	return onPostgres{log, files}, nil
}
