package ui

import (
	"cmp"
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/app/spool"
	"onewindow/ui/frame"
	"onewindow/ui/intake"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/printing"
	"onewindow/ui/signin"
	"onewindow/ui/text"
	"onewindow/ui/verify"
	"onewindow/ui/work"
)

// Params is what the window is built on.
type Params struct {
	Desk    *desk.Desk
	Window  fyne.Window
	Log     *slog.Logger
	Version string
	Data    string // the folder the program lives in
	// Every is how often the window looks at the clock; 0 is every five seconds.
	Every time.Duration
}

// App is the whole window: the shell, its views, and the frame they ask.
type App struct {
	desk   *desk.Desk
	window fyne.Window
	log    *slog.Logger
	shell  *Shell
	ctx    context.Context
	end    context.CancelFunc

	intake *intake.View
	cases  *work.View
	verify *verify.View
	views  map[string]frame.View
	at     string
	title  string
	stale  atomic.Bool

	signin *signin.Page
	seated string    // id of who works, "" while nobody does
	active time.Time // of the last key or move of the mouse
	now    func() time.Time
	beside func(work func()) // on a goroutine of its own
}

// The places of the rail.
const (
	placeIntake   = "intake"
	placeCases    = "cases"
	placeReview   = "review"
	placeHand     = "handover"
	placeWatch    = "supervision"
	placeVerify   = "verify"
	placeCompare  = "compare"
	placePrinting = "printing"
	placeLog      = "log"
	placeSync     = "sync" // no place of the rail: the status line leads there
	placeSettings = "settings"
)

// statusEvery is how often the window looks at the clock.
const statusEvery = 5 * time.Second

// New builds the window's content and shows the intake page.
func New(p Params) *App {
	a := &App{desk: p.Desk, window: p.Window, log: p.Log, now: time.Now, beside: func(work func()) { go work() }}
	a.ctx, a.end = context.WithCancel(context.Background())
	a.shell = NewShell(ShellParams{
		Window: p.Window, Office: a.officeWords(), User: a.userWords(), Keys: text.T("shell.keys"),
		Places: places(), UserMenu: a.userMenu, OnGo: a.Go, OnSearch: a.search,
	})
	a.buildViews(p)
	keys := a.shell.Router().Window()
	keys.On("F1", a.help)
	keys.On("Ctrl+U", a.change)
	a.buildSeat()
	keys.On("Alt+5", a.openSync)
	a.shell.OnStatus(a.openSync)
	p.Window.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) { a.dropped(uris) })
	a.seated = a.desk.User().ID
	a.Go(placeIntake)
	a.Changed()
	go a.tick(cmp.Or(p.Every, statusEvery))
	return a
}

// Started is called when the window has come on the screen: before, no caret
// can be put anywhere. Where somebody has to sign in first, the caret is there.
func (a *App) Started() {
	if !a.signin.Shown() {
		a.views[a.at].Shown()
	}
}

func places() []kit.Place {
	return []kit.Place{
		{ID: placeIntake, Text: text.T("rail.intake"), Key: "F3"},
		{ID: placeCases, Text: text.T("rail.cases"), Key: "F4"},
		{ID: placeReview, Text: text.T("rail.review"), Key: "F5"},
		{ID: placeHand, Text: text.T("rail.handover"), Key: "F6"},
		{ID: placeWatch, Text: text.T("rail.supervision"), Key: "F7"},
		{ID: placeVerify, Text: text.T("rail.verify"), Key: "Alt+8"},
		{ID: placePrinting, Text: text.T("rail.printing"), Key: "Alt+6"},
		{ID: placeCompare, Text: text.T("rail.compare"), Key: "Alt+7"},
		{ID: placeLog, Text: text.T("rail.log"), Key: "Alt+0"},
		{ID: placeSettings, Text: text.T("rail.settings"), Key: "Alt+9", Last: true},
	}
}

// Go shows a place of the rail.
func (a *App) Go(place string) {
	view, known := a.views[place]
	if !known {
		return
	}
	a.at = place
	view.Bind(a.shell.Show(place, view.Content()))
	a.showStatus()
	view.Shown()
}

// Close ends the work in the background and keeps the last keystroke.
func (a *App) Close() {
	a.intake.Close()
	a.end()
}

// Window is the window.
func (a *App) Window() fyne.Window { return a.window }

// Router is where keys are bound.
func (a *App) Router() *kit.Router { return a.shell.Router() }

// Title names in the title bar where one is and what just happened.
func (a *App) Title(words string) {
	a.title = words
	if !a.shell.Router().Covered() { // a title names cases
		a.window.SetTitle(text.T("app.name") + " · " + words)
	}
}

