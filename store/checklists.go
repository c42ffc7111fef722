package store

import (
	"hash/maphash"

	"onewindow/app/casefile"
	"onewindow/store/ranked"
	"onewindow/store/search"
)

// tally is what a set of entries comes to, in whatever order they are added.
type tally struct {
	count int
	sum   uint64
}

// listCheck holds the lists against the rows without keeping either in memory.
type listCheck struct {
	t    *tx
	seed maphash.Seed
	live map[uint64]struct{} // documents that a case is known by

	lists map[string]tally // by the prefix of their keys
	words tally
}

// lists says whether the lists say what the rows say. Lists that are being made
// are not looked at: the next start goes on with them.
func (k *checker) lists() {
	if k.t.meta("listing") != nil {
		return
	}
	c := &listCheck{t: k.t, seed: maphash.MakeSeed(), live: map[uint64]struct{}{}, lists: map[string]tally{}}
	for _, wrong := range []struct {
		name  bucket
		found func() (bool, error)
	}{{bucketListed, c.takeRows}, {bucketLists, c.wrongList}, {bucketWords, c.wrongWords}} {
		if bad, err := wrong.found(); bad || err != nil || k.t.fault != nil {
			k.add(Finding{File: dbName, Bucket: string(wrong.name), What: Stale, Remedy: FromRows})
			k.t.fault = nil
			return
		}
	}
}

func (c *listCheck) add(t *tally, parts ...[]byte) {
	var h maphash.Hash
	h.SetSeed(c.seed)
	for _, part := range parts {
		_, _ = h.Write(part) // a hash never fails
		_ = h.WriteByte(0)
	}
	t.count++
	t.sum += h.Sum64()
}

// takeRows notes what the lists have to say, and says whether a case is known by
// a document that is not its own.
func (c *listCheck) takeRows() (bool, error) {
	wrong := false
	note := func(id string, s *casefile.Summary, doc uint64) {
		if doc != numberOf(c.t.bucket(bucketListed).Get([]byte(id))) || string(c.t.bucket(bucketDocs).Get(number(doc))) != id {
			wrong = true
		}
		c.live[doc] = struct{}{}
		c.note(s, doc)
	}
	err := c.t.bucket(bucketRows).ForEach(func(key, raw []byte) error {
		id := string(key)
		if c.t.bucket(bucketUnlisted).Get(key) != nil {
			return nil
		}
		row, err := decodeRow(id, raw)
		if err == nil {
			note(id, row, numberOf(c.t.bucket(bucketListed).Get(key)))
		}
		return err
	})
	if err != nil {
		return false, err
	}
	err = c.t.bucket(bucketUnlisted).ForEach(func(key, _ []byte) error {
		f, err := c.t.unlisted(string(key))
		if err == nil && f.old != nil {
			note(f.id, f.old, f.doc)
		}
		return err
	})
	known := c.t.count(bucketListed)
	return wrong || known != len(c.live) || c.t.count(bucketDocs) != known, err
}

func (c *listCheck) note(s *casefile.Summary, doc uint64) {
	for _, p := range places(s, doc) {
		name := string(c.t.listPrefix(p.list))
		sum := c.lists[name]
		c.add(&sum, p.key, p.value)
		c.lists[name] = sum
	}
	for _, term := range search.Of(*s).Terms() {
		c.add(&c.words, []byte(term), number(doc))
	}
}

// wrongList says whether a list has other entries than it should.
func (c *listCheck) wrongList() (bool, error) {
	shelf := c.t.bucket(bucketLists)
	if shelf.bolt == nil {
		return true, nil
	}
	cursor := shelf.bolt.Cursor()
	for key, _ := cursor.First(); key != nil; {
		prefix := string(key[:min(len(key), listPrefixSize)])
		l, err := ranked.Load(listNodes{shelf, []byte(prefix)})
		if err != nil {
			return false, err
		}
		var sum tally
		if err := each(l, func(e ranked.Entry) error {
			c.add(&sum, e.Key, e.Value)
			return nil
		}); err != nil {
			return false, err
		}
		if sum.count != l.Len() || sum != c.lists[prefix] {
			return true, nil
		}
		delete(c.lists, prefix)
		// The nodes of a list stand under its prefix and 8 bytes.
		key, _ = cursor.Seek(append([]byte(prefix), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0))
	}
	return len(c.lists) > 0, nil
}

// wrongWords says whether the documents have other terms than they should.
func (c *listCheck) wrongWords() (bool, error) {
	segments, err := c.t.segments()
	if err != nil {
		return false, err
	}
	var sum tally
	for _, s := range segments {
		l, err := ranked.Load(c.t.words(s.ID))
		if err != nil {
			return false, err
		}
		if err := each(l, func(e ranked.Entry) error {
			docs, err := docsIn(e)
			for _, doc := range docs {
				if _, live := c.live[doc]; live {
					c.add(&sum, termOf(e), number(doc))
				}
			}
			return err
		}); err != nil {
			return false, err
		}
	}
	return sum != c.words, nil
}

// each visits the entries of a list.
func each(l *ranked.List, visit func(ranked.Entry) error) error {
	r := &reading{list: l}
	for {
		if err := r.step(); err != nil || r.over {
			return err
		}
		if err := visit(r.entry); err != nil {
			return err
		}
	}
}
