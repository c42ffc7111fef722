package store_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"onewindow/app/casefile"
	"onewindow/app/desk"
	"onewindow/store"
)

// Lists that lack something, or have too much, are found and made anew; nothing
// else is touched.
func TestDamagedListsAreMadeAnew(t *testing.T) {
	const cases = 30
	for name, harm := range map[string]func(*bbolt.Tx) error{
		"a node of a list is gone":    dropFirst("lists"),
		"a node of the words is gone": dropLast("words"),
		"a segment is gone":           dropFirst("segments"),
		"a case is known by nothing":  dropFirst("listed"),
		"a document is nobody's":      dropFirst("docs"),
		"a node is another's": func(b *bbolt.Tx) error {
			lists := b.Bucket([]byte("lists"))
			first, _ := lists.Cursor().First()
			_, other := lists.Cursor().Last()
			return lists.Put(first, other)
		},
		"a case is not in the lists": func(b *bbolt.Tx) error {
			row, _ := b.Bucket([]byte("rows")).Cursor().First()
			if err := b.Bucket([]byte("listed")).Delete(row); err != nil {
				return err
			}
			doc, _ := b.Bucket([]byte("docs")).Cursor().First()
			return b.Bucket([]byte("docs")).Delete(doc)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			check(t, store.Fill(options(dir), cases, func(i int) []casefile.Event { return manyEvents(t, i) }))
			s := openFor(t, dir)
			add(t, s, event(t, "e1", "own", clerk, received("03-1", "甲")))
			check(t, s.Close())
			wantNoFindings(t, dir)
			db, err := bbolt.Open(filepath.Join(dir, "onewindow.db"), 0o600, nil)
			check(t, err)
			check(t, db.Update(harm))
			check(t, db.Close())
			c := store.Checks{Options: options(dir)}
			found, err := store.Repair(c)
			if err != nil || len(found) != 1 || found[0].Remedy != store.FromRows {
				t.Fatalf("found %+v: %v", found, err)
			}
			wantNoFindings(t, dir)
			s = open(t, dir)
			for i := range cases {
				rows, err := s.List(desk.Query{Text: manyNumber(i)})
				if err != nil || rows.Total != 1 {
					t.Errorf("case %d: %d found, %v", i, rows.Total, err)
				}
			}
			if box, err := s.Outbox(); err != nil || box.Events != 1 {
				t.Errorf("the outbox was touched: %+v, %v", box, err)
			}
		})
	}
}

func dropFirst(bucket string) func(*bbolt.Tx) error {
	return func(b *bbolt.Tx) error {
		key, _ := b.Bucket([]byte(bucket)).Cursor().First()
		return b.Bucket([]byte(bucket)).Delete(key)
	}
}

func dropLast(bucket string) func(*bbolt.Tx) error {
	return func(b *bbolt.Tx) error {
		key, _ := b.Bucket([]byte(bucket)).Cursor().Last()
		if key == nil {
			return fmt.Errorf("nothing in %s", bucket)
		}
		return b.Bucket([]byte(bucket)).Delete(key)
	}
}
