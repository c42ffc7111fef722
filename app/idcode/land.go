package idcode

import "strings"

// ParcelCode reads a cadastral parcel code (宗地代码, 19 characters): region 6,
// cadastral district 3, sub-district 3, two letters for the right and its
// feature, serial 5. It has no check character. Letters that the standard does
// not list are the warning Feature.
func ParcelCode(s string) (string, *Problem) {
	code := normal(s)
	if problem := parcelShape().fit(code); problem != nil {
		return code, problem
	}
	return code, feature(code)
}

// UnitCode reads a real-estate unit code (不动产单元代码, GB/T 37346, 28
// characters): the parcel code, a letter for the fixture (F house, L forest,
// Q other, W none) and a serial of 8, which is zeros where there is no fixture.
// It has no check character.
func UnitCode(s string) (string, *Problem) {
	code := normal(s)
	form := join(parcelShape(), shape{capital}, times(8, digits))
	problem := form.fit(code)
	if problem != nil && problem.Code != Short {
		return code, problem
	}
	if len(code) >= 20 && !strings.Contains("FLQW", code[19:20]) {
		return code, &Problem{Code: Fixture, Data: map[string]any{"char": code[19:20]}}
	}
	switch {
	case problem != nil:
		return code, problem
	case code[19] == 'W' && code[20:] != "00000000":
		return code, warn(NotZero, "serial", code[20:])
	}
	return code, feature(code)
}

func parcelShape() shape {
	return join(times(12, digits), times(2, capital), times(5, digits))
}

// feature warns about letters beyond those of GB/T 37346: owned by the state,
// by a collective, or in dispute; and the kind of right.
func feature(code string) *Problem {
	if strings.Contains("GJZ", code[12:13]) && strings.Contains("ABSXCDEFLNHWY", code[13:14]) {
		return nil
	}
	return warn(Feature, "letters", code[12:14])
}
