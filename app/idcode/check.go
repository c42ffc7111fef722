package idcode

import "strings"

// The check character systems of the standards. Each takes the characters
// before the check character, already known to be of its alphabet, and gives
// the character that belongs behind them.

// mod11 is ISO 7064 MOD 11-2, the check digit of identity numbers (GB 11643).
// It finds every single wrong digit and every swap of two neighbours.
func mod11(body string) byte {
	sum := 0
	for i := range len(body) {
		sum = (sum + int(body[i]-'0')) * 2 % 11
	}
	return "10X98765432"[sum]
}

// creditAlphabet is the alphabet of GB 32100: no I, O, S, V, Z.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// mod31 is the check character of the unified social credit code (GB 32100):
// weights 3^i modulo 31.
func mod31(body string) byte {
	sum, weight := 0, 1
	for i := range len(body) {
		sum += strings.IndexByte(creditAlphabet, body[i]) * weight
		weight = weight * 3 % 31
	}
	return creditAlphabet[(31-sum%31)%31]
}

// organisation is the check character of the eight characters of an
// organisation code (GB 11714).
func organisation(body string) byte {
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, weight := range weights {
		sum += value(body[i]) * weight
	}
	return "0X987654321"[sum%11]
}

// mod11and10 is ISO 7064 MOD 11,10 over digits.
func mod11and10(body string) byte {
	product := 10
	for i := range len(body) {
		sum := (product + int(body[i]-'0')) % 10
		if sum == 0 {
			sum = 10
		}
		product = sum * 2 % 11
	}
	return '0' + byte((11-product)%10)
}

// mrz is the 7-3-1 check digit of machine-readable travel documents (ICAO 9303).
func mrz(body string) byte {
	weights := [3]int{7, 3, 1}
	sum := 0
	for i := range len(body) {
		sum += value(body[i]) * weights[i%3]
	}
	return '0' + byte(sum%10)
}

// value is 0 to 9 for digits and 10 to 35 for letters.
func value(c byte) int {
	if c <= '9' {
		return int(c - '0')
	}
	return int(c-'A') + 10
}
