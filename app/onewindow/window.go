package main

import (
	"errors"
	"io/fs"
	"runtime/debug"
	"syscall"
	"time"

	"fyne.io/fyne/v2/app"

	"onewindow/assets"
	"onewindow/store"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// version is set by the linker.
var version = "dev" //nolint:gochecknoglobals // the linker sets it

// run opens the window and returns when it is closed.
func run(c windowCommand) error {
	if err := text.Use(assets.Translations, c.Lang); err != nil {
		return err
	}
	debug.SetGCPercent(collectAt)
	glass := app.NewWithID("cn.onewindow")
	glass.Settings().SetTheme(look.New(assets.SansRegular, assets.SansBold, c.mode()))
	e := &entrance{command: c, window: glass.NewWindow(text.T("app.name"))}
	e.window.SetMaster()
	e.knock()
	glass.Lifecycle().SetOnStarted(e.begin)
	e.window.CenterOnScreen()
	e.window.ShowAndRun()
	return e.leave()
}

// mode is the look that was asked for.
func (c windowCommand) mode() look.Mode {
	if c.Theme == "dark" {
		return look.Dark
	}
	return look.Light
}

// collectAt trades a little processor time for memory: a counter's machine is
// old and runs other programs.
const collectAt = 40

// giveBack returns what starting took: fonts and pages are parsed once, and the
// heap that this needed would otherwise stay with the program for hours.
func giveBack() {
	time.Sleep(settled)
	debug.FreeOSMemory()
}

// settled is when the first frames have been drawn.
const settled = 3 * time.Second

// refusal is the key of the words for why the folder cannot be opened.
func refusal(err error) string {
	switch {
	case errors.Is(err, store.ErrInUse):
		return "refuse.in-use"
	case errors.Is(err, store.ErrNewerFormat):
		return "refuse.newer"
	case errors.Is(err, store.ErrLocked):
		return "refuse.locked"
	case errors.Is(err, store.ErrDamaged):
		return "refuse.damaged"
	case errors.Is(err, syscall.ENOSPC):
		return "refuse.full"
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return "refuse.read-only"
	}
	return "refuse.other"
}
