package ui

import (
	"path/filepath"
	"strings"

	"onewindow/app/desk"
	"onewindow/ui/comparison"
	"onewindow/ui/frame"
	"onewindow/ui/intake"
	"onewindow/ui/logbook"
	"onewindow/ui/printing"
	"onewindow/ui/settings"
	"onewindow/ui/sync"
	"onewindow/ui/verify"
	"onewindow/ui/work"
)

// buildViews makes the page of every place.
func (a *App) buildViews(p Params) {
	a.intake = intake.New(a.desk, a)
	a.cases = a.workPage(work.Cases, p.Data)
	a.verify = verify.New(verify.Params{Desk: a.desk, Frame: a})
	a.views = map[string]frame.View{
		placeIntake:   a.intake,
		placeCases:    a.cases,
		placeReview:   a.workPage(work.Review, p.Data),
		placeHand:     a.workPage(work.Handover, p.Data),
		placeWatch:    a.workPage(work.Supervision, p.Data),
		placeVerify:   a.verify,
		placeCompare:  comparison.New(comparison.Params{Desk: p.Desk, Frame: a}),
		placePrinting: printing.New(printing.Params{Desk: p.Desk, Frame: a}),
		placeLog:      logbook.New(logbook.Params{Desk: p.Desk, Frame: a}),
		placeSync:     sync.New(sync.Params{Desk: p.Desk, Frame: a, OpenDraft: a.openDraft}),
		placeSettings: settings.New(settings.Params{Desk: a.desk, Frame: a, Version: p.Version, Data: p.Data, OpenSync: a.openSync}),
	}
}

func (a *App) workPage(place work.Place, data string) *work.View {
	return work.New(work.Params{
		Desk: a.desk, Frame: a, Place: place, OpenDraft: a.openDraft,
		Folder: filepath.Join(data, "opened"),
	})
}

// openDraft goes on with a draft on the intake page.
func (a *App) openDraft(draft desk.Draft) {
	a.intake.Open(draft)
	a.Go(placeIntake)
}

// OpenCase shows a case on the 办件 page.
func (a *App) OpenCase(id string) {
	a.Go(placeCases)
	a.cases.Open(id)
}

// search takes what stands in the search field: a scanned code is verified,
// anything else is looked for among the cases.
func (a *App) search(words string) {
	words = strings.TrimSpace(words)
	a.shell.ClearSearch()
	if isScan(words) {
		a.Go(placeVerify)
		a.verify.Scan(words)
		return
	}
	a.Go(placeCases)
	a.cases.Search(words)
}

// isScan says whether the words came from a QR code of ours rather than from a
// person: an address with the signed payload as its last part.
func isScan(words string) bool {
	return strings.Contains(strings.ToUpper(words), "/V/")
}
