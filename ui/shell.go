// Package ui is the window: its shell and its views. It draws and it asks; what
// may be done, and what happens then, is decided by the desk.
package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// ShellParams says what the frame of the window shows and whom it tells.
type ShellParams struct {
	Window fyne.Window
	Office string // "南湖分局 · 03 号窗"
	User   string // "王芳 · 窗口"

	Places   []kit.Place           // of the rail; the first is the main action
	UserMenu func() []kit.MenuItem // what the name of the user offers; nil for nothing
	Keys     string                // what the right end of the status line says: "F1 帮助 …"

	OnGo     func(place string) // a place of the rail was chosen
	OnSearch func(words string) // Enter in the search field; a scanner ends with it too
	OnTyping func(words string) // every change in the search field; may be nil

	// After runs do on the main goroutine when a while has passed. Nil uses the
	// clock of the machine; tests bring their own.
	After func(d time.Duration, do func())
}

// Shell is what stays while views come and go: the top bar with the search
// field, the rail, the status line, and the strips for calm messages.
//
// The shell binds F2 (search) and the keys of the places; all other keys belong
// to the view (Router().NewView()) or to whoever owns the shell
// (Router().Window()).
type Shell struct {
	params ShellParams
	router *kit.Router

	office *kit.Words
	user   *kit.Button
	search *kit.Input
	rail   *kit.Rail
	status *kit.StatusBar
	notice *kit.Strip // stays: offline, practice
	toast  *kit.Strip // goes by itself
	toasts int
	body   *fyne.Container // the view
	scroll *kit.Roller
	root   *fyne.Container
	ground *kit.Ground
	top    *fyne.Container
}

// toastStays is long enough to read a line twice.
const toastStays = 6 * time.Second

// NewShell builds the shell and makes it the content of the window.
func NewShell(p ShellParams) *Shell {
	if p.After == nil {
		p.After = func(d time.Duration, do func()) { time.AfterFunc(d, func() { fyne.Do(do) }) }
	}
	s := &Shell{params: p, router: kit.NewRouter(p.Window.Canvas())}
	s.office = kit.NewWords(p.Office).In(look.Secondary)
	if p.UserMenu == nil {
		p.UserMenu = func() []kit.MenuItem { return nil }
	}
	s.user = kit.NewMenuButton(p.User, p.UserMenu)
	s.rail = kit.NewRail(p.Places, s.goTo)
	s.status = kit.NewStatusBar(p.Keys)
	s.notice, s.toast = kit.NewStrip(), kit.NewStrip()
	s.notice.Hide()
	s.toast.Hide()
	s.body = &fyne.Container{Layout: kit.Fill{}}
	s.scroll = kit.NewRoller(s.body, container.ScrollBoth)
	s.buildSearch()
	s.ground = kit.NewGround(s.router)
	s.root = s.frame()
	s.bindKeys()
	p.Window.SetPadded(false)
	p.Window.SetContent(s.root)
	return s
}

func (s *Shell) buildSearch() {
	s.search = kit.NewInput()
	s.search.Entry.PlaceHolder = text.T("search.hint")
	s.search.Trailing = kit.NewBadge("F2")
	s.search.Entry.OnChanged = s.params.OnTyping
	s.search.Entry.OnEnter = func() {
		if s.params.OnSearch != nil {
			s.params.OnSearch(s.search.Entry.Text)
		}
	}
}

func (s *Shell) bindKeys() {
	s.router.Window().On("F2", s.FocusSearch)
	s.router.Window().On(kit.FocusMoved, s.reveal)
	for _, place := range s.params.Places {
		if place.Key != "" {
			s.router.Window().On(place.Key, func() { s.goTo(place.ID) })
		}
	}
}

func (s *Shell) goTo(place string) {
	if s.params.OnGo != nil {
		s.params.OnGo(place)
	}
}

// Router is where keys are bound.
func (s *Shell) Router() *kit.Router { return s.router }

// Show puts a view between rail and status line and marks its place in the rail
// ("" marks none). The keys of the view before are gone: bind new ones in the
// scope it returns.
func (s *Shell) Show(place string, view fyne.CanvasObject) *kit.Scope {
	s.rail.SetCurrent(place)
	s.body.Objects = []fyne.CanvasObject{view}
	s.scroll.Offset = fyne.Position{}
	s.scroll.Refresh()
	return s.router.NewView()
}

// SetCount shows how much waits at a place; 0 shows nothing.
func (s *Shell) SetCount(place string, count int, urgent bool) { s.rail.SetCount(place, count, urgent) }

// SetStatus replaces the facts of the status line.
func (s *Shell) SetStatus(facts ...kit.Status) { s.status.Set(facts...) }

// OnStatus has do called when the status line is clicked.
func (s *Shell) OnStatus(do func()) { s.status.OnTapped = do }

// SetOffice names office and window.
func (s *Shell) SetOffice(office string) { s.office.Set(office) }

// SetUser names the person at the window.
func (s *Shell) SetUser(user string) {
	s.user.SetText(user)
	s.top.Refresh() // its width has changed
}

