package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"onewindow/app/hub"
	"onewindow/store/folder"
)

type filesCommand struct {
	Supply filesSupply `cmd:"" help:"Take an attachment over that events name and no window can bring any more, because it was revoked or its disk is gone. It is known by its content, whatever its name."`

	Copy filesCopy `cmd:"" help:"Copy all files from the folder into the database, or back; --files says where they go. The central system may run: copy, start it anew with the other --files, copy once more, and remove what is left behind."`
}

type filesSupply struct {
	Storage
	File string `arg:"" type:"existingfile" help:"The file, as it was attached."`
}

// Run says for which offices it came.
func (c filesSupply) Run() error {
	return withHub(c.Storage, func(h *hub.Hub) (err error) {
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		offices, err := h.Supply(file)
		if err != nil {
			return fmt.Errorf("%s: %w", c.File, err)
		}
		_, err = fmt.Fprintf(c.out(), "%s is here for %s\n", c.File, strings.Join(offices, ", "))
		return err
	})
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
