package work

import (
	"strconv"

	"onewindow/app/desk"
	"onewindow/ui/kit"
	"onewindow/ui/text"
)

// Place says which of the pages it is.
type Place int

// The pages.
const (
	Cases       Place = iota // 办件: everything, by filters
	Review                   // 审查: what waits for the user's opinion or decision
	Handover                 // 领证
	Supervision              // 督办: due soon or overdue
)

// drafts stands among the queues for the applications not received yet.
const drafts desk.Queue = "drafts"

// kind is how a page differs from the others.
type kind struct {
	heading    string
	queues     []desk.Queue // its filters; the first is shown first
	sort       desk.Column
	descending bool
}

func kinds() map[Place]kind {
	return map[Place]kind{
		Cases: {
			heading: "rail.cases", sort: desk.ByNumber, descending: true,
			queues: []desk.Queue{desk.OpenCases, desk.ToMend, desk.ToReview, desk.ToHand, desk.ToWatch, desk.Finished, desk.AllCases, drafts},
		},
		Review:      {heading: "rail.review", sort: desk.ByDue, queues: []desk.Queue{desk.ToReview}},
		Handover:    {heading: "rail.handover", sort: desk.ByNumber, queues: []desk.Queue{desk.ToHand}},
		Supervision: {heading: "rail.supervision", sort: desk.ByDue, queues: []desk.Queue{desk.ToWatch, desk.OpenCases}},
	}
}

// offers says whether the page has the list as a filter.
func (v *View) offers(queue desk.Queue) bool {
	for _, q := range v.kind.queues {
		if q == queue {
			return true
		}
	}
	return false
}

// readCounts counts what the filters hold.
func (v *View) readCounts() {
	if len(v.kind.queues) == 1 {
		return
	}
	counts, waiting, err := v.p.Desk.Counts()
	if err != nil {
		v.p.Frame.Tell(err)
		return
	}
	v.chips.SetChips(v.chipsOf(counts, waiting))
}

func (v *View) chipsOf(counts map[desk.Queue]int, waiting int) []kit.Chip {
	chips := make([]kit.Chip, len(v.kind.queues))
	for i, q := range v.kind.queues {
		count, counted := counts[q]
		if q == drafts {
			count, counted = waiting, true
		}
		words := text.T("work.queue." + string(q))
		if counted {
			words += " " + strconv.Itoa(count)
		}
		chips[i] = kit.Chip{Value: string(q), Text: words}
	}
	return chips
}
