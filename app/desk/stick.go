package desk

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/replica/bundle"
)

// Stick carries the exchange with the centre on a USB stick (U 盘) where there is
// no line; *replica.Courier is one.
type Stick interface {
	// Export writes all that waits, for the centre alone to read.
	Export(w io.Writer) (replica.Sent, error)
	// Import takes the centre's answer over; again, without effect. It gives a
	// *bundle.Error where the file is none for this window.
	Import(file io.ReadSeeker) (replica.Brought, error)
}

// Carried is what went onto a stick.
type Carried struct {
	replica.Sent
	Bytes int64
	Path  string
}

// BroughtBack is what came back on one.
type BroughtBack struct{ replica.Brought }

// BundleName is a good name for a bundle made now.
func (d *Desk) BundleName() string {
	return fmt.Sprintf("onewindow-%s-%s.bundle", d.Settings().Window, d.now().Format("20060102-150405"))
}

// ExportBundle writes all that waits for the centre into a new file, with the
// files it does not hold yet: signed by this window, and for the centre alone to
// read. Nothing changes by it.
func (d *Desk) ExportBundle(path string) (Carried, error) {
	if err := d.may(); err != nil {
		return Carried{}, err
	}
	done := Carried{Path: path}
	err := writeNew(path, func(w io.Writer) (err error) {
		counting := &counter{to: w}
		done.Sent, err = d.stick().Export(counting)
		done.Bytes = counting.n
		return err
	})
	if err != nil {
		return Carried{}, stickTrouble("bundle-stick", path, err)
	}
	about := strconv.Itoa(done.Events)
	return done, explain(d.note(d.User(), casefile.Logged{What: casefile.Exported, About: about}))
}

// ImportBundle takes the centre's answer over: own events are confirmed or lie
// in the tray, those of others are here, and numbers. Again, it changes nothing.
func (d *Desk) ImportBundle(path string) (BroughtBack, error) {
	if err := d.may(); err != nil {
		return BroughtBack{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return BroughtBack{}, &Message{Key: "bundle-unreadable", Data: subject(path), Cause: err}
	}
	defer f.Close() //nolint:errcheck // it was only read
	brought, err := d.stick().Import(f)
	if err != nil {
		return BroughtBack{}, stickTrouble("bundle-unreadable", path, err)
	}
	about := strconv.Itoa(brought.Events)
	return BroughtBack{brought}, explain(d.note(d.User(), casefile.Logged{What: casefile.Imported, About: about}))
}

// stick is how the window carries; a window without one never joined a centre.
func (d *Desk) stick() Stick {
	if d.p.Stick == nil {
		return noStick{}
	}
	return d.p.Stick
}

type noStick struct{}

// Export has nobody to write to.
func (noStick) Export(io.Writer) (replica.Sent, error) {
	return replica.Sent{}, bundle.Refuse(bundle.NotJoined)
}

// Import has nobody to hear from.
func (noStick) Import(io.ReadSeeker) (replica.Brought, error) {
	return replica.Brought{}, bundle.Refuse(bundle.NotJoined)
}

// stickTrouble says what is wrong with a bundle; broken is the key for a stick
// that fails.
func stickTrouble(broken, path string, err error) error {
	var refused *bundle.Error
	var failed *fs.PathError
	switch {
	case errors.As(err, &refused):
		return &Message{Key: "bundle-" + string(refused.Code), Data: subject(path), Cause: err}
	case errors.Is(err, fs.ErrExist):
		return &Message{Key: "bundle-exists", Data: subject(path), Cause: err}
	case errors.As(err, &failed):
		return &Message{Key: broken, Data: subject(path), Cause: err}
	}
	return explain(err)
}

func subject(path string) map[string]any { return map[string]any{"Subject": filepath.Base(path)} }

// writeNew writes a file that is there under its name only once it is whole and
// on the stick, which somebody is about to pull out.
func writeNew(path string, write func(io.Writer) error) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist})
	}
	part, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(part, 1<<20)
	if err = write(out); err == nil {
		err = errors.Join(out.Flush(), part.Sync())
	}
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder brings the name onto the stick too. Windows has no such call and
// writes names to a stick at once, as some file systems of other systems do.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, folder.Close())
}

// counter counts the bytes that pass.
type counter struct {
	to io.Writer
	n  int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n += int64(n)
	return n, err
}
