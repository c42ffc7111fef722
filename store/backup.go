package store

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/replica"
	"onewindow/store/durable"
	"onewindow/store/vault"
)

// ErrNoBackup says that something is no backup, or only part of one.
var ErrNoBackup = errors.New("store: not a whole backup")

// restoredName is a file that Restore leaves for the first Open.
const restoredName = "onewindow.restored"

// Backup writes the folder as it stands at one moment, while work goes on: a tar
// of the key file, the store's file and the attachments, all sealed as they are
// on the disk. What opens the folder opens the backup.
func (s *Store) Backup(w io.Writer) error {
	archive := tar.NewWriter(w)
	err := s.backupFile(archive, vault.KeyFileName)
	if err == nil {
		err = s.backupDatabase(archive)
	}
	if err == nil {
		// After the file: what it points to was there before it.
		err = s.backupAttachments(archive)
	}
	if err = errors.Join(err, archive.Close()); err != nil {
		return fmt.Errorf("store: back up: %w", namedFull(err))
	}
	return nil
}

// BackupTo writes a backup to a file, which is there only when it is whole.
func (s *Store) BackupTo(file string) error {
	return s.BackUp(context.Background(), file, func(int64, int64) {})
}

// BackUp is BackupTo, until ctx ends; told hears how many bytes of about how many
// are written.
func (s *Store) BackUp(ctx context.Context, file string, told func(done, total int64)) error {
	total, err := s.weight()
	if err != nil {
		return fmt.Errorf("store: back up: %w", err)
	}
	part, err := os.CreateTemp(filepath.Dir(file), ".backup-*")
	if err != nil {
		return fmt.Errorf("store: back up: %w", err)
	}
	err = s.Backup(&watched{to: part, ctx: ctx, total: total, told: told})
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(part.Name(), file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("store: back up: %w", namedFull(err)), dropFile(part.Name()))
	}
	return durable.SyncFolder(filepath.Dir(file))
}

// weight is about how many bytes a backup has.
func (s *Store) weight() (int64, error) {
	total := int64(0)
	add := func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	}
	if info, err := os.Stat(filepath.Join(s.dir, dbName)); err == nil {
		total = info.Size()
	}
	return total, filepath.WalkDir(filepath.Join(s.dir, filesDir), add)
}

// watched tells how much has passed, and lets nothing pass once ctx has ended.
type watched struct {
	to          io.Writer
	ctx         context.Context //nolint:containedctx // it lives as long as one backup
	done, total int64
	told        func(done, total int64)
}

func (w *watched) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.to.Write(p)
	w.done += int64(n)
	w.told(w.done, max(w.total, w.done))
	return n, err
}

func (s *Store) backupDatabase(archive *tar.Writer) error {
	return guarded(func() error {
		return s.db.View(func(b *bbolt.Tx) error {
			if err := archive.WriteHeader(s.head(dbName, b.Size())); err != nil {
				return err
			}
			_, err := b.WriteTo(archive)
			return err
		})
	})
}

func (s *Store) head(name string, size int64) *tar.Header {
	return &tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: s.now().Truncate(time.Second)}
}

func (s *Store) backupFile(archive *tar.Writer, name string) error {
	f, err := os.Open(filepath.Join(s.dir, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		err = archive.WriteHeader(s.head(name, info.Size()))
	}
	if err == nil {
		_, err = io.Copy(archive, f)
	}
	return errors.Join(err, f.Close())
}

func (s *Store) backupAttachments(archive *tar.Writer) error {
	return filepath.WalkDir(filepath.Join(s.dir, filesDir), func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !isHash(entry.Name()) {
			return err
		}
		return s.backupFile(archive, path.Join(filesDir, entry.Name()[:2], entry.Name()))
	})
}

// Restoring says of a restore what the log book is to tell, and what the folder
// cannot know.
type Restoring struct {
	At time.Time // when; zero tells nothing
	By string    // who, by the name the system knows them by
	// Alone is set where the window has never belonged to a centre, so that none has
	// to be heard. It counts for nothing where the backup names one.
	Alone bool
}

