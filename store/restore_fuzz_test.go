package store_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onewindow/store"
)

// wantRestoredOrRefused restores an archive and wants a folder of a backup's files
// and nothing else, or nothing at all.
func wantRestoredOrRefused(t *testing.T, raw []byte) error {
	t.Helper()
	outside := t.TempDir()
	dir := filepath.Join(outside, "in", "data")
	check(t, os.Mkdir(filepath.Dir(dir), 0o700))
	failed := store.Restore(bytes.NewReader(raw), dir, store.Restoring{})
	if failed != nil && !errors.Is(failed, store.ErrNoBackup) {
		t.Errorf("refused as %v", failed)
	}
	check(t, filepath.WalkDir(outside, func(path string, entry fs.DirEntry, err error) error {
		inside, ours := strings.CutPrefix(path, dir)
		switch {
		case err != nil:
			return err
		case path == outside, path == filepath.Dir(dir), ours && entry.IsDir() && failed == nil:
		case !ours || failed != nil:
			t.Errorf("%s is left", path)
		case !entry.Type().IsRegular():
			t.Errorf("%s is a %s", inside, entry.Type())
		}
		return nil
	}))
	return failed
}

// entry is a file of an archive.
type entry struct {
	tar.Header
	holds string
}

func archived(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var raw bytes.Buffer
	w := tar.NewWriter(&raw)
	for _, e := range entries {
		e.Mode, e.Size = 0o600, int64(len(e.holds))
		check(t, w.WriteHeader(&e.Header))
		_, err := w.Write([]byte(e.holds))
		check(t, err)
	}
	check(t, w.Close())
	return raw.Bytes()
}

func fileOf(name string) entry {
	return entry{tar.Header{Typeflag: tar.TypeReg, Name: name}, "x"}
}

func oddFile(kind byte, name, to string) entry {
	return entry{Header: tar.Header{Typeflag: kind, Name: name, Linkname: to}}
}

// Only what Backup writes is restored; no name, link or device leads anywhere else.
func TestPathTricksInABackup(t *testing.T) {
	key, db := fileOf("onewindow.key"), fileOf("onewindow.db")
	sum := strings.Repeat("ab", 32)
	scan := fileOf("attachments/ab/" + sum)
	if err := wantRestoredOrRefused(t, archived(t, key, db, scan)); err != nil {
		t.Fatalf("a good one: %v", err)
	}
	for name, odd := range map[string][]entry{
		"upwards":              {fileOf("../onewindow.db")},
		"upwards from a scan":  {fileOf("attachments/../../x")},
		"upwards, backslashes": {fileOf(`..\onewindow.db`)},
		"absolute":             {fileOf("/tmp/onewindow.db")},
		"of a drive":           {fileOf(`C:\onewindow.db`), fileOf("C:onewindow.db")},
		"of a share":           {fileOf(`\\host\share\onewindow.db`)},
		"roundabout":           {fileOf("./onewindow.db")},
		"roundabout scan":      {fileOf("attachments/./" + sum)},
		"doubled slash":        {fileOf("attachments//ab/" + sum)},
		"a stream":             {fileOf("onewindow.db:hidden")},
		"a device":             {fileOf("attachments/ab/NUL")},
		"a device's name":      {fileOf("CON")},
		"a dot behind":         {fileOf("onewindow.db.")},
		"a space behind":       {fileOf("onewindow.db ")},
		"a line behind":        {fileOf("onewindow.db\n")},
		"capitals":             {fileOf("ONEWINDOW.DB")},
		"a scan in capitals":   {scan, fileOf("attachments/AB/" + strings.ToUpper(sum))},
		"a scan elsewhere":     {fileOf("attachments/cd/" + sum)},
		"a short name":         {fileOf("attachments/ab/ab")},
		"another's file":       {fileOf("onewindow.journal")},
		"the mark":             {fileOf("onewindow.restored")},
		"twice":                {db},
		"a scan twice":         {scan, scan},
		"a folder":             {oddFile(tar.TypeDir, "attachments/", "")},
		"a folder of a name":   {oddFile(tar.TypeDir, "onewindow.db", "")},
		"a link":               {oddFile(tar.TypeSymlink, "attachments", "/etc")},
		"a link for a scan":    {oddFile(tar.TypeSymlink, scan.Name, "/etc/passwd")},
		"a hard link":          {oddFile(tar.TypeLink, scan.Name, "onewindow.key")},
		"a character device":   {oddFile(tar.TypeChar, scan.Name, "")},
		"a block device":       {oddFile(tar.TypeBlock, scan.Name, "")},
		"a pipe":               {oddFile(tar.TypeFifo, scan.Name, "")},
	} {
		for _, o := range odd {
			whole := []entry{key, db, o}
			if odd[0].Name == scan.Name { // they collide
				whole = append([]entry{key, db}, odd...)
			}
			if err := wantRestoredOrRefused(t, archived(t, whole...)); !errors.Is(err, store.ErrNoBackup) {
				t.Errorf("%s, %q: %v", name, o.Name, err)
			}
		}
	}
}

// A file with holes would fill the disk with what is nowhere in the archive.
func TestAHoleInABackup(t *testing.T) {
	records := map[string]string{
		"ABC.sparse.major": "1", "ABC.sparse.minor": "0", "ABC.sparse.name": "onewindow.db", "ABC.sparse.realsize": "1048576",
	}
	db := entry{
		tar.Header{Typeflag: tar.TypeReg, Name: "onewindow.db", Format: tar.FormatPAX, PAXRecords: records},
		"0\n" + strings.Repeat("\x00", 510), // no part of the file is in the archive
	}
	raw := archived(t, fileOf("onewindow.key"), db)
	if err := wantRestoredOrRefused(t, raw); err != nil {
		t.Fatalf("without a hole: %v", err)
	}
	// The library writes no such records, but it reads them.
	raw = bytes.ReplaceAll(raw, []byte("ABC.sparse."), []byte("GNU.sparse."))
	head := tar.NewReader(bytes.NewReader(raw))
	for range 2 {
		h, err := head.Next()
		check(t, err)
		if h.Name == db.Name && h.Size != 1<<20 {
			t.Fatalf("the archive has no hole: %+v", h)
		}
	}
	if err := wantRestoredOrRefused(t, raw); !errors.Is(err, store.ErrNoBackup) {
		t.Errorf("with a hole: %v", err)
	}
}

// Whatever is called a backup becomes a folder of a backup's files, or nothing.
func FuzzRestore(f *testing.F) {
	f.Add([]byte{})
	f.Add(archived(f, fileOf("onewindow.key"), fileOf("onewindow.db")))
	f.Add(archived(f, fileOf("onewindow.key"), fileOf("../onewindow.db")))
	f.Add(archived(f, fileOf("onewindow.key"), oddFile(tar.TypeSymlink, "onewindow.db", "/etc/passwd")))
	f.Add(archived(f, fileOf("onewindow.key"), fileOf("onewindow.db"))[:1000])
	f.Fuzz(func(t *testing.T, raw []byte) {
		_ = wantRestoredOrRefused(t, raw)
	})
}
