package catalog_test

import (
	"io/fs"
	"testing/fstest"
)

func copyTree(from fs.FS, to fstest.MapFS) error {
	return fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(from, name)
		to[name] = &fstest.MapFile{Data: raw}
		return err
	})
}
