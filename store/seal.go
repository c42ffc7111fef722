package store

import "onewindow/store/vault"

// sealer seals values for the places that they come to stand at. Of one key there
// may be many at work at once, each used by one goroutine.
type sealer struct {
	key     *vault.Key
	context []byte // of the record that is being sealed or opened
}

// sealed is a value as it will stand on the disk. What a record is sealed for is
// known before there is a transaction.
type sealed struct {
	op
	at, frame []byte // the key and the value on the disk
}

// seal seals a value for a key. Both are nobody's that would change them.
func (s *sealer) seal(name bucket, key, value []byte) sealed {
	at := s.veiled(name, key)
	return sealed{op{bucket: name, key: key, value: value}, at, s.key.Seal(value, s.contextOf(name, at))}
}

// open gives a value back, an error where it is not what was sealed.
func (s *sealer) open(name bucket, at, frame []byte) ([]byte, error) {
	return s.key.Open(frame, s.contextOf(name, at))
}

// veiled is a key as it stands on the disk.
func (s *sealer) veiled(name bucket, key []byte) []byte {
	if name != bucketUnsent && name != bucketSent {
		return key
	}
	// The hash of a scan would tell who has the same scan.
	return s.key.Name(append([]byte(name+"|"), key...))
}

// contextOf is what a value is sealed for: a bucket, a key and the format. It is
// good until the next one.
func (s *sealer) contextOf(name bucket, at []byte) []byte {
	context := append(append(s.context[:0], name...), '|')
	s.context = append(append(context, at...), '|', sealedAs)
	return s.context
}

// sealedAs is the format that values are sealed for. Format 3 only added
// buckets; the seals of format 2 hold.
const sealedAs = 2

// put keeps what was sealed.
func (t *tx) put(r sealed) error {
	b := t.bucket(r.bucket)
	if b.bolt == nil {
		return ErrDamaged
	}
	t.note(r.op)
	return b.bolt.Put(r.at, r.frame)
}

// putAll keeps records in their order.
func (t *tx) putAll(records ...sealed) error {
	for _, r := range records {
		if err := t.put(r); err != nil {
			return err
		}
	}
	return nil
}
