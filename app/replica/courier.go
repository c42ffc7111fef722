package replica

import (
	"errors"
	"io"
	"math"
	"slices"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica/bundle"
	"onewindow/app/seal"
	"onewindow/app/workday"
)

// CourierKey signs for the installation and reads what is meant for it alone;
// *seal.PrivateKey is one.
type CourierKey interface {
	Key
	bundle.Opener
}

// Courier carries the exchange on a USB stick (U 盘) where there is no line: the
// same events, files, pages and numbers, and as often as one likes. It may work
// beside a [Client].
//
// All fields are needed but Almanac, People and Met.
type Courier struct {
	Installation string
	Key          CourierKey
	Local        Local
	Files        Files
	Settings     Settings
	Almanac      Almanac
	People       People
	Met          func(Joined) // told where the centre's keys have changed
	Now          func() time.Time
	NewID        func() string // UUID
	Random       io.Reader
}

// Sent is what went onto a stick.
type Sent struct {
	Events int
	Files  int
	Left   int // files that did not fit and go with the next one
	Lost   int // files whose bytes are gone or spoilt on this counter
}

// Brought is what came back on one.
type Brought struct {
	Confirmed int    // own events that the centre took
	Refused   int    // own events that lie in the tray now
	Events    int    // of the common record
	Numbers   uint64 // leased
	Files     int    // own files that the centre holds
	Trouble   string // code of what stopped part of the exchange, "" for nothing; see Codes and hub.ProblemCodes
	More      bool   // the centre has more for the next stick
}

// SettingErrands names the setting that keeps what was sent on sticks. A counter
// that was restored from a backup forgets it: an answer to what it sent before
// would bring numbers that are on paper already.
const SettingErrands = "errands"

// errand is a bundle that was sent and may be answered.
type errand struct {
	ID     string         `json:"id"`
	Cursor string         `json:"cursor"`
	Leases []LeaseRequest `json:"leases,omitempty"` // that it asks for and that were not answered yet
}

// errandsKept is how many sticks may be under way at once.
const errandsKept = 16

// filesUpTo is where a bundle is full, in bytes: what is left of the stick is
// for the answer.
const filesUpTo = 3 << 30

// Export writes all that waits into a bundle for the centre. Nothing changes by
// it: what was exported may go over the line all the same.
func (c *Courier) Export(w io.Writer) (Sent, error) {
	joined, ring, err := c.membership()
	if err != nil {
		return Sent{}, err
	}
	codec, err := NewCodec()
	if err != nil {
		return Sent{}, err
	}
	defer codec.Close() //nolint:errcheck // nothing is buffered in it
	errand, err := c.newErrand()
	if err != nil {
		return Sent{}, err
	}
	out, err := bundle.NewWriter(w, bundle.Header{
		ID: errand.ID, Way: bundle.Up, Installation: c.Installation, Made: c.Now(),
	}, c.Key, speaker(ring, joined), c.Random)
	if err != nil {
		return Sent{}, err
	}
	needs, err := c.needs(errand)
	if err != nil {
		return Sent{}, err
	}
	l := loading{courier: c, codec: codec, out: out}
	if err := Load(out, codec, CargoNeeds, needs); err != nil {
		return Sent{}, err
	}
	if err := l.events(); err != nil {
		return Sent{}, err
	}
	if err := l.filesOwed(); err != nil {
		return Sent{}, err
	}
	return l.sent, out.Close()
}

// needs is what the centre is asked for.
func (c *Courier) needs(e errand) (Needs, error) {
	needs := Needs{Cursor: e.Cursor, Leases: e.Leases}
	var err error
	if needs.Epoch, err = c.Local.Epoch(); err != nil {
		return needs, err
	}
	behind, restored, err := c.Local.Restored()
	if restored {
		needs.Refused = &behind
	}
	if c.Almanac != nil {
		needs.Calendar = c.Almanac.CalendarVersion()
	}
	if c.People != nil {
		needs.Roster = c.People.RosterSerial()
	}
	return needs, err
}

