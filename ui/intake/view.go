// Package intake is the 收件 page: one page, four bands — situation, plan, form
// and materials, outcome — and no wizard that hides what was typed.
package intake

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"onewindow/app/catalog"
	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// View is the page.
type View struct {
	desk  *desk.Desk
	frame frame.Frame

	draft  desk.Draft
	keeper *keeper
	scope  *kit.Scope

	step      catalog.Step // what the draft's item needs
	situation *situation
	items     *items
	plan      *planCard
	form      *form
	materials *checklist
	guide     *guide
	foot      *foot
	saved     *kit.Words

	page    *fyne.Container // shows either the form or what came of it
	work    fyne.CanvasObject
	scroll  *kit.Scroll
	papers  *fyne.Container // what was printed for the case entered last
	entered string
}

// New builds the page with an empty draft.
func New(d *desk.Desk, f frame.Frame) *View {
	v := &View{desk: d, frame: f, draft: d.NewDraft()}
	v.keeper = newKeeper(d, f, v.keptDraft)
	v.guide = newGuide(d)
	v.situation = newSituation(v)
	v.items = newItems(v)
	v.plan = newPlanCard()
	v.form = newForm(v)
	v.materials = newChecklist(v)
	v.foot = newFoot(v)
	v.saved = kit.NewNote("")
	v.work = v.build()
	v.page = container.NewStack(v.work)
	v.replan()
	return v
}

// guideWide is the width of the guide beside the form.
const guideWide = 268

// formLeast is the width the form keeps for itself: at 150 % on a small screen
// the guide gives way.
const formLeast = 680

func (v *View) build() fyne.CanvasObject {
	head := container.New(&headLayout{gap: look.Gap16}, kit.NewHeading(text.T("intake.title")), v.situation.supply, v.situation.flags, v.saved)
	v.scroll = kit.NewScroll(kit.Column(look.Gap4, v.form.content, v.materials.content))
	right := kit.NewQuietCard(kit.NewScroll(v.guide.content))
	middle := container.New(&beside{right: guideWide, gap: look.Gap12, least: formLeast}, kit.NewCard(v.scroll), right)
	return container.New(&bands{gap: look.Gap12, grows: 2}, head, kit.Column(look.Gap8, v.plan.card, v.items.strip), middle, v.foot.row)
}

// Content is the page.
func (v *View) Content() fyne.CanvasObject { return v.page }

// Bind gives the page its keys.
func (v *View) Bind(keys *kit.Scope) {
	v.scope = keys
	v.foot.bind(keys)
	keys.On(takeKey, v.items.take)
}

// Shown puts the caret into the first empty field.
func (v *View) Shown() {
	if !v.working() {
		v.fresh()
	}
	v.frame.Title(text.T("intake.title"))
	v.form.focusFirstEmpty()
}

// Stale does nothing: what is typed here changes under nobody.
func (v *View) Stale() {}

// Open goes on with a draft that was left.
func (v *View) Open(draft desk.Draft) {
	v.keeper.flush()
	v.draft = draft
	v.page.Objects = []fyne.CanvasObject{v.work}
	v.page.Refresh()
	v.situation.fill()
	v.form.fill()
	v.materials.fill()
	v.replan()
	v.foot.say("", "")
	v.showSaved()
}

// working says whether the form is on the screen, not an outcome.
func (v *View) working() bool { return v.page.Objects[0] == v.work }

// Keep puts what was typed last on the disk. Unlike the rest of the page it may
// be called from any goroutine.
func (v *View) Keep() error {
	_, err := v.keeper.write()
	return err
}

// Begin leaves what was being typed, which is among the drafts, and begins the
// next application: somebody else has taken the seat.
func (v *View) Begin() { v.fresh() }

// fresh begins the next application.
func (v *View) fresh() {
	v.Open(v.desk.NewDraft())
}

// changed keeps the draft after every change.
func (v *View) changed() { v.keeper.keep(v.draft) }

// keptDraft hears how keeping a draft went.
func (v *View) keptDraft(draft desk.Draft, err error) {
	if err != nil {
		v.frame.Tell(err)
		return
	}
	if draft.ID == v.draft.ID {
		v.draft.Saved = draft.Saved
		v.showSaved()
	}
}

func (v *View) showSaved() {
	if v.draft.Saved.IsZero() {
		v.saved.Set("")
		return
	}
	v.saved.Set(text.T("intake.saved", text.Data{"Time": v.draft.Saved.In(desk.Zone()).Format("15:04")}))
}

// replan counts everything anew that follows from the situation, the item and
// the project: the plan, the questions, the fields, the list of materials.
func (v *View) replan() {
	plan, err := v.desk.Plan(v.draft)
	if err != nil {
		v.frame.Tell(err)
		return
	}
	if v.draft, err = v.desk.Follow(v.draft); err != nil {
		v.frame.Tell(err)
		return
	}
	if v.step, err = v.desk.Step(v.draft); err != nil {
		v.frame.Tell(err)
		return
	}
	v.plan.show(plan, v.step.Item.ID)
	v.situation.ask()
	v.guide.item(v.step)
	v.materials.fill()
	v.form.ask()
	v.items.show(plan, v.step)
}

// retell says anew how the publicity of an earlier item stands to what is typed.
func (v *View) retell() { v.items.tell(v.step) }

// Dropped takes files that were dropped on the window: they go to the material
// that wants them.
func (v *View) Dropped(paths []string) {
	for _, path := range paths {
		v.attach(v.materials.wanting(path), path)
	}
}

// Close keeps what is still on its way to the disk.
func (v *View) Close() { v.keeper.flush() }
