package work

import (
	"onewindow/app/desk"
)

// pageSize is how many rows are read at a time: some screens full.
const pageSize = 200

// pages reads a list as it is looked at, a page at a time, so that it may be as
// long as it likes.
type pages struct {
	desk       *desk.Desk
	queue      desk.Queue
	words      string
	sort       desk.Column
	descending bool

	total int
	more  bool // words may have found more than is listed
	read  map[int][]desk.Row
}

func newPages(d *desk.Desk, sort desk.Column, descending bool) *pages {
	return &pages{desk: d, sort: sort, descending: descending, read: map[int][]desk.Row{}}
}

// load begins a list anew.
func (p *pages) load(queue desk.Queue, words string) error {
	p.queue, p.words, p.total, p.more = queue, words, 0, false
	clear(p.read)
	return p.fetch(0)
}

// order changes what the list is ordered by.
func (p *pages) order(by desk.Column, descending bool) error {
	p.sort, p.descending = by, descending
	return p.load(p.queue, p.words)
}

func (p *pages) fetch(page int) error {
	found, err := p.desk.Page(p.queue, desk.Query{
		Text: p.words, Sort: p.sort, Desc: p.descending, Offset: page * pageSize, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	p.total, p.more = found.Total, found.More
	p.read[page] = found.Rows
	return nil
}

// at is row i; ok is false where it cannot be read.
func (p *pages) at(i int) (row desk.Row, ok bool) {
	page := i / pageSize
	if _, there := p.read[page]; !there {
		// An error shows as a row not loaded; the next look tries again, and
		// whatever keeps the store from answering is told where it is opened.
		if err := p.fetch(page); err != nil {
			return desk.Row{}, false
		}
	}
	if i < 0 || i%pageSize >= len(p.read[page]) {
		return desk.Row{}, false
	}
	return p.read[page][i%pageSize], true
}

// find is the row of a case, or −1. It looks in the pages read so far and in
// the one where the case stood before.
func (p *pages) find(id string, near int) int {
	if near >= 0 {
		p.at(near)
	}
	for page, rows := range p.read {
		for i, row := range rows {
			if row.ID == id {
				return page*pageSize + i
			}
		}
	}
	return -1
}
