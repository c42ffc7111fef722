package store

// RewriteEntry reads an entry of the journal and writes it again; ok is false
// where it is none.
func RewriteEntry(raw []byte) (again []byte, ok bool) {
	ops, err := decodeOps(raw)
	if err != nil {
		return nil, false
	}
	return encode(ops), true
}

// KeepFetched bounds what is kept of other windows' files, in bytes.
func (s *Store) KeepFetched(most int64) { s.mostFetched = most }
