package scan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os/exec"
	"time"
)

// How pdftoppm draws pages: as a scanner of 200 dots per inch would, and no more
// of them than a person hands over at a counter.
const (
	dpi       = "200"
	lastPage  = "20"
	patience  = 30 * time.Second
	pageWords = "P5\n%d %d\n255\n" // head of a page (netpbm, pgm)
)

// drawn has poppler draw the pages; none where it is not on this machine.
func drawn(ctx context.Context, file []byte) ([]*image.Gray, error) {
	program, err := exec.LookPath("pdftoppm")
	if err != nil {
		return nil, nil
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	draw := exec.CommandContext(limited, program, "-q", "-r", dpi, "-gray", "-l", lastPage, "-")
	draw.Stdin = bytes.NewReader(file)
	var out bytes.Buffer
	draw.Stdout = &out
	if err := draw.Run(); err != nil && out.Len() == 0 {
		return nil, errors.Join(ErrFormat, ctx.Err(), err)
	}
	return pages(out.Bytes()), nil
}

// pages takes the pages apart, up to the first that is not whole.
func pages(out []byte) []*image.Gray {
	var list []*image.Gray
	for len(out) > 0 {
		var w, h int
		if _, err := fmt.Fscanf(bytes.NewReader(out), pageWords, &w, &h); err != nil || !bearable(w, h) {
			return list
		}
		head := len(fmt.Sprintf(pageWords, w, h))
		if len(out) < head+w*h {
			return list
		}
		page := image.NewGray(image.Rect(0, 0, w, h))
		copy(page.Pix, out[head:])
		list, out = append(list, page), out[head+w*h:]
	}
	return list
}
