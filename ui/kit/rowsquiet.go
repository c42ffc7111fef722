package kit

// SetEmpty changes what is said where there are no rows, as when another list is
// shown.
func (r *Rows) SetEmpty(words string) { r.empty.Set(words) }

// Deselect takes the selection away without scrolling and tells nobody.
func (r *Rows) Deselect() {
	r.selected = -1
	r.list.Refresh()
}

// Mark selects a row and brings it into sight without telling OnSelected: the
// same row as before has found another place.
func (r *Rows) Mark(row int) {
	if row < 0 || row >= r.spec.Count() {
		return
	}
	r.selected = row
	r.list.ScrollTo(row)
	r.list.Refresh()
}
