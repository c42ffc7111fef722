package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"github.com/alecthomas/kong"

	"onewindow/store/central"
)

// A running central system has its folder for itself. So it listens on a socket
// in that folder, which belongs to its owner alone, and carries the commands out
// that find the folder taken. On a database every command does its work itself.

// socketName is the socket in the folder.
const socketName = "console.sock"

// busy says that a running central system has the folder.
type busy struct {
	folder string
	cause  error
}

func (b *busy) Error() string { return b.cause.Error() }
func (b *busy) Unwrap() error { return b.cause }

// order is a command to carry out.
type order struct {
	Args   []string `json:"args"`
	Folder string   `json:"folder"` // where relative paths begin
}

// outcome is what came of it.
type outcome struct {
	Output string `json:"output"`
	Error  string `json:"error,omitempty"`

	Damaged bool `json:"damaged,omitempty"` // the error is what a check found
}

// console carries out what the socket brings.
type console struct {
	socket net.Listener
	server *http.Server
	ended  chan error
}

// openConsole listens on the socket of a folder.
func openConsole(folder string, carryOut func(order) outcome) (*console, error) {
	path := filepath.Join(folder, socketName)
	// Who has the folder is alone: a socket that is there is of one that was killed.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	c := &console{l, &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var o order
		if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(carryOut(o)) // who hung up asks again
	})}, make(chan error, 1)}
	go func() { c.ended <- c.server.Serve(l) }()
	return c, nil
}

// Close lets commands under way end and removes the socket.
func (c *console) Close() error {
	over, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	err := c.server.Shutdown(over)
	if err != nil {
		err = errors.Join(err, c.server.Close())
	}
	if ended := <-c.ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}

// isServed says whether a running central system has a folder: it answers at its
// socket. Opening the file would wait some seconds for it to go away.
func isServed(folder string) bool {
	c, err := new(net.Dialer).DialContext(context.Background(), "unix", filepath.Join(folder, socketName))
	return err == nil && c.Close() == nil
}

// bench is where a command does its work.
type bench struct {
	out    io.Writer
	folder string   // where relative paths begin
	live   *Program // the running system that carries it out, nil for none
}

// path is where a file is that the command line names.
func (b *bench) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(b.folder, name)
}

// parser reads command lines for a bench.
func (b *bench) parser(c *commands, options ...kong.Option) (*kong.Kong, error) {
	return kong.New(c, append([]kong.Option{
		kong.Name("onewindow-central"),
		kong.Description("The central system of OneWindow 一窗通."),
		kong.Vars{"data": defaultData()},
		kong.Bind(b),
		kong.NamedMapper("existingfile", b.mapper(func(path string) error {
			_, err := os.Stat(path)
			return err
		})),
		kong.NamedMapper("path", b.mapper(func(string) error { return nil })),
	}, options...)...)
}

// mapper reads paths that begin in the folder of the bench.
func (b *bench) mapper(check func(path string) error) kong.MapperFunc {
	return func(ctx *kong.DecodeContext, target reflect.Value) error {
		var name string
		if err := ctx.Scan.PopValueInto("file", &name); err != nil {
			return err
		}
		path := b.path(name)
		target.SetString(path)
		return check(path)
	}
}

// carryOut runs a command line that another process sent.
func (p *Program) carryOut(o order) outcome {
	var out bytes.Buffer
	b := &bench{out: &out, folder: o.Folder, live: p}
	if err := b.carryOut(o.Args, kong.Exit(func(int) {})); err != nil {
		return outcome{out.String(), err.Error(), errors.Is(err, errDamaged)}
	}
	return outcome{Output: out.String()}
}

// carryOut runs a command line, or has it run by the system that has the folder.
func (b *bench) carryOut(args []string, options ...kong.Option) error {
	var c commands
	parser, err := b.parser(&c, append(options, kong.Writers(b.out, b.out))...)
	if err != nil {
		return err
	}
	line, err := parser.Parse(args)
	if err != nil {
		return err
	}
	err = line.Run()
	var taken *busy
	if errors.As(err, &taken) && b.live == nil && line.Command() != "serve" {
		return b.ask(taken.folder, args)
	}
	return err
}

// ask lets the system that has the folder carry the command out.
func (b *bench) ask(folder string, args []string) error {
	body, err := json.Marshal(order{args, b.folder})
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(folder, socketName))
	}}}
	defer client.CloseIdleConnections()
	response, err := client.Post("http://console/", "application/json", bytes.NewReader(body)) //nolint:noctx // a backup takes its time
	if err != nil {
		return fmt.Errorf("%w, and it does not answer: %w", central.ErrInUse, err)
	}
	var done outcome
	err = errors.Join(json.NewDecoder(response.Body).Decode(&done), response.Body.Close())
	if _, failed := io.WriteString(b.out, done.Output); err == nil {
		err = failed
	}
	switch {
	case err != nil:
		return err
	case done.Damaged:
		return errDamaged
	case done.Error != "":
		return errors.New(done.Error)
	}
	return nil
}
