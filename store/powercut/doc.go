// Package powercut finds out what a power cut may leave of a folder. It records
// the writes and syncs of a program with strace(1), makes of the record the states
// that a disk may hold at any moment, and lets a test open them.
//
// A state is what was synced before a moment, and any part of what was not: of
// each file any of the writes behind its last sync, each of them whole or only
// some of its sectors; of each folder the first so many of the names made, moved
// and removed in it behind its last sync. A sector of 512 bytes is written whole
// or not at all. Nothing is taken for granted that POSIX does not promise: that a
// file is synced says nothing of its name.
package powercut
