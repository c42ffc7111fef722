//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/emmansun/gmsm/sm3"

	"onewindow/app/casefile"
	"onewindow/app/hub"
	"onewindow/store"
	"onewindow/store/central"
	"onewindow/store/folder"
	"onewindow/store/postgres"
)

// settle brings both sides in step, ends everything and holds each side against
// the other and both against what was promised.
func (w *world) settle() error {
	for range 2 { // what the last window brings, the first hears in the second go
		for _, p := range w.posts {
			if err := w.reachCentre(p); err != nil {
				return err
			}
		}
	}
	if err := w.centre.kill(); err != nil {
		return err
	}
	log, err := w.centre.open()
	if err != nil {
		return err
	}
	held, err := read(log)
	for _, p := range w.posts {
		if err == nil {
			err = p.agree(held, log)
		}
	}
	if err = errors.Join(err, log.Close()); err != nil {
		return err
	}
	for _, p := range w.posts {
		w.tally.promised += len(p.promises.events)
	}
	return w.prove()
}

// prove lets both programs' own checks find nothing.
func (w *world) prove() error {
	file := w.path("proof")
	if err := w.centre.do(append([]string{"export", file}, w.centre.storage...)...); err != nil {
		return err
	}
	for _, p := range w.posts {
		found, err := store.Check(store.Checks{Options: options(p.dir, nil), Pages: store.CheckPages})
		if err != nil || len(found) > 0 {
			return errors.Join(err, fmt.Errorf("window %s: the check finds %+v", p.number, found))
		}
	}
	return nil
}

// vault is the centre's log, read without the centre.
type vault interface {
	After(office string, place uint64, limit, maxBytes int) (hub.Stretch, error)
	Open(hash string) (io.ReadSeekCloser, error)
	Close() error
}

// onDatabase is a vault on PostgreSQL.
type onDatabase struct {
	*postgres.Log
	files hub.Files
}

func (d onDatabase) Open(hash string) (io.ReadSeekCloser, error) { return d.files.Open(hash) }

// open opens what the storage arguments name.
func (c *centre) open() (vault, error) {
	at := map[string]string{}
	for i := 0; i+1 < len(c.storage); i += 2 {
		at[c.storage[i]] = c.storage[i+1]
	}
	if at["--database"] == "" {
		return central.Open(at["--data"])
	}
	log, err := postgres.Open(context.Background(), at["--database"])
	if err != nil {
		return nil, err
	}
	if at["--files"] == "database" {
		return onDatabase{log, log.Files()}, nil
	}
	files, err := folder.Open(filepath.Join(at["--data"], "files"))
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	return onDatabase{log, files}, nil
}

// holding is what the centre holds.
type holding struct {
	chains map[string][]mark // by installation
	cases  map[string]casefile.Case
}

// read reads the whole log: places without a gap, chains without a break, no
// number twice, every decided case with its certificate.
func read(log vault) (holding, error) {
	h := holding{map[string][]mark{}, map[string]casefile.Case{}}
	all, err := log.After(officeID, 0, 1<<20, 1<<30)
	if err != nil {
		return h, err
	}
	before := map[string]string{}
	for i, o := range all.Events {
		e, err := casefile.Parse(o.Event)
		if err != nil {
			return h, err
		}
		chain := h.chains[e.Installation]
		if o.Order != uint64(i+1) || e.Seq != uint64(len(chain)+1) || e.Prev != before[e.Installation] {
			return h, fmt.Errorf("the centre's log breaks at place %d, event %d of %s", o.Order, e.Seq, e.Installation)
		}
		sum := sm3.Sum(o.Event)
		before[e.Installation] = hex.EncodeToString(sum[:])
		h.chains[e.Installation] = append(chain, mark{e.ID, e.Seq, before[e.Installation]})
		h.cases[e.Case] = h.cases[e.Case].Then(e)
	}
	return h, h.numbers()
}

const officeID = "330402-nh"

func (h holding) numbers() error {
	given := map[string]string{}
	for id, c := range h.cases {
		numbers := []string{c.Number, c.AcceptanceNumber}
		for _, k := range c.Certificates {
			numbers = append(numbers, k.Number)
		}
		if c.State == casefile.StateGranted {
			return fmt.Errorf("case %s was granted and the centre owes its certificate", c.Number)
		}
		for _, n := range numbers {
			if other, twice := given[n]; twice {
				return fmt.Errorf("cases %s and %s share number %q", id, other, n)
			}
			given[n] = id
		}
	}
	return nil
}

// agree holds the window and the centre against each other.
func (p *post) agree(h holding, log vault) (err error) {
	if err := p.verify(); err != nil {
		return err
	}
	s, err := openStore(p.dir, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	written, err := (&window{store: s}).written()
	if err != nil {
		return err
	}
	chain := h.chains[s.Installation()]
	own := make([]mark, len(written))
	for i, w := range written {
		sum, err := w.Event.Hash()
		if err != nil {
			return err
		}
		own[i] = mark{w.Event.ID, w.Event.Seq, sum}
	}
	if !slices.Equal(own, chain) {
		return fmt.Errorf("window %s wrote %d events, the centre has %d of it, and they are not the same", p.number, len(own), len(chain))
	}
	if err := p.sameCases(s, h); err != nil {
		return err
	}
	return p.sentFiles(h, log)
}

// sameCases wants every case of the centre at the window, folded to the same.
func (p *post) sameCases(s *store.Store, h holding) error {
	for id, at := range h.cases {
		here, err := s.Case(id)
		if err != nil {
			return fmt.Errorf("window %s: %w", p.number, err)
		}
		one, err := json.Marshal(here)
		if err != nil {
			return err
		}
		two, err := json.Marshal(at)
		if err != nil || !bytes.Equal(one, two) {
			return errors.Join(err, fmt.Errorf("window %s folds case %s to something else than the centre", p.number, id))
		}
	}
	return nil
}

// sentFiles wants every attachment that is named whole at the centre.
func (p *post) sentFiles(h holding, log vault) error {
	for _, c := range h.cases {
		for _, m := range c.Materials {
			for _, a := range m.Files {
				if err := whole(log, a.Hash); err != nil {
					return fmt.Errorf("the centre: %s of case %s: %w", a.Name, c.Number, err)
				}
			}
		}
	}
	return nil
}

func whole(log vault, hash string) error {
	f, err := log.Open(hash)
	if err != nil {
		return err
	}
	sum := sm3.New()
	_, err = io.Copy(sum, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != hash {
		return fmt.Errorf("its bytes have the hash %s, not %s", got, hash)
	}
	return nil
}
