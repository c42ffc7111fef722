package desktest

import (
	"bytes"
	"log/slog"

	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/app/workday"
	"onewindow/assets"
	"onewindow/print"
	"onewindow/print/wording"
)

// Furnish reads what every window has, whoever sits at it: catalog, calendar, the
// demo office and the painter of its papers. Nothing is logged.
func Furnish() (desk.Params, error) {
	folder, err := assets.Catalog()
	if err != nil {
		return desk.Params{}, err
	}
	items, err := catalog.Load(folder)
	if err != nil {
		return desk.Params{}, err
	}
	raw, err := assets.DemoOffice()
	if err != nil {
		return desk.Params{}, err
	}
	office, err := catalog.LoadOffice("office/nanhu.yaml", raw)
	if err != nil {
		return desk.Params{}, err
	}
	if items, err = items.For(office); err != nil {
		return desk.Params{}, err
	}
	days, err := assets.Calendar()
	if err != nil {
		return desk.Params{}, err
	}
	calendar, err := workday.Parse(bytes.NewReader(days))
	if err != nil {
		return desk.Params{}, err
	}
	painter, err := paper()
	return desk.Params{
		Catalog: items, Embedded: calendar, Office: office, Paper: painter, Log: slog.New(slog.DiscardHandler),
	}, err
}

func paper() (*print.Painter, error) {
	sentences, err := assets.PaperWords()
	if err != nil {
		return nil, err
	}
	words, err := wording.Load(wording.File{Name: "paper/words.yaml", Data: sentences})
	if err != nil {
		return nil, err
	}
	return print.New(print.Fonts{Regular: assets.SerifRegular, Bold: assets.SerifBold}, words)
}
