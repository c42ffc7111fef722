package printing

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onewindow/app/spool"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/paper"
	"onewindow/ui/text"
)

// queue is the tab of what is on its way to paper.
type queue struct {
	v      *View
	jobs   []spool.Job // youngest first
	chosen string      // id
	rows   *kit.Rows
	state  *kit.Light
	advice *kit.Words
	retry  *kit.Button
	came   *kit.Button
	not    *kit.Button
	cancel *kit.Button
	foot   *fyne.Container
	card   fyne.CanvasObject // of state and foot; there is none where no job is chosen
	root   fyne.CanvasObject
}

func newQueue(v *View) *queue {
	q := &queue{v: v, state: kit.NewLight("", ""), advice: kit.NewNote("")}
	q.rows = kit.NewRows(kit.RowsSpec{
		Columns: []kit.RowColumn{
			{Title: text.T("printing.column.queued"), Width: 92}, {Title: text.T("printing.column.document")},
			{Title: text.T("printing.column.number"), Width: 170}, {Title: text.T("printing.column.copy"), Width: 56, Spare: true},
			{Title: text.T("printing.column.printer")}, {Title: text.T("printing.column.by"), Width: 72, Spare: true},
			{Title: text.T("printing.column.state"), Width: 190},
		},
		Count: func() int { return len(q.jobs) }, Cells: q.cells,
		OnSelected: func(row int) { q.chosen = q.jobs[row].ID; q.tell() },
		OnOpened:   func(int) { q.open() },
		Empty:      text.T("printing.queue.empty"),
	})
	q.retry = kit.NewButton(text.T("printing.do.retry"), "F8", kit.Primary, q.again)
	q.came = kit.NewButton(text.T("printing.do.came"), "F8", kit.Primary, func() { q.answer(true) })
	q.not = kit.NewButton(text.T("printing.do.not"), "", kit.Secondary, q.askNot)
	q.cancel = kit.NewButton(text.T("printing.do.cancel"), "Delete", kit.Danger, q.void)
	q.foot = kit.Row(look.Gap12, q.state, q.advice, kit.Space(), q.cancel, q.not, q.came, q.retry)
	q.card = kit.NewTightCard(kit.Fixed(0, look.ButtonHigh, q.foot))
	q.root = kit.Column(look.Gap8, kit.Grow(kit.NewBareCard(q.rows)), q.card)
	return q
}

func (q *queue) content() fyne.CanvasObject { return q.root }

func (q *queue) focus() fyne.Focusable { return q.rows.FocusTarget() }

func (q *queue) cells(row int) []kit.RowCell {
	j := q.jobs[row]
	number, copy := j.Number, text.T("printing.copy", text.Data{"Copy": j.Copy})
	if j.Case == "" {
		number, copy = "—", "—"
	}
	return []kit.RowCell{
		{Text: clock(j.Queued)}, {Text: paper.Name(j.Document), Bold: true}, {Text: number}, {Text: copy},
		{Text: j.Printer, Colour: look.Secondary}, {Text: j.By}, {Text: StateWords(j), Dot: StateColour(j)},
	}
}

// read lists the jobs again; the one chosen stays chosen. What wants a person
// is chosen first.
func (q *queue) read() {
	jobs, err := q.v.p.Desk.Jobs()
	if err != nil {
		q.v.p.Frame.Tell(err)
		return
	}
	slices.Reverse(jobs)
	q.jobs = jobs
	q.rows.Refresh()
	at := slices.IndexFunc(jobs, func(j spool.Job) bool { return j.ID == q.chosen })
	if at < 0 {
		at = max(0, slices.IndexFunc(jobs, spool.Job.Trouble))
	}
	if len(jobs) > 0 {
		q.chosen = jobs[at].ID
		q.rows.Select(at)
	}
	q.tell()
}

