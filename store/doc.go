// Package store is the counter's memory: one folder that holds everything a
// window knows, and survives a kill, a power cut and a full disk.
//
//	onewindow.lock      held while a program has the folder open
//	onewindow.key       the key of all that follows, behind locks (package vault)
//	onewindow.db        bbolt: the log of events and what is derived from it
//	onewindow.journal   what nobody else has, once more (package journal)
//	attachments/ab/ab…  attachments, sealed, each named by a keyed hash of its SM3
//	fetched/ab…         attachments of other windows, sealed and named alike, which
//	                    the centre has: the ones not read for longest make room.
//	                    fetched/arriving/ab…/offset are pieces of one on its way
//
// # Two files
//
// What a person did at the window goes into the journal first and into the
// bbolt file then, each synced. The number of the last journaled transaction
// stands in the bbolt file. At the start what the file has lost is done again
// from the journal; a file that is gone is made anew from it, and the centre
// says again what it had said. A journal that is gone or behind is made anew
// from the file. The journal is begun anew, with a summary of the settings,
// drafts, numbers and events that the centre has no place for, when it has
// grown long.
//
// # What can be read without the key
//
// The format; the names of buckets; the keys: ids of events, cases, drafts and
// leases, places, names of settings and of number series; how long each record
// is. Every value is sealed for its bucket, its key and the format, so none can
// be changed, moved or swapped unseen. What was read wrongly fails the whole
// transaction with a [Damage].
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
// # Buckets of format 2
//
// Numbers in keys are 8 bytes, big-endian. Every value but meta's format is
// sealed as a record of package vault in the context "bucket|key|" and the byte
// 2. A hash as a key is veiled: HMAC of "bucket|hash" under the key of names; a
// file is named by that of "file|hash".
//
//	meta      format, installation, cursor, high, seq, head,
//	          journal: number of the last journaled transaction,
//	          rebuilt: seq when the file was made anew from the journal,
//	          gap: minute in which numbers were left out that may be on paper
//	          unknown to this folder, as of a backup that was restored,
//	          restored: until the centre has said what it knows after that, the
//	          seq behind which it has to tell what it refused
//	events    event id → canonical bytes
//	cases     length and bytes of the case id, 0 and global order or 1 and seq → event id
//	placed    event id → global order
//	order     global order → event id
//	chain     seq → id of this installation's event
//	outbox    seq → id of this installation's event that waits for an answer
//	tray      event id → reason and time of the centre's refusal, and id of the
//	          event by which a person settled it
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
// Format 1 had the same buckets but the last three in the clear, its attachments
// under files/ by their plain hash, no key file and no journal. It is brought up
// to date when it is opened.
package store
