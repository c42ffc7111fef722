// Package casefile is the heart of OneWindow: an application as a log of
// events (办件), the state that follows from them, and the rules of what may
// happen next.
//
// A [Case] is never stored as the truth; it is [Fold]ed from its events, and
// folding is pure and total: the same events in the same order give the same
// Case in every program that knows them. [Decide] holds the rules of law. The
// counter calls it before it writes an event and the central system calls it
// again before it takes one over, so that both obey the same law.
//
// The package does no I/O, knows no clock and makes no ids: they are handed in.
package casefile
