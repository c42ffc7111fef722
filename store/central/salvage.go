package central

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/app/replica"
	"onewindow/store/durable"
)

// ErrBackup says that something is damaged that only a backup has.
var ErrBackup = errors.New("central: only a backup can mend it: import it into an empty folder")

// Repair makes log.db of a folder anew from what is whole in it; no process may have
// the folder open. The old file is kept beside it under a name that it gives back.
// Build is handed what was read and an empty log to put it into. With an error
// everything stays as it was. It gives ErrBackup, ErrInUse, ErrNewer.
func Repair(dir string, now time.Time, build func(*Salvage, hub.Log) error) (kept string, err error) {
	path := filepath.Join(dir, "log.db")
	db, err := openOnly(path)
	if errors.Is(err, hub.ErrDamaged) {
		err = fmt.Errorf("%w: %w", ErrBackup, err)
	}
	if err != nil {
		return "", fmt.Errorf("central: repair %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }() // until then nobody else opens it
	if err := mendable(path, db); err != nil {
		return "", fmt.Errorf("central: repair %s: %w", path, err)
	}
	kept = path + ".damaged-" + now.Format("20060102-150405")
	if err := copyNew(path, kept); err != nil {
		return "", fmt.Errorf("central: repair %s: %w", path, err)
	}
	aside := filepath.Join(dir, "repair")
	if err := os.RemoveAll(aside); err != nil {
		return "", err
	}
	err = rebuild(db, aside, build)
	if errors.Is(err, hub.ErrDamaged) && !errors.Is(err, ErrBackup) {
		err = fmt.Errorf("%w: %w", ErrBackup, err) // a page of what only the log has
	}
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(aside), os.Remove(kept))
	}
	err = os.Rename(filepath.Join(aside, "log.db"), path)
	return kept, errors.Join(err, durable.SyncFolder(dir), os.RemoveAll(aside))
}

// mendable wants a file of the present layout whose last commit is whole.
func mendable(path string, db *bbolt.DB) error {
	err := checkAccounts(path)
	if err == nil {
		err = checkSchema(db)
	}
	if errors.Is(err, hub.ErrDamaged) {
		return fmt.Errorf("%w: %w", ErrBackup, err)
	}
	if err == nil && !isUpToDate(db) {
		err = errors.New("log.db is of an older layout and has to be opened once")
	}
	return err
}

// copyNew copies a file to where none is, durably.
func copyNew(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return errors.Join(err, source.Close())
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Sync(), target.Close(), source.Close(), durable.SyncFolder(filepath.Dir(to)))
}

// rebuild makes a whole log in a folder of its own.
func rebuild(db *bbolt.DB, aside string, build func(*Salvage, hub.Log) error) error {
	log, err := Open(aside)
	if err != nil {
		return err
	}
	err = (&Store{db: db}).viewRaw(func(b *bbolt.Tx) error {
		s, err := newSalvage(b)
		if err == nil {
			err = build(s, log)
		}
		return err
	})
	if err = errors.Join(err, log.Close()); err != nil {
		return err
	}
	damages, err := Check(aside)
	return errors.Join(append(damages, err)...)
}

func (s *Store) viewRaw(read func(*bbolt.Tx) error) error {
	return guarded(func() error { return s.db.View(read) })
}

// Salvage is what is whole in a damaged log. Of what is made anew from the events
// nothing is read.
type Salvage struct {
	bolt *bbolt.Tx
	hurt map[string]bool // buckets that lack something

	key           []byte
	installations map[string]hub.Installation
	offices       map[uint64]string // by place
}

// newSalvage wants whole what only the log has, and gives ErrBackup where it is not.
func newSalvage(b *bbolt.Tx) (*Salvage, error) {
	s := &Salvage{bolt: b, hurt: map[string]bool{}, installations: map[string]hub.Installation{}, offices: map[uint64]string{}}
	for _, name := range buckets() {
		if err := s.examine(name); err != nil {
			s.hurt[name] = true
			if name == bucketLog || name == bucketRefused {
				return nil, fmt.Errorf("%w: %w", ErrBackup, err)
			}
		}
	}
	s.each(bucketMeta, func(key, value []byte) error {
		if string(key) == metaKey {
			s.key = bytes.Clone(value)
		}
		return nil
	})
	if s.key == nil && s.hurt[bucketMeta] {
		return nil, fmt.Errorf("%w: the issuing key", ErrBackup)
	}
	s.each(bucketInstallations, func(_, raw []byte) error {
		var i hub.Installation
		err := json.Unmarshal(raw, &i)
		s.installations[i.ID] = i
		return err
	})
	s.each(bucketOffices, func(key, _ []byte) error {
		office, at, _ := bytes.Cut(key, []byte{0})
		s.offices[value(at)] = string(office)
		return nil
	})
	return s, nil
}

// examine says what is damaged in a bucket. Where the sums of all are damaged, each
// value still has its own check.
func (s *Salvage) examine(name string) error {
	t := &transaction{bolt: s.bolt}
	return guarded(func() error {
		damages := t.checkBucket(name)
		if _, err := t.sumOf(t.bucket(name)); err != nil && name != bucketMeta && len(damages) > 0 {
			damages = damages[:len(damages)-1] // that of the sums is the last
		}
		return errors.Join(damages...)
	})
}

// each visits the values of a bucket that fit their checks, as far as its pages can
// be read, and those of a layout that only the visit can tell to be none.
func (s *Salvage) each(name string, visit func(key, value []byte) error) {
	err := guarded(func() error {
		b := s.bolt.Bucket([]byte(name))
		if b == nil {
			return shelf{name: name}.missing()
		}
		c := b.Cursor()
		for key, frame := c.First(); key != nil; key, frame = c.Next() {
			if plain(name, key) || !fits(name, key, frame) {
				continue
			}
			if visit(key, frame[checkLength:]) != nil {
				s.hurt[name] = true
			}
		}
		return nil
	})
	if err != nil {
		s.hurt[name] = true
	}
}

