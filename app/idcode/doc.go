// Package idcode reads the identifiers that applications carry: people's
// documents, organisations, projects and land. Each function takes what was
// typed or scanned, and gives the number in its normal form and what is wrong
// with it, if anything.
//
// The functions are meant to be called while a person types: a number that is
// only unfinished answers with the code id.short and how many characters are
// missing, and a mistake in what is there already is told at once. A Problem
// that is a Warning comes with a usable value and never blocks anyone: the
// region tables of old numbers, and check digits that are only known from
// samples, are no grounds to send a citizen away.
//
// Full-width characters, lower-case letters, blanks and dashes are accepted
// everywhere and normalised away.
package idcode
