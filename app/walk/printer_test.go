//go:build linux && walk

package main

import (
	"context"
	"fmt"
	"testing"

	"onewindow/print/ipp/ipptest"
)

func TestIPPPrinter(t *testing.T) {
	c := table(t)
	c.bare = true
	p := ipptest.Start(t, "exit 0")
	if err := c.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	does(t, c, press("alt+9"), sees("设置"), press("Tab", "Tab"), fills(p.Address), press("ctrl+s"), sees("已保存"), picture("printer set"))
	does(t, c, press("F3"), sees("收件"))
	does(t, c, form()...)
	does(t, c, toReport())
	does(t, c, materials()...)
	numbers := []string{accepts(t, c)}
	does(t, c, holdsPaper(p, "收件凭证", numbers[0]), holdsPaper(p, decision, numbers[0]))

	p.Off()
	does(t, c, press("F3"), sees("收件"))
	does(t, c, recalls()...)
	does(t, c, materials()...)
	numbers = append(numbers, accepts(t, c))
	does(t, c, prints("收件凭证", "收件凭证", numbers[1]), prints("受理通知书", decision, numbers[1]))
	does(t, c, press("alt+6"), sees("打印 · 队列"), picture("printer gone, kept all the same"))
	if err := c.killWindow(); err != nil {
		t.Fatal(err)
	}
	wantInStore(t, c, numbers)
}

// holdsPaper waits until the printer holds a document with these words.
func holdsPaper(p *ipptest.Printer, words ...string) act {
	return func(ctx context.Context, c *counter) error {
		var found, last string
		err := c.screen.Until(ctx, soon, fmt.Sprintf("a document with %q at the printer", words), func() (_ bool, err error) {
			found, last, err = findDocument(ctx, p.Folder, words)
			return found != "", err
		})
		if err != nil {
			return fmt.Errorf("%w; the last one reads:\n%s", err, last)
		}
		return nil
	}
}