// Doubtful says whether it cannot be told any more how far numbers were leased.
func (s *Salvage) Doubtful() bool { return s.hurt[bucketCounters] && s.hurt[bucketLeases] }

// Lost names what cannot be made anew and is not whole.
func (s *Salvage) Lost() []string {
	var list []string
	for _, l := range []struct{ bucket, says string }{
		{bucketInstallations, "installations: a window that the central system does not know any more joins again with a new code (enrol new); who was revoked and is not listed any more must not get one"},
		{bucketLeases, "leases: each window proves its own at its next contact"},
		{bucketRecords, "records: rosters, calendar, codes and the list of keys as far as they are damaged; look at users list, calendar show, enrol list, keys list, and take what is missing from a backup"},
		{bucketFiles, "which attachments are still owed: all that are here count as brought"},
	} {
		if s.hurt[l.bucket] {
			list = append(list, l.says)
		}
	}
	return list
}

// Lines hands over what is whole, as hub.Archive does: installations first.
func (s *Salvage) Lines(visit func(hub.Line) error) error {
	for _, part := range []func(func(hub.Line) error) error{s.keyLine, s.standing, s.counted, s.eventLines} {
		if err := part(visit); err != nil {
			return err
		}
	}
	return nil
}

func (s *Salvage) keyLine(visit func(hub.Line) error) error {
	if s.key == nil {
		return nil
	}
	return visit(hub.Line{Key: s.key})
}

// standing are the installations, those that hold a window last.
func (s *Salvage) standing(visit func(hub.Line) error) error {
	holders := s.holders()
	for _, holds := range []bool{false, true} {
		for _, i := range s.installations {
			if (holders[[2]string{i.Office, i.Window}] == i.ID) != holds {
				continue
			}
			if err := visit(hub.Line{Installation: &hub.ListedInstallation{Installation: i, Holds: holds}}); err != nil {
				return err
			}
		}
	}
	return nil
}

// holders are the installations by office and window. Where windows are lost, the
// last one that joined there and was not revoked holds it.
func (s *Salvage) holders() map[[2]string]string {
	holders := map[[2]string]string{}
	s.each(bucketWindows, func(key, id []byte) error {
		office, window, _ := bytes.Cut(key, []byte{0})
		holders[[2]string{string(office), string(window)}] = string(id)
		return nil
	})
	if !s.hurt[bucketWindows] {
		return holders
	}
	last := map[[2]string]hub.Installation{}
	for _, i := range s.installations {
		at := [2]string{i.Office, i.Window}
		if known, taken := last[at]; i.Revoked == nil && (!taken || i.Enrolled.After(known.Enrolled)) {
			last[at] = i
		}
	}
	for at, i := range last {
		if _, taken := holders[at]; !taken {
			holders[at] = i.ID
		}
	}
	return holders
}

// counted are series, leases, records and owed files.
func (s *Salvage) counted(visit func(hub.Line) error) (err error) {
	pass := func(l hub.Line) {
		if err == nil {
			err = visit(l)
		}
	}
	s.each(bucketCounters, func(name, last []byte) error {
		pass(hub.Line{Series: &hub.Series{Name: string(name), Last: value(last)}})
		return nil
	})
	s.each(bucketLeases, func(_, raw []byte) error {
		var l replica.Lease
		if err := json.Unmarshal(raw, &l); err != nil {
			return err
		}
		pass(hub.Line{Lease: &l})
		return nil
	})
	s.each(bucketRecords, func(name, kept []byte) error {
		pass(hub.Line{Record: &hub.NamedRecord{Name: string(name), Bytes: bytes.Clone(kept)}})
		return nil
	})
	s.each(bucketFiles, func(key, size []byte) error {
		if office, hash, _ := bytes.Cut(key, []byte{0}); len(size) > 8 {
			pass(hub.Line{Owed: &hub.OwedFile{Office: string(office), Hash: string(hash)}})
		}
		return nil
	})
	return err
}

// eventLines are the events, each refused entry behind the one after which it came.
func (s *Salvage) eventLines(visit func(hub.Line) error) error {
	late, err := walk{transaction: &transaction{bolt: s.bolt}}.refused()
	if err == nil {
		late, err = behind(late, 0, visit, nil)
	}
	cases := map[string]string{}
	for place := uint64(1); err == nil; place++ {
		frame := s.bolt.Bucket([]byte(bucketLog)).Get(number(place))
		if frame == nil {
			return nil
		}
		line := hub.PlacedEvent{Place: place, Raw: bytes.Clone(frame[checkLength:])}
		if line.Office, err = s.office(line, cases); err != nil {
			return err
		}
		err = visit(hub.Line{Event: &line})
		late, err = behind(late, place, visit, err)
	}
	return err
}

// office is whose event stands at a place: as it was kept, or as its case or its
// installation tell.
func (s *Salvage) office(at hub.PlacedEvent, cases map[string]string) (string, error) {
	e, err := casefile.Parse(at.Raw)
	if err != nil {
		return "", err
	}
	office, known := s.offices[at.Place]
	if !known {
		office = s.installations[e.Installation].Office
	}
	if office == "" {
		office = cases[e.Case]
	}
	if body := (struct{ Office string }{}); office == "" && json.Unmarshal(e.Body, &body) == nil {
		office = body.Office // of the event that opens the case
	}
	if office == "" {
		return "", fmt.Errorf("%w: whose event %s at place %d is", ErrBackup, e.ID, at.Place)
	}
	cases[e.Case] = office
	return office, nil
}
