package simulation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"onewindow/app/hub"
	"onewindow/store/central"
	"onewindow/store/postgres"
)

// Databases are where the log of a centre may lie; each is named by its URL.
type Databases interface {
	// Create makes an empty database.
	Create(ctx context.Context) (url string, err error)
	// Copy makes one that holds what another does, to which nobody is connected.
	Copy(ctx context.Context, url string) (copied string, err error)
	// Drop throws one away to which nobody is connected.
	Drop(ctx context.Context, url string) error
}

// kept is what a process of the centre works on.
type kept interface {
	hub.Log
	hub.Archive
	hub.Files
	io.Closer
}

// storage is where the centre keeps its log.
type storage interface {
	// processes is how many may work on it at once.
	processes() int
	open() (kept, error)
	// crash goes on from what lies on the disk at this moment; close ends those who
	// still work on it.
	crash(close func() error) error
	// copy makes a copy and names it, and may have to close before.
	copy(close func() error) (name string, err error)
	// putBack loses what there is and goes on from a copy, which stays. Nobody works
	// on either.
	putBack(name string) error
	// remove throws everything away.
	remove() error
}

// folders keep the log on bbolt, in one folder after the other.
type folders struct {
	under  string
	lives  int
	copies int
}

func (f *folders) dir() string { return filepath.Join(f.under, fmt.Sprintf("centre-%d", f.lives)) }

func (f *folders) processes() int { return 1 }

func (f *folders) open() (kept, error) { return central.Open(f.dir()) }

func (f *folders) crash(close func() error) error {
	left := f.dir()
	f.lives++
	return errors.Join(os.CopyFS(f.dir(), os.DirFS(left)), close(), os.RemoveAll(left))
}

func (f *folders) copy(func() error) (string, error) {
	f.copies++
	name := filepath.Join(f.under, fmt.Sprintf("copy-%d", f.copies))
	return name, os.CopyFS(name, os.DirFS(f.dir()))
}

func (f *folders) putBack(name string) error {
	left := f.dir()
	f.lives++
	return errors.Join(os.RemoveAll(left), os.CopyFS(f.dir(), os.DirFS(name)))
}

func (f *folders) remove() error { return os.RemoveAll(f.under) }

// database keeps the log on PostgreSQL, files included.
type database struct {
	Databases
	context context.Context
	url     string
	copies  []string
}

func newDatabase(ctx context.Context, all Databases) (*database, error) {
	url, err := all.Create(ctx)
	return &database{Databases: all, context: ctx, url: url}, err
}

// processes are two: whoever asks meets the one or the other.
func (d *database) processes() int { return 2 }

func (d *database) open() (kept, error) {
	log, err := postgres.Open(d.context, d.url)
	if err != nil {
		return nil, err
	}
	return inDatabase{log, log.Files()}, nil
}

// inDatabase is the log with its files.
type inDatabase struct {
	*postgres.Log
	postgres.Files
}

// crash ends the processes alone: the database is a machine of its own.
func (d *database) crash(close func() error) error { return close() }

func (d *database) copy(close func() error) (string, error) {
	if err := close(); err != nil {
		return "", err
	}
	name, err := d.Copy(d.context, d.url)
	d.copies = append(d.copies, name)
	return name, err
}

func (d *database) putBack(name string) error {
	lost := d.url
	var err error
	if d.url, err = d.Copy(d.context, name); err != nil {
		return err
	}
	return d.Drop(d.context, lost)
}

func (d *database) remove() error {
	err := d.Drop(d.context, d.url)
	for _, name := range d.copies {
		err = errors.Join(err, d.Drop(d.context, name))
	}
	return err
}
