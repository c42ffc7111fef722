// Package store is the counter's memory: one folder that holds everything a
// window knows, and survives a kill, a power cut and a full disk.
//
//	onewindow.lock      held while a program has the folder open
//	onewindow.db        bbolt: the log of events and what is derived from it
//	files/ab/abcdef…    attachments, each named by the hex SM3 of its bytes
//
// # The log
//
// The bytes of an event are written once and never rewritten. What moves is
// its place. A case is folded from the keys of one bucket in their natural
// order: first the centre's events by their global order, behind them the
// counter's own events that the centre has not answered for, by their place in
// the chain. Confirming an event moves its key; that is all there is to a
// rebase. An event that the centre refused leaves the case and lies in the
// tray with the reason.
//
// For one event confirmed outweighs refused, and refused outweighs pending.
// Answers and downloaded pages may therefore arrive in any order and any
// number of times: what the counter holds in the end is the same.
//
// # Buckets of format 1
//
// Numbers in keys are 8 bytes, big-endian.
//
//	meta      format, installation, cursor, high, seq, head
//	events    event id → canonical bytes
//	cases     length and bytes of the case id, 0 and global order or 1 and seq → event id
//	placed    event id → global order
//	order     global order → event id
//	chain     seq → id of this installation's event
//	outbox    seq → id of this installation's event that waits for an answer
//	tray      event id → reason and time of the centre's refusal
//	unfit     id of a pending event that no longer fits → reason and time
//	rows      case id → casefile.Summary
//	series    name → last number given
//	leases    lease id → lease and its next number
//	drafts    draft id → desk.Draft
//	settings  name → value
//	unsent    hash → attachment of a confirmed own event that the centre lacks
//	sent      hash → 1; the centre holds these bytes
//	jobs      job id → spool.Job
//	papers    job id → spool.Paper, until the job is over
//	taken     day, a slash, series, 0 and a number given on that day → whether it was given up
//
// The last three came later; a folder without them gets them when it is opened.
package store
