package catalog

import (
	"maps"
	"slices"
)

// checkBefore holds the world before the reform to what a comparison counts on.
func (c *Catalog) checkBefore(fault func(file, format string, args ...any)) {
	for _, former := range c.Before {
		c.checkFormer(former, func(format string, args ...any) {
			fault("before/items.yaml", "%q: "+format, append([]any{former.ID}, args...)...)
		})
	}
	for _, name := range slices.Sorted(maps.Keys(c.Compared)) {
		if why := c.wrongAnswer(name, c.Compared[name]); why != "" {
			fault("before/situation.yaml", "%s", why)
		}
	}
	projects := 0
	for _, r := range c.Routes {
		c.checkOrder(r, func(format string, args ...any) { fault("routes/"+r.ID+".yaml", format, args...) })
		projects += r.Share
	}
	if projects == 0 {
		fault("routes", "no route has a share of the year's projects")
	}
}

func (c *Catalog) checkFormer(former FormerItem, fault func(string, ...any)) {
	if former.Days < 1 {
		fault("days %d, expected 1 or more", former.Days)
	}
	if former.Publicity < 0 {
		fault("publicity %d, expected 0 or more", former.Publicity)
	}
	if former.Window != "planning" && former.Window != "land" {
		fault("window %q, expected planning or land", former.Window)
	}
	if len(former.Materials) == 0 || len(former.Fields) == 0 {
		fault("expected materials and fields")
	}
	for i, key := range former.Fields {
		known := slices.ContainsFunc(c.Fields, func(f Field) bool { return f.Key == key })
		if !known || slices.Contains(former.Fields[:i], key) {
			fault("fields names %q, expected each key of form.yaml at most once", key)
		}
	}
	for _, id := range former.After {
		if _, ok := c.Former(id); !ok {
			fault("after names %q, which is not in before/items.yaml", id)
		}
	}
}

// wrongAnswer says what is wrong with an answer to a situation question, ""
// where nothing is.
func (c *Catalog) wrongAnswer(name, answer string) string {
	i := slices.IndexFunc(c.Questions, func(q Question) bool { return q.ID == name })
	if i < 0 {
		return "unknown question " + name
	}
	expected := c.Questions[i].Options
	if c.Questions[i].Kind == "flag" {
		expected = []string{Yes, "false"}
	}
	if !slices.Contains(expected, answer) {
		return name + ": unknown answer " + answer
	}
	return ""
}

// checkOrder sees to it that a project had in hand what the next item asked for.
func (c *Catalog) checkOrder(r Route, fault func(string, ...any)) {
	if r.Share < 0 {
		fault("share %d, expected 0 or more", r.Share)
	}
	for i, id := range r.Before {
		if slices.Contains(r.Before[:i], id) {
			fault("before names %q twice", id)
		}
		former, _ := c.Former(id)
		for _, needed := range former.After {
			if slices.Contains(r.Before[i:], needed) {
				fault("before puts %q ahead of %q, whose result it asked for", id, needed)
			}
		}
	}
}
