package idcode

import "strings"

// ProjectCode reads the code of the investment-project platform
// (投资项目统一代码) and gives it with its dashes.
//
// Codes from November 2020 on are YYMM, region 6, department 2, type 2, random
// 5 and a check digit. That the check digit is ISO 7064 MOD 11,10 is known from
// samples only, so a mismatch is the warning BadCheck. Older codes begin with
// the full year, have a serial of six instead of random and check digit, and
// sometimes a part number of three digits behind.
func ProjectCode(s string) (string, *Problem) {
	code := normal(s)
	if len(code) > 20 && oldProject(code) {
		return dashed(code), times(23, digits).fit(code)
	}
	if problem := times(20, digits).fit(code); problem != nil && (problem.Code != Short || len(code) < 4) {
		return dashed(code), problem
	}
	if !oldProject(code) && !newProject(code) {
		return dashed(code), badDate(code[:4])
	}
	if missing := 20 - len(code); missing > 0 {
		return dashed(code), short(missing)
	}
	if want := mod11and10(code[:19]); newProject(code) && code[19] != want {
		return dashed(code), warn(BadCheck, "want", string(want))
	}
	return dashed(code), nil
}

// newProject says whether the first four digits are a year and a month.
func newProject(code string) bool {
	return "01" <= code[2:4] && code[2:4] <= "12"
}

// oldProject says whether they are a year. The platform began in 2015; 2011 and
// 2012 are November and December of 2020.
func oldProject(code string) bool { return "2013" <= code[:4] && code[:4] <= "2099" }

// dashed groups what is there of a code.
func dashed(code string) string {
	if strings.Trim(code, digits) != "" {
		return code
	}
	var parts []string
	for _, length := range []int{4, 6, 2, 2, 6} {
		if len(code) <= length {
			break
		}
		parts, code = append(parts, code[:length]), code[length:]
	}
	if code != "" {
		parts = append(parts, code)
	}
	return strings.Join(parts, "-")
}
