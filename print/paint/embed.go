package paint

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf16"

	"github.com/klauspost/compress/zlib"

	"onewindow/print/typeface"
)

// ErrStructure says that the PDF writer's output no longer has the form this
// package adds the font to; it can only come with a new version of the writer.
var ErrStructure = errors.New("paint: unknown PDF structure")

// noFonts is how the writer lists the fonts of a document that it has none of.
const noFonts = "/Font <<\n>>"

// embed puts the font of a document into its PDF (PDF 32000-1, 9.7). The
// writer would parse it into maps of 65 536 entries, cut it once more and name
// it after a sum over all that, which takes longer than the rest of a page
// together; here codes are glyph numbers and the font goes in as it is.
func embed(pdf []byte, cut *typeface.Cut) ([]byte, error) {
	end, err := readEnd(pdf)
	if err != nil {
		return nil, err
	}
	objects, err := fontObjects(cut, end.objects)
	if err != nil {
		return nil, err
	}
	fonts := fmt.Sprintf("/Font <</%s %d 0 R>>", fontName, end.objects)
	size := len(fonts)
	for _, object := range objects {
		size += len(object) + 20
	}
	out := make([]byte, 0, len(pdf)+size+256)
	out = append(append(append(out, pdf[:end.fonts]...), fonts...), pdf[end.fonts+len(noFonts):end.table]...)
	for i, at := range end.positions {
		if at > end.fonts {
			end.positions[i] += len(fonts) - len(noFonts)
		}
	}
	for i, object := range objects {
		end.positions = append(end.positions, len(out))
		out = append(fmt.Appendf(out, "%d 0 obj\n", end.objects+i), object...)
		out = append(out, "\nendobj\n"...)
	}
	return end.write(out), nil
}

// pdfEnd is what stands at the end of a PDF: where everything is.
type pdfEnd struct {
	fonts     int   // where the list of fonts stands
	table     int   // where the table of positions begins
	objects   int   // how many there are, that of number 0 included
	positions []int // of the objects, from that of number 1
	root      string
}

func readEnd(pdf []byte) (pdfEnd, error) {
	end := pdfEnd{fonts: bytes.LastIndex(pdf, []byte(noFonts)), table: bytes.LastIndex(pdf, []byte("\nxref\n")) + 1}
	if end.fonts < 0 || end.table < end.fonts {
		return end, fmt.Errorf("%w: no list of fonts", ErrStructure)
	}
	lines := bytes.Split(pdf[end.table:], []byte("\n"))
	if _, err := fmt.Sscanf(string(lines[1]), "0 %d", &end.objects); err != nil || len(lines) < end.objects+7 {
		return end, fmt.Errorf("%w: no table of positions", ErrStructure)
	}
	for _, line := range lines[3 : 2+end.objects] {
		var at int
		if _, err := fmt.Sscanf(string(line), "%d 00000 n", &at); err != nil {
			return end, fmt.Errorf("%w: position %q", ErrStructure, line)
		}
		end.positions = append(end.positions, at)
	}
	trailer := lines[2+end.objects:] // trailer, <<, /Size, /Root, /Info
	end.root = string(bytes.Join(trailer[3:5], []byte("\n")))
	return end, nil
}

// write ends a PDF with the table of its positions.
func (e pdfEnd) write(out []byte) []byte {
	start, count := len(out), len(e.positions)+1
	out = fmt.Appendf(out, "xref\n0 %d\n0000000000 65535 f \n", count)
	for _, at := range e.positions {
		out = fmt.Appendf(out, "%010d 00000 n \n", at)
	}
	return fmt.Appendf(out, "trailer\n<<\n/Size %d\n%s\n>>\nstartxref\n%d\n%%%%EOF\n", count, e.root, start)
}

// fontObjects are the objects of the font, the first of which is numbered so.
func fontObjects(cut *typeface.Cut, first int) ([][]byte, error) {
	const font = "/OneWindowSong"
	data, err := cut.TrueType()
	if err != nil {
		return nil, err
	}
	packed := new(packer)
	file, err := packed.stream(data, fmt.Sprintf("/Length1 %d ", len(data)))
	if err != nil {
		return nil, err
	}
	meaning, err := packed.stream(characterMap(cut.Meaning()), "")
	if err != nil {
		return nil, err
	}
	m := cut.Metrics()
	return [][]byte{
		fmt.Appendf(nil, "<</Type /Font /Subtype /Type0 /BaseFont %s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
			font, first+1, first+3),
		fmt.Appendf(nil, "<</Type /Font /Subtype /CIDFontType2 /BaseFont %s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> "+
			"/CIDToGIDMap /Identity /FontDescriptor %d 0 R /DW %d /W [1 %d]>>", font, first+2, typeface.Em, cut.Advances()),
		fmt.Appendf(nil, "<</Type /FontDescriptor /FontName %s /Flags 4 /FontBBox %d /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV 88 /FontFile2 %d 0 R>>",
			font, m.Box, m.Ascent, m.Descent, m.CapHeight, first+4),
		meaning, file,
	}, nil
}

// packer deflates one stream after the other with the same memory, of which it
// takes more than a page does.
type packer struct {
	buffer bytes.Buffer
	writer *zlib.Writer
}

// stream is an object of deflated data, with more entries of its dictionary.
func (p *packer) stream(data []byte, entries string) ([]byte, error) {
	p.buffer.Reset()
	if p.writer == nil {
		var err error
		if p.writer, err = zlib.NewWriterLevel(&p.buffer, zlib.BestSpeed); err != nil {
			return nil, fmt.Errorf("paint: deflate: %w", err)
		}
	}
	p.writer.Reset(&p.buffer)
	if _, err := p.writer.Write(data); err != nil {
		return nil, fmt.Errorf("paint: deflate: %w", err)
	}
	if err := p.writer.Close(); err != nil {
		return nil, fmt.Errorf("paint: deflate: %w", err)
	}
	out := fmt.Appendf(nil, "<</Length %d %s/Filter /FlateDecode>>\nstream\n", p.buffer.Len(), entries)
	return append(append(out, p.buffer.Bytes()...), "\nendstream"...), nil
}

// characterMap tells readers what the codes mean, that of code 1 first, so that
// search and copy find the characters (PDF 32000-1, 9.10.3).
func characterMap(meaning []rune) []byte {
	out := make([]byte, 0, 20*len(meaning)+400)
	out = append(out, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"+
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"+
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"...)
	const most = 100 // entries to a list
	for from := 0; from < len(meaning); from += most {
		part := meaning[from:min(from+most, len(meaning))]
		out = fmt.Appendf(out, "%d beginbfchar\n", len(part))
		for i, r := range part {
			out = append(hex(append(out, '<'), uint16(from+i+1)), "> <"...)
			out = append(append(out, utf16Hex(string(r))...), ">\n"...)
		}
		out = append(out, "endbfchar\n"...)
	}
	return append(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"...)
}

// utf16Hex writes text as big-endian UTF-16 in hexadecimal.
func utf16Hex(text string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = hex(out, unit)
	}
	return string(out)
}
