// Package typeface holds the fonts of documents (字库) without ever holding a
// whole font: a [Store] keeps outlines deflated in chunks of 64 glyphs, and a
// [Cut] copies the glyphs one document uses into one small TrueType font that
// both painters draw from.
package typeface

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"
	"unicode"
)

// Em is the number of units to the em in every [Store] and [Cut].
const Em = 1000

const (
	magic     = "OWGLYPH1"
	chunkSize = 64 // glyphs
)

// ErrFormat says that the bytes are no glyph store; assets/fonts/build.py
// describes the format.
var ErrFormat = errors.New("typeface: not a glyph store")

// Metrics are the vertical measures of a font in units of [Em], upwards
// positive.
type Metrics struct {
	Ascent, Descent, CapHeight int
	Box                        [4]int // xMin, yMin, xMax, yMax over its letters
}

// Store is one font as assets/fonts/build.py packs it. It is safe for use by
// several goroutines.
type Store struct {
	metrics  Metrics
	leaves   []*[256]uint16 // glyph + 1 by character, 256 to a leaf; nil where none is drawn
	runes    int
	advances []uint16
	offsets  []uint32 // of each chunk in packed, and the end
	packed   []byte

	mu     sync.Mutex
	chunks map[int][][]byte // inflated so far: the characters of a hall repeat
}

// Open reads the directory of a glyph store; the outlines stay deflated until
// they are asked for. It keeps data, which must not change afterwards.
func Open(data []byte) (*Store, error) {
	head := len(magic) + 8
	if len(data) < head || string(data[:len(magic)]) != magic {
		return nil, ErrFormat
	}
	packed := int(binary.BigEndian.Uint32(data[8:]))
	size := int(binary.BigEndian.Uint32(data[12:]))
	if packed > len(data)-head {
		return nil, fmt.Errorf("%w: directory cut off", ErrFormat)
	}
	directory, err := inflate(data[head:head+packed], size)
	if err != nil {
		return nil, fmt.Errorf("%w: directory: %w", ErrFormat, err)
	}
	s := &Store{packed: data[head+packed:], chunks: map[int][][]byte{}}
	if err := s.read(directory); err != nil {
		return nil, err
	}
	return s, nil
}

// read takes the directory apart and checks every number it will later trust.
func (s *Store) read(directory []byte) error {
	in := bytes.NewReader(directory)
	var head struct {
		Metrics            [7]int16
		Glyphs, Characters uint32
	}
	if err := binary.Read(in, binary.BigEndian, &head); err != nil {
		return fmt.Errorf("%w: directory: %w", ErrFormat, err)
	}
	glyphs, characters := int(head.Glyphs), int(head.Characters)
	chunks := (glyphs + chunkSize - 1) / chunkSize
	if in.Len() != characters*6+glyphs*2+(chunks+1)*4 {
		return fmt.Errorf("%w: directory of %d bytes for %d glyphs", ErrFormat, len(directory), glyphs)
	}
	s.metrics = metricsOf(head.Metrics)
	rest := directory[len(directory)-in.Len():]
	s.leaves = make([]*[256]uint16, (unicode.MaxRune+1)/256)
	for i := range characters {
		r, glyph := binary.BigEndian.Uint32(rest[6*i:]), binary.BigEndian.Uint16(rest[6*i+4:])
		if int(glyph) >= glyphs || glyph == math.MaxUint16 || r > unicode.MaxRune {
			return fmt.Errorf("%w: glyph %d of %d for %U", ErrFormat, glyph, glyphs, r)
		}
		s.place(rune(r), glyph)
	}
	rest = rest[6*characters:]
	s.advances = make([]uint16, glyphs)
	for i := range s.advances {
		s.advances[i] = binary.BigEndian.Uint16(rest[2*i:])
	}
	return s.readOffsets(rest[2*glyphs:])
}

func (s *Store) readOffsets(list []byte) error {
	s.offsets = make([]uint32, len(list)/4)
	for i := range s.offsets {
		s.offsets[i] = binary.BigEndian.Uint32(list[4*i:])
	}
	if !slices.IsSorted(s.offsets) || int(s.offsets[len(s.offsets)-1]) > len(s.packed) {
		return fmt.Errorf("%w: chunks out of order or cut off", ErrFormat)
	}
	return nil
}

func metricsOf(m [7]int16) Metrics {
	return Metrics{
		Ascent: int(m[0]), Descent: int(m[1]), CapHeight: int(m[2]),
		Box: [4]int{int(m[3]), int(m[4]), int(m[5]), int(m[6])},
	}
}

// Metrics tells the vertical measures of the font.
func (s *Store) Metrics() Metrics { return s.metrics }

// Len tells how many characters the font draws.
func (s *Store) Len() int { return s.runes }

// place enters a character. The tree of two levels answers in two steps: type
// setting asks for the width of every character several times.
func (s *Store) place(r rune, glyph uint16) {
	leaf := s.leaves[r>>8]
	if leaf == nil {
		leaf = new([256]uint16)
		s.leaves[r>>8] = leaf
	}
	if leaf[r&0xFF] == 0 {
		s.runes++
	}
	leaf[r&0xFF] = glyph + 1
}

// glyph tells the glyph that draws r.
func (s *Store) glyph(r rune) (int, bool) {
	if r < 0 || r > unicode.MaxRune {
		return 0, false
	}
	leaf := s.leaves[r>>8]
	if leaf == nil || leaf[r&0xFF] == 0 {
		return 0, false
	}
	return int(leaf[r&0xFF]) - 1, true
}

// outline returns the simple "glyf" record of a glyph; empty for a space.
func (s *Store) outline(glyph int) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	number := glyph / chunkSize
	records, inflated := s.chunks[number]
	if !inflated {
		var err error
		if records, err = unpack(s.packed[s.offsets[number]:s.offsets[number+1]]); err != nil {
			return nil, fmt.Errorf("%w: chunk %d: %w", ErrFormat, number, err)
		}
		s.chunks[number] = records
	}
	return records[glyph%chunkSize], nil
}

// unpack inflates a chunk and cuts it into its glyf records.
func unpack(packed []byte) ([][]byte, error) {
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return nil, err
	}
	if len(raw) < 2*chunkSize {
		return nil, io.ErrUnexpectedEOF
	}
	records, rest := make([][]byte, chunkSize), raw[2*chunkSize:]
	for i := range records {
		length := int(binary.BigEndian.Uint16(raw[2*i:]))
		if length > len(rest) || length > 0 && length < 12 {
			return nil, io.ErrUnexpectedEOF
		}
		records[i], rest = rest[:length:length], rest[length:]
	}
	return records, nil
}

func inflate(packed []byte, size int) ([]byte, error) {
	// The stated size is not trusted with memory: a broken file must give an
	// error, not an allocation of gigabytes.
	limited := io.LimitReader(flate.NewReader(bytes.NewReader(packed)), int64(size)+1)
	raw, err := io.ReadAll(limited)
	if err != nil {
		return nil, err
	}
	if len(raw) != size {
		return nil, io.ErrUnexpectedEOF
	}
	return raw, nil
}
