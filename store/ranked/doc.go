// Package ranked keeps entries sorted by key in nodes that are sealed one by
// one, and knows the rank of each: how many stand before it. A page anywhere in
// a million entries, or how many there are up to a key, takes three nodes.
//
// It is a B+ tree whose inner nodes count what is below them. Where it keeps its
// nodes, and how they are sealed, is its caller's. What stands on the disk tells
// nothing of a key, neither its bytes nor what it stands beside: an ordered
// bucket of bbolt would have its keys in the clear.
//
// # Nodes
//
//	node 0, the head
//	  uvarint  id of the root, 0 where there is no entry
//	  uvarint  the highest id given
//	  uvarint  how many entries there are
//	any other
//	  uvarint  level, 0 for a leaf
//	  uvarint  how many keys, and for each
//	    uvarint  length of what it shares with the key before it
//	    uvarint  length of the rest, and the rest
//	    in a leaf: uvarint length of the value, and the value
//	    above: uvarint id of the node below, uvarint entries below it
//
// The key of a node below is not greater than any key in it.
package ranked
