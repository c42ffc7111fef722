// Package simulation lives through weeks of some offices in seconds: their
// windows, the people at them, the central system and everything that goes wrong
// between them. Nothing in it stands for something else but the line, the clock,
// the people and the paper: store, desk, catalog, client, courier and centre are
// the real ones. The centre is one process on a folder, or two on one PostgreSQL;
// nobody may notice which.
//
// # A run follows from its seed
//
// One goroutine does everything, step after step. Where requests overlap, windows
// call at the same time, each with two batches on their way and the next page
// ahead: then many goroutines are at work, and the dice let one request at a time
// get on, when all else stands still; see overlap.go. Every step has dice of its
// own, made of the seed and the number of the step, so that a step can be left
// out without changing what the others want; ids and keys come from a stream of
// the seed, the time from a clock that only the steps move. A run that fails is
// told by its seed, played again, and shrunk by leaving out steps.
//
// # What is held to be true
//
// When all faults are over and all windows have synced to rest, package
// simulation compares what everybody knows with the log of the centre and with
// its own book of what was said to people; see judge.go.
package simulation