// membership is the centre we belong to.
func (c *Courier) membership() (Joined, *seal.Ring, error) {
	var j Joined
	found, err := c.Settings.Setting(SettingMembership, &j)
	if err != nil {
		return j, nil, err
	}
	if !found || len(j.Membership.IssuingKey) == 0 {
		return j, nil, bundle.Refuse(bundle.NotJoined)
	}
	ring, err := j.Ring()
	return j, ring, err
}

// newErrand notes a bundle before it is written: an answer is believed only to
// what was asked.
func (c *Courier) newErrand() (errand, error) {
	var kept []errand
	if _, err := c.Settings.Setting(SettingErrands, &kept); err != nil {
		return errand{}, err
	}
	e := errand{ID: c.NewID()}
	var err error
	if e.Cursor, err = c.Local.Cursor(); err != nil {
		return e, err
	}
	if e.Leases, err = c.needed(kept); err != nil {
		return e, err
	}
	kept = append(kept, e)
	return e, c.Settings.SaveSetting(SettingErrands, kept[max(0, len(kept)-errandsKept):])
}

// needed are the numbers to ask for. What an earlier stick asked for and nobody
// answered yet is asked for again under the same id: the centre gives the same
// block, and no numbers are lost.
func (c *Courier) needed(kept []errand) ([]LeaseRequest, error) {
	year, month, _ := workday.DateOf(c.Now()).Date()
	years := []int{year}
	if month == time.December {
		years = append(years, year+1)
	}
	var list []LeaseRequest
	for _, year := range years {
		kinds, err := c.Local.Shortages(year)
		if err != nil {
			return nil, err
		}
		for _, kind := range kinds {
			list = append(list, c.asked(kept, kind, year))
		}
	}
	return list, nil
}

func (c *Courier) asked(kept []errand, kind NumberKind, year int) LeaseRequest {
	for _, e := range kept {
		for _, ask := range e.Leases {
			if ask.Kind == kind && ask.Year == year {
				return ask
			}
		}
	}
	return LeaseRequest{ID: c.NewID(), Kind: kind, Year: year}
}

// loading is an export under way.
type loading struct {
	courier *Courier
	codec   *Codec
	out     *bundle.Writer
	sent    Sent
	owed    []casefile.Attachment // files of the events
}

// events loads all that waits.
func (l *loading) events() error {
	behind := uint64(0)
	for {
		events, err := l.courier.Local.PendingBehind(behind, MaxBatchEvents, MaxBatchBytes)
		if err != nil || len(events) == 0 {
			return err
		}
		batch := Batch{Installation: l.courier.Installation}
		if behind == 0 {
			if batch.Leases, err = l.courier.Local.Leases(leasesTold); err != nil {
				return err
			}
		}
		for _, e := range events {
			raw, err := e.Bytes()
			if err != nil {
				return err
			}
			batch.Events = append(batch.Events, raw)
			l.owed = append(l.owed, e.Files()...)
		}
		if err := Load(l.out, l.codec, CargoBatch, batch); err != nil {
			return err
		}
		l.sent.Events += len(events)
		behind = events[len(events)-1].Seq
	}
}

// filesOwed loads the files of what waits, and those of confirmed events that
// the centre does not hold yet.
func (l *loading) filesOwed() error {
	unsent, err := l.courier.Local.UnsentFiles(math.MaxInt)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, f := range slices.Concat(unsent, l.owed) {
		if seen[f.Hash] {
			continue
		}
		seen[f.Hash] = true
		if l.out.Size()+f.Size > filesUpTo {
			l.sent.Left++
			continue
		}
		if err := l.file(f); err != nil {
			return err
		}
	}
	return nil
}

