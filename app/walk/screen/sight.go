//go:build linux

package screen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Title returns the title of the active window, "" when there is none.
func (d *Display) Title(ctx context.Context) string {
	text, err := output(ctx, d.env, "xdotool", "getactivewindow", "getwindowname")
	if err != nil {
		return "" // no window is active
	}
	return strings.TrimSuffix(text, "\n")
}

// WaitTitle returns the title of the active window as soon as it contains
// substring.
func (d *Display) WaitTitle(ctx context.Context, substring string, limit time.Duration) (string, error) {
	var title string
	err := Until(ctx, limit, fmt.Sprintf("a window titled %q", substring), func() (bool, error) {
		title = d.Title(ctx)
		if title == "" {
			return false, errors.Join(d.knock(ctx), d.dead())
		}
		return strings.Contains(title, substring), d.dead()
	})
	if err != nil {
		return title, d.failed(ctx, err)
	}
	return title, nil
}

// knock wakes openbox, which now and then falls asleep over the wish of a new
// window to be shown, with the wish read and not looked at: any event goes on.
// Seen once in some hundred starts, where no mouse moves.
func (d *Display) knock(ctx context.Context) error {
	_, err := output(ctx, d.env, "xprop", "-root", "-f", "_ONEWINDOW_KNOCK", "8s", "-set", "_ONEWINDOW_KNOCK", "1")
	return err
}

// WaitPainted waits for the first frame of a window: more than half of the
// screen is no longer the black of a screen nobody has drawn on. A window has
// its title some time before.
func (d *Display) WaitPainted(ctx context.Context, limit time.Duration) error {
	err := Until(ctx, limit, "a painted window", func() (bool, error) {
		picture, err := d.picture()
		return err == nil && painted(picture), errors.Join(err, d.dead())
	})
	if err != nil {
		return d.failed(ctx, err)
	}
	return nil
}

func painted(picture *image.RGBA) bool {
	pixels := 0
	for i := 0; i < len(picture.Pix); i += 4 {
		if picture.Pix[i]|picture.Pix[i+1]|picture.Pix[i+2] != 0 {
			pixels++
		}
	}
	return pixels > len(picture.Pix)/4/2
}

// WaitDimmed waits for a dialog to be seen: the window around it, of which the
// corner is white, is dimmed.
func (d *Display) WaitDimmed(ctx context.Context, limit time.Duration) error {
	return d.Until(ctx, limit, "a dialog over a dimmed window", func() (bool, error) {
		picture, err := d.picture()
		return err == nil && dimmed(picture), err
	})
}

func dimmed(picture *image.RGBA) bool {
	corner := picture.RGBAAt(0, 0)
	return max(corner.R, corner.G, corner.B) < 0xd0
}

// Until waits as the function of that name does; what was not to be is told with
// the title and a picture of the screen, and a program that died ends the wait.
func (d *Display) Until(ctx context.Context, limit time.Duration, what string, holds func() (bool, error)) error {
	err := Until(ctx, limit, what, func() (bool, error) {
		ok, err := holds()
		return ok, errors.Join(err, d.dead())
	})
	if err != nil {
		return d.failed(ctx, err)
	}
	return nil
}

// Screenshot saves the whole screen as a PNG, once it has come to rest: a
// few looks in a row that show the same. A screen that never rests is taken as
// it is after two seconds.
func (d *Display) Screenshot(ctx context.Context, path string) error {
	last, err := d.rest(ctx, 3, 2*time.Second)
	if last == nil {
		return fmt.Errorf("screenshot: %w", err)
	}
	return savePicture(path, last)
}

// rest waits until so many looks in a row have shown the same as the one
// before, and returns what they show; one that never rests, after the limit.
func (d *Display) rest(ctx context.Context, looks int, limit time.Duration) (last []byte, err error) {
	same := 0
	return last, Until(ctx, limit, "a screen at rest", func() (bool, error) {
		frame, err := d.frame()
		if err != nil {
			return false, err
		}
		if bytes.Equal(frame, last) {
			same++
		} else {
			same = 0
		}
		last = frame
		return same >= looks, nil
	})
}

// picture returns what the screen shows at this moment.
func (d *Display) picture() (*image.RGBA, error) {
	frame, err := d.frame()
	if err != nil {
		return nil, err
	}
	return decodeXWD(frame)
}

// frame reads the memory Xvfb draws into.
func (d *Display) frame() ([]byte, error) {
	return os.ReadFile(filepath.Join(d.dir, "home", "frame", "Xvfb_screen0"))
}

func savePicture(path string, frame []byte) error {
	picture, err := decodeXWD(frame)
	if err != nil {
		return fmt.Errorf("screenshot: %w", err)
	}
	var buf bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&buf, picture); err != nil {
		return fmt.Errorf("screenshot: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("screenshot: %w", err)
	}
	return os.WriteFile(path, buf.Bytes(), 0o644)
}

// failed adds to an error what stands on the screen, and saves its picture.
func (d *Display) failed(ctx context.Context, err error) error {
	var seen *seenError
	if errors.As(err, &seen) {
		return err // told where it happened
	}
	d.failures++
	seen = &seenError{err: err, title: d.Title(context.WithoutCancel(ctx))}
	path := filepath.Join(d.dir, fmt.Sprintf("failure-%02d.png", d.failures))
	frame, readErr := d.frame()
	if readErr == nil {
		readErr = savePicture(path, frame)
	}
	if readErr != nil {
		return errors.Join(seen, readErr)
	}
	seen.picture = path
	return seen
}

// Autopsy tells of a program that shows no window: which windows the screen has,
// and where the program stands. It ends the program.
func (d *Display) Autopsy(ctx context.Context, p *Process) error {
	ctx = context.WithoutCancel(ctx)
	windows, err := output(ctx, d.env, "xwininfo", "-root", "-tree")
	stacks, stackErr := p.stacks(patience)
	return errors.Join(fmt.Errorf("%s shows no window; the screen has:\n%s\nit stands at:\n%s", p.Name, windows, stacks), err, stackErr)
}

type seenError struct {
	err     error
	title   string
	picture string
}

func (e *seenError) Error() string {
	return fmt.Sprintf("%v (title on the screen %q, picture %s)", e.err, e.title, e.picture)
}

func (e *seenError) Unwrap() error { return e.err }
