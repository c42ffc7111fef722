package seal

import (
	"fmt"
	"strings"
)

// alphabet is what QR's alphanumeric mode and an unescaped URL path have in
// common, see the package's documentation.
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-:"

const base = len(alphabet)

// toLetters writes data in the alphabet: three letters for two bytes.
func toLetters(data []byte) string {
	var b strings.Builder
	for ; len(data) >= 2; data = data[2:] {
		writeNumber(&b, int(data[0])<<8|int(data[1]), 3)
	}
	if len(data) == 1 {
		writeNumber(&b, int(data[0]), 2)
	}
	return b.String()
}

func writeNumber(b *strings.Builder, n, letters int) {
	for range letters {
		b.WriteByte(alphabet[n%base])
		n /= base
	}
}

// fromLetters reads what toLetters wrote and nothing else: each text has one
// meaning and each meaning one text.
func fromLetters(text string) ([]byte, error) {
	data := make([]byte, 0, len(text)/3*2+1)
	for ; len(text) >= 3; text = text[3:] {
		n, err := readNumber(text[:3], 1<<16)
		if err != nil {
			return nil, err
		}
		data = append(data, byte(n>>8), byte(n))
	}
	switch len(text) {
	case 1:
		return nil, malformed("a single letter at the end")
	case 2:
		n, err := readNumber(text, 1<<8)
		if err != nil {
			return nil, err
		}
		data = append(data, byte(n))
	}
	return data, nil
}

func readNumber(letters string, limit int) (int, error) {
	n := 0
	for i := len(letters) - 1; i >= 0; i-- {
		digit := strings.IndexByte(alphabet, letters[i])
		if digit < 0 {
			return 0, malformed(fmt.Sprintf("the character %q", letters[i]))
		}
		n = n*base + digit
	}
	if n >= limit {
		return 0, malformed(fmt.Sprintf("the letters %q", letters))
	}
	return n, nil
}
