// Package frame is the contract between the window and its views: what a view
// may ask of the window around it, and what the window asks of a view.
package frame

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"onewindow/ui/kit"
)

// Frame is the window as its views see it.
type Frame interface {
	Window() fyne.Window
	Router() *kit.Router
	// Title names in the title bar where one is and what just happened:
	// "收件", "已受理 03-20261123-0007".
	Title(words string)
	// Tell shows the user what went wrong: a *desk.Message in its three
	// sentences; any other error as an unexpected one. It also goes to the log.
	Tell(err error)
	// Done says in passing that something went well.
	Done(lead, words string)
	// OpenCase shows a case on the 办件 page.
	OpenCase(id string)
	// Background runs work off the main goroutine and then, with its error, done
	// on it. The context ends with the window.
	Background(work func(context.Context) error, done func(error))
	// Later does something on the main goroutine when a while has passed, unless it
	// is called off before.
	Later(wait time.Duration, do func()) (callOff func())
	// Changed makes the counts and the status line look again.
	Changed()
}

// View is a page of the window.
type View interface {
	Content() fyne.CanvasObject
	// Bind gives the view its keys; it is called each time the view is shown.
	Bind(keys *kit.Scope)
	// Shown is called after the view came on the screen: read the data again and
	// put the caret where work begins.
	Shown()
	// Stale is called when cases may have changed behind the view (after a sync,
	// say); it must not move the caret or the selection.
	Stale()
}