// mark is what Restore leaves for the first Open.
type mark struct {
	Restoring
	Of time.Time // when the backup was made
}

// Restore makes a folder of a backup. There must be none yet, or an empty one:
// nothing is written over. It gives fs.ErrExist or ErrNoBackup.
//
// A backup is older than what was done since. The first Open of the folder gives
// up its leased numbers and moves its own past those that may be on paper, and
// until the centre has said what it knows, no event can be added. That holds of a
// backup from before the first enrolment, too: the window may have joined since, and
// what it did then is what its hash chain has to go on behind.
func Restore(from io.Reader, dir string, how Restoring) error {
	if left, err := os.ReadDir(dir); err == nil && len(left) > 0 {
		return fmt.Errorf("store: restore into %s: %w", dir, fs.ErrExist)
	}
	part := filepath.Clean(dir) + ".restoring"
	if err := os.RemoveAll(part); err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	of, err := unpack(from, part)
	if err == nil {
		err = leaveMark(part, mark{how, of})
	}
	if err == nil {
		err = syncFolders(part)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("store: restore: %w", namedFull(err)), os.RemoveAll(part))
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("store: restore: %w", err)
	}
	if err := os.Rename(part, dir); err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	return durable.SyncFolder(filepath.Dir(filepath.Clean(dir)))
}

func leaveMark(dir string, m mark) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return unpackFile(bytes.NewReader(raw), filepath.Join(dir, restoredName))
}

// unpack writes the files of a backup and says when it was made.
func unpack(from io.Reader, dir string) (of time.Time, err error) {
	wanted := map[string]bool{vault.KeyFileName: true, dbName: true}
	archive := tar.NewReader(from)
	for {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return of, fmt.Errorf("%w: %w", ErrNoBackup, err)
		}
		if !isOfBackup(head) {
			return of, fmt.Errorf("%w: %q is none of a backup's files", ErrNoBackup, head.Name)
		}
		if head.Name == dbName {
			of = head.ModTime
		}
		delete(wanted, head.Name)
		if err := unpackFile(archive, filepath.Join(dir, filepath.FromSlash(head.Name))); err != nil {
			return of, err
		}
	}
	if len(wanted) > 0 {
		return of, fmt.Errorf("%w: it has not all files", ErrNoBackup)
	}
	return of, nil
}

// isOfBackup says whether a file of an archive is one that Backup writes. Nothing
// else is written anywhere: no path upwards, no link, no device, no name that a
// system folds into another. Nor is a file with holes, of which some bytes in the
// archive would fill the disk.
func isOfBackup(head *tar.Header) bool {
	if head.Typeflag != tar.TypeReg {
		return false
	}
	for record := range head.PAXRecords {
		if strings.HasPrefix(record, "GNU.sparse.") {
			return false
		}
	}
	folder, name, in := strings.Cut(strings.TrimPrefix(head.Name, filesDir+"/"), "/")
	if !in || !strings.HasPrefix(head.Name, filesDir+"/") {
		return head.Name == vault.KeyFileName || head.Name == dbName
	}
	return isHash(name) && folder == name[:2]
}