// job is the one chosen.
func (q *queue) job() (spool.Job, bool) {
	at := slices.IndexFunc(q.jobs, func(j spool.Job) bool { return j.ID == q.chosen })
	if at < 0 {
		return spool.Job{}, false
	}
	return q.jobs[at], true
}

// tell says how the chosen job stands and offers what can be done about it.
func (q *queue) tell() {
	j, is := q.job()
	retry := is && (j.State == spool.Failed || j.State == spool.Waiting && j.Fault != "")
	show(q.retry, retry)
	show(q.came, is && (j.State == spool.Unclear || j.Lost()))
	show(q.not, is && j.State == spool.Unclear)
	show(q.cancel, is && !j.State.Over() && j.State != spool.Sending)
	show(q.card, is)
	if is {
		q.state.Set(StateColour(j), StateWords(j))
		q.advice.Set(advice(j))
	}
	q.foot.Refresh()
	q.root.Refresh()
}

// advice is what a person can do about a job, "" where it goes on by itself.
func advice(j spool.Job) string {
	switch {
	case j.State == spool.Stopped, j.State == spool.Waiting && len(j.Reasons) > 0:
		return text.T("printing.advice.stopped")
	case j.Lost():
		return text.T("printing.advice.lost")
	case j.State == spool.Waiting && j.Fault != "":
		return text.T("printing.advice.waiting")
	case j.State == spool.Unclear:
		return text.T("printing.advice.unclear")
	case j.State == spool.Failed:
		return text.T("printing.advice.failed")
	}
	return ""
}

func (q *queue) primary() {
	if q.came.Visible() {
		q.came.Press()
		return
	}
	q.retry.Press()
}

func (q *queue) open() {
	if j, is := q.job(); is && j.Case != "" {
		q.v.p.Frame.OpenCase(j.Case)
	}
}

func (q *queue) again() {
	if j, is := q.job(); is {
		q.done(q.v.p.Desk.RetryPrint(j), text.T("printing.done.retry"))
	}
}

func (q *queue) answer(cameOut bool) {
	if j, is := q.job(); is {
		words := text.T("printing.done.came")
		if !cameOut {
			words = text.T("printing.done.retry")
		}
		q.done(q.v.p.Desk.AnswerPrint(j, cameOut), words)
	}
}

// askNot asks once more before something is sent that may have been printed.
func (q *queue) askNot() {
	j, is := q.job()
	if !is {
		return
	}
	kit.ShowDialog(q.v.p.Frame.Router(), kit.DialogSpec{
		Title:   text.T("printing.not.title"),
		Body:    kit.NewParagraph(text.T("printing.not.body", text.Data{"Document": paper.Name(j.Document)})),
		Confirm: text.T("printing.not.confirm"), Cancel: text.T("dialog.cancel"),
		OnConfirm: func() bool { q.answer(false); return true },
	})
}

// void asks why a job is given up, and makes its print void.
func (q *queue) void() {
	j, is := q.job()
	if !is || !q.cancel.Visible() {
		return
	}
	title := text.T("printing.cancel.title")
	body := text.T("printing.cancel.body", text.Data{"Document": paper.Name(j.Document), "Copy": j.Copy})
	if j.Case == "" {
		body = text.T("printing.cancel.loose")
	}
	askWhy(q.v.p.Frame, why{title: title, body: body, confirm: text.T("printing.cancel.confirm")}, func(reason string) {
		q.v.p.Frame.Background(func(ctx context.Context) error {
			return q.v.p.Desk.CancelPrint(ctx, j, reason)
		}, func(err error) { q.done(err, text.T("printing.done.cancel")) })
	})
}

// done says how an order to the queue ended.
func (q *queue) done(err error, words string) {
	if err != nil {
		q.v.p.Frame.Tell(err)
	} else {
		q.v.p.Frame.Done(words, "")
		q.v.p.Frame.Title(words)
	}
	q.read()
	q.v.p.Frame.Changed()
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// given is what was typed, without the white around it.
func given(f *kit.Field) string { return strings.TrimSpace(f.Value()) }
