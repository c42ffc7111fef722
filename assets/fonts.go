package assets

import _ "embed" // the compiler packs the files below

// SerifRegular is Noto Serif SC Regular, whole, as a glyph store (see
// fonts/build.py): the text of every document.
//
//go:embed fonts/serif-regular.glyphs
var SerifRegular []byte //nolint:gochecknoglobals // embedding needs a variable

// SerifBold is Noto Serif SC Bold cut to the 8105 characters of
// 通用规范汉字表 and the signs, as a glyph store: titles and emphasis.
//
//go:embed fonts/serif-bold.glyphs
var SerifBold []byte //nolint:gochecknoglobals // embedding needs a variable

// SerifRare is what SerifRegular lacks of the CJK ideographs above U+FFFF, from
// Hanazono Mincho (花園明朝), as a glyph store: rare characters in names of
// people and places. Both together draw every ideograph of GB 18030-2022.
//
//go:embed fonts/serif-rare.glyphs
var SerifRare []byte //nolint:gochecknoglobals // embedding needs a variable