// FocusSearch puts the caret into the search field and selects what is in it, so
// that the next scan replaces it.
func (s *Shell) FocusSearch() {
	s.params.Window.Canvas().Focus(s.search.Entry)
	s.search.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// ClearSearch empties the search field.
func (s *Shell) ClearSearch() { s.search.Entry.SetText("") }

// Notice shows a strip above the view until it is taken away, such as "offline:
// everything still works". An empty lead takes it away.
func (s *Shell) Notice(mood kit.Mood, lead, words, link string, do func()) {
	s.notice.Say(mood, lead, words, link, do)
	if lead == "" {
		s.notice.Hide()
	} else {
		s.notice.Show()
	}
	s.root.Refresh()
}

// Toast shows a strip at the foot of the view for six seconds.
func (s *Shell) Toast(mood kit.Mood, lead, words string) {
	s.toast.Say(mood, lead, words, "", nil)
	s.toast.Show()
	s.root.Refresh()
	s.toasts++
	mine := s.toasts
	s.params.After(toastStays, func() {
		if mine == s.toasts { // no later one has taken its place
			s.toast.Hide()
			s.root.Refresh()
		}
	})
}

// Lock takes everything off the screen but the given one and gives it all keys
// (the returned scope); Unlock brings the view back as it was.
func (s *Shell) Lock(screen fyne.CanvasObject) *kit.Scope {
	return s.router.Cover(s.params.Window, container.NewStack(kit.NewGround(s.router), screen))
}

// Unlock ends Lock.
func (s *Shell) Unlock() { s.router.Uncover(s.params.Window, s.root) }

// reveal scrolls the view so that whatever has just gained the focus is in sight.
func (s *Shell) reveal() {
	focused, ok := s.params.Window.Canvas().Focused().(fyne.CanvasObject)
	if !ok || s.scroll.Content.MinSize().Height <= s.scroll.Size().Height {
		return
	}
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(focused).Y - driver.AbsolutePositionForObject(s.scroll).Y
	bottom := top + focused.Size().Height
	if bottom < 0 || top > s.scroll.Content.Size().Height {
		return // it is not in the view
	}
	by := float32(0)
	switch {
	case top < revealRoom:
		by = top - revealRoom
	case bottom > s.scroll.Size().Height-revealRoom:
		by = bottom - s.scroll.Size().Height + revealRoom
	}
	s.scroll.ScrollToOffset(fyne.NewPos(s.scroll.Offset.X, s.scroll.Offset.Y+by))
}

// revealRoom leaves the label above and the error line below a field in sight.
const revealRoom float32 = 24

// frame puts the parts in place. The order of the objects is the order of Tab:
// the view comes first, then search, user and rail.
func (s *Shell) frame() *fyne.Container {
	name := kit.NewHeading(text.T("app.name")).In(look.Primary)
	s.top = &fyne.Container{
		Layout:  topBar{name: name, office: s.office, search: s.search, user: s.user},
		Objects: []fyne.CanvasObject{name, s.office, s.search, s.user},
	}
	top := kit.NewBar(s.top)
	return &fyne.Container{
		Layout:  &shellLayout{shell: s, top: top},
		Objects: []fyne.CanvasObject{s.ground, s.scroll, s.notice, top, s.rail, s.status, s.toast},
	}
}

// Measures of the frame, in device-independent pixels.
const (
	topHigh    float32 = 52
	railWide   float32 = 148
	statusHigh float32 = 32
	searchWide float32 = 520
	noticeHigh float32 = 38
	toastWide  float32 = 520

	buttonsWide float32 = 640 // of the view that has most of them
)

// topBar sets name and office left, search and user right; the search field
// shrinks first where the window is narrow.
type topBar struct {
	name, office, search, user fyne.CanvasObject
}

// Layout is for Fyne.
func (t topBar) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	centred := func(o fyne.CanvasObject, x, width float32) float32 {
		height := o.MinSize().Height
		o.Move(fyne.NewPos(x, (size.Height-height)/2))
		o.Resize(fyne.NewSize(width, height))
		return x + width
	}
	x := centred(t.name, look.Gap16, t.name.MinSize().Width)
	x = centred(t.office, x+look.Gap24, t.office.MinSize().Width)
	user := size.Width - look.Gap16 - t.user.MinSize().Width
	centred(t.user, user, t.user.MinSize().Width)
	wide := fyne.Min(searchWide, user-x-2*look.Gap24)
	centred(t.search, user-look.Gap24-wide, wide)
}

// MinSize is for Fyne.
func (t topBar) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, topHigh) }

// shellLayout is the layout of the shell.
type shellLayout struct {
	shell *Shell
	top   fyne.CanvasObject
}

// Layout is for Fyne.
func (f *shellLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	s := f.shell
	f.top.Resize(fyne.NewSize(size.Width, topHigh))
	s.ground.Resize(size)
	s.rail.Move(fyne.NewPos(0, topHigh))
	s.rail.Resize(fyne.NewSize(railWide, size.Height-topHigh-statusHigh))
	s.status.Move(fyne.NewPos(0, size.Height-statusHigh))
	s.status.Resize(fyne.NewSize(size.Width, statusHigh))

	left, top := railWide+look.Gap16, topHigh+look.Gap12
	width := size.Width - left - look.Gap16
	if s.notice.Visible() {
		s.notice.Move(fyne.NewPos(left, top))
		s.notice.Resize(fyne.NewSize(width, noticeHigh))
		top += noticeHigh + look.Gap8
	}
	foot := size.Height - statusHigh - look.Gap12
	s.scroll.Move(fyne.NewPos(left, top))
	s.scroll.Resize(fyne.NewSize(width, foot-top))
	if width < toastWide+buttonsWide { // the buttons stand at the right, and here below
		foot -= look.ButtonHigh + look.Gap12
	}
	s.toast.Move(fyne.NewPos(left, foot-noticeHigh))
	s.toast.Resize(fyne.NewSize(fyne.Min(width, toastWide), noticeHigh))
}

// MinSize is small: the window may be any size, and a view scrolls if it must.
func (f *shellLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 400) }
