package main

import (
	"context"
	"crypto/rand"
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
const lastWords = 10 * time.Second

// Options say how the program runs.
type Options struct {
	Data          string
	Listen        string
	Public        string // "" for the listening address
	EnrolmentCode string
	Region        string
	Insecure      bool
	Log           io.Writer
}

// Program is the central system, open and listening. Close it, or let Run do it.
type Program struct {
	log      *central.Store
	hub      *hub.Hub
	listener net.Listener
	server   *http.Server
}

// Open opens the store and the listener.
func Open(o Options) (_ *Program, err error) {
	var p Program
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	if p.listener, err = listen(o.Listen, o.Insecure); err != nil {
		return nil, err
	}
	if p.log, err = central.Open(o.Data); err != nil {
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
	logger := slog.New(slog.NewTextHandler(o.Log, nil))
	if p.hub, err = hub.New(hub.Config{
		Log: p.log, Files: p.log, Now: time.Now, Random: rand.Reader, Logger: logger,
		PublicURL: publicURL(o.Public, p.URL()), EnrolmentCode: o.EnrolmentCode, Region: o.Region,
		Item: items, OfficeName: offices, Calendar: calendar,
	}); err != nil {
		return nil, err
	}
	p.server = hub.Server(p.hub, logger)
	return &p, nil
}

// listen refuses to speak plain HTTP to other machines by accident.
func listen(address string, insecure bool) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	if tcp, ok := l.Addr().(*net.TCPAddr); insecure || ok && tcp.IP.IsLoopback() {
		return l, nil
	}
	return nil, errors.Join(fmt.Errorf("%s is open to other machines over plain HTTP: say --insecure if that is meant", address), l.Close())
}

// publicURL is what QR codes begin with: upper case makes them smaller.
func publicURL(public, listening string) string {
	if public == "" {
		public = listening
	}
	return strings.ToUpper(strings.TrimRight(public, "/"))
}

// URL is where the program listens.
func (p *Program) URL() string { return "http://" + p.listener.Addr().String() }

// Run serves until ctx ends, lets what is under way finish and closes all.
func (p *Program) Run(ctx context.Context) error {
	served := make(chan error, 1)
	go func() { served <- p.server.Serve(p.listener) }()
	select {
	case err := <-served:
		return errors.Join(err, p.Close())
	case <-ctx.Done():
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

// Close releases what is open; closing twice does no harm.
func (p *Program) Close() error {
	var err error
	if p.hub != nil {
		err = errors.Join(err, p.hub.Close())
	}
	if p.listener != nil {
		if e := p.listener.Close(); !errors.Is(e, net.ErrClosed) {
			err = errors.Join(err, e)
		}
	}
	if p.log != nil {
		err = errors.Join(err, p.log.Close())
	}
	return err
}
