//go:build wine

package gdi_test

// sheet is a page that is printed and measured, in mm.
type sheet struct {
	name       string
	wide, high float64
}

func sheets() []sheet {
	return []sheet{{"a4", 210, 297}, {"a4-landscape", 297, 210}, {"a3-landscape", 420, 297}, {"a5", 148, 210}}
}

// margin is how far inside the paper's edges the frame of a sheet is drawn, in mm.
const margin = 6
