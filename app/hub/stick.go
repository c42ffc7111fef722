package hub

import (
	"errors"
	"io"
	"slices"

	"github.com/google/uuid"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/replica/bundle"
	"onewindow/app/seal"
)

// Delivery is what came from a window on a stick (U 盘) and what went back.
type Delivery struct {
	From     Installation
	Accepted int // events that are in the log, now or before
	Refused  int
	Files    int    // that are here whole, now or before
	Pages    int    // that went back
	Trouble  string // code of a Problem that stopped part of it, "" for none
}

// pagesAStick is how many pages go back on one stick at most, of a megabyte each.
const pagesAStick = 1000

// leasesAStick is how many blocks of numbers a bundle may ask for: one a series
// in this year and the next, and a few more.
const leasesAStick = 8

// TakeBundle takes a bundle of a window over, by the very rules of the line, and
// writes the answer for the way back; a nil answer leaves that out. Taken over
// twice it changes nothing and gives the same answers.
//
// A *bundle.Error says that the file is no bundle of a window of this centre;
// nothing of it was taken then. With any other error what was taken so far
// stays, and the bundle can be brought again.
func (h *Hub) TakeBundle(file io.ReadSeeker, answer io.Writer) (Delivery, error) {
	b, from, err := h.bundleOf(file)
	if err != nil {
		return Delivery{}, err
	}
	s := &stick{hub: h, from: from, done: Delivery{From: from}}
	readable, err := h.addressed(b)
	if err != nil {
		return Delivery{}, err
	}
	if err := s.unload(b, readable); err != nil {
		return s.done, err
	}
	if from.Revoked != nil {
		s.done.Trouble = "revoked"
	}
	h.Logger.Info("bundle taken", "bundle", b.ID, "installation", from.ID, "accepted", s.done.Accepted,
		"refused", s.done.Refused, "files", s.done.Files, "trouble", s.done.Trouble)
	if answer == nil {
		return s.done, nil
	}
	return s.done, s.answer(b, answer)
}

// bundleOf opens a bundle and finds whose it is.
func (h *Hub) bundleOf(file io.ReadSeeker) (*bundle.Bundle, Installation, error) {
	b, err := bundle.Open(file)
	if err != nil {
		return nil, Installation{}, err
	}
	if b.Way != bundle.Up {
		return nil, Installation{}, bundle.Refuse(bundle.WrongWay)
	}
	from, ok, err := h.Log.Installation(b.Installation)
	if err != nil {
		return nil, from, err
	}
	if !ok {
		return nil, from, bundle.Refuse(bundle.Unknown)
	}
	key, err := seal.ParsePublicKey(from.PublicKey)
	if err != nil || !b.Signed(key) || !isID(b.ID) {
		return nil, from, &bundle.Error{Code: bundle.Altered, Cause: err}
	}
	return b, from, nil
}

// addressed says whether the bundle is for the newest key of this centre; for an
// earlier one nobody can read it any more.
func (h *Hub) addressed(b *bundle.Bundle) (readable bool, err error) {
	list, _, err := h.listed(h.Log)
	if err != nil || b.Recipient == h.issuer.public().ID() {
		return true, err
	}
	earlier := func(s seal.Successor) bool { return s.Key.ID() == b.Recipient }
	if !slices.ContainsFunc(list.Issuing, earlier) {
		return false, bundle.Refuse(bundle.OtherCentre)
	}
	return false, nil
}

// stick is a bundle that is being taken over.
type stick struct {
	hub  *Hub
	from Installation
	done Delivery

	needs            replica.Needs
	acknowledgements []replica.Acknowledgement
	held             replica.Held
	epoch            uint64 // of the log

	file  string // hash of the one that comes in pieces now, "" for none
	named NamedFile
	read  int64 // bytes of it that came
}

// unload takes all records over. Of a bundle that cannot be read the window gets
// to know why.
func (s *stick) unload(b *bundle.Bundle, readable bool) error {
	if !readable {
		s.done.Trouble = replica.CodeRekeyed
		return nil
	}
	if err := replica.Each(b, s.hub.issuer.newest(), s.take); err != nil {
		return err
	}
	return s.closeFile()
}

