package store

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/app/workday"
	"onewindow/store/ranked"
)

// place is where a row stands in a list.
type place struct {
	list       string
	key, value []byte
}

// docSize is how many bytes the number of a document takes at the end of a key.
const docSize = 5

// longestSortKey is how many bytes of a name a list is sorted by. Names that
// begin alike for so long are sorted by number.
const longestSortKey = 64

// longestKey is how many bytes a key has at most: a column, the number, a document.
const longestKey = 2*(longestSortKey+1) + docSize

// places lists where a row stands: once in the lists of its state, and in those
// of whom it waits for. doc is the number that the lists know its case by.
func places(s *casefile.Summary, doc uint64) []place {
	if s == nil {
		return nil
	}
	value := valueOf(s)
	list := make([]place, 0, 8) // most stand in five lists, and among those that may be twins
	for _, column := range sortedColumns() {
		key := keyOf(column, s, doc)
		list = append(list, place{stateList(column, s.State), key, value})
		for _, section := range s.Silent {
			list = append(list, place{silentList(column, section, s.State), key, value})
		}
	}
	byNumber := keyOf(desk.ByNumber, s, doc)
	if s.Settler != "" {
		list = append(list, place{settlerList(s.Settler), byNumber, value})
	}
	if !s.Renewing.IsZero() {
		list = append(list, place{renewingList, byNumber, value})
	}
	return append(list, twinPlaces(s, doc)...)
}

// sortedColumns are the columns that a list is kept by. A list by state is made
// of those of the states, by number.
func sortedColumns() []desk.Column {
	return []desk.Column{desk.ByNumber, desk.ByApplicant, desk.ByProject, desk.ByItem, desk.ByDue}
}

func stateList(by desk.Column, state casefile.State) string {
	return string(by) + "|state|" + string(state)
}

func silentList(by desk.Column, section string, state casefile.State) string {
	return string(by) + "|silent|" + section + "|" + string(state)
}

func settlerList(person string) string { return "settler|" + person }

const renewingList = "renewing"

// keyOf is what a row is sorted by: a column, then the number, then the order in
// which cases came. No two are equal.
func keyOf(by desk.Column, s *casefile.Summary, doc uint64) []byte {
	var room [longestKey]byte
	return bytes.Clone(appendKey(room[:0], by, s, doc))
}

func appendKey(key []byte, by desk.Column, s *casefile.Summary, doc uint64) []byte {
	if by != desk.ByNumber && by != desk.ByState {
		key = append(append(key, sortText(columnText(by, s))...), 0)
	}
	key = append(append(key, sortText(s.Number)...), 0)
	return appendDoc(key, doc)
}

// appendDoc appends the number of a document to a key.
func appendDoc(key []byte, doc uint64) []byte {
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], doc)
	return append(key, raw[8-docSize:]...)
}

func columnText(by desk.Column, s *casefile.Summary) string {
	switch by {
	case desk.ByApplicant:
		return s.Applicant
	case desk.ByProject:
		return s.Project
	case desk.ByItem:
		return s.Item
	case desk.ByDue:
		if s.Due.IsZero() {
			return "~" // behind those that have a date
		}
		return s.Due.String()
	}
	return s.Number
}

func sortText(text string) string {
	return strings.ReplaceAll(text[:min(len(text), longestSortKey)], "\x00", "\x01")
}

// docOf is the document that an entry stands for.
func docOf(key []byte) uint64 {
	if len(key) < docSize {
		return 0
	}
	return binary.BigEndian.Uint64(append(make([]byte, 8-docSize), key[len(key)-docSize:]...))
}

// valueOf is what a list says of a row so that it need not be read: its state
// and the day it is due.
func valueOf(s *casefile.Summary) []byte {
	state := byte(slices.Index(casefile.States(), s.State))
	return binary.BigEndian.AppendUint32([]byte{state}, uint32(s.Due.Sub(workday.Date{})))
}

// dueBy says whether an entry has a date that is not after a day.
func dueBy(value []byte, day workday.Date) bool {
	if len(value) != 5 {
		return false
	}
	due := binary.BigEndian.Uint32(value[1:])
	return due != 0 && due <= uint32(day.Sub(workday.Date{}))
}

// listNodes keeps the nodes of one list in a bucket.
type listNodes struct {
	shelf  shelf
	prefix []byte
}

// Get reads a node.
func (n listNodes) Get(id uint64) []byte { return n.shelf.Get(n.at(id)) }

// Put keeps a node.
func (n listNodes) Put(id uint64, raw []byte) error { return n.shelf.Put(n.at(id), raw) }

// Delete drops a node.
func (n listNodes) Delete(id uint64) error { return n.shelf.Delete(n.at(id)) }

func (n listNodes) at(id uint64) []byte { return append(slices.Clip(n.prefix), number(id)...) }

// list takes a list up.
func (t *tx) list(name string) (*ranked.List, error) {
	return ranked.Load(listNodes{t.bucket(bucketLists), t.listPrefix(name)})
}

// listPrefixSize is how many bytes of a veiled name the keys of a list begin with.
const listPrefixSize = 8

// listPrefix is what the keys of a list begin with. Its name would tell of people
// and sections.
func (t *tx) listPrefix(name string) []byte {
	return t.key.Name([]byte(string(bucketLists) + "|" + name))[:listPrefixSize]
}
