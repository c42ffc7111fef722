package paint

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// ErrStructure says that the PDF writer's output no longer has the form this
// package corrects; it can only come with a new version of the writer.
var ErrStructure = errors.New("paint: unknown PDF structure")

// The writer's table from codes to characters is one constant: every code is
// its own character.
const (
	identity = "1 beginbfrange\n<0000> <FFFF> <0000>\nendbfrange"
)

// translate teaches the PDF what the codes of the private use area mean, so
// that search and copy find the real characters.
func translate(pdf []byte, meaning map[uint16]rune) ([]byte, error) {
	if len(meaning) == 0 {
		return pdf, nil
	}
	at := bytes.Index(pdf, []byte(identity))
	head := bytes.LastIndex(pdf[:max(at, 0)], []byte("<</Length "))
	if at < 0 || head < 0 {
		return nil, fmt.Errorf("%w: no character map", ErrStructure)
	}
	stream := bytes.Index(pdf[head:], []byte("stream\n")) + head + len("stream\n")
	end := bytes.Index(pdf[stream:], []byte("\nendstream"))
	if end < 0 || stream > at {
		return nil, fmt.Errorf("%w: no stream around the character map", ErrStructure)
	}
	end += stream
	inside := slices.Concat(pdf[stream:at], ranges(meaning), pdf[at+len(identity):end])
	object := slices.Concat(fmt.Appendf(nil, "<</Length %d>>\nstream\n", len(inside)), inside)
	out := slices.Concat(pdf[:head], object, pdf[end:])
	return moveReferences(out, head, len(out)-len(pdf))
}

// ranges writes the map: each code of meaning as its character, all codes
// between them as themselves.
func ranges(meaning map[uint16]rune) []byte {
	codes := slices.Sorted(maps.Keys(meaning))
	var out bytes.Buffer
	var same []string
	next := 0
	for _, code := range append(slices.Clone(codes), 0xFFFF) {
		// A range may not run over the end of a first byte (PDF 32000-1, 9.10.3),
		// but the writer's own <0000> <FFFF> shows that readers do not mind.
		if last := int(code) - 1; last >= next {
			same = append(same, fmt.Sprintf("<%04X> <%04X> <%04X>\n", next, last, next))
		}
		next = int(code) + 1
	}
	for part := range slices.Chunk(same, 100) {
		fmt.Fprintf(&out, "%d beginbfrange\n%sendbfrange\n", len(part), strings.Join(part, ""))
	}
	for part := range slices.Chunk(codes, 100) {
		fmt.Fprintf(&out, "%d beginbfchar\n", len(part))
		for _, code := range part {
			fmt.Fprintf(&out, "<%04X> <%s>\n", code, utf16Hex(string(meaning[code])))
		}
		out.WriteString("endbfchar\n")
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// utf16Hex writes text as big-endian UTF-16 in hexadecimal.
func utf16Hex(text string) string {
	var out strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&out, "%04X", unit)
	}
	return out.String()
}

// moveReferences corrects the table of object positions after by bytes were
// put in behind from.
func moveReferences(pdf []byte, from, by int) ([]byte, error) {
	start := bytes.LastIndex(pdf, []byte("\nxref\n"))
	tail := bytes.LastIndex(pdf, []byte("startxref\n"))
	if start < 0 || tail < start {
		return nil, fmt.Errorf("%w: no reference table", ErrStructure)
	}
	start++
	lines := strings.SplitAfter(string(pdf[start:tail]), "\n")
	for i, line := range lines {
		if !strings.HasSuffix(line, " 00000 n \n") {
			continue
		}
		position, err := strconv.Atoi(line[:10])
		if err != nil {
			return nil, fmt.Errorf("%w: reference %q", ErrStructure, line)
		}
		if position > from {
			lines[i] = fmt.Sprintf("%010d 00000 n \n", position+by)
		}
	}
	out := slices.Concat(pdf[:start], []byte(strings.Join(lines, "")))
	return fmt.Appendf(out, "startxref\n%d\n%%%%EOF\n", start), nil
}
