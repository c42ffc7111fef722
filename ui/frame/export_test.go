package frame

// Shown is long work whose half second has passed: stopped says whether a person
// stopped it, hide ends it.
func Shown(f Frame, l Long) (stopped func() bool, hide func()) {
	w := newWork(f, l)
	w.show()
	return func() bool { return w.over }, w.hide
}
