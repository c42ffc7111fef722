package replica

import (
	_ "embed" // the dictionary is data
	"net/http"
	"strconv"
)

// Dictionary is the newest dictionary this program packs small bodies with. What
// every event says alike needs not go over the line each time: one event alone
// takes half the bytes.
//
// A body packed with a dictionary is a zstd frame (RFC 8878, 5) that names it,
// so that nothing but the packing must be agreed upon: either end says with each
// message which dictionary it has, and gets none that it did not name. Programs
// from before there were any say nothing.
const Dictionary = 1

// HeaderDictionary says in a request and in an answer up to which number the
// sender knows the dictionaries. It needs no signature: a wrong number makes a
// body that cannot be read, and the client tries again without.
const HeaderDictionary = "Onewindow-Dictionary"

//go:embed dictionary/1
var dictionary1 []byte

// dictionaryOf is the dictionary that a message says its sender knows, 0 for none.
func dictionaryOf(h http.Header) int {
	n, err := strconv.Atoi(h.Get(HeaderDictionary))
	if err != nil || n < 0 {
		return 0
	}
	return min(n, Dictionary)
}

// PackFor is Pack for whoever sent a message with these headers.
func (c *Codec) PackFor(h http.Header, plain []byte) []byte {
	if wantsQuickly(h) && len(plain) >= largeBody {
		return c.quick.EncodeAll(plain, nil)
	}
	return c.packWith(dictionaryOf(h), plain)
}

func (c *Codec) packWith(dictionary int, plain []byte) []byte {
	if dictionary == 0 {
		return c.Pack(plain)
	}
	return c.trained.EncodeAll(plain, nil)
}
