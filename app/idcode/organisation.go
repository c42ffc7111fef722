package idcode

// CreditCode reads a unified social credit code (统一社会信用代码, GB 32100-2015):
// 18 characters without I, O, S, V, Z, the last one a check character. The
// organisation code inside has a check character of its own; where only that
// one is wrong, as in some codes that were really issued, it is the warning
// Inner.
func CreditCode(s string) (string, *Problem) {
	code := normal(s)
	form := join(times(2, creditAlphabet), times(6, digits), times(10, creditAlphabet))
	if problem := form.fit(code); problem != nil {
		return code, problem
	}
	if want := mod31(code[:17]); code[17] != want {
		return code, badCheck(want)
	}
	if want := organisation(code[8:16]); code[16] != want {
		return code, warn(Inner, "want", string(want))
	}
	return code, nil
}
