package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"onewindow/app/hub"
	"onewindow/store/central"
)

// lastWords is how long requests under way may take to end.
const lastWords = 30 * time.Second

// Options say how the program runs.
type Options struct {
	Storage
	Listen        string
	Public        string // "" for the listening address
	EnrolmentCode string
	Region        string
	Insecure      bool
	Certificate   string // PEM file for HTTPS, "" for plain HTTP
	Key           string // PEM file
	Limit         hub.Limit
	Crowd         hub.Crowd
	Metrics       string        // address, "" for none
	Drain         time.Duration // between saying that it ends and ending
	JSON          bool          // log lines as JSON
	Log           io.Writer
}

// Program is the central system, open and listening. Close it, or let Run do it.
type Program struct {
	vault    vault
	hub      *hub.Hub
	listener net.Listener
	secure   bool
	server   *http.Server
	exporter *exporter
	console  *console // nil on a database
	drain    time.Duration
}

// Open opens the store and the listener.
func Open(o Options) (_ *Program, err error) {
	var p Program
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	logger := o.logger()
	security, err := o.security(logger)
	if err != nil {
		return nil, err
	}
	p.secure, p.drain = security != nil, o.Drain
	if p.listener, err = listen(o.Listen, o.Insecure || p.secure); err != nil {
		return nil, err
	}
	if o.EnrolmentCode != "" && !isLocal(p.listener) {
		return nil, errors.New("one enrolment code for all is for this machine alone: beyond it, give each window a code of its own (enrol new)")
	}
	o.told = func(p central.Progress) {
		logger.Info("bringing log.db up to date", "values", p.Done, "now", p.Bucket, "took", p.Took)
	}
	if p.vault, err = o.open(); err != nil {
		return nil, err
	}
	items, err := catalogItems()
	if err != nil {
		return nil, err
	}
	offices, err := officeNames()
	if err != nil {
		return nil, err
	}
	calendar, err := embeddedCalendar()
	if err != nil {
		return nil, err
	}
	metrics := newMetrics(p.vault)
	p.listener = metrics.guard(p.listener, o.Crowd)
	if p.hub, err = hub.New(hub.Config{
		Log: p.vault, Files: p.vault, Now: time.Now, Random: rand.Reader, Logger: logger, Meter: metrics,
		PublicURL: publicURL(o.Public, p.URL()), EnrolmentCode: o.EnrolmentCode, Region: o.Region,
		Item: items, OfficeName: offices, Calendar: calendar,
	}); err != nil {
		return nil, err
	}
	if shared, ok := p.vault.(onPostgres); ok {
		shared.Listen(p.hub.Arrive)
	}
	if o.Metrics != "" {
		if p.exporter, err = metrics.export(o.Metrics, logger); err != nil {
			return nil, err
		}
	}
	if o.Database == "" {
		if p.console, err = openConsole(o.Data, p.carryOut); err != nil {
			// Commands wait until the system is stopped then; that is no reason not to serve.
			logger.Warn("no console", "error", err)
			err = nil
		}
	}
	o.Limit.Now = time.Now
	p.server = hub.Server(metrics.watch(hub.Limited(p.hub, o.Limit)), logger)
	p.server.TLSConfig = security
	return &p, nil
}

// security is the configuration of HTTPS, nil for plain HTTP.
func (o Options) security(logger *slog.Logger) (*tls.Config, error) {
	if o.Certificate == "" && o.Key == "" {
		return nil, nil
	}
	c, err := openCertificate(o.Certificate, o.Key, time.Now, logger)
	if err != nil {
		return nil, err
	}
	return &tls.Config{GetCertificate: c.Get, MinVersion: tls.VersionTLS12}, nil
}

func (o Options) logger() *slog.Logger {
	if o.JSON {
		return slog.New(slog.NewJSONHandler(o.Log, nil))
	}
	return slog.New(slog.NewTextHandler(o.Log, nil))
}

// listen refuses to speak plain HTTP to other machines by accident.
func listen(address string, open bool) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	if open || isLocal(l) {
		return l, nil
	}
	return nil, errors.Join(fmt.Errorf("%s is open to other machines over plain HTTP: give --certificate and --key, "+
		"or say --insecure if that is meant", address), l.Close())
}

// isLocal says whether only this machine can reach the listener.
func isLocal(l net.Listener) bool {
	tcp, ok := l.Addr().(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// publicURL is what QR codes begin with: upper case makes them smaller.
func publicURL(public, listening string) string {
	if public == "" {
		public = listening
	}
	return strings.ToUpper(strings.TrimRight(public, "/"))
}

// URL is where the program listens.
func (p *Program) URL() string {
	scheme := "http://"
	if p.secure {
		scheme = "https://"
	}
	return scheme + p.listener.Addr().String()
}

// Run serves until ctx ends, lets what is under way finish and closes all.
func (p *Program) Run(ctx context.Context) error {
	served := make(chan error, 1)
	go func() { served <- p.serve() }()
	select {
	case err := <-served:
		return errors.Join(err, p.Close())
	case <-ctx.Done():
	}
	if p.drain > 0 {
		p.hub.Leave()
		time.Sleep(p.drain) // a balancer learns meanwhile to send nobody here
	}
	err := p.hub.Close() // or downloads that wait for news would hold us up
	over, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	if stuck := p.server.Shutdown(over); stuck != nil {
		err = errors.Join(err, p.server.Close())
	}
	if ended := <-served; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return errors.Join(err, p.Close())
}

func (p *Program) serve() error {
	if p.secure {
		return p.server.ServeTLS(p.listener, "", "") // the certificate is configured
	}
	return p.server.Serve(p.listener)
}

// Close releases what is open; closing twice does no harm.
func (p *Program) Close() error {
	var err error
	if p.console != nil {
		err = errors.Join(err, p.console.Close())
		p.console = nil
	}
	if p.hub != nil {
		err = errors.Join(err, p.hub.Close())
	}
	if p.listener != nil {
		if e := p.listener.Close(); !errors.Is(e, net.ErrClosed) {
			err = errors.Join(err, e)
		}
	}
	if p.exporter != nil {
		err = errors.Join(err, p.exporter.Close())
		p.exporter = nil
	}
	if p.vault != nil {
		err = errors.Join(err, p.vault.Close())
	}
	return err
}
