package store

import (
	"fmt"

	"go.etcd.io/bbolt"
)

// beginRows leaves every row to be made anew, and the lists behind them: in steps,
// each a transaction, because a file may hold a million cases.
func (t *tx) beginRows() error {
	for _, name := range []bucket{bucketRows, bucketUnfit} {
		if err := t.empty(name); err != nil {
			return err
		}
	}
	if err := t.beginLists(); err != nil {
		return err
	}
	return t.setMeta("folding", nil)
}

// foldedAtOnce is how many cases are folded anew in one transaction.
const foldedAtOnce = 2000

// makeRows goes on making the rows where an earlier run left off.
func (s *Store) makeRows(told func(Progress)) error {
	var done, total int64
	for over := false; !over; {
		err := guarded(func() error {
			return s.db.Update(func(b *bbolt.Tx) error {
				t := s.writingTx()
				t.bolt = b
				behind := t.meta("folding")
				if over = behind == nil; over {
					return t.outcome(nil)
				}
				if total == 0 {
					total = int64(b.Bucket([]byte(bucketCases)).Stats().KeyN)
					told(Progress{StepFold, done, total})
				}
				passed, err := t.foldMore(behind, foldedAtOnce)
				done += int64(passed)
				return t.outcome(err)
			})
		})
		if err != nil {
			return fmt.Errorf("store: fold the cases anew: %w", namedFull(err))
		}
		if total > 0 {
			told(Progress{StepFold, min(done, total), total})
		}
	}
	return nil
}

// foldMore makes the rows of the next cases, and says how many events it passed.
func (t *tx) foldMore(behind []byte, most int) (int, error) {
	passed, cases, at := 0, 0, ""
	c := t.bucket(bucketCases).Cursor()
	key, id := c.Seek(behind)
	if key != nil && string(key) == string(behind) {
		key, id = c.Next()
	}
	last := behind
	for ; key != nil; key, id = c.Next() {
		if of := caseOf(bucketCases, key); of != at {
			if cases++; cases > most {
				break
			}
			e, err := t.event(string(id))
			if err != nil {
				return 0, err
			}
			t.touch(e)
			at = of
		}
		last = append(last[:0:0], key...)
		passed++
	}
	if passed == 0 {
		return 0, t.drop(bucketMeta, "folding")
	}
	if err := t.refold(); err != nil {
		return 0, err
	}
	return passed, t.setMeta("folding", last)
}
