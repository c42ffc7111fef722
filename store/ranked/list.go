package ranked

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// Nodes keeps the nodes of one list by their ids.
type Nodes interface {
	// Get reads a node; nil where there is none.
	Get(id uint64) []byte
	Put(id uint64, raw []byte) error
	Delete(id uint64) error
}

// List is a sorted list as one transaction sees it. It is not safe for
// concurrent use.
type List struct {
	nodes Nodes
	root  uint64
	last  uint64 // highest id given
	count int
	dirty bool

	known  map[uint64]*node // inner nodes that were read, and all that were changed
	leaf   *node            // the leaf read last
	leafID uint64
}

// Load takes a list up; one of which there is no node is empty. It gives
// ErrBroken.
func Load(nodes Nodes) (*List, error) {
	l := &List{nodes: nodes, known: map[uint64]*node{}}
	raw := nodes.Get(0)
	if raw == nil {
		return l, nil
	}
	r := reader{rest: raw}
	l.root, l.last, l.count = uint64(r.number()), uint64(r.number()), r.number()
	if r.short || len(r.rest) > 0 || (l.root == 0) != (l.count == 0) {
		return nil, fmt.Errorf("%w: the head", ErrBroken)
	}
	return l, nil
}

// Len is how many entries there are.
func (l *List) Len() int { return l.count }

// Rank is how many entries stand before a key, be it in the list or not.
func (l *List) Rank(key []byte) (int, error) {
	if l.root == 0 {
		return 0, nil
	}
	rank := 0
	n, err := l.node(l.root)
	for err == nil && n.level > 0 {
		i := n.below(key)
		for _, k := range n.kids[:i] {
			rank += k.count
		}
		n, err = l.child(n, i)
	}
	if err != nil {
		return 0, err
	}
	i, _ := n.find(key)
	return rank + i, nil
}

// Slice lists count entries from a rank on, fewer where the list ends.
func (l *List) Slice(from, count int) ([]Entry, error) {
	if from < 0 || from >= l.count {
		return nil, nil
	}
	end := from + min(count, l.count-from)
	list := make([]Entry, 0, end-from)
	for from < end {
		n, skip, err := l.leafAt(from)
		if err != nil {
			return nil, err
		}
		for i := skip; i < len(n.keys) && from < end; i++ {
			list = append(list, Entry{n.keys[i], n.values[i]})
			from++
		}
	}
	return list, nil
}

// leafAt is the leaf in which the entry of a rank stands, and where in it.
func (l *List) leafAt(rank int) (*node, int, error) {
	n, err := l.node(l.root)
	for err == nil && n.level > 0 {
		i := 0
		for ; i < len(n.kids)-1 && rank >= n.kids[i].count; i++ {
			rank -= n.kids[i].count
		}
		n, err = l.child(n, i)
	}
	if err == nil && rank >= len(n.keys) {
		err = fmt.Errorf("%w: fewer entries than were counted", ErrBroken)
	}
	return n, rank, err
}

// child is a node below another.
func (l *List) child(n *node, i int) (*node, error) {
	below, err := l.node(n.kids[i].id)
	if err == nil && below.level != n.level-1 {
		err = fmt.Errorf("%w: node %d is not below its parent", ErrBroken, n.kids[i].id)
	}
	return below, err
}

// Put sets the value of a key and says whether the key is new.
func (l *List) Put(key, value []byte) (bool, error) {
	l.dirty = true
	if l.root == 0 {
		l.root = l.add(&node{keys: [][]byte{key}, values: [][]byte{value}})
		l.count++
		return true, nil
	}
	added, right, err := l.put(l.root, key, value)
	if err != nil {
		return false, err
	}
	if added {
		l.count++
	}
	if right == 0 {
		return added, nil
	}
	return added, l.raise(right)
}

// raise puts a node above the root and the one that was cut off it.
func (l *List) raise(right uint64) error {
	root := &node{}
	for _, id := range []uint64{l.root, right} {
		n, err := l.node(id)
		if err != nil {
			return err
		}
		root.level = n.level + 1
		root.keys = append(root.keys, n.keys[0])
		root.kids = append(root.kids, kid{id, n.count()})
	}
	l.root = l.add(root)
	return nil
}

// put sets a value below a node and gives the node that was cut off it, 0 for none.
func (l *List) put(id uint64, key, value []byte) (added bool, right uint64, err error) {
	n, err := l.own(id)
	if err != nil {
		return false, 0, err
	}
	if n.level == 0 {
		i, there := n.find(key)
		if there {
			n.values[i], n.length = value, 0
			return false, l.split(n), nil
		}
		n.insert(i, key, value)
		return true, l.split(n), nil
	}
	i := n.below(key)
	if _, err := l.child(n, i); err != nil {
		return false, 0, err
	}
	added, cut, err := l.put(n.kids[i].id, key, value)
	if err != nil {
		return false, 0, err
	}
	if added {
		n.kids[i].count++
	}
	if bytes.Compare(key, n.keys[i]) < 0 {
		n.keys[i], n.length = key, 0
	}
	if cut == 0 {
		return added, 0, nil
	}
	rest := l.known[cut]
	n.kids[i].count -= rest.count()
	n.keys = slices.Insert(n.keys, i+1, rest.keys[0])
	n.kids = slices.Insert(n.kids, i+1, kid{cut, rest.count()})
	n.length = 0
	return added, l.split(n), nil
}

