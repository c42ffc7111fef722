//go:build linux

// Command soak kills the programs at random moments and looks whether they keep
// their promises: windows (real store, desk and line, without the glass) and the
// real central system, on bbolt or PostgreSQL.
//
//	soak --rounds 1000 --seed 7 --central bin/onewindow-central
//
// A round is one kill, or two at once. Rounds make up worlds of one centre and up
// to four windows; at its end a world settles, and what both sides hold is compared
// with each other and with what was promised. A world is told by its seed: it
// goes the same way again, as far as a kill can be repeated.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"onewindow/store/postgres/pgtest"
)

func main() {
	if raw := os.Getenv(asWindow); raw != "" {
		if err := obey(raw); err != nil {
			os.Exit(1)
		}
		return
	}
	var s soak
	flag.IntVar(&s.rounds, "rounds", 1000, "kills")
	flag.IntVar(&s.world, "world", 25, "rounds of one world")
	flag.Uint64Var(&s.seed, "seed", uint64(time.Now().UnixNano()), "seed of the first world; the next has the next")
	flag.StringVar(&s.program, "central", "bin/onewindow-central", "the central system")
	flag.StringVar(&s.old, "old", "store/testdata", "folders of the store's old formats")
	postgres := flag.Bool("postgres", false, "keep every second centre on a PostgreSQL of our own")
	flag.Parse()
	if err := s.runAll(*postgres); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// soak is one run.
type soak struct {
	rounds, world int
	seed          uint64
	program       string
	old           string
	databases     func() (string, error) // makes an empty database; nil for none
	dir           string                 // for the worlds, "" for a temporary one
}

func (s *soak) runAll(postgres bool) (err error) {
	if postgres {
		server, err := pgtest.Start(true)
		if err != nil {
			return err
		}
		defer func() { _ = server.Stop() }() // its folder goes with it
		s.databases = func() (string, error) { return server.Create(context.Background()) }
	}
	if s.program, err = filepath.Abs(s.program); err != nil {
		return err
	}
	began := time.Now()
	t, err := s.run(func(seed uint64, done int) {
		if done%s.world == 0 || done == s.rounds {
			fmt.Printf("  %5d of %d rounds, world %d, %4.0f s\n", done, s.rounds, seed, time.Since(began).Seconds())
		}
	})
	return errors.Join(err, t.write(os.Stdout))
}

// run goes through as many worlds as the rounds need.
func (s *soak) run(told func(seed uint64, done int)) (*tally, error) {
	t := newTally()
	for done, seed := 0, s.seed; done < s.rounds; seed++ {
		w, err := s.newWorld(seed, t)
		if err != nil {
			return t, err
		}
		err = w.run(min(s.world, s.rounds-done), func() {
			done++
			told(seed, done)
		})
		if err != nil {
			return t, fmt.Errorf("world --seed %d --rounds %d --world %d, left in %s: %w", seed, s.world, s.world, w.dir, err)
		}
		if err := w.leave(); err != nil {
			return t, err
		}
	}
	return t, nil
}

func (s *soak) newWorld(seed uint64, t *tally) (*world, error) {
	dir, err := os.MkdirTemp(s.dir, "onewindow-soak-")
	if err != nil {
		return nil, err
	}
	w := &world{random: rand.New(rand.NewPCG(seed, 0)), dir: dir, old: s.old, tally: t}
	if s.databases != nil && seed%2 == 1 {
		w.databases = s.databases
	}
	w.centre = &centre{program: s.program, dir: dir, address: "127.0.0.1:0"}
	w.centre.storage, err = w.another()
	return w, err
}
