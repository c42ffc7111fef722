package sync

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// standing tells how the exchange stands: why, since when, what next, what went
// over the line, and whose line it is.
type standing struct {
	scroll *kit.Scroll
	body   *fyne.Container
	file   *kit.Progress
}

// nameWide is the width of the names of facts.
const nameWide float32 = 92

func newStanding() *standing {
	s := &standing{body: kit.Column(look.Gap16), file: kit.NewProgress()}
	s.scroll = kit.NewScroll(s.body)
	return s
}

func (s *standing) show(status desk.Status, set desk.Settings, member desk.Membership) {
	s.body.Objects = []fyne.CanvasObject{
		group("line", line(status.Line, status.At)...),
		s.traffic(status.Line),
		group("numbers", numbers(status.Outbox)...),
		group("centre", centre(set, member)...),
	}
	s.body.Refresh()
	s.scroll.Fit()
}

func group(key string, facts ...kit.Fact) *fyne.Container {
	return kit.Column(look.Gap8, kit.NewStrong(text.T("sync.group."+key)), kit.NewFacts(nameWide, facts...))
}

func fact(key, words string) kit.Fact { return kit.Fact{Name: text.T("sync." + key), Text: words} }

// stateOf is the light of the line and its words.
func stateOf(l desk.LineState) (fyne.ThemeColorName, string) {
	switch {
	case !l.Configured:
		return look.Secondary, text.T("sync.local")
	case l.Online && l.Fault == "":
		return look.Success, text.T("sync.online")
	case l.Online:
		return look.Warning, text.T("sync.online.heed")
	}
	return look.Warning, text.T("sync.offline")
}

// line is how it stands, why, and what happens next.
func line(l desk.LineState, now time.Time) []kit.Fact {
	if !l.Configured {
		return []kit.Fact{fact("why", text.T("sync.why.local"))}
	}
	last := text.T("sync.never")
	if !l.LastSync.IsZero() {
		last = instant(l.LastSync)
	}
	var list []kit.Fact
	if !l.Online || l.Fault != "" {
		list = append(list, fact("why", frame.FaultWords(l.Fault)))
	}
	if l.Online {
		list = append(list, fact("since.online", instant(l.Since)))
	} else {
		list = append(list, fact("since.offline", lasting(l.Since, now)), fact("next", nextTry(l.NextTry)))
	}
	return append(list, fact("last", last), fact("skew", skewWords(l.Skew)))
}

func nextTry(at time.Time) string {
	if at.IsZero() {
		return text.T("sync.next.now")
	}
	return at.In(desk.Zone()).Format("15:04:05")
}

// skewWarned is the gap between the clocks from which on it wants mending.
const skewWarned = 2 * time.Minute

func skewWords(skew time.Duration) string {
	if skew.Abs() < skewWarned {
		return text.T("sync.skew.fine")
	}
	key := "sync.skew.behind"
	if skew < 0 {
		key = "sync.skew.ahead"
	}
	return text.T(key, text.Data{"Span": frame.Span(skew)})
}

// traffic is what went over the line today, and the file that goes now.
func (s *standing) traffic(l desk.LineState) fyne.CanvasObject {
	t := l.Traffic
	amount := func(events int, bytes int64) string {
		return text.T("sync.amount", text.Data{"Count": events, "Size": kit.FileSize(bytes)})
	}
	box := group("traffic", fact("sent", amount(t.EventsSent, t.Sent)), fact("received", amount(t.EventsReceived, t.Received)))
	if f := l.Sending; f.Size > 0 {
		s.file.Set(text.T("sync.sending", text.Data{"Name": f.Name}), f.Done, f.Size)
		box.Add(s.file)
	}
	if !t.Since.IsZero() {
		box.Add(kit.NewNoteParagraph(text.T("sync.counted", text.Data{"Time": t.Since.In(desk.Zone()).Format("15:04")})))
	}
	return box
}

func numbers(box desk.Outbox) []kit.Fact {
	left := text.T("sync.numbers.none")
	if box.Numbers > 0 {
		left = text.T("sync.numbers.left", text.Data{"Count": strconv.FormatUint(box.Numbers, 10)})
	}
	return []kit.Fact{fact("numbers.acceptance", left)}
}

// centre is whose line it is, for whoever is called to help.
func centre(set desk.Settings, member desk.Membership) []kit.Fact {
	address := text.T("sync.centre.none")
	if set.Central != "" {
		address = set.Central
	}
	joined := text.T("sync.joined.no")
	if member.Joined {
		joined = text.T("sync.joined.yes", text.Data{"Window": set.Window})
	}
	return []kit.Fact{
		fact("address", address), fact("joined", joined),
		fact("key", grouped(member.Key)), fact("installation", member.Installation),
	}
}

// grouped is a key's id as it is read out on the telephone.
func grouped(hex string) string {
	var parts []string
	for ; len(hex) > 4; hex = hex[4:] {
		parts = append(parts, hex[:4])
	}
	return strings.Join(append(parts, hex), " ")
}

// instant is a time with its day.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(desk.Zone()).Format("2006-01-02 15:04")
}

// lasting is when something began and, from an hour on, for how long it has lasted:
// a line may be down for weeks.
func lasting(since, now time.Time) string {
	if since.IsZero() || now.Sub(since) < time.Hour {
		return instant(since)
	}
	return text.T("sync.lasting", text.Data{"Since": instant(since), "Span": frame.Span(now.Sub(since))})
}

// brief is instant where room is short; what waits for more than a year is rare.
func brief(t time.Time) string { return t.In(desk.Zone()).Format("01-02 15:04") }