// split cuts off the half of a node that has grown too long. Of a node that
// grows at its end it cuts off the end only: nothing will come before it.
func (l *List) split(n *node) uint64 {
	if len(n.keys) < 2 || n.size() <= nodeSize {
		return 0
	}
	half := len(n.keys) / 2
	if l.atEnd(n) {
		half = len(n.keys) - 1
	}
	return l.add(n.cut(half))
}

// atEnd says whether the list's last entry is the node's last one.
func (l *List) atEnd(n *node) bool {
	id := l.root
	for {
		last, there := l.known[id]
		switch {
		case !there:
			return false
		case last == n:
			return true
		case last.level == 0:
			return false
		}
		id = last.kids[len(last.kids)-1].id
	}
}

// Delete takes a key out and says whether it was there.
func (l *List) Delete(key []byte) (bool, error) {
	if l.root == 0 {
		return false, nil
	}
	gone, err := l.delete(l.root, key)
	if err != nil || !gone {
		return false, err
	}
	l.dirty = true
	l.count--
	return true, l.lower()
}

// lower takes roots away that only lead to one node.
func (l *List) lower() error {
	for {
		n, err := l.node(l.root)
		switch {
		case err != nil:
			return err
		case len(n.keys) == 0:
			return l.drop(&l.root, 0)
		case n.level == 0 || len(n.kids) > 1:
			return nil
		}
		if err := l.drop(&l.root, n.kids[0].id); err != nil {
			return err
		}
	}
}

func (l *List) drop(id *uint64, instead uint64) error {
	gone := *id
	*id = instead
	delete(l.known, gone)
	if l.leafID == gone {
		l.leaf, l.leafID = nil, 0
	}
	return l.nodes.Delete(gone)
}

func (l *List) delete(id uint64, key []byte) (bool, error) {
	n, err := l.node(id)
	if err != nil {
		return false, err
	}
	if n.level == 0 {
		i, there := n.find(key)
		if there {
			if n, err = l.own(id); err == nil {
				n.remove(i)
			}
		}
		return there, err
	}
	i := n.below(key)
	if _, err := l.child(n, i); err != nil {
		return false, err
	}
	gone, err := l.delete(n.kids[i].id, key)
	if err != nil || !gone {
		return false, err
	}
	if n, err = l.own(id); err != nil {
		return false, err
	}
	n.kids[i].count--
	return true, l.tidy(n, i)
}

// tidy takes a child away that has become empty, and joins one that has become
// short with the one behind it.
func (l *List) tidy(n *node, i int) error {
	if n.kids[i].count == 0 {
		id := n.kids[i].id
		n.remove(i)
		return l.drop(&id, 0)
	}
	if i+1 == len(n.kids) {
		return nil
	}
	short, err := l.node(n.kids[i].id)
	if err != nil || short.size() > nodeSize/4 {
		return err
	}
	next, err := l.node(n.kids[i+1].id)
	if err != nil || short.size()+next.size() > nodeSize/2 {
		return err
	}
	if short, err = l.own(n.kids[i].id); err != nil {
		return err
	}
	short.join(next)
	n.kids[i].count += n.kids[i+1].count
	id := n.kids[i+1].id
	n.remove(i + 1)
	return l.drop(&id, 0)
}

// Flush writes what was changed.
func (l *List) Flush() error {
	for id, n := range l.known {
		if !n.dirty {
			continue
		}
		if err := l.nodes.Put(id, n.encode()); err != nil {
			return err
		}
		n.dirty = false
	}
	if !l.dirty {
		return nil
	}
	l.dirty = false
	return writeHead(l.nodes, l.root, l.last, l.count)
}

func writeHead(nodes Nodes, root, last uint64, count int) error {
	raw := binary.AppendUvarint(nil, root)
	raw = binary.AppendUvarint(raw, last)
	return nodes.Put(0, binary.AppendUvarint(raw, uint64(count)))
}

// add gives a new node its id.
func (l *List) add(n *node) uint64 {
	l.last++
	n.dirty = true
	l.known[l.last] = n
	return l.last
}

// own is a node for changing.
func (l *List) own(id uint64) (*node, error) {
	n, err := l.node(id)
	if err != nil {
		return nil, err
	}
	n.dirty = true
	l.known[id] = n
	return n, nil
}

// node reads a node. Leaves are many: only the last one is remembered.
func (l *List) node(id uint64) (*node, error) {
	if n := l.known[id]; n != nil {
		return n, nil
	}
	if l.leaf != nil && l.leafID == id {
		return l.leaf, nil
	}
	raw := l.nodes.Get(id)
	if raw == nil {
		return nil, fmt.Errorf("%w: node %d is missing", ErrBroken, id)
	}
	n, err := decode(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: node %d", err, id)
	}
	if n.level > 0 {
		l.known[id] = n
	} else {
		l.leaf, l.leafID = n, id
	}
	return n, nil
}
