package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"onewindow/app/replica"
	"onewindow/store/durable"
	"onewindow/store/journal"
)

// plainDir is where format 1 kept attachments, in the clear.
const plainDir = "files"

// Step is a long step of opening a store.
type Step string

// The long steps.
const (
	StepMigrate Step = "migrate" // to the present format
	StepRebuild Step = "rebuild" // of the file, from the journal
	StepCompact Step = "compact" // of the file, which is mostly empty
	StepCheck   Step = "check"   // of everything
	StepFold    Step = "fold"    // of all cases from their events, after a repair
	StepList    Step = "list"    // making the lists of all cases
)

// Progress is how far a step has come.
type Progress struct {
	Step        Step
	Done, Total int64 // of the work, in shares of it that take about as long
}

// tell is where to tell of progress, if anybody listens.
func tell(listener func(Progress)) func(Progress) {
	if listener == nil {
		return func(Progress) {}
	}
	return listener
}

// addLists brings a file of format 2 to format 3, which has lists beside the
// same records. The lists are made when it is opened; from here on earlier
// versions leave the file alone.
func (s *Store) addLists() error {
	err := s.change(func(t *tx) error {
		if err := t.beginLists(); err != nil {
			return err
		}
		return t.bolt.Bucket([]byte(bucketMeta)).Put([]byte("format"), number(Format))
	})
	if err != nil {
		return fmt.Errorf("store: bring format 2 up to date: %w", namedFull(err))
	}
	return nil
}

// migrate brings a folder of format 1 to the present one. Everything is sealed beside
// what is there; the one rename of the file decides which of both holds. What
// was in the clear goes after that, now or at the next start. (Its bytes may
// stay on the disk until the disk writes over them.)
func (s *Store) migrate(told func(Progress)) error {
	old, err := openFile(s.path(), true)
	if err != nil {
		return err
	}
	m := migration{store: s, old: old, told: told}
	err = guarded(m.run)
	if err = errors.Join(err, old.Close()); err != nil {
		return fmt.Errorf("store: bring format 1 up to date: %w", namedFull(err))
	}
	// Windows replaces no file that is open, so the rename comes last.
	part := s.path() + ".part"
	if err := os.Rename(part, s.path()); err != nil {
		return fmt.Errorf("store: bring format 1 up to date: %w", err)
	}
	return durable.SyncFolder(s.dir)
}

// migration is one run of it.
type migration struct {
	store *Store
	old   *bbolt.DB
	told  func(Progress)

	scans       []string // paths of attachments in the clear
	done, total int64
}

func (m *migration) run() (err error) {
	if m.scans, err = plainFiles(m.store.dir); err != nil {
		return err
	}
	for _, path := range m.scans {
		m.total += work(path)
	}
	if err := m.old.View(m.measure); err != nil {
		return err
	}
	for _, path := range m.scans {
		if err := m.sealFile(path); err != nil {
			return err
		}
		m.step(work(path))
	}
	part := m.store.path() + ".part"
	if err := dropFile(part); err != nil {
		return err
	}
	if err := initialise(part, m.sealAll); err != nil {
		return errors.Join(err, dropFile(part))
	}
	return syncFile(part)
}

// work is what a file takes, a record taking 1.
func work(path string) int64 {
	const perRecord = 4 << 10 // bytes sealed in the time of a record
	info, err := os.Stat(path)
	if err != nil {
		return 1 // sealing it will say why
	}
	return 1 + info.Size()/perRecord
}

func (m *migration) step(work int64) {
	m.done += work
	m.told(Progress{StepMigrate, m.done, m.total})
}

func (m *migration) measure(b *bbolt.Tx) error {
	for _, name := range buckets() {
		if kept := b.Bucket([]byte(name)); kept != nil {
			m.total += int64(kept.Stats().KeyN)
		}
	}
	return nil
}

// sealFile seals an attachment under its new name. One that is not what its name
// says is taken over as it is: it was found so, and a check will name it.
func (m *migration) sealFile(path string) error {
	home := m.store.filePath(filepath.Base(path))
	if _, err := os.Stat(home); err == nil {
		return nil
	}
	plain, err := os.Open(path)
	if err != nil {
		return err
	}
	part, _, _, err := m.store.sealPart(plain, 1<<62)
	err = errors.Join(err, plain.Close())
	if err == nil {
		err = m.store.keep(part, filepath.Base(path))
	}
	return err
}

// sealAll seals every record of the old file into the new one. Its lists are
// made when it is opened.
func (m *migration) sealAll(db *bbolt.DB) error {
	err := db.Update(func(b *bbolt.Tx) error { return (&tx{bolt: b, sealer: sealer{key: m.store.key}}).beginLists() })
	if err != nil {
		return err
	}
	return m.old.View(func(from *bbolt.Tx) error {
		for _, name := range buckets() {
			kept := from.Bucket([]byte(name))
			if kept == nil {
				continue
			}
			if err := m.sealBucket(db, name, kept.Cursor()); err != nil {
				return err
			}
		}
		return nil
	})
}

// recordsAtOnce is how many records go into one transaction.
const recordsAtOnce = 5000

