package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a running PostgreSQL.
type Server struct {
	dir       string
	account   *syscall.Credential // nil where the tests do not run as root
	command   *exec.Cmd
	databases atomic.Uint64
}

// Start runs a server for the tests of a package. With durable it syncs, as a
// measurement needs it; without it loses what a power cut would take, which no
// test makes. Stop it.
func Start(durable bool) (_ *Server, err error) {
	var s Server
	if s.dir, err = os.MkdirTemp("", "onewindow-pg-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Stop())
		}
	}()
	if err := s.lowerRights(); err != nil {
		return nil, err
	}
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	data := filepath.Join(s.dir, "data")
	initdb := s.program(filepath.Join(bin, "initdb"), "--no-sync", "--auth=trust", "--username=onewindow",
		"--encoding=UTF8", "--locale=C.UTF-8", "--pgdata="+data)
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	sync := "fsync=" + map[bool]string{true: "on", false: "off"}[durable]
	s.command = s.program(filepath.Join(bin, "postgres"), "-D", data, "-k", s.dir, "-c", "listen_addresses=", "-c", sync)
	if err := s.command.Start(); err != nil {
		s.command = nil
		return nil, err
	}
	return &s, s.await()
}

// lowerRights hands the folder to another account where we are root, as whom
// PostgreSQL does not run.
func (s *Server) lowerRights() error {
	if os.Getuid() != 0 {
		return nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return err
	}
	s.account = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(s.dir, int(uid), int(gid))
}

// programs is the folder of the newest PostgreSQL: Debian keeps it off the path.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", fmt.Errorf("PostgreSQL is not installed (make deps-test): %w", err)
	}
	return filepath.Dir(path), nil
}

func (s *Server) program(path string, args ...string) *exec.Cmd {
	c := exec.CommandContext(context.Background(), path, args...)
	c.Dir = s.dir
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.account, Setpgid: true}
	return c
}

// await waits until the server answers.
func (s *Server) await() error {
	var err error
	for range 500 {
		var c *pgx.Conn
		ctx := context.Background()
		if c, err = pgx.Connect(ctx, s.url("postgres")); err == nil {
			return c.Close(ctx)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("PostgreSQL does not answer: %w", err)
}

func (s *Server) url(database string) string {
	return "postgres:///" + database + "?" + url.Values{"host": {s.dir}, "user": {"onewindow"}}.Encode()
}

// Database makes an empty database and returns its URL.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	url, err := s.Create(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// Create makes an empty database and returns its URL.
func (s *Server) Create(ctx context.Context) (string, error) { return s.create(ctx, "template1") }

// Copy makes a database that holds what another does, and returns its URL. Nobody
// may be connected to the other.
func (s *Server) Copy(ctx context.Context, url string) (string, error) {
	from, err := pgx.ParseConfig(url)
	if err != nil {
		return "", err
	}
	return s.create(ctx, from.Database)
}

func (s *Server) create(ctx context.Context, template string) (string, error) {
	name := "test" + strconv.FormatUint(s.databases.Add(1), 10)
	return s.url(name), s.administer(ctx, "create database "+name+" template "+template)
}

// Drop throws a database away to which nobody is connected.
func (s *Server) Drop(ctx context.Context, url string) error {
	gone, err := pgx.ParseConfig(url)
	if err != nil {
		return err
	}
	return s.administer(ctx, "drop database "+gone.Database)
}

// administer runs a statement about databases; their names are our own.
func (s *Server) administer(ctx context.Context, statement string) error {
	c, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, statement)
	return errors.Join(err, c.Close(ctx))
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() error {
	var err error
	if s.command != nil {
		err = errors.Join(s.command.Process.Signal(syscall.SIGINT), s.command.Wait())
		s.command = nil
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}
