// Package hub is the central system (中心): it takes events from the counters,
// gives them one global order, hands them out again, numbers and signs the
// certificates, leases numbers to the counters and answers anybody who scans
// the QR code of a document.
//
// It is HTTP handlers over a [Log], and any number of it can stand on one log: what a
// process holds in memory, such as a batch that overtook the one before it, it may
// lose. The log is an interface of this package, with one implementation on bbolt and
// one on PostgreSQL; package hubtest holds both to the same conformance suite.
//
// An upload (upload.go) proves who sent it (session.go), is judged event by event by
// roster and rules (answer.go, roster.go), and gets its place in the log; what is
// refused is kept aside, and a person may let it in later (release.go). A download
// (download.go) is cut by office. Certificates come from issue.go, numbers of windows
// from lease.go, the public page of a document from page.go. What is carried on a
// stick is stick.go, what a restored centre gets back epoch.go and returns.go.
package hub

import (
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/roster"
	"onewindow/app/workday"
)

// Config is what a hub needs to work.
type Config struct {
	Log    Log
	Files  Files
	Now    func() time.Time
	Random io.Reader    // for keys, ids and signatures; crypto/rand.Reader
	Logger *slog.Logger // nil for none
	Meter  Meter        // nil for none

	// PublicURL is where a scanned QR code leads, for example
	// HTTP://127.0.0.1:8470: upper case makes a smaller QR code.
	PublicURL string
	// EnrolmentCode lets any new installation in that knows it, for good: for
	// demonstrations and tests. Empty lets any installation in that comes over
	// the loopback interface. Every other one needs an [Ticket].
	EnrolmentCode string
	// Region is the six-digit code (GB/T 2260) that numbers of certificates
	// begin with where the office does not begin with its own.
	Region string
	// Item looks an item of the catalog up. A grant for an item that the
	// centre does not know is refused: it could not be numbered.
	Item func(id string) (Item, bool)
	// Calendar is the working-day calendar the program carries. What was
	// imported goes over it; nil gives the counters no calendar until then.
	Calendar *workday.Calendar
	// Cost is what a try of a password costs at the least; the zero Cost stands
	// for roster.StandardCost.
	Cost roster.Cost
	// Patience is how long the body of a request may stand still at its beginning;
	// 0 for a minute.
	Patience time.Duration
	// OfficeName gives the name of an office for the public page; nil shows
	// the office as the document states it.
	OfficeName func(office string) string
}

// Meter counts what the centre does.
type Meter interface {
	// Event counts an event that was answered for, with the reason for which it
	// was refused, "" for none.
	Event(refused string)
	// Return counts events that a window gave back: those that are in the log
	// now, and those that were refused.
	Return(taken, refused int)
}

// unmetered counts nothing.
type unmetered struct{}

func (unmetered) Event(string) {}

func (unmetered) Return(int, int) {}

// Item is what the centre must know of an item to issue its certificates.
type Item struct {
	Name string
	// Certificates lists what a granted case ends in, under its policy and in
	// its situation.
	Certificates func(c casefile.Case) ([]CertificateRule, error)
}

// CertificateRule says how a certificate is issued.
type CertificateRule struct {
	Document   casefile.DocumentKind
	Numbering  Numbering
	Type       string // two letters in a local number, for example XS
	Mark       string // 发文代字 in an office's number
	ValidYears int    // 0 where it does not expire
	OnSigning  bool   // issued on the spot once the contract is signed, not with the decision
}

// Numbering is where a certificate's number comes from.
type Numbering string

// The numberings.
const (
	Local       Numbering = "local"       // region, year, type, seven digits
	Local2019   Numbering = "local-2019"  // region, year, five digits
	ByOffice    Numbering = "office"      // 发文代字〔year〕serial号
	Supervision Numbering = "supervision" // 电子监管号: the national system returns it
)

// Hub is the central system's HTTP interface.
type Hub struct {
	Config
	issuer  *issuer
	codec   *replica.Codec
	news    *news
	turns   turns
	days    almanac
	roll    roll
	musters musters
	trying  sync.Mutex // of passwords
	met     acquaintances
	started uint64        // newest place of the log when this process began
	newest  atomic.Uint64 // as this process saw it last: a database may be put back under it
	calends calends
	cleared cleared

	contacts contacts
	leaving  atomic.Bool
	page     *template.Template
	mux      *http.ServeMux
}