// file loads one file. One whose bytes are not here as they were announced holds
// up nothing: the centre sees that it is not whole.
func (l *loading) file(f casefile.Attachment) error {
	content, err := l.courier.Files.File(f.Hash)
	if err != nil {
		return l.lost(err)
	}
	defer content.Close() //nolint:errcheck // it was only read
	if err := Load(l.out, l.codec, CargoFile, casefile.Attachment{Hash: f.Hash, Size: f.Size}); err != nil {
		return err
	}
	for at := int64(0); at < f.Size; {
		piece := make([]byte, min(MaxPiece, f.Size-at))
		if _, err := io.ReadFull(content, piece); err != nil {
			return l.lost(err)
		}
		if err := l.out.Put(CargoPiece, piece); err != nil {
			return err
		}
		at += int64(len(piece))
	}
	l.sent.Files++
	return nil
}

func (l *loading) lost(err error) error {
	if !isGone(err) {
		return err
	}
	l.sent.Lost++
	return nil
}

// Import takes the centre's answer over. Taken over twice it changes nothing.
// It gives a *bundle.Error for a file that is no such answer to this window, and
// takes nothing of it then.
func (c *Courier) Import(file io.ReadSeeker) (Brought, error) {
	b, err := bundle.Open(file)
	if err != nil {
		return Brought{}, err
	}
	joined, ring, err := c.membership()
	if err != nil {
		return Brought{}, err
	}
	if err := c.believe(b, &joined, ring); err != nil {
		return Brought{}, err
	}
	codec, err := NewCodec()
	if err != nil {
		return Brought{}, err
	}
	defer codec.Close() //nolint:errcheck // nothing is buffered in it
	u := unloading{courier: c, codec: codec, joined: joined, ring: ring}
	if err := c.Settings.SaveSetting(SettingMembership, joined); err != nil {
		return Brought{}, err
	}
	err = Each(b, c.Key, u.take)
	if c.Met != nil {
		c.Met(u.joined)
	}
	return u.brought, err
}

// believe makes sure that the bundle is our centre's answer to what we sent. It
// takes the centre's list of keys over, which the signature may be checked by.
func (c *Courier) believe(b *bundle.Bundle, joined *Joined, ring *seal.Ring) error {
	var kept []errand
	if _, err := c.Settings.Setting(SettingErrands, &kept); err != nil {
		return err
	}
	_, err := ring.Take(b.List)
	switch {
	case b.Way != bundle.Down:
		return bundle.Refuse(bundle.WrongWay)
	case b.Installation != c.Installation:
		return bundle.Refuse(bundle.OtherInstallation)
	case err != nil && !errors.Is(err, seal.ErrOutdated):
		return &bundle.Error{Code: bundle.OtherCentre, Cause: err}
	case !b.Signed(speaker(ring, *joined)):
		return bundle.Refuse(bundle.Altered)
	case !slices.ContainsFunc(kept, func(e errand) bool { return e.ID == b.Answers }):
		return bundle.Refuse(bundle.Unasked)
	}
	if err == nil {
		joined.List = b.List
	}
	return nil
}

// unloading is an import under way.
type unloading struct {
	courier *Courier
	codec   *Codec
	joined  Joined
	ring    *seal.Ring
	brought Brought
	epoch   uint64 // of the centre's log when it answered, as far as it was told
}

// take takes one record over.
func (u *unloading) take(kind bundle.Kind, body []byte) error {
	take := map[bundle.Kind]func([]byte) error{
		CargoNeighbours: u.neighbours, CargoCalendar: u.calendar, CargoRoster: u.roster, CargoPage: u.page,
		CargoAcknowledgement: u.acknowledgement, CargoHeld: u.held, CargoLease: u.lease, CargoEnd: u.end,
	}[kind]
	if take == nil {
		return nil // of a newer centre, which we can do without
	}
	return take(body)
}