// take takes one record over.
func (s *stick) take(kind bundle.Kind, body []byte) error {
	switch kind {
	case replica.CargoNeeds:
		if _, err := replica.Unload(s.hub.codec, body, &s.needs); err != nil {
			return err
		}
		return s.inStep()
	case replica.CargoBatch:
		return s.batch(body)
	case replica.CargoFile:
		return s.openFile(body)
	case replica.CargoPiece:
		return s.piece(body)
	}
	return nil // of a newer window; what we do not understand we do not answer for
}

// inStep makes sure that the window counts in the places of the log as it is, and
// knows no more of it than there is. One that does not has to come over the line
// once, to give back what it knows.
func (s *stick) inStep() error {
	all, err := epochsOf(s.hub.Log)
	if err != nil {
		return err
	}
	s.epoch = all.now().Serial
	place, ok := placeOf(s.needs.Cursor)
	ahead, err := s.hub.isBeyond(place)
	switch {
	case err != nil:
		return err
	case s.needs.Epoch < s.epoch:
		s.done.Trouble = replica.CodeRestored
	case s.needs.Epoch > s.epoch:
		s.done.Trouble = s.hub.ahead(s.from, "epoch", s.needs.Epoch).problem.Code
	case !ok:
		s.done.Trouble = "cursor"
	case ahead:
		s.done.Trouble = s.hub.ahead(s.from, "place", place).problem.Code
	}
	return nil
}

// batch takes events over. After one that does not follow its chain none does:
// the answer's pages tell the window why.
func (s *stick) batch(body []byte) error {
	var b replica.Batch
	plain, err := replica.Unload(s.hub.codec, body, &b)
	if err != nil || s.done.Trouble != "" {
		return err
	}
	ack, err := s.hub.takeBatch(s.from, b, plain, s.needs.Epoch)
	if err != nil {
		return s.stopped(err)
	}
	s.acknowledgements = append(s.acknowledgements, ack)
	for _, a := range ack.Answers {
		if a.Refused == "" {
			s.done.Accepted++
		} else {
			s.done.Refused++
		}
	}
	return nil
}

// stopped notes a failure that the window gets to know, and passes on any other
// error.
func (s *stick) stopped(err error) error {
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	s.done.Trouble = f.problem.Code
	return nil
}

// openFile begins a file, if an event of the sender's office asks for it.
func (s *stick) openFile(body []byte) error {
	if err := s.closeFile(); err != nil {
		return err
	}
	var next casefile.Attachment
	if _, err := replica.Unload(s.hub.codec, body, &next); err != nil {
		return err
	}
	named, ok, err := s.hub.Log.NamedFile(s.from.Office, next.Hash)
	if err != nil || !ok || s.from.Revoked != nil {
		return err
	}
	s.file, s.named, s.read = next.Hash, named, 0
	return nil
}

// piece adds a piece to the file, as far as its bytes are not here yet.
func (s *stick) piece(body []byte) error {
	if s.file == "" {
		return nil
	}
	here, _, err := s.hub.broughtOf(s.from.Office, s.file, s.named)
	if err != nil {
		return err
	}
	start := s.read
	s.read += int64(len(body))
	if s.read <= here || start > here {
		return nil // it is here already, or bytes before it are missing
	}
	n, err := s.hub.bring(s.from.Office, s.file, s.named, here, body[here-start:])
	if errors.Is(err, ErrHash) || errors.Is(err, ErrOffset) {
		s.hub.Logger.Warn("a file of a bundle was not taken", "file", s.file, "installation", s.from.ID, "error", err)
		s.file = ""
		return nil
	}
	s.named.Brought = n >= s.named.Size
	return err
}

// closeFile ends the file and notes whether it is here whole.
func (s *stick) closeFile() error {
	hash := s.file
	s.file = ""
	if hash == "" {
		return nil
	}
	_, all, err := s.hub.broughtOf(s.from.Office, hash, s.named)
	if all {
		s.held.Hashes = append(s.held.Hashes, hash)
		s.done.Files++
	}
	return err
}

