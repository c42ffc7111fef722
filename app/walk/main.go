//go:build linux

// Command walk plays a person at the counter: it takes one application through
// the real window, by keyboard, from the first question to the permit in hand,
// with the central system running beside it. `make run` calls it on a machine
// without a display; the tests of this package walk the same steps.
//
//	walk --bin bin --out out
//
// It leaves the documents and a screenshot of every step in the folder out.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	bin := flag.String("bin", "bin", "folder with onewindow and onewindow-central")
	out := flag.String("out", "out", "folder for the documents and screenshots")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, *bin, *out); err != nil {
		fmt.Fprintln(os.Stderr, "walk:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, bin, out string) (err error) {
	began := time.Now()
	fmt.Println("No display here: the same programs on a virtual one, walked by keyboard.")
	c, err := sitDown(ctx, bin, out, filepath.Join(out, "walk"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.leave()) }()
	steps := application()
	for i, s := range steps {
		fmt.Printf("  [%2d/%d] %-44s", i+1, len(steps), s.says)
		start := time.Now()
		if err := s.take(ctx, c); err != nil {
			fmt.Println(" failed")
			return err
		}
		fmt.Printf(" %5.1f s\n", time.Since(start).Seconds())
	}
	fmt.Printf("Walked in %.0f s. Documents and screenshots are in %s/\n", time.Since(began).Seconds(), out)
	return nil
}
