package numeral_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onewindow/print/numeral"
)

// The vectors with 伍角叁分 and 叁角贰分 among them are those of the rules for
// filling in bills.
func TestAmounts(t *testing.T) {
	raw, err := os.ReadFile("testdata/amounts.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		field := strings.Split(strings.TrimSpace(line), " | ")
		if len(field) != 3 {
			t.Fatalf("%q has %d fields", line, len(field))
		}
		fen, err := strconv.ParseInt(field[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got := numeral.Figures(fen); got != field[1] {
			t.Errorf("%d in figures is %s, want %s", fen, got, field[1])
		}
		if got := numeral.Amount(fen); got != field[2] {
			t.Errorf("%d is %s, want %s", fen, got, field[2])
		}
	}
}

// What is written reads back as the same amount, and carries no zero that
// says nothing.
func TestAmountReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.OneOf(rapid.Int64Range(0, 1e6), rapid.Int64Min(0)).Draw(t, "fen")
		text := numeral.Amount(fen)
		if got := read(text); got != uint64(fen) {
			t.Fatalf("%d is written %s, which reads %d", fen, text, got)
		}
		for _, idle := range []string{"零零", "零万", "零亿", "零仟", "零佰", "零拾", "零角"} {
			if strings.Contains(text, idle) {
				t.Fatalf("%d is written %s", fen, text)
			}
		}
	})
}

// read is the number of fen that capital numerals say, found by another way
// than they are written: from left to right, with a running sum for each unit.
func read(text string) uint64 {
	digits := []rune("零壹贰叁肆伍陆柒捌玖")
	small := map[rune]uint64{'拾': 10, '佰': 100, '仟': 1000}
	var fen, high, section, last uint64
	for _, r := range text {
		switch {
		case small[r] > 0:
			section, last = section+last*small[r], 0
		case r == '万':
			section, last = (section+last)*10000, 0
			high, section = high+section, 0
		case r == '亿':
			high, section, last = (high+section+last)*1e8, 0, 0
		case r == '元':
			fen, high, section, last = (high+section+last)*100, 0, 0, 0
		case r == '角':
			fen, last = fen+last*10, 0
		case r == '分':
			fen, last = fen+last, 0
		default:
			for value, d := range digits {
				if d == r {
					last = uint64(value)
				}
			}
		}
	}
	return fen
}

func TestOrdinals(t *testing.T) {
	for n, want := range map[int]string{
		1: "一", 9: "九", 10: "十", 11: "十一", 19: "十九", 20: "二十", 21: "二十一", 30: "三十", 99: "九十九",
		0: "0", -3: "-3", 100: "100",
	} {
		if got := numeral.Ordinal(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}
