package main

import (
	"errors"
	"syscall"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"onewindow/assets"
	"onewindow/store"
	"onewindow/ui"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// version is set by the linker.
var version = "dev" //nolint:gochecknoglobals // the linker sets it

// run opens the window and returns when it is closed.
func run(c commands) error {
	if err := text.Use(assets.Translations, c.Lang); err != nil {
		return err
	}
	p, err := open(c)
	glass := app.NewWithID("cn.onewindow")
	glass.Settings().SetTheme(look.New(assets.SansRegular, assets.SansBold, look.Light))
	window := glass.NewWindow(text.T("app.name"))
	window.SetMaster()
	if err != nil {
		ui.Refuse(window, refusal(err))
		window.ShowAndRun()
		return err
	}
	window.Resize(fyne.NewSize(1366, 740))
	shown := ui.New(ui.Params{Desk: p.desk, Window: window, Log: p.log, Version: version})
	stop := p.store.Watch(shown.StoreChanged)
	p.line.watch(shown.StoreChanged)
	glass.Lifecycle().SetOnStarted(shown.Started)
	window.CenterOnScreen()
	window.ShowAndRun()
	shown.Close()
	stop()
	return p.close()
}

// refusal is the key of the words for why the folder cannot be opened.
func refusal(err error) string {
	switch {
	case errors.Is(err, store.ErrInUse):
		return "refuse.in-use"
	case errors.Is(err, store.ErrNewerFormat):
		return "refuse.newer"
	case errors.Is(err, store.ErrDamaged):
		return "refuse.damaged"
	case errors.Is(err, syscall.ENOSPC):
		return "refuse.full"
	}
	return "refuse.other"
}