func (u *unloading) neighbours(body []byte) error {
	var n Neighbours
	if _, err := Unload(u.codec, body, &n); err != nil {
		return err
	}
	if past, err := u.past(n.Epoch); err != nil || past {
		return err
	}
	u.joined.Neighbours = n.Certificates
	return u.courier.Settings.SaveSetting(SettingMembership, u.joined)
}

// calendar takes the centre's calendar over. One that this program cannot read
// holds up nothing else.
func (u *unloading) calendar(body []byte) error {
	var got Calendar
	if _, err := Unload(u.codec, body, &got); err != nil || u.courier.Almanac == nil {
		return err
	}
	err := u.courier.Almanac.TakeCalendar(got)
	var line *workday.LineError
	if errors.As(err, &line) {
		u.brought.Trouble = CodeCalendar
		return nil
	}
	return err
}

func (u *unloading) page(body []byte) error {
	var page Page
	if _, err := Unload(u.codec, body, &page); err != nil {
		return err
	}
	if past, err := u.past(page.Epoch); err != nil || past {
		return err
	}
	u.brought.Events += len(page.Events)
	return u.courier.Local.Apply(page)
}

// acknowledgement settles what the centre answered for. The store makes sure
// that the answers are to the very bytes that wait.
func (u *unloading) acknowledgement(body []byte) error {
	var ack Acknowledgement
	if _, err := Unload(u.codec, body, &ack); err != nil {
		return err
	}
	message, err := AcknowledgementMessage(ack)
	if err != nil {
		return err
	}
	if !speaker(u.ring, u.joined).VerifyBytes(PurposeAcknowledgement, message, ack.Signature) {
		return bundle.Refuse(bundle.Altered)
	}
	if past, err := u.past(ack.Epoch); err != nil || past {
		return err
	}
	for _, a := range ack.Answers {
		if a.Refused == "" {
			u.brought.Confirmed++
		} else {
			u.brought.Refused++
		}
	}
	return u.courier.Local.Settle(ack.Answers)
}

// past says whether an answer is of another epoch than ours: its places mean
// nothing here any more. What it told of is told again.
func (u *unloading) past(epoch uint64) (bool, error) {
	u.epoch = epoch
	ours, err := u.courier.Local.Epoch()
	if err == nil && epoch != ours {
		u.brought.Trouble = CodeRestored
	}
	return epoch != ours, err
}

func (u *unloading) held(body []byte) error {
	var held Held
	if _, err := Unload(u.codec, body, &held); err != nil {
		return err
	}
	if past, err := u.past(held.Epoch); err != nil || past {
		return err
	}
	for _, hash := range held.Hashes {
		if err := u.courier.Local.FileSent(hash); err != nil {
			return err
		}
		u.brought.Files++
	}
	return nil
}

// lease adds a block and crosses its request off, so that the next shortage asks
// for another block.
func (u *unloading) lease(body []byte) error {
	var l Lease
	if _, err := Unload(u.codec, body, &l); err != nil {
		return err
	}
	if past, err := u.past(u.epoch); err != nil || past {
		return err
	}
	if err := u.courier.Local.AddLease(l); err != nil {
		return err
	}
	u.brought.Numbers += l.To + 1 - l.From
	var kept []errand
	if _, err := u.courier.Settings.Setting(SettingErrands, &kept); err != nil {
		return err
	}
	for i := range kept {
		kept[i].Leases = slices.DeleteFunc(kept[i].Leases, func(ask LeaseRequest) bool { return ask.ID == l.ID })
	}
	return u.courier.Settings.SaveSetting(SettingErrands, kept)
}

func (u *unloading) end(body []byte) error {
	var e Ending
	if _, err := Unload(u.codec, body, &e); err != nil {
		return err
	}
	if e.Trouble != "" {
		u.brought.Trouble = e.Trouble
	}
	if e.Trouble == codeChain {
		if err := u.courier.Local.Doubt(); err != nil {
			return err
		}
	}
	u.brought.More = e.More
	return nil
}