// unpackFile writes a file that is not there yet, durably.
func unpackFile(archive io.Reader, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: it has %s twice", ErrNoBackup, filepath.Base(to))
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(f, archive)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: %w", ErrNoBackup, err)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// afterRestore leaves behind what may have been used since the backup.
func (s *Store) afterRestore() error {
	file := filepath.Join(s.dir, restoredName)
	left, is, err := readMark(file)
	if err != nil || !is {
		return err
	}
	err = s.update(func(t *tx) error {
		if err := t.voidLeases(); err != nil {
			return err
		}
		if err := t.skipNumbers(); err != nil {
			return err
		}
		// An answer to a stick of before, or to a question, would bring numbers that
		// are on paper.
		if err := errors.Join(t.drop(bucketSettings, replica.SettingErrands), t.drop(bucketSettings, replica.SettingAsked)); err != nil {
			return err
		}
		if !left.At.IsZero() {
			known := desk.Restoration{At: left.At, Of: left.Of, By: left.By}
			if err := t.write(bucketSettings, desk.SettingRestored, known); err != nil {
				return err
			}
		}
		if left.Alone && t.bucket(bucketSettings).Get([]byte(replica.SettingMembership)) == nil {
			return nil // there is no centre that could know more
		}
		return t.setMeta("restored", number(numberOf(t.meta("seq"))))
	})
	if err != nil {
		return err
	}
	return dropFile(file)
}

// readMark reads what Restore left; an empty one is of an earlier version.
func readMark(file string) (m mark, is bool, err error) {
	raw, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return m, false, nil
	case err == nil && len(raw) > 0:
		err = json.Unmarshal(raw, &m)
	}
	if err != nil {
		return m, true, fmt.Errorf("%w: %s: %w", ErrDamaged, restoredName, err)
	}
	return m, true, nil
}

// gapStamp is how the moment is kept at which numbers of before were left out.
const gapStamp = "20060102T1504"

// skipNumbers goes on in every series behind what another folder may have given
// that this one does not know of: one that was there since the backup, or the one
// of the machine before.
func (t *tx) skipNumbers() error {
	last := map[string]uint64{}
	err := t.bucket(bucketSeries).ForEach(func(series, n []byte) error {
		last[string(series)] = numberOf(n)
		return nil
	})
	at := t.now.Format(gapStamp)
	for series, n := range last {
		if err == nil {
			err = t.bucket(bucketSeries).Put([]byte(series), number(n+gapOf(series, at)))
		}
	}
	return errors.Join(err, t.setMeta("gap", []byte(at)))
}

// skipGiven moves a series past a number that an own event gave which this folder
// had forgotten, and past what may have been given behind it unheard: as far as in
// the other series, or what a second restoring forgets would be given a second time.
func (t *tx) skipGiven(e casefile.Event) error {
	given, ok := desk.Given(e)
	if !ok {
		return nil
	}
	b := t.bucket(bucketSeries)
	if behind := given.Number + max(leastGap, t.start(given.Series)); behind > numberOf(b.Get([]byte(given.Series))) {
		return b.Put([]byte(given.Series), number(behind))
	}
	return nil
}

// start is the last number that may be on paper of a series that this file does
// not know: 0, but behind a gap for what may have begun before it.
func (t *tx) start(series string) uint64 {
	return gapOf(series, string(t.meta("gap")))
}

// leastGap is how many numbers of a series may have been given unknown to this
// folder, in the minute in which the series began.
const leastGap = 1000

// gapOf is how many numbers of a series to leave out at a moment in gapStamp, ""
// for never. It grows from minute to minute: a backup may be restored twice, and
// what was given after the first time may be on paper and known to nobody. No
// window gives more than ten numbers a minute, and in a series of a year, which
// only the acceptances without a lease have, more than one.
func gapOf(series, at string) uint64 {
	when, err := time.Parse(gapStamp, at)
	if err != nil && len(at) >= len("20060102") {
		when, err = time.Parse("20060102", at[:len("20060102")]) // as earlier versions kept it
	}
	if err != nil {
		return 0
	}
	for _, period := range []struct {
		layout string
		pace   uint64 // numbers a minute
	}{{"20060102", 10}, {"2006", 1}} {
		span := regexp.MustCompile(fmt.Sprintf(`\d{%d}$`, len(period.layout))).FindString(series)
		began, err := time.Parse(period.layout, span)
		switch {
		case err != nil:
		case when.Before(began):
			return 0 // it had not begun
		default:
			return leastGap + period.pace*uint64(when.Sub(began)/time.Minute)
		}
	}
	return leastGap
}
