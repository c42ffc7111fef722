package main

import (
	"errors"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"onewindow/store"
	"onewindow/store/vault"
	"onewindow/ui"
	"onewindow/ui/text"
	"onewindow/ui/unlock"
)

// entrance is what stands in the window until the folder is open, and the shell
// that takes its place. All but arrive, and what is behind its lock, belongs to
// the goroutine of the window.
type entrance struct {
	command windowCommand
	window  fyne.Window
	program *program
	shell   *ui.App
	unwatch func()
	begun   bool // the window draws
	err     error

	mu   sync.Mutex
	step store.Progress // the latest
}

// quick is how long an opening may take before the window shows how far it is.
const quick = 500 * time.Millisecond

// knock opens the folder where no person is needed for that, and asks otherwise.
func (e *entrance) knock() {
	key, err := e.command.Keys.key(e.command.Data, systemRing{})
	switch {
	case errors.Is(err, errAsk):
		e.ask()
	case err != nil:
		e.refuse(err)
	default:
		e.open(key)
	}
}

// ask shows the page for the passphrase.
func (e *entrance) ask() {
	file, err := store.Keys(e.command.Data)
	if err != nil {
		e.refuse(err)
		return
	}
	p := unlock.Params{
		Window: e.window, Choose: file == nil, Failed: e.refuse,
		Beside: func(work func()) { go work() },
	}
	p.Open = func(words string) error {
		key, err := unlocked(e.command.Data, file, words)
		if err == nil {
			fyne.Do(func() { e.open(key) })
		}
		return err
	}
	if file == nil {
		// The only office there is yet is the demo office.
		p.Skip = func() { e.skip() }
	}
	e.window.Resize(fyne.NewSize(1366, 740))
	unlock.Show(p)
}

// unlocked tries a passphrase on a folder, or locks a new one with it.
func unlocked(dir string, file *vault.KeyFile, words string) (*vault.Key, error) {
	if file == nil {
		return lockWith(dir, vault.Passphrase(words))
	}
	key, err := file.Open(vault.Passphrase(words))
	if errors.Is(err, vault.ErrWrongSecret) {
		return nil, unlock.ErrWrong
	}
	return key, err
}

// skip goes on with a key that lies open beside the data.
func (e *entrance) skip() {
	key, err := lockWith(e.command.Data, vault.Open())
	if err != nil {
		e.refuse(err)
		return
	}
	e.open(key)
}

// opened is what came of opening a folder.
type opened struct {
	program *program
	err     error
}

// open opens the folder. What takes longer than a moment is shown.
func (e *entrance) open(key *vault.Key) {
	done := make(chan opened, 1)
	go func() {
		p, err := open(e.command, key, e.arrive)
		done <- opened{p, err}
	}()
	select {
	case o := <-done:
		e.enter(o)
	case <-time.After(quick):
		e.wait(unlock.ShowProgress(e.window), done)
	}
}

// arrive hears, on the goroutine that opens, how far it has come.
func (e *entrance) arrive(p store.Progress) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.step = p
}

// wait shows progress until the folder is open.
func (e *entrance) wait(page *unlock.Progress, done <-chan opened) {
	e.window.Resize(fyne.NewSize(1366, 740))
	go func() {
		for beat := time.Tick(100 * time.Millisecond); ; {
			select {
			case o := <-done:
				fyne.Do(func() { e.enter(o) })
				return
			case <-beat:
				e.mu.Lock()
				now := e.step
				e.mu.Unlock()
				if now.Step != "" {
					fyne.Do(func() { page.Set(string(now.Step), now.Done, now.Total) })
				}
			}
		}
	}()
}

// enter puts the shell into the window, or why there is none.
func (e *entrance) enter(o opened) {
	if o.err != nil {
		e.refuse(o.err)
		return
	}
	e.program = o.program
	e.window.SetTitle(text.T("app.name"))
	e.window.Resize(fyne.NewSize(1366, 740))
	e.shell = ui.New(ui.Params{
		Desk: e.program.desk, Window: e.window, Log: e.program.log, Version: version, Data: e.command.Data,
	})
	e.unwatch = e.program.store.Watch(e.shell.StoreChanged)
	e.program.line.watch(e.shell.StoreChanged)
	e.program.servePrinters(e.shell.StoreChanged)
	if e.begun {
		e.shell.Started()
		go giveBack() // a passphrase takes 64 MB to try
	}
}

func (e *entrance) refuse(err error) {
	e.err = err
	ui.Refuse(e.window, refusal(err))
}

// begin is told when the window draws.
func (e *entrance) begin() {
	e.begun = true
	if e.shell != nil {
		e.shell.Started()
	}
	go giveBack()
}

// leave closes what was opened.
func (e *entrance) leave() error {
	if e.program == nil {
		return e.err
	}
	e.shell.Close()
	e.unwatch()
	return e.program.close()
}
