// Package outcome is the questions a window asks when an application is not
// simply accepted: the one-time notice of defects, the supplements, the refusal
// at receipt and the withdrawal. Intake and the case panel ask them alike.
package outcome

import (
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/text"
)

// Params is what a question stands on.
type Params struct {
	Desk    *desk.Desk
	Frame   frame.Frame
	Subject fyne.CanvasObject // which case it is about
}

// given is the text of a field that must not be empty; it says so where it is.
func given(f *kit.Field) (string, bool) {
	words := strings.TrimSpace(f.Value())
	if words == "" {
		f.SetError(text.T("outcome.required"))
		f.Focus()
		return "", false
	}
	return words, true
}

// reportWords is the sentence of a report.
func reportWords(r desk.Report) string {
	data := text.Data{}
	for key, value := range r.Data {
		data[key] = value
	}
	if sex, ok := data["Sex"].(string); ok && sex != "" {
		data["Sex"] = text.T("sex." + sex)
	}
	return text.T("check."+r.Code, data)
}