// Tell shows what went wrong in three sentences.
func (a *App) Tell(err error) {
	a.log.Error("told the user", "error", err)
	w := frame.WordsOf(err)
	a.Title(text.T("shell.error") + " · " + w.Happened)
	kit.ShowDialog(a.shell.Router(), kit.DialogSpec{
		Title: text.T("shell.error"),
		Body: kit.Column(look.Gap12, kit.NewParagraph(w.Happened),
			kit.NewParagraph(w.Kept).In(look.Success), kit.NewParagraph(w.Todo)),
		Confirm: text.T("shell.close"),
	})
}

// Done says in passing that something went well.
func (a *App) Done(lead, words string) { a.shell.Toast(kit.Good, lead, words) }

// Background runs work off the main goroutine and then done on it.
func (a *App) Background(work func(context.Context) error, done func(error)) {
	a.beside(func() {
		err := work(a.ctx)
		fyne.Do(func() { done(err) })
	})
}

// Later does something on the main goroutine when a while has passed.
func (a *App) Later(wait time.Duration, do func()) func() {
	clock := time.AfterFunc(wait, func() { fyne.Do(do) })
	return func() { clock.Stop() }
}

// StoreChanged may be called from any goroutine after cases changed; many calls
// in a row become one look.
func (a *App) StoreChanged() {
	if a.stale.Swap(true) {
		return
	}
	fyne.Do(func() {
		a.stale.Store(false)
		a.Changed()
		a.views[a.at].Stale()
	})
}

// Changed makes the counts, the status line and the number of the window, which
// the settings may have changed, look again.
func (a *App) Changed() {
	a.follow()
	counts, drafts, err := a.desk.Counts()
	if err != nil {
		a.log.Error("count the lists", "error", err)
		return
	}
	a.shell.SetCount(placeCases, counts[desk.OpenCases]+drafts, false)
	a.shell.SetCount(placeReview, counts[desk.ToReview], false)
	a.shell.SetCount(placeHand, counts[desk.ToHand], false)
	a.shell.SetCount(placeWatch, counts[desk.ToWatch], true)
	a.shell.SetOffice(a.officeWords())
	a.showStatus()
}

// showStatus writes the line at the foot of the window and, when the line to
// the centre is down, the calm strip.
func (a *App) showStatus() {
	s, err := a.desk.Status()
	if err != nil {
		a.log.Error("read the status", "error", err)
		return
	}
	facts := []kit.Status{lineFact(s.Line)}
	if !s.Line.LastSync.IsZero() {
		facts = append(facts, kit.Status{Near: true, Text: text.T("shell.lastsync", text.Data{"Time": frame.Recent(s.Line.LastSync, s.At)})})
	}
	facts = append(facts, kit.Status{Text: text.T("shell.waiting", text.Data{"Count": s.Outbox.Events})})
	if s.Tray > 0 {
		facts = append(facts, kit.Status{Dot: look.Warning, Text: text.T("shell.tray", text.Data{"Count": s.Tray})})
	}
	facts = append(facts, a.printFact(s.Jobs), kit.Status{Text: numbersWords(s.Outbox.Numbers)})
	if days := a.backupAge(); days >= desk.BackupAfter {
		facts = append(facts, kit.Status{Dot: look.Warning, Text: text.T("shell.backup", text.Data{"Days": days})})
	}
	if skew := s.Line.Skew.Abs(); skew > skewShown {
		facts = append(facts, kit.Status{Dot: look.Warning, Text: text.T("shell.skew", text.Data{"Span": frame.Span(skew)})})
	}
	a.shell.SetStatus(facts...)
	a.shell.SetCount(placePrinting, len(s.Jobs), len(troubled(s.Jobs)) > 0)
	a.notice(s)
}

// notice shows the strip above the view: a print that wants a person, or a line
// that is down. Neither keeps anybody from going on.
func (a *App) notice(s desk.Status) {
	trouble := troubled(s.Jobs)
	switch {
	case len(trouble) > 0 && a.at != placePrinting:
		first := trouble[0]
		mood := kit.Heed
		if first.State.Held() {
			mood = kit.Bad
		}
		words := text.T("shell.printing.trouble", text.Data{"Document": paper.Name(first.Document), "Number": first.Number, "Count": len(trouble)})
		a.shell.Notice(mood, printing.StateWords(first), words, text.T("shell.printing.look"), func() { a.Go(placePrinting) })
	case s.Line.Configured && !s.Line.Online:
		a.offlineNotice(s.Line)
	default:
		a.shell.Notice(kit.Calm, "", "", "", nil)
	}
}