func (m *migration) sealBucket(db *bbolt.DB, name bucket, from *bbolt.Cursor) error {
	key, value := from.First()
	for key != nil {
		err := db.Update(func(b *bbolt.Tx) error {
			t := &tx{bolt: b, sealer: sealer{key: m.store.key}}
			to := t.bucket(name)
			to.bolt.FillPercent = 0.9 // keys come in their order
			for range recordsAtOnce {
				if key == nil {
					return nil
				}
				if name != bucketMeta || string(key) != "format" {
					if err := to.Put(key, value); err != nil {
						return err
					}
				}
				m.step(1)
				key, value = from.Next()
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// plainFiles lists the attachments of format 1.
func plainFiles(dir string) ([]string, error) {
	var list []string
	err := filepath.WalkDir(filepath.Join(dir, plainDir), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && isHash(entry.Name()) {
			list = append(list, path)
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return list, err
}

// dropPlain removes what a migration left in the clear.
func (s *Store) dropPlain() error {
	if err := os.RemoveAll(filepath.Join(s.dir, plainDir)); err != nil {
		return fmt.Errorf("store: remove what was in the clear: %w", err)
	}
	return nil
}

// rebuild makes the store's file anew from the journal. What the centre has
// comes from the centre again.
func (s *Store) rebuild(told func(Progress)) error {
	var all [][]op
	path := filepath.Join(s.dir, journalName)
	j, err := journal.Open(path, s.key, func(_ uint64, entry []byte) error {
		ops, err := decodeOps(entry)
		all = append(all, ops)
		return err
	})
	if errors.Is(err, journal.ErrBroken) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return err
	}
	last := j.Number()
	if err := j.Close(); err != nil {
		return err
	}
	return s.build(func(t *tx) error {
		for i, ops := range all {
			if err := t.do(ops); err != nil {
				return err
			}
			told(Progress{StepRebuild, int64(i + 1), int64(len(all))})
		}
		return errors.Join(t.downloadAnew(), t.setMeta("journal", number(last)))
	})
}

// downloadAnew lets a file that was made anew from what only this folder has ask
// the centre for everything else. What is left of the centre's word has gaps, and
// what a stick brings in answer to the file before goes on behind them.
func (t *tx) downloadAnew() error {
	return errors.Join(
		t.setMeta("rebuilt", t.meta("seq")), t.drop(bucketMeta, "cursor"), t.drop(bucketMeta, "high"),
		t.drop(bucketSettings, replica.SettingErrands), t.drop(bucketSettings, replica.SettingAsked))
}

// A file that is longer than leastShrunk is made smaller at a start when so much
// of it is empty, or so many pages: every transaction writes a list of them, and
// one of 64 KiB takes as long as the rest (see spare). One longer than quicklyShrunk is left
// alone until half of it is empty: people wait at the counter, and its pages are
// used again before the file grows.
const (
	leastShrunk   = 4 << 20 // bytes
	mostEmpty     = 0.3
	mostFree      = 8 << 10   // pages
	quicklyShrunk = 256 << 20 // bytes, some seconds' work
	mostEmptyLong = 0.5
)

// shrink copies a file with many empty pages into one without.
func (s *Store) shrink(told func(Progress)) error {
	from, err := openFile(s.path(), false)
	if err != nil {
		return err
	}
	size, free, err := extent(from)
	if err != nil || !isWasteful(size, free) {
		return errors.Join(err, from.Close())
	}
	part := s.path() + ".part"
	over := watchGrowth(part, size-free, told)
	err = guarded(func() error { return errors.Join(dropSpare(from), compactInto(part, from)) })
	if err = errors.Join(err, from.Close()); err == nil {
		err = os.Rename(part, s.path())
	}
	over()
	err = namedFull(errors.Join(err, dropFile(part)))
	if err != nil && !errors.Is(err, syscall.ENOSPC) { // a full disk must not keep the window from opening
		return fmt.Errorf("store: make the file smaller: %w", err)
	}
	return durable.SyncFolder(s.dir)
}

// extent is how long a file is and how much of it is empty or lent, in bytes.
func extent(db *bbolt.DB) (size, free int64, err error) {
	err = guarded(func() error {
		// Only the end of a writing transaction counts the free pages.
		b, err := db.Begin(true)
		if err != nil {
			return err
		}
		size = b.Size()
		pages := lentPages(b)
		if err := b.Rollback(); err != nil {
			return err
		}
		pages += int64(db.Stats().FreePageN)
		free = pages * int64(db.Info().PageSize)
		return nil
	})
	return size, free, err
}

// isWasteful says whether too much of a file holds nothing.
func isWasteful(size, free int64) bool {
	part := float64(free) / float64(max(size, 1))
	switch {
	case size <= leastShrunk:
		return false
	case size <= quicklyShrunk:
		return part >= mostEmpty || free > mostFree*int64(os.Getpagesize())
	}
	return part >= mostEmptyLong
}

// watchGrowth tells how far the copying into a file has come, several times a
// second, until it is over.
func watchGrowth(path string, total int64, told func(Progress)) (over func()) {
	told(Progress{StepCompact, 0, total})
	stop := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		again := time.NewTicker(200 * time.Millisecond)
		defer again.Stop()
		for {
			select {
			case <-stop:
				return
			case <-again.C:
				if info, err := os.Stat(path); err == nil {
					told(Progress{StepCompact, min(info.Size(), total), total})
				}
			}
		}
	})
	return func() {
		close(stop)
		watching.Wait()
		told(Progress{StepCompact, total, total})
	}
}

func compactInto(path string, from *bbolt.DB) error {
	if err := dropFile(path); err != nil {
		return err
	}
	to, err := openFile(path, false)
	if err != nil {
		return err
	}
	to.NoSync = true
	const bytesAtOnce = 16 << 20
	err = bbolt.Compact(to, from, bytesAtOnce)
	if err = errors.Join(err, to.Close()); err != nil {
		return err
	}
	return syncFile(path)
}
