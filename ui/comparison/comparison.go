// Package comparison is the 对比 page: what the reform changed, in figures that
// the desk computes.
package comparison

import (
	"context"

	"fyne.io/fyne/v2"

	"onewindow/app/compare"
	"onewindow/app/desk"
	"onewindow/ui/frame"
	"onewindow/ui/kit"
	"onewindow/ui/look"
	"onewindow/ui/text"
)

// Params is what the page stands on.
type Params struct {
	Desk  *desk.Desk
	Frame frame.Frame
}

// View is the page.
type View struct {
	p        Params
	reports  []compare.Report // one a policy
	policy   string
	route    string // everything, or a route's id
	routes   *kit.Chips
	policies *kit.Chips
	scroll   *kit.Scroll
	page     fyne.CanvasObject // in the scroll
	root     fyne.CanvasObject
}

var _ frame.View = (*View)(nil)

// everything is the chip of all routes together.
const everything = "all"

// New builds the page; the figures come when it is shown.
func New(p Params) *View {
	v := &View{p: p, route: everything}
	v.routes = kit.NewRadioChips(everything, nil, func(route string) { v.route = route; v.show() })
	v.policies = kit.NewRadioChips("", nil, func(policy string) { v.policy = policy; v.show() })
	v.routes.Wrap, v.policies.Wrap = true, true
	v.scroll = kit.NewScroll(kit.Column(0))
	head := kit.Row(look.Gap16, kit.NewHeading(text.T("rail.compare")), kit.NewNote(text.T("compare.how")))
	v.root = kit.Column(look.Gap8, kit.Fixed(0, look.ButtonHigh, head),
		kit.Row(look.Gap16, kit.NewNote(text.T("compare.routes")), kit.Grow(v.routes)),
		kit.Row(look.Gap16, kit.NewNote(text.T("compare.policy")), kit.Grow(v.policies)),
		kit.Grow(kit.Pad(look.Gap4, 0, 0, 0, v.scroll)))
	return v
}

// Content is the page.
func (v *View) Content() fyne.CanvasObject { return v.root }

// Bind gives the page its keys.
func (v *View) Bind(keys *kit.Scope) {
	keys.On(kit.Key(fyne.KeyPageDown), func() { v.scroll.Page(1) })
	keys.On(kit.Key(fyne.KeyPageUp), func() { v.scroll.Page(-1) })
}

// Shown computes the figures, the year having perhaps changed, and puts the
// keyboard on the routes.
func (v *View) Shown() {
	v.p.Frame.Title(text.T("rail.compare"))
	v.p.Frame.Router().Focus(v.routes)
	var reports []compare.Report
	v.p.Frame.Background(func(context.Context) (err error) {
		reports, err = v.p.Desk.Comparisons()
		return err
	}, func(err error) {
		if err != nil {
			v.p.Frame.Tell(err)
			return
		}
		v.take(reports)
	})
}

// Stale does nothing: no case is in these figures.
func (v *View) Stale() {}

func (v *View) take(reports []compare.Report) {
	v.reports = reports
	if len(reports) == 0 {
		return
	}
	if v.policy == "" {
		v.policy = reports[0].Policy
	}
	policies := make([]kit.Chip, len(reports))
	for i, r := range reports {
		policies[i] = kit.Chip{Value: r.Policy, Text: r.PolicyName}
	}
	routes := []kit.Chip{{Value: everything, Text: text.T("compare.all")}}
	for _, r := range reports[0].Routes {
		routes = append(routes, kit.Chip{Value: r.ID, Text: routeName(r.ID)})
	}
	v.policies.SetChips(policies)
	v.policies.Set(v.policy)
	v.routes.SetChips(routes)
	v.root.Refresh() // the rows of chips have a height only now
	v.show()
}

// show draws what the chips ask for.
func (v *View) show() {
	for _, r := range v.reports {
		if r.Policy == v.policy {
			v.page = page(r, v.route)
			v.scroll.Set(v.page)
		}
	}
}

func routeName(id string) string { return text.T("compare.route." + id) }
