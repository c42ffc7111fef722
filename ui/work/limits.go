package work

import (
	"onewindow/app/casefile"
	"onewindow/app/workday"
	"onewindow/ui/text"
)

// counted is the promised limit as an event counted it; ok is false where the
// event counts none.
func counted(body casefile.Body) (d workday.Deadline, ok bool) {
	switch b := body.(type) {
	case *casefile.Accepted:
		return b.Deadline, true
	case *casefile.Deemed:
		return b.Deadline, true
	case *casefile.SpecialStarted:
		return b.Promised, true
	case *casefile.SpecialEnded:
		return b.Promised, true
	case *casefile.PublicityPosted:
		return b.Promised, true
	case *casefile.PublicityClosed:
		return b.Promised, true
	case *casefile.HearingAsked:
		return b.Promised, true
	case *casefile.HearingHeld:
		return b.Promised, true
	case *casefile.Extended:
		return b.Promised, true
	case *casefile.Recounted:
		return b.Promised, true
	}
	return workday.Deadline{}, false
}

// before is the promised limit as it was when the entry was written.
func before(c casefile.Case, e casefile.Entry) workday.Deadline {
	var last workday.Deadline
	for _, entry := range c.History {
		if entry.Event == e.Event {
			break
		}
		if d, ok := counted(entry.Body); ok {
			last = d
		}
	}
	return last
}

// move is one of the times a limit was counted anew: by what, from when to when.
type move struct {
	entry   casefile.Entry
	was, is workday.Deadline
}

// moves are all the times the promised limit of a case moved.
func moves(c casefile.Case) []move {
	var list []move
	for _, e := range c.History {
		is, ok := counted(e.Body)
		was := before(c, e)
		if ok && !was.Start.IsZero() && (was.Due != is.Due || was.Open != is.Open) {
			list = append(list, move{e, was, is})
		}
	}
	return list
}

// dueWords is the end of a limit, or that its clock stands.
func dueWords(d workday.Deadline) string {
	words := fullDay(d.Due)
	if d.Open {
		words = text.T("work.limit.open")
	}
	if d.Provisional {
		words += text.T("work.provisional.short")
	}
	return words
}
