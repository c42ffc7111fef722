package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/google/uuid"

	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/seal"
	"onewindow/app/spool"
	"onewindow/app/workday"
	"onewindow/assets"
	"onewindow/print"
	"onewindow/print/device"
	"onewindow/print/ipp"
	"onewindow/print/scan"
	"onewindow/print/wording"
	"onewindow/store"
	"onewindow/store/vault"
)

// program is a window without its glass: everything but Fyne, so that tests
// run the very same wiring.
type program struct {
	store *store.Store
	desk  *desk.Desk
	line  *connection
	log   *slog.Logger
	file  *os.File // of the log
	door  *door

	endPrinting func() // nil before the print queue is served
}

// settingKey names the window's own key among the store's settings.
const settingKey = "installation-key"

// open wires the rooms together over the folder that key opens. told hears how
// far a long step has come.
func open(c windowCommand, key *vault.Key, told func(store.Progress)) (_ *program, err error) {
	p := &program{}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	p.store, err = store.Open(store.Options{Dir: c.Data, Installation: newID, Now: time.Now, Key: key, Progress: told})
	if err != nil {
		return nil, err
	}
	if err := p.openLog(c.Data); err != nil {
		return nil, err
	}
	office, err := demoOffice()
	if err != nil {
		return nil, err
	}
	signing, err := installationKey(p.store)
	if err != nil {
		return nil, err
	}
	if err := p.openDesk(c, office, signing); err != nil {
		return nil, err
	}
	p.door, err = openDoor(c.Data, p.backUp)
	if errors.Is(err, syscall.ENOSPC) {
		// A full disk must not keep the window from opening: there is room to be made,
		// and work to be looked at. A command has to wait until it is closed.
		p.log.Warn("no command can ask the window for anything", "error", err)
		return p, nil
	}
	return p, err
}

// backUp backs the data up while the window is open, and puts that on record.
func (p *program) backUp(file string) error {
	return errors.Join(p.store.BackupTo(file), p.desk.NoteBackup())
}

func (p *program) openDesk(c windowCommand, office catalog.Office, key *seal.PrivateKey) error {
	seals, err := desk.NewSeals(key, p.store.Installation(), office.ID, office.Window, workday.DateOf(time.Now()), rand.Reader)
	if err != nil {
		return err
	}
	items, calendar, painter, err := contents(c.Data)
	if err != nil {
		return err
	}
	p.line = newConnection(p.store, seals, key, office.ID, c.Data, p.log)
	courier := p.line.courier()
	p.desk, err = desk.New(desk.Params{
		Store: p.store, Catalog: items, Embedded: calendar, Office: office,
		Paper: painter, Printers: printers{}, Sealer: seals, Codes: codeReader{}, Line: p.line, Stick: courier, Fetcher: p.line.fetcher(),
		Installation: p.store.Installation(), OpenRoster: seals.OpenRoster, Passwords: p.line, Unattended: c.unattended,
		Now: time.Now, NewID: newID, Documents: filepath.Join(c.Data, "documents"),
		Changed: p.line.connect, Log: p.log,
	})
	if err != nil {
		return err
	}
	p.line.almanac, courier.Almanac = p.desk, p.desk
	p.line.people, courier.People = p.desk, p.desk
	p.line.remember()
	settings := p.desk.Settings()
	if c.Central != "" {
		settings.Central, settings.Code = c.Central, c.Code
	}
	if c.Window != "" {
		settings.Window = c.Window
	}
	return p.desk.Configure(settings) // and connects
}

// contents reads what is embedded, and what the office says in its own words.
func contents(dir string) (*catalog.Catalog, *workday.Calendar, *print.Painter, error) {
	items, calendar, err := rules()
	if err != nil {
		return nil, nil, nil, err
	}
	words, err := paperWords(dir)
	if err != nil {
		return nil, nil, nil, err
	}
	painter, err := print.New(print.Fonts{Regular: assets.SerifRegular, Bold: assets.SerifBold, Rare: assets.SerifRare}, words)
	return items, calendar, painter, err
}

