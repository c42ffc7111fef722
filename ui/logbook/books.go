package logbook

import (
	"context"
	"errors"
	"fmt"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// offerBooks lets those who may read them choose among the log books of the office.
func (v *View) offerBooks() {
	books := v.p.Desk.LogBooks()
	v.book.Options = bookOptions(v.p.Desk.Settings().Window, books)
	if v.windowOf(v.book.Value()) == "" {
		v.book.Set("")
	}
	if len(books) > 0 {
		v.book.Show()
	} else {
		v.book.Hide()
	}
}

// bookOptions names the log books by their windows. Where a machine was replaced,
// two stood at one window: the later ones are told by the beginning of their ids.
func bookOptions(own string, books []desk.LogBookWindow) []kit.Option {
	list := []kit.Option{{Value: "", Text: text.T("log.book.own", text.Data{"Window": own})}}
	seen := map[string]bool{own: true}
	for _, b := range books {
		words := text.T("log.book", text.Data{"Window": b.Window})
		if seen[b.Window] {
			words = text.T("log.book.further", text.Data{"Window": b.Window, "Installation": fmt.Sprintf("%.8s", b.Installation)})
		}
		seen[b.Window] = true
		list = append(list, kit.Option{Value: b.Installation, Text: words})
	}
	return list
}

// windowOf is the number of the window whose log book it is, "" for this one's own.
func (v *View) windowOf(book string) string {
	for _, b := range v.p.Desk.LogBooks() {
		if b.Installation == book {
			return b.Window
		}
	}
	return ""
}

// count recounts the hash chain beside the window. What was being recounted is given up.
func (v *View) count() {
	if v.recount != nil {
		v.recount()
	}
	book := v.book.Value()
	wanted, cancel := context.WithCancel(context.Background())
	v.recount = cancel
	v.chain.Set(look.Secondary, text.T("log.chain.counting"))
	var chain desk.Chain
	v.p.Frame.Background(func(ctx context.Context) (err error) {
		defer context.AfterFunc(ctx, cancel)() // the window closes
		chain, err = v.recounted(wanted, book)
		return err
	}, func(err error) {
		switch {
		case wanted.Err() != nil || errors.Is(err, context.Canceled): // another one was chosen
		case err != nil:
			v.chain.Set(look.Danger, frame.WordsOf(err).Happened)
		case book == "":
			v.chain.Set(chainWords(chain))
		default:
			v.chain.Set(otherChainWords(chain))
		}
	})
}

func (v *View) recounted(ctx context.Context, book string) (desk.Chain, error) {
	if book == "" {
		return v.p.Desk.Chain()
	}
	return v.p.Desk.ChainOf(ctx, book)
}

// chainWords says whether the chain of this window is whole, and from where to where.
func chainWords(c desk.Chain) (fyne.ThemeColorName, string) {
	switch {
	case c.Broken > 0:
		return look.Danger, text.T("log.chain.broken", chainData(c))
	case c.Links == 0:
		return look.Secondary, text.T("log.chain.empty")
	}
	return look.Success, text.T("log.chain.whole", chainData(c))
}

// otherChainWords says it of another window, of which only what the centre took is here.
func otherChainWords(c desk.Chain) (fyne.ThemeColorName, string) {
	switch {
	case c.Broken > 0:
		return look.Danger, text.T("log.chain.other.broken", chainData(c))
	case c.Links == 0:
		return look.Secondary, text.T("log.chain.other.empty")
	case c.Missing > 0:
		return look.Warning, text.T("log.chain.other.gaps", chainData(c))
	}
	return look.Success, text.T("log.chain.whole", chainData(c))
}

func chainData(c desk.Chain) text.Data {
	return text.Data{
		"Count": c.Links, "First": c.First, "Last": c.Last, "Broken": c.Broken, "Missing": c.Missing,
		"From": minute(c.From), "To": minute(c.To), "Head": fmt.Sprintf("%.8s", c.Head),
	}
}
