package desk

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"

	"onewindow/app/casefile"
	"onewindow/app/workday"
)

// number is the number a document of the case carries.
func number(c casefile.Case, kind casefile.DocumentKind) string {
	switch kind {
	case casefile.Acceptance:
		return c.AcceptanceNumber
	case casefile.Permit, casefile.Allocation, casefile.LandPermit, casefile.Contract:
		issued, _ := c.Certificate(kind)
		return cmp.Or(issued.Number, c.Number)
	}
	return c.Number
}

// Given is the number of one of a window's own series that an event gave, as the
// register of numbers names it; false where it gave none. A store that was
// restored learns from it what must not be given again.
func Given(e casefile.Event) (Taken, bool) {
	var body struct{ Number string }
	if json.Unmarshal(e.Body, &body) != nil {
		return Taken{}, false
	}
	if found := regexp.MustCompile(`^(\d{2})-(\d{8})-(\d{4,18})$`).FindStringSubmatch(body.Number); found != nil {
		return taken(caseSeries, found[1], found[2], found[3]) // see formatCase
	}
	if own, ok := casefile.ParseSerial(body.Number); ok && own.Window != "" {
		return Taken{Series: fmt.Sprintf("%s%s/%d", ownSeries, own.Window, own.Year), Number: own.Number}, true
	}
	return Taken{}, false
}

func taken(series, window, span, number string) (Taken, bool) {
	n, err := strconv.ParseUint(number, 10, 64)
	return Taken{Series: series + window + "/" + span, Number: n}, err == nil
}

// dated is the day that a paper of the case is dated by; the case has come far
// enough for the paper to exist.
func dated(c casefile.Case, kind casefile.DocumentKind) workday.Date {
	switch kind {
	case casefile.Acceptance:
		return workday.DateOf(c.AcceptedAt)
	case casefile.FirstNotice:
		return c.Notices[0].On
	case casefile.SecondNotice:
		return c.Notices[1].On
	case casefile.NotRequired, casefile.NotOurs, casefile.NotAccepted:
		return c.Declination.On
	case casefile.Retraction:
		return workday.DateOf(c.Withdrawal.At)
	case casefile.Grant, casefile.Denial, casefile.Delivery:
		return workday.DateOf(c.Decision.At)
	case casefile.CorrectionOrder:
		return c.Corrections[len(c.Corrections)-1].On
	case casefile.RenewalOrder:
		return c.Renewal.Decided
	case casefile.RevocationOrder:
		return c.Revocation.On
	case casefile.RatingSheet:
		return workday.DateOf(c.History[len(c.History)-1].At)
	}
	return datedInReview(c, kind)
}

// datedInReview is dated for what may come up between acceptance and the end.
func datedInReview(c casefile.Case, kind casefile.DocumentKind) workday.Date {
	switch kind {
	case casefile.ExtensionNotice:
		return c.Extension.On
	case casefile.SpecialNotice:
		last, _ := c.LastSpecial()
		return last.From
	case casefile.HearingRight:
		return c.Hearing.Told
	case casefile.HearingNotice:
		return c.Hearing.Set
	case casefile.CoordinationSet:
		last := c.Coordinations[len(c.Coordinations)-1]
		if last.Settled.IsZero() {
			return last.OpenedOn
		}
		return last.Settled
	case casefile.ConditionSheet:
		return c.Conditions.On
	case casefile.PublicNotice:
		return c.Publicity.Posted
	case casefile.Drawing:
		return workday.DateOf(c.DrawnAt())
	case casefile.ReminderNote:
		return c.Reminders[len(c.Reminders)-1].On
	}
	return workday.DateOf(c.ReceivedAt)
}

// documentNumber is a paper's own number: that of the case, the word for the
// paper, and which of its kind it is where there can be several. It is "" where
// the paper carries the number of something else.
func documentNumber(c casefile.Case, kind casefile.DocumentKind) string {
	var mark string
	nth := 1
	switch kind {
	case casefile.Grant:
		mark = "准"
	case casefile.Denial:
		mark = "不准"
	case casefile.ExtensionNotice:
		mark = "延"
	case casefile.SpecialNotice:
		mark, nth = "特", specials(c)
	case casefile.HearingRight:
		mark = "听告"
	case casefile.HearingNotice:
		mark = "听"
	case casefile.CoordinationSet:
		mark, nth = "协", len(c.Coordinations)
	case casefile.ConditionSheet:
		mark = "条"
	case casefile.PublicNotice:
		mark = "示"
	case casefile.Drawing:
		mark = "图"
	case casefile.CorrectionOrder:
		mark, nth = "更", len(c.Corrections)
	case casefile.RenewalOrder:
		mark = "续"
	case casefile.RevocationOrder:
		mark = "撤"
	case casefile.ReminderNote:
		mark, nth = "督", len(c.Reminders)
	default:
		return ""
	}
	if nth > 1 {
		mark = fmt.Sprintf("%s%d", mark, nth)
	}
	return c.Number + "-" + mark
}

// specials counts the special procedures of Art. 45 that the case has seen.
func specials(c casefile.Case) int {
	n := 0
	for _, s := range c.Stops {
		if !s.Promised {
			n++
		}
	}
	return n
}