// wordsFile is where an office has sentences of its own, in its data folder; most
// have none.
const wordsFile = "words.yaml"

// paperWords are the sentences of papers as the office wants them.
func paperWords(dir string) (wording.Words, error) {
	embedded, err := assets.PaperWords()
	if err != nil {
		return wording.Words{}, err
	}
	base := wording.File{Name: "paper/" + wordsFile, Data: embedded}
	path := filepath.Join(dir, wordsFile)
	own, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return wording.Load(base)
	}
	if err != nil {
		return wording.Words{}, err
	}
	return wording.Load(base, wording.File{Name: path, Data: own})
}

// rules reads the embedded catalog, as the office runs it, and the calendar.
func rules() (*catalog.Catalog, *workday.Calendar, error) {
	folder, err := assets.Catalog()
	if err != nil {
		return nil, nil, err
	}
	items, err := catalog.Load(folder)
	if err != nil {
		return nil, nil, err
	}
	office, err := demoOffice()
	if err != nil {
		return nil, nil, err
	}
	if items, err = items.For(office); err != nil {
		return nil, nil, err
	}
	days, err := assets.Calendar()
	if err != nil {
		return nil, nil, err
	}
	calendar, err := workday.Parse(bytes.NewReader(days))
	return items, calendar, err
}

func demoOffice() (catalog.Office, error) {
	raw, err := assets.DemoOffice()
	if err != nil {
		return catalog.Office{}, err
	}
	return catalog.LoadOffice("office/nanhu.yaml", raw)
}

// installationKey is the window's own key, made at its first start.
func installationKey(s *store.Store) (*seal.PrivateKey, error) {
	var kept []byte
	found, err := s.Setting(settingKey, &kept)
	if err != nil {
		return nil, err
	}
	if found {
		return seal.ParsePrivateKey(kept)
	}
	key, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	if kept, err = key.Bytes(); err != nil {
		return nil, err
	}
	return key, s.SaveSetting(settingKey, kept)
}

// longestLog is where a log is begun anew, in bytes; the one before is kept.
const longestLog = 8 << 20

func (p *program) openLog(dir string) (err error) {
	path := filepath.Join(dir, "onewindow.log")
	if info, err := os.Stat(path); err == nil && info.Size() > longestLog {
		if err := os.Rename(path, path+".1"); err != nil {
			return err
		}
	}
	p.file, err = os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	p.log = slog.New(slog.NewTextHandler(p.file, nil))
	return nil
}

// servePrinters brings the print queue to its printers until the program closes;
// told is called after a job has changed.
func (p *program) servePrinters(told func()) {
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.desk.ServePrinters(ctx, told)
	}()
	p.endPrinting = func() { end(); <-ended }
}

// close ends the line and the printing and lets the folder go.
func (p *program) close() error {
	var err error
	if p.door != nil {
		err = p.door.close()
	}
	if p.endPrinting != nil {
		p.endPrinting()
	}
	if p.line != nil {
		p.line.close()
	}
	if p.store != nil {
		err = errors.Join(err, p.store.Close())
	}
	if p.file != nil {
		err = errors.Join(err, p.file.Close())
	}
	return err
}

// newID makes a UUIDv7; without randomness there is nothing sensible to go on with.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// printers are the devices around this machine.
type printers struct{}

// Open gives the device at an address.
func (printers) Open(address string) (spool.Device, error) { return device.Open(address) }

// Find lists the printers of Windows or of CUPS.
func (printers) Find(ctx context.Context) ([]desk.FoundPrinter, error) {
	found, err := device.Find(ctx, ipp.LocalCUPS)
	list := make([]desk.FoundPrinter, len(found))
	for i, f := range found {
		list[i] = desk.FoundPrinter(f)
	}
	return list, err
}

// codeReader finds QR codes in files.
type codeReader struct{}

// Codes gives none where there is none.
func (codeReader) Codes(ctx context.Context, file []byte) ([]string, error) {
	codes, err := scan.Codes(ctx, file)
	if errors.Is(err, scan.ErrNoCode) {
		return nil, nil
	}
	return codes, err
}
