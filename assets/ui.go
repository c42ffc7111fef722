// Package assets carries the files the programs need at run time, embedded.
//
// Nothing here computes: a main hands the contents to the rooms that use them.
package assets

import "embed"

// Translations are the interface strings, one JSON file a language
// ("zh.json", "en.json"), keyed by code. Chinese is the language of reference.
//
//go:embed translations/*.json
var Translations embed.FS //nolint:gochecknoglobals // embedding needs a variable

// SansRegular is the regular face of the interface: TrueType, cut by
// fonts/build-ui.sh to the 8105 characters of 通用规范汉字表.
//
//go:embed fonts/OneWindowSans-Regular.ttf
var SansRegular []byte //nolint:gochecknoglobals // embedding needs a variable

// SansBold is the bold face of the interface.
//
//go:embed fonts/OneWindowSans-Bold.ttf
var SansBold []byte //nolint:gochecknoglobals // embedding needs a variable
