package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"onewindow/app/hub"
	"onewindow/store/folder"
)

type filesCommand struct {
	Copy filesCopy `cmd:"" help:"Copy all files from the folder into the database, or back; --files says where they go. The central system may run: copy, start it anew with the other --files, copy once more, and remove what is left behind."`
}

type filesCopy struct{ Storage }

// Run copies them to where --files says, from the other place.
func (c filesCopy) Run() (err error) {
	if c.Database == "" {
		return errors.New("without --database all files are in the folder")
	}
	v, err := c.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	other, err := c.otherFiles(v)
	if err != nil {
		return err
	}
	n, err := hub.CopyFiles(v, other, v)
	if _, failed := fmt.Fprintf(c.out(), "%d files copied\n", n); err == nil {
		err = failed
	}
	return err
}

// otherFiles is where the files are not to be.
func (c filesCopy) otherFiles(v vault) (hub.Files, error) {
	if c.Files == inDatabase {
		return folder.Open(filepath.Join(c.Data, "files"))
	}
	shared, is := v.(onPostgres)
	if !is {
		return nil, fmt.Errorf("%T keeps no files in a database", v)
	}
	return shared.Log.Files(), nil
}
