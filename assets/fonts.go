package assets

import _ "embed" // the compiler packs the files below

// SerifRegular is Noto Serif SC Regular, whole, as a glyph store (see
// fonts/build.py): the text of every document.
//
//go:embed fonts/serif-regular.glyphs
var SerifRegular []byte

// SerifBold is Noto Serif SC Bold cut to the 8105 characters of
// 通用规范汉字表 and the signs, as a glyph store: titles and emphasis.
//
//go:embed fonts/serif-bold.glyphs
var SerifBold []byte
