package ranked

// Builder writes a list whose entries come in the order of their keys, each node
// once. There must be no node of it yet.
type Builder struct {
	nodes Nodes
	last  uint64
	count int
	ready []*node // the node that is being filled, by level
	sizes []int
	bytes [][]byte // its keys and values
}

// NewBuilder begins a list.
func NewBuilder(nodes Nodes) *Builder { return &Builder{nodes: nodes} }

// Add adds the next entry. Its key must be greater than the one before.
func (b *Builder) Add(key, value []byte) error {
	b.count++
	return b.add(0, key, value, kid{})
}

func (b *Builder) add(level int, key, value []byte, below kid) error {
	if level == len(b.ready) {
		b.ready, b.sizes, b.bytes = append(b.ready, &node{level: level}), append(b.sizes, 4), append(b.bytes, nil)
	}
	n := b.ready[level]
	var before []byte
	if len(n.keys) > 0 {
		before = n.keys[len(n.keys)-1]
	}
	size := entrySize(before, key) + len(value)
	if level > 0 {
		size += 6
	}
	if len(n.keys) > 0 && b.sizes[level]+size > nodeSize {
		if err := b.close(level); err != nil {
			return err
		}
		n, size = b.ready[level], entrySize(nil, key)+len(value)+6
	}
	n.keys = append(n.keys, b.copied(level, key))
	if level == 0 {
		n.values = append(n.values, b.copied(level, value))
	} else {
		n.kids = append(n.kids, below)
	}
	b.sizes[level] += size
	return nil
}

// copied is a copy that lasts as long as the node that is being filled.
func (b *Builder) copied(level int, raw []byte) []byte {
	start := len(b.bytes[level])
	b.bytes[level] = append(b.bytes[level], raw...)
	return b.bytes[level][start:len(b.bytes[level]):len(b.bytes[level])]
}

// close writes the node that is being filled and hands it to the level above.
func (b *Builder) close(level int) error {
	n := b.ready[level]
	b.last++
	if err := b.nodes.Put(b.last, n.encode()); err != nil {
		return err
	}
	err := b.add(level+1, n.keys[0], nil, kid{b.last, n.count()})
	n.keys, n.values, n.kids = n.keys[:0], n.values[:0], n.kids[:0]
	b.sizes[level], b.bytes[level] = 4, b.bytes[level][:0]
	return err
}

// Close writes what is left, and the head.
func (b *Builder) Close() error {
	var root uint64
	for level := 0; level < len(b.ready); level++ {
		n := b.ready[level]
		if level == len(b.ready)-1 && level > 0 && len(n.kids) == 1 {
			root = n.kids[0].id
			break
		}
		if len(n.keys) == 0 {
			continue
		}
		if level == len(b.ready)-1 {
			b.last++
			root = b.last
			if err := b.nodes.Put(root, n.encode()); err != nil {
				return err
			}
			break
		}
		if err := b.close(level); err != nil {
			return err
		}
	}
	return writeHead(b.nodes, root, b.last, b.count)
}
