package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"onewindow/app/workday"
)

// backupName is where the store keeps what is known of the last backup.
const backupName = "backup"

// Backup is one that was made from this window.
type Backup struct {
	At    time.Time `json:"at"`
	Path  string    `json:"path"`
	Bytes int64     `json:"bytes"`
}

// BackupAfter is how many days a window goes without a backup before it is
// reminded.
const BackupAfter = 7

// LastBackup is the last one that was made from this window, and for how many days
// there has been none; made is false where there never was one.
func (d *Desk) LastBackup() (last Backup, days int, made bool, err error) {
	made, err = d.p.Store.Setting(backupName, &last)
	if err != nil || !made {
		return last, 0, false, explain(err)
	}
	return last, int(midnight(d.today()).Sub(midnight(workday.DateOf(last.At))).Hours() / 24), true, nil
}

// BackupFile is a good name for a backup made now.
func (d *Desk) BackupFile() string {
	return fmt.Sprintf("onewindow-%s-%s.backup", d.Settings().Window, d.now().Format("20060102-150405"))
}

// BackUp writes a backup of the window into a new file; told hears how far it has
// come, in bytes. The error of a context that ended comes back as it is.
func (d *Desk) BackUp(ctx context.Context, path string, told func(done, total int64)) (Backup, error) {
	if err := d.may(); err != nil {
		return Backup{}, err
	}
	data := subject(path)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return Backup{}, &Message{Key: "backup-exists", Data: data, Cause: err}
	}
	err := d.p.Store.BackUp(ctx, path, told)
	switch {
	case ctx.Err() != nil:
		return Backup{}, ctx.Err()
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrNotExist):
		return Backup{}, &Message{Key: "backup-failed", Data: data, Cause: err}
	case err != nil:
		return Backup{}, explain(err)
	}
	done := Backup{At: d.now(), Path: filepath.Clean(path)}
	if info, err := os.Stat(path); err == nil {
		done.Bytes = info.Size()
	}
	if err := d.p.Store.SaveSetting(backupName, done); err != nil {
		return done, explain(err)
	}
	return done, explain(d.NoteBackup())
}
