package printing

import (
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/spool"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// StateWords says how a job stands: out of paper is said as such.
func StateWords(j spool.Job) string {
	switch {
	case len(j.Reasons) > 0 && !j.State.Over():
		words := make([]string, len(j.Reasons))
		for i, r := range j.Reasons {
			words[i] = reasonWords(r)
		}
		return strings.Join(words, text.T("list.and"))
	case j.State == spool.Waiting && j.Fault != "", j.Lost(), j.State == spool.Failed:
		return text.T("printing.fault." + string(j.Fault))
	}
	return text.T("printing.state." + string(j.State))
}

// reasonWords is why a printer waits. A printer may have reasons of its own: the
// keyword is then shown to whoever is called to help.
func reasonWords(r spool.Reason) string {
	key := "printing.reason." + string(r)
	if words := text.T(key); words != key {
		return words
	}
	return text.T("printing.reason.other", text.Data{"Reason": string(r)})
}

// StateColour is the light of a job.
func StateColour(j spool.Job) fyne.ThemeColorName {
	switch {
	case j.State == spool.Done:
		return look.Success
	case j.State == spool.Cancelled:
		return look.Disabled
	case j.State.Held():
		return look.Danger
	case j.Trouble():
		return look.Warning
	}
	return look.Primary
}