// offlineNotice leads to the page that tells more, unless that is in sight.
func (a *App) offlineNotice(l desk.LineState) {
	link := text.T("shell.notice.sync")
	if a.at == placeSync {
		link = ""
	}
	a.shell.Notice(kit.Heed, text.T("shell.offline"), frame.FaultWords(l.Fault), link, a.openSync)
}

func (a *App) openSync() { a.Go(placeSync) }

// troubled are the jobs that want a person's eye.
func troubled(jobs []spool.Job) []spool.Job {
	var list []spool.Job
	for _, j := range jobs {
		if j.Trouble() {
			list = append(list, j)
		}
	}
	return list
}

// printFact says how the printing stands: out of paper is said as such.
func (a *App) printFact(jobs []spool.Job) kit.Status {
	set := a.desk.Settings()
	switch trouble := troubled(jobs); {
	case len(trouble) > 0:
		return kit.Status{Dot: printing.StateColour(trouble[0]), Text: text.T("shell.printer.trouble", text.Data{"State": printing.StateWords(trouble[0])})}
	case len(jobs) > 0:
		return kit.Status{Dot: look.Primary, Text: text.T("shell.printer.busy", text.Data{"Count": len(jobs)})}
	case set.Printer == "" && set.Certificates == "" && set.Receipts == "":
		return kit.Status{Text: text.T("shell.printer.none")}
	}
	return kit.Status{Text: text.T("shell.printer")}
}

// skewShown is the difference of clocks from which the window warns.
const skewShown = 2 * time.Minute

func lineFact(l desk.LineState) kit.Status {
	switch {
	case !l.Configured:
		return kit.Status{Dot: look.Secondary, Text: text.T("shell.local")}
	case l.Online:
		return kit.Status{Dot: look.Success, Text: text.T("shell.online")}
	}
	return kit.Status{Dot: look.Warning, Text: text.T("shell.offline")}
}

func numbersWords(left uint64) string {
	if left == 0 {
		return text.T("shell.numbers.none")
	}
	return text.T("shell.numbers", text.Data{"Count": left})
}

// backupAge is for how many days there has been no backup; a window that never
// made one is not reminded at every glance, its settings say so.
func (a *App) backupAge() int {
	_, days, _, err := a.desk.LastBackup()
	if err != nil {
		a.log.Error("look for the last backup", "error", err)
	}
	return days
}

func (a *App) tick(every time.Duration) {
	beat := time.NewTicker(every)
	defer beat.Stop()
	a.keepTime()
	for {
		select {
		case <-a.ctx.Done():
			return
		case <-beat.C:
			fyne.Do(func() {
				a.watchSeat()
				a.showStatus()
			})
			a.keepTime()
		}
	}
}

// keepTime writes down what the passing of time alone has brought about.
func (a *App) keepTime() {
	done, err := a.desk.KeepTime()
	if err != nil {
		a.log.Error("keep time", "error", err)
	}
	if done > 0 {
		a.StoreChanged()
	}
}

func (a *App) officeWords() string {
	o := a.desk.Office()
	return text.T("shell.office", text.Data{"Office": o.Name, "Window": o.Window})
}

func (a *App) help() {
	kit.ShowDialog(a.shell.Router(), kit.DialogSpec{
		Title: text.T("shell.help"), Width: 520, Body: kit.NewFacts(keysWide, helpFacts()...), Confirm: text.T("shell.close"),
	})
}

// keysWide is the room of the names of keys, in device-independent pixels.
const keysWide float32 = 168

// helpFacts are the keys and what they do; the words have a line for each, with a
// tab between the two.
func helpFacts() []kit.Fact {
	var facts []kit.Fact
	for line := range strings.Lines(text.T("shell.help.words")) {
		keys, does, _ := strings.Cut(strings.TrimSpace(line), "\t")
		facts = append(facts, kit.Fact{Name: keys, Text: does})
	}
	return facts
}

// dropped gives files dropped on the window to the page that takes them.
func (a *App) dropped(uris []fyne.URI) {
	if a.signin.Shown() {
		return
	}
	paths := make([]string, len(uris))
	for i, u := range uris {
		paths[i] = u.Path()
	}
	switch a.at {
	case placeIntake:
		a.intake.Dropped(paths)
	case placeVerify:
		a.verify.Dropped(paths)
	default:
		if page, is := a.views[a.at].(*work.View); is {
			page.Dropped(paths)
		}
	}
}
