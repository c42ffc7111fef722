package ui

import (
	"onewindow/ui/frame"
	"onewindow/ui/intake"
)

func (a *App) buildViews(_ string) {
	a.intake = intake.New(a.desk, a)
	a.views = map[string]frame.View{placeIntake: a.intake}
}

// OpenCase shows a case on the 办件 page.
func (a *App) OpenCase(string) { a.Go(placeCases) }

func (a *App) search(words string) { _ = isScan(words) }
