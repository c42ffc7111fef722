package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/store/journal"
)

// Finding is something in a folder that is not as it was written.
type Finding struct {
	File   string // within the folder
	Bucket string // of the store's file; "" where it is not about one record
	Key    string // as text, or in hex
	Case   string // whose it is, where that can be told
	What   What
	Remedy Remedy
}

// What says what is wrong.
type What string

// What can be wrong.
const (
	Unreadable What = "unreadable" // the file as a whole
	Forged     What = "forged"     // other bytes than were written there
	Missing    What = "missing"    // something points to it and it is not there
	Unchained  What = "unchained"  // an own event is not behind the one before it
	Stale      What = "stale"      // what was derived is not what it is derived from
	Behind     What = "behind"     // the journal lacks what the store's file has
)

// Remedy says where what is damaged can come from.
type Remedy string

// Where it can come from.
const (
	FromJournal Remedy = "journal" // what nobody else has; the centre says the rest again
	FromCentre  Remedy = "centre"
	FromFile    Remedy = "file" // the store's file
	FromEvents  Remedy = "events"
	FromRows    Remedy = "rows"
	FromNowhere Remedy = "nowhere" // but from a backup
)

// Checks says what a check needs beside the folder.
type Checks struct {
	Options
	// Pages reads every page of the file at a path, as CheckPages does, in a
	// process of its own, which a damaged file may take with it. nil leaves
	// that out.
	Pages func(path string) error
}

// CheckPages reads every page of a store's file and holds them against each
// other. A badly damaged file can end the process.
func CheckPages(path string) error {
	db, err := openFile(path, true)
	if err != nil {
		return err
	}
	err = guarded(func() error {
		return db.View(func(b *bbolt.Tx) error {
			for problem := range b.Check() {
				err = errors.Join(err, fmt.Errorf("%w: %w", ErrDamaged, problem))
			}
			return err
		})
	})
	return errors.Join(err, db.Close())
}

// Check reads everything in a folder that no program has open, and changes
// nothing but what the next start would. It gives the findings, none where all
// is well, or ErrInUse, ErrNewerFormat, ErrLocked, fs.ErrNotExist.
func Check(c Checks) ([]Finding, error) {
	s, err := hold(c.Options)
	if err != nil {
		return nil, err
	}
	k := &checker{store: s, told: tell(c.Progress)}
	return k.found, errors.Join(k.run(c), s.Close())
}

// checker is one check.
type checker struct {
	store *Store
	told  func(Progress)
	t     *tx
	found []Finding

	files       map[string]Remedy // attachments that are known of, by hash
	done, total int64

	journaled uint64 // number of the journal's last entry
	whole     bool   // the journal
}

func (k *checker) run(c Checks) error {
	s := k.store
	format, err := formatOf(s.path())
	switch {
	case errors.Is(err, ErrDamaged):
		k.add(Finding{File: dbName, What: Unreadable, Remedy: FromJournal})
	case err != nil:
		return err
	case format != 0 && format < Format:
		return fmt.Errorf("%w: format %d has to be opened once", ErrMalformed, format)
	}
	if format == 0 && len(k.found) == 0 {
		if _, err := os.Lstat(filepath.Join(s.dir, journalName)); err != nil {
			return fmt.Errorf("store: check: %w", err)
		}
		k.add(Finding{File: dbName, What: Missing, Remedy: FromJournal})
	}
	if s.key, err = secret(c.Options); err != nil {
		return err
	}
	if err := k.checkJournal(); err != nil {
		return err
	}
	if format == Format {
		if err := k.checkFile(c.Pages); err != nil {
			return err
		}
	}
	k.settleRemedies()
	return nil
}

// mostFindings is where a check stops counting: nobody reads more, and what is to
// be done is known.
const mostFindings = 200

func (k *checker) add(f Finding) {
	if len(k.found) < mostFindings {
		k.found = append(k.found, f)
	}
}