// answer writes what goes back: first what tells of others, then the answers to
// what came, so that a window that lost its memory finds itself again before it
// is answered for.
func (s *stick) answer(to *bundle.Bundle, w io.Writer) error {
	h := s.hub
	key, err := seal.ParsePublicKey(s.from.PublicKey)
	if err != nil {
		return err
	}
	_, signed, err := h.listed(h.Log)
	if err != nil {
		return err
	}
	id, err := uuid.NewRandomFromReader(h.Random)
	if err != nil {
		return err
	}
	out, err := bundle.NewWriter(w, bundle.Header{
		ID: id.String(), Way: bundle.Down, Installation: s.from.ID, Answers: to.ID, Made: h.Now(), List: signed,
	}, h.issuer.newest(), key, h.Random)
	if err != nil {
		return err
	}
	load := func(kind bundle.Kind, v any) error { return replica.Load(out, h.codec, kind, v) }
	ending := replica.Ending{}
	if t := s.done.Trouble; s.from.Revoked == nil && t != replica.CodeRekeyed && t != replica.CodeRestored && t != "cursor-ahead" {
		if ending.More, err = s.news(load); err != nil {
			return err
		}
	}
	for _, ack := range s.acknowledgements {
		if err := load(replica.CargoAcknowledgement, ack); err != nil {
			return err
		}
	}
	s.held.Epoch = s.epoch
	if err := load(replica.CargoHeld, s.held); err != nil {
		return err
	}
	ending.Trouble = s.done.Trouble
	if err := load(replica.CargoEnd, ending); err != nil {
		return err
	}
	return out.Close()
}

// news loads what others did, the calendar, the roster and the numbers that were asked for.
func (s *stick) news(load func(bundle.Kind, any) error) (more bool, err error) {
	h := s.hub
	list, err := h.neighboursOf(s.from.Office)
	if err != nil {
		return false, err
	}
	list.Epoch = s.needs.Epoch
	if err := load(replica.CargoNeighbours, list); err != nil {
		return false, err
	}
	days, err := h.inForce(h.Log)
	if err != nil {
		return false, err
	}
	if days.version != "" && days.version != s.needs.Calendar {
		if err := load(replica.CargoCalendar, replica.Calendar{Version: days.version, CSV: days.csv}); err != nil {
			return false, err
		}
	}
	people, err := h.roster(h.Log, s.from.Office)
	if err != nil {
		return false, err
	}
	if people.Serial > s.needs.Roster {
		if err := load(replica.CargoRoster, replica.Roster{Signed: string(people.signed)}); err != nil {
			return false, err
		}
	}
	if more, err = s.pages(load); err != nil {
		return false, err
	}
	for _, ask := range s.needs.Leases[:min(len(s.needs.Leases), leasesAStick)] {
		lease, err := h.grantLease(s.from, ask)
		if err != nil {
			if err := s.stopped(err); err != nil {
				return false, err
			}
			continue
		}
		if err := load(replica.CargoLease, lease); err != nil {
			return false, err
		}
	}
	return more, nil
}

// pages loads the events of the office behind the window's cursor.
func (s *stick) pages(load func(bundle.Kind, any) error) (more bool, err error) {
	h := s.hub
	place, ok := placeOf(s.needs.Cursor)
	if !ok {
		s.done.Trouble = "cursor"
		return false, nil
	}
	at := s.needs.Cursor
	for range pagesAStick {
		found, err := h.Log.After(s.from.Office, place, replica.MaxPage, replica.MaxPageBytes)
		if err != nil {
			return false, err
		}
		if place > found.Last {
			s.done.Trouble = s.hub.ahead(s.from, "place", place).problem.Code
			return false, nil
		}
		if len(found.Events) == 0 && s.needs.Refused == nil {
			return false, nil
		}
		page := replica.Page{Events: found.Events, More: found.More, Time: h.Now(), Epoch: s.needs.Epoch}
		if n := len(found.Events); n > 0 {
			place = found.Events[n-1].Order
			at = cursor(place)
		}
		page.Next = at
		if s.needs.Refused != nil && !page.More {
			if err := h.tell(&page, s.from.ID, *s.needs.Refused); err != nil {
				return false, err
			}
			if n := len(page.Refused); n > 0 {
				s.needs.Refused = &page.Refused[n-1].Seq
			}
		}
		if err := load(replica.CargoPage, page); err != nil {
			return false, err
		}
		s.done.Pages++
		if !page.More {
			return false, nil
		}
	}
	return true, nil
}
