package work

import (
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/workday"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// tellReview tells what may come up between acceptance and decision; it says
// whether the entry is of that kind.
func tellReview(m *kit.Moment, c casefile.Case, e casefile.Entry) bool {
	switch b := e.Body.(type) {
	case *casefile.SpecialStarted:
		m.Dot = look.Warning
		m.Text = text.T("work.tell.special", text.Data{"Name": procedureName(b.Procedure), "Day": day(b.Expected)})
		add(m, b.Reason)
	case *casefile.SpecialEnded:
		m.Text = runsOn("work.tell.resumed", b.Promised, nil)
		add(m, b.Result)
	case *casefile.Extended:
		m.Dot = look.Warning
		m.Text = runsOn("work.tell.extended", b.Promised, text.Data{"Days": b.Days})
		add(m, b.Reason)
	case *casefile.Recounted:
		m.Dot = look.Warning
		m.Text = text.T("work.tell.recounted", text.Data{"Was": dueWords(before(c, e)), "Is": dueWords(b.Promised)})
		add(m, b.Calendar)
	case *casefile.CoordinationSettled:
		m.Text = text.T("work.tell.settled.proceed", text.Data{"Record": b.Record})
		if !b.Proceed {
			m.Dot, m.Text = look.Warning, text.T("work.tell.settled.stop", text.Data{"Record": b.Record})
		}
		add(m, text.T("work.tell.present", text.Data{"Names": strings.Join(b.Present, text.T("work.comma"))}))
	case *casefile.ConditionsSet:
		m.Text = text.T("work.tell.conditions", text.Data{"Use": b.Conditions.Use, "PlotRatio": b.Conditions.PlotRatio})
	case *casefile.Reminded:
		m.Dot, m.Text = look.Warning, text.T("work.tell.reminded", text.Data{"Name": reminded(b.Section, b.Window), "Text": b.Text})
	case *casefile.NotDuplicate:
		m.Text = text.T("work.tell.apart", text.Data{"Number": b.OtherNumber})
		add(m, b.Reason)
	default:
		return tellPublicity(m, e.Body) || tellHearing(m, e.Body)
	}
	return true
}

func tellPublicity(m *kit.Moment, body casefile.Body) bool {
	switch b := body.(type) {
	case *casefile.PublicityPosted:
		m.Text = text.T("work.tell.posted", text.Data{"Posted": day(b.Posted), "Ends": day(b.Ends)})
		add(m, b.Where)
	case *casefile.PublicityClosed:
		m.Text = text.T("work.tell.unopposed")
		if b.Objections != "" {
			m.Dot, m.Text = look.Warning, text.T("work.tell.opposed", text.Data{"Text": b.Objections})
		}
	case *casefile.PublicityReused:
		m.Text = text.T("work.tell.reused", text.Data{"Number": b.Number, "Posted": day(b.Posted), "Ends": day(b.Ends)})
	default:
		return false
	}
	return true
}

func tellHearing(m *kit.Moment, body casefile.Body) bool {
	switch b := body.(type) {
	case *casefile.HearingTold:
		m.Text = text.T("work.tell.hearing.told", text.Data{"Day": day(b.Until.Due)})
		add(m, b.Reason)
	case *casefile.HearingAsked:
		m.Dot, m.Text = look.Warning, text.T("work.tell.hearing.asked", text.Data{"Name": b.By, "Day": day(b.HoldBy.Due)})
		if b.Waived {
			m.Dot, m.Text = look.Primary, text.T("work.tell.hearing.waived", text.Data{"Name": b.By})
		}
	case *casefile.HearingSet:
		m.Text = text.T("work.tell.hearing.set", text.Data{"Day": day(b.Date), "Place": b.Place})
	case *casefile.HearingHeld:
		m.Text = runsOn("work.tell.hearing.held", b.Promised, nil)
		add(m, b.Record)
	default:
		return false
	}
	return true
}

// runsOn tells what lets the clock run on, and until when; where it stands for
// something else too, as a publicity, nobody knows.
func runsOn(key string, d workday.Deadline, data text.Data) string {
	words := text.T(key, data)
	if d.Open {
		return words + text.T("work.tell.standing")
	}
	return words + text.T("work.tell.due", text.Data{"Day": day(d.Due)})
}

// add puts one more thing into the quiet line of a moment.
func add(m *kit.Moment, words string) {
	if words != "" {
		m.Note += "　" + words
	}
}

// procedureName is what a special procedure is called.
func procedureName(p casefile.Procedure) string { return text.T("procedure." + string(p)) }

// reminded is whom supervision reminded: a section or a window.
func reminded(section, window string) string {
	if section != "" {
		return section
	}
	return text.T("work.window", text.Data{"Window": window})
}