func (k *checker) checkJournal() error {
	j, err := journal.Open(filepath.Join(k.store.dir, journalName), k.store.key, func(_ uint64, entry []byte) error {
		_, err := decodeOps(entry)
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		// A backup has none, and the first Open after a restore makes one.
		if _, err := os.Lstat(filepath.Join(k.store.dir, restoredName)); err != nil {
			k.add(Finding{File: journalName, What: Missing, Remedy: FromFile})
		}
		return nil
	case errors.Is(err, journal.ErrBroken) || errors.Is(err, ErrDamaged):
		k.add(Finding{File: journalName, What: Forged, Key: err.Error(), Remedy: FromFile})
		return nil
	case err != nil:
		return err
	}
	k.journaled, k.whole = j.Number(), true
	return j.Close()
}

func (k *checker) checkFile(pages func(string) error) error {
	if pages != nil {
		if err := pages(k.store.path()); err != nil {
			k.add(Finding{File: dbName, What: Unreadable, Key: err.Error(), Remedy: FromJournal})
		}
	}
	// Not for reading only: that would leave the list of free pages unread.
	db, err := openFile(k.store.path(), false)
	if errors.Is(err, ErrDamaged) {
		k.add(Finding{File: dbName, What: Unreadable, Key: err.Error(), Remedy: FromJournal})
		return nil
	}
	if err != nil {
		return err
	}
	err = guarded(func() error {
		return db.View(func(b *bbolt.Tx) error {
			k.t = &tx{bolt: b, sealer: sealer{key: k.store.key}, now: k.store.now()}
			k.records()
			if len(k.found) == 0 || !k.torn() {
				k.relations()
			}
			return k.attachments()
		})
	})
	if errors.Is(err, ErrDamaged) {
		k.add(Finding{File: dbName, What: Unreadable, Key: err.Error(), Remedy: FromJournal})
		err = nil
	}
	return errors.Join(err, db.Close())
}

// torn says whether a record of the file does not open: what it meant is
// unknown, and so is whether anything else fits it.
func (k *checker) torn() bool {
	for _, f := range k.found {
		if f.File == dbName {
			return true
		}
	}
	return false
}

// records opens every record.
func (k *checker) records() {
	for _, name := range buckets() {
		shelf := k.t.bucket(name)
		if shelf.bolt == nil {
			k.add(Finding{File: dbName, Bucket: string(name), What: Missing, Remedy: FromJournal})
			k.t.fault = nil
			continue
		}
		k.total += int64(shelf.bolt.Stats().KeyN)
	}
	for _, name := range buckets() {
		if k.t.bolt.Bucket([]byte(name)) != nil {
			k.recordsOf(k.t.bucket(name))
		}
	}
}

func (k *checker) recordsOf(s shelf) {
	c := s.bolt.Cursor()
	for at, frame := c.First(); at != nil; at, frame = c.Next() {
		k.done++
		if k.done%1000 == 0 {
			k.told(Progress{StepCheck, k.done, k.total})
		}
		if s.name == bucketMeta && string(at) == "format" {
			continue
		}
		if s.open(at, frame) == nil {
			k.addDamage(k.t.fault)
			k.t.fault = nil
		}
	}
}

func (k *checker) addDamage(d *Damage) {
	remedy := FromJournal
	switch {
	case slices.Contains(listBuckets(), bucket(d.Bucket)):
		remedy = FromRows
	case derived(bucket(d.Bucket)):
		remedy = FromEvents
	}
	caseID := d.Case
	if d.Bucket == string(bucketEvents) && len(k.found) < mostFindings {
		caseID = k.caseOfEvent(d.Key)
	}
	k.add(Finding{File: dbName, Bucket: d.Bucket, Key: d.Key, Case: caseID, What: Forged, Remedy: remedy})
}

// caseOfEvent finds the case that an event stands in, without opening it.
func (k *checker) caseOfEvent(id string) string {
	shelf := k.t.bucket(bucketCases)
	before := k.t.fault
	defer func() { k.t.fault = before }()
	if shelf.bolt == nil {
		return ""
	}
	c := shelf.bolt.Cursor()
	for at, frame := c.First(); at != nil; at, frame = c.Next() {
		if string(shelf.open(at, frame)) == id {
			return caseOf(bucketCases, at)
		}
	}
	return ""
}

// relations holds the records against each other.
func (k *checker) relations() {
	k.chain()
	k.cases()
	k.places()
	if !k.torn() {
		k.lists()
	}
	// A power cut may leave it one entry behind: the two are written at once.
	if done := numberOf(k.t.meta("journal")); k.whole && k.journaled+1 < done {
		k.add(Finding{File: journalName, What: Behind, Remedy: FromFile})
	}
}

// chain walks along this installation's events: 1, 2, 3 …, each behind the one
// before it.
func (k *checker) chain() {
	want := uint64(1)
	if k.t.meta("rebuilt") != nil || k.t.meta("restored") != nil {
		want = 0 // until the centre has said all again there are gaps
	}
	prev := ""
	c := k.t.bucket(bucketChain).Cursor()
	for seq, id := c.First(); seq != nil; seq, id = c.Next() {
		n := numberOf(seq)
		raw := k.t.bucket(bucketEvents).Get(id)
		e, err := casefile.Parse(raw)
		switch {
		case raw == nil || err != nil:
			k.lost(bucketEvents, string(id), k.caseOfEvent(string(id)))
		case want > 0 && (n != want || e.Prev != prev) || e.Seq != n:
			k.add(Finding{File: dbName, Bucket: string(bucketChain), Key: string(id), Case: e.Case, What: Unchained, Remedy: FromJournal})
		}
		if prev = hash(raw); want > 0 {
			want = n + 1
		}
	}
	if last := numberOf(k.t.meta("seq")); want > 0 && last+1 != want {
		k.add(Finding{File: dbName, Bucket: string(bucketMeta), Key: "seq", What: Unchained, Remedy: FromJournal})
	}
}

func (k *checker) lost(name bucket, key, caseID string) {
	k.add(Finding{File: dbName, Bucket: string(name), Key: key, Case: caseID, What: Missing, Remedy: FromJournal})
}

// cases folds every case and holds it against its row.
func (k *checker) cases() {
	k.files = map[string]Remedy{}
	seen := map[string]bool{}
	c := k.t.bucket(bucketCases).Cursor()
	for at, id := c.First(); at != nil; at, id = c.Next() {
		caseID := caseOf(bucketCases, at)
		if k.t.bucket(bucketEvents).Get(id) == nil {
			k.lost(bucketEvents, string(id), caseID)
			seen[caseID] = true
		}
		if !seen[caseID] {
			seen[caseID] = true
			k.row(caseID)
		}
	}
	k.t.fault = nil
}

func (k *checker) row(caseID string) {
	list, err := k.t.filed(caseID)
	if err != nil || len(list) == 0 {
		return // the event that is missing has been named
	}
	for _, e := range list {
		k.knowFiles(e)
	}
	if k.t.meta("folding") != nil {
		return // rows are being made: the next start goes on with them
	}
	folded := folded(list)
	kept := k.t.bucket(bucketRows).Get([]byte(caseID))
	fresh, err := encodeRow(rowOf(folded, list))
	if err != nil || !bytes.Equal(kept, fresh) {
		k.add(Finding{File: dbName, Bucket: string(bucketRows), Key: caseID, Case: caseID, What: Stale, Remedy: FromEvents})
	}
}

// knowFiles notes the attachments of an event, and who else has their bytes.
func (k *checker) knowFiles(e filed) {
	for _, a := range e.Files() {
		remedy := FromNowhere
		if e.Installation != k.installation() || k.t.bucket(bucketSent).Get([]byte(a.Hash)) != nil {
			remedy = FromCentre
		}
		if isHash(a.Hash) {
			k.files[a.Hash] = remedy
		}
	}
}

func (k *checker) installation() string { return string(k.t.meta("installation")) }

// places holds the centre's order against the places of events.
func (k *checker) places() {
	c := k.t.bucket(bucketOrder).Cursor()
	for order, id := c.First(); order != nil; order, id = c.Next() {
		if !bytes.Equal(k.t.bucket(bucketPlaced).Get(id), order) {
			k.lost(bucketPlaced, string(id), k.caseOfEvent(string(id)))
		}
	}
	c = k.t.bucket(bucketOutbox).Cursor()
	for seq, id := c.First(); seq != nil; seq, id = c.Next() {
		if !bytes.Equal(k.t.bucket(bucketChain).Get(seq), id) {
			k.lost(bucketChain, readable(seq), k.caseOfEvent(string(id)))
		}
	}
}

// attachments reads every attachment. One that another window gave in need not
// be here.
func (k *checker) attachments() error {
	drafts, err := all[desk.Draft](k.t, bucketDrafts)
	if err != nil || k.t.fault != nil {
		drafts, k.t.fault = nil, nil // named already
	}
	if k.files == nil {
		k.files = map[string]Remedy{}
	}
	for _, d := range drafts {
		for _, m := range d.Materials {
			for _, a := range m.Files {
				if _, known := k.files[a.Hash]; !known && isHash(a.Hash) {
					k.files[a.Hash] = FromNowhere
				}
			}
		}
	}
	for sum, remedy := range k.files {
		if err := k.attachment(sum, remedy); err != nil {
			return err
		}
	}
	return nil
}

func (k *checker) attachment(sum string, remedy Remedy) error {
	f, err := k.store.File(sum)
	switch {
	case errors.Is(err, fs.ErrNotExist) && remedy == FromCentre:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		k.add(Finding{File: filesDir, Key: sum, What: Missing, Remedy: remedy})
		return nil
	case err != nil:
		return err
	}
	_, err = io.Copy(io.Discard, f)
	err = errors.Join(err, f.Close())
	if errors.Is(err, ErrDamaged) {
		k.add(Finding{File: filesDir, Key: sum, What: Forged, Remedy: remedy})
		return nil
	}
	return err
}

// settleRemedies says of what neither the file nor the journal has that only a
// backup does.
func (k *checker) settleRemedies() {
	for i, f := range k.found {
		switch {
		case f.Remedy == FromJournal && !k.whole && !k.salvageable():
			k.found[i].Remedy = FromNowhere
		case f.Remedy == FromFile && k.fileLost():
			k.found[i].Remedy = FromNowhere
		}
	}
}

// salvageable says whether all that nobody else has can still be read from the
// store's file.
func (k *checker) salvageable() bool {
	_, err := k.store.salvage()
	return err == nil
}

func (k *checker) fileLost() bool {
	for _, f := range k.found {
		if f.File == dbName && f.Remedy != FromEvents && f.Remedy != FromRows {
			return !k.salvageable()
		}
	}
	return false
}
