// Package store is the counter's memory: one folder that holds everything a
// window knows, and survives a kill, a power cut and a full disk.
//
//	onewindow.lock      held while a program has the folder open
//	onewindow.key       the key of all that follows, behind locks (package vault)
//	onewindow.db        bbolt: the log of events and what is derived from it
//	onewindow.journal   what nobody else has, once more (package journal)
//	onewindow.restored  left by a restore until the folder is opened: when and by whom
//	attachments/ab/ab…  attachments, sealed, each named by a keyed hash of its SM3
//	fetched/ab…         attachments of other windows, sealed and named alike, which
//	                    the centre has: the ones not read for longest make room.
//	                    fetched/arriving/ab…/offset are pieces of one on its way
//
// # Two files
//
// What a person did at the window goes into the journal and into the bbolt file,
// and counts as done when both are synced. The two are written at the same time:
// when the power goes meanwhile, either may have it and the other not. The number
// of the last journaled transaction stands in the bbolt file. At the start what
// the file has not is done again from the journal; a file that is gone is made
// anew from it, and the centre says again what it had said. A journal that is gone
// or behind is made anew from the file, and so is one whose entry the disk did not
// take: then the file has it, and it counts as done when the new journal is there.
// Where the file fails, the entry is taken back. The journal is begun anew, with a
// summary of the settings, drafts, numbers and events that the centre has no place
// for, when it has grown long.
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
// # Lists and searches
//
// A window opens in no time, however many cases there are: nothing that grows
// with them is read at the start or kept in memory. Lists and searches are read
// from the file.
//
// Lists are sorted by names and hold who waits for whom. An ordered bucket would
// have the names in its keys, in the clear, and an order-preserving code would
// give them away by their order alone. Each list is therefore kept in nodes that
// are sealed like any other record (package ranked), one list for each state and
// column. Nodes count what is below them: how many cases a list has, a page in
// its middle and one from its end take a few nodes each. A list of several states
// is merged from theirs as it is read. A list of the cases that wait for a
// section, or for a person, is one more of that kind. So are the open cases by
// item and project, and by item and applicant: what may be one application taken
// in twice stands side by side there.
//
// What a search looks for are terms (package search): pairs of characters of
// names, triples of numbers, initials. A case is known to searches by a document,
// a number that is given in the order in which cases came. A segment is the terms
// of some documents that follow each other, with the documents of each; it is
// sealed in nodes as well, written once and never changed. A case that has other
// names now gets another document. Eight segments of about a size become one. A
// search asks the segments from the latest to the earliest, first for open cases,
// and reads each row that it gives: a term only says what can match.
//
// An action does not wait for this. It notes in "unlisted" that a case is not in
// the lists as it is now, with the row that is, and the row goes into the lists
// some time later, with others. Until then it is kept in memory beside the lists,
// and a reader takes what the lists say, without what is not true any more, and
// with what they do not say yet. There are some hundred such cases, and up to some
// eight thousand while a download goes on: many that go into the lists together cost
// a part of what they cost a few at a time. What goes in is worked out while actions
// go on; a case that changes meanwhile stays beside the lists.
//
// A downloaded page is made ready before its transaction, on all cores: its events
// are read and their records sealed, and cases that seem to begin in it are folded.
// The transaction takes what was foreseen only where the case has no other events.
//
// An event that the centre confirms where it stands already, which is nearly each,
// changes nothing but whether its case waits: the case is not folded anew for it.
//
// Without the key one can tell how many lists and terms there are by how many
// nodes they take, and from two states of one file which nodes changed in between.
//
// # Buckets of format 3
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
//	          seq behind which it has to tell what it refused,
//	          epoch: the epoch of the centre's log that orders are counted in,
//	          docs: highest document, segment: highest segment,
//	          folding: while all rows are made anew, the last key of cases that is in them,
//	          listing: while the lists are being made, the last case in them
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
// and what is made of the rows:
//
//	unlisted  case id → document and row as the lists have them, nothing where they do not
//	listed    case id → document
//	docs      document → case id
//	lists     8 bytes of the HMAC of "lists|" and a list's name, node → node of the list:
//	          sort key, 0, number of the case, 0, document in 5 bytes → state, day due
//	segments  first document → segment
//	words     segment, node → node of the segment:
//	          term, 0, first document in 5 bytes → by how much each next one is greater
//
// Beside them may be
//
//	spare     number → zeros: pages that hold nothing, lent so that they do not
//	          stand in the list of free ones, which every transaction writes
//
// Format 2 had the same records but the last six buckets. It is brought up to
// date when it is opened: from the first step on earlier versions refuse it, and
// the lists are made in steps, each a transaction; the next start goes on where
// one was cut short. Format 1 also lacked jobs, papers and taken, and had its
// records in the clear, its attachments under files/ by their plain hash, no key
// file and no journal.
package store
