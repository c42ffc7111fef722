package ranked

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"sort"
)

// ErrBroken says that a node is missing or is none.
var ErrBroken = errors.New("ranked: broken")

// nodeSize is how long a node may grow, in bytes: bbolt puts at least two values
// onto a page, and two of these, sealed and under their keys, fill one.
const nodeSize = 1900

// Entry is a key and what stands beside it.
type Entry struct {
	Key, Value []byte
}

// kid is a node below.
type kid struct {
	id    uint64
	count int
}

// node is a node as it is worked with.
type node struct {
	level  int
	keys   [][]byte
	values [][]byte // of a leaf
	kids   []kid    // of any other
	dirty  bool
	length int // what size says, 0 where it has to be counted
}

// count is how many entries are in it and below it.
func (n *node) count() int {
	if n.level == 0 {
		return len(n.keys)
	}
	sum := 0
	for _, k := range n.kids {
		sum += k.count
	}
	return sum
}

// find is where a key stands in the node, or would.
func (n *node) find(key []byte) (int, bool) {
	return slices.BinarySearchFunc(n.keys, key, bytes.Compare)
}

// below is the child that a key belongs to.
func (n *node) below(key []byte) int {
	return max(0, sort.Search(len(n.keys), func(i int) bool { return bytes.Compare(n.keys[i], key) > 0 })-1)
}

// insert puts an entry in its place in a leaf.
func (n *node) insert(i int, key, value []byte) {
	var before, after []byte
	if i > 0 {
		before = n.keys[i-1]
	}
	n.length = n.size() + entrySize(before, key) + len(value)
	if i < len(n.keys) {
		after = n.keys[i]
		n.length += entrySize(key, after) - entrySize(before, after)
	}
	n.keys, n.values = slices.Insert(n.keys, i, key), slices.Insert(n.values, i, value)
}

// cut takes the entries from i on into a node of their own.
func (n *node) cut(i int) *node {
	rest := &node{level: n.level, keys: slices.Clone(n.keys[i:]), dirty: true}
	if n.level == 0 {
		rest.values = slices.Clone(n.values[i:])
		n.values = n.values[:i]
	} else {
		rest.kids = slices.Clone(n.kids[i:])
		n.kids = n.kids[:i]
	}
	n.keys, n.dirty, n.length = n.keys[:i], true, 0
	return rest
}

// join takes over what a node behind this one holds.
func (n *node) join(rest *node) {
	n.keys = append(n.keys, rest.keys...)
	n.values = append(n.values, rest.values...)
	n.kids = append(n.kids, rest.kids...)
	n.dirty, n.length = true, 0
}

func (n *node) remove(i int) {
	n.keys = slices.Delete(n.keys, i, i+1)
	if n.level == 0 {
		n.values = slices.Delete(n.values, i, i+1)
	} else {
		n.kids = slices.Delete(n.kids, i, i+1)
	}
	n.dirty, n.length = true, 0
}

func (n *node) encode() []byte {
	raw := binary.AppendUvarint(make([]byte, 0, nodeSize), uint64(n.level))
	raw = binary.AppendUvarint(raw, uint64(len(n.keys)))
	var before []byte
	for i, key := range n.keys {
		shared := sharedLength(before, key)
		raw = binary.AppendUvarint(raw, uint64(shared))
		raw = appendBytes(raw, key[shared:])
		if n.level == 0 {
			raw = appendBytes(raw, n.values[i])
		} else {
			raw = binary.AppendUvarint(raw, n.kids[i].id)
			raw = binary.AppendUvarint(raw, uint64(n.kids[i].count))
		}
		before = key
	}
	return raw
}

// size is how long the node is encoded, or a little less than that.
func (n *node) size() int {
	if n.length > 0 {
		return n.length
	}
	size := 4
	var before []byte
	for i, key := range n.keys {
		size += entrySize(before, key)
		if n.level == 0 {
			size += len(n.values[i])
		} else {
			size += 6
		}
		before = key
	}
	n.length = size
	return size
}

// entrySize is about what a key behind another one takes, without its value.
func entrySize(before, key []byte) int {
	const lengths = 4 // three of them, and what two of them may be longer
	return lengths + len(key) - sharedLength(before, key)
}

func sharedLength(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

func appendBytes(raw, b []byte) []byte {
	return append(binary.AppendUvarint(raw, uint64(len(b))), b...)
}

func decode(raw []byte) (*node, error) {
	r := reader{rest: raw}
	n := &node{level: r.number()}
	count := r.number()
	if r.short || count > len(raw) {
		return nil, ErrBroken
	}
	n.keys = make([][]byte, count)
	keys := make([]byte, 0, 2*len(raw)) // one piece of memory for all of them
	if n.level == 0 {
		n.values = make([][]byte, count)
	} else {
		n.kids = make([]kid, count)
	}
	var before []byte
	for i := range n.keys {
		shared, rest := r.number(), r.bytes()
		if r.short || shared > len(before) {
			return nil, ErrBroken
		}
		start := len(keys)
		keys = append(append(keys, before[:shared]...), rest...)
		n.keys[i] = keys[start:len(keys):len(keys)]
		before = n.keys[i]
		if n.level == 0 {
			n.values[i] = r.bytes()
		} else {
			n.kids[i] = kid{uint64(r.number()), r.number()}
		}
	}
	if r.short || len(r.rest) > 0 || n.level > 0 && count == 0 {
		return nil, ErrBroken
	}
	return n, nil
}

// reader reads what encode wrote.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) number() int {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > 1<<62 {
		r.short, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return int(n)
}

func (r *reader) bytes() []byte {
	n := r.number()
	if n > len(r.rest) {
		r.short = true
		return nil
	}
	taken := r.rest[:n:n]
	r.rest = r.rest[n:]
	return taken
}