// New makes a hub. The first hub on a log makes the issuing key.
func New(c Config) (*Hub, error) {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Meter == nil {
		c.Meter = unmetered{}
	}
	if c.Patience == 0 {
		c.Patience = standardPatience
	}
	if c.Cost == (roster.Cost{}) {
		c.Cost = roster.StandardCost()
	}
	if err := CheckImported(c.Log); err != nil {
		return nil, err
	}
	issuer, err := newIssuer(c.Log, c.Random)
	if err != nil {
		return nil, err
	}
	codec, err := replica.NewCodec()
	if err != nil {
		return nil, fmt.Errorf("hub: %w", err)
	}
	page, err := parsePage()
	if err != nil {
		return nil, fmt.Errorf("hub: %w", err)
	}
	h := &Hub{Config: c, issuer: issuer, codec: codec, news: newNews(), page: page, mux: http.NewServeMux()}
	if err := c.Log.Write(h.begin); err != nil {
		return nil, fmt.Errorf("hub: begin the list of keys: %w", err)
	}
	if err := h.warnOfRosters(); err != nil {
		return nil, fmt.Errorf("hub: look for rosters: %w", err)
	}
	found, err := c.Log.After("", 0, 1, 1)
	if err != nil {
		return nil, fmt.Errorf("hub: look for the end of the log: %w", err)
	}
	h.started = found.Last
	h.newest.Store(found.Last)
	for pattern, do := range h.routes() {
		h.mux.HandleFunc(pattern, do)
	}
	return h, nil
}

// Close ends the downloads that wait for news. Call it before the server that
// serves the hub shuts down, which would wait for them.
func (h *Hub) Close() error {
	h.news.close()
	return nil
}

// Arrive wakes the downloads that wait for news: another process on the same log
// has taken events over.
func (h *Hub) Arrive() { h.news.arriveAll() }

// routes are all that the hub answers; openapi.yaml describes them.
func (h *Hub) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /healthz":                          h.ready,
		"GET /readyz":                           h.ready,
		"GET /livez":                            live,
		"GET /openapi.yaml":                     describe,
		"POST " + replica.PathInstallations:     h.answered(h.enrol),
		"GET " + replica.PathInstallations:      h.answered(h.known(h.neighbours)),
		"POST " + replica.PathEvents:            h.answered(h.heard(h.upload)),
		"GET " + replica.PathEvents:             h.answered(h.known(h.download)),
		"POST " + replica.PathReturns:           h.answered(h.known(h.takeBack)),
		"GET " + replica.PathCalendar:           h.answered(h.known(h.calendar)),
		"GET " + replica.PathKeys:               h.answered(h.keys),
		"GET " + replica.PathRoster:             h.answered(h.known(h.ownRoster)),
		"POST " + replica.PathPassword:          h.answered(h.known(h.changePassword)),
		"POST " + replica.PathLeases:            h.answered(h.known(h.lease)),
		"HEAD " + replica.PathFiles + "{hash}":  h.answered(h.known(h.fileLength)),
		"PATCH " + replica.PathFiles + "{hash}": h.answered(h.known(h.filePiece)),
		"GET " + replica.PathFiles + "{hash}":   h.file,
		"GET /{$}":                              h.form,
		"GET /V/{payload}":                      h.verify,
		"GET /v/{payload}":                      h.verify, // as typed by hand
	}
}

// ServeHTTP answers one request.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// Leave tells whoever balances the load, when he asks next, that this process is
// about to end. It serves on until Close.
func (h *Hub) Leave() { h.leaving.Store(true) }

// live says that this process answers. Whoever starts processes anew when they
// do not must not do so because the database is away.
func live(w http.ResponseWriter, _ *http.Request) { say(w, "ok\n") }

func say(w http.ResponseWriter, word string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, word) // who hung up gets no answer
}

// ready says whether this process can serve: whether the log can be read, and
// whether it is not about to end.
func (h *Hub) ready(w http.ResponseWriter, _ *http.Request) {
	if h.leaving.Load() || h.news.over() {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	if _, err := h.Log.After("", 0, 1, 1); err != nil {
		h.Logger.Error("the log cannot be read", "error", err)
		http.Error(w, "the log cannot be read", http.StatusServiceUnavailable)
		return
	}
	say(w, "ok\n")
}

// Server is an HTTP server with limits for clients that are slow or worse. A
// 64 kbit/s line needs two minutes for a full message, so no limit on a whole
// request is short.
func Server(h http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 30 * time.Second,
		ReadTimeout:       10 * time.Minute,
		WriteTimeout:      15 * time.Minute,
		IdleTimeout:       5 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
}
