//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jung-kurt/gofpdf"

	"onewindow/app/desk/desktest"
	"onewindow/app/walk/paper"
	"onewindow/app/walk/screen"
)

// gives types the path of a file that the applicant brought, and takes it in.
// A name that ends in .pdf is a scanned page.
func gives(name string) act {
	return func(ctx context.Context, c *counter) error {
		path := c.scan(name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := bring(path); err != nil {
			return err
		}
		return offers(name)(ctx, c)
	}
}

// offers types the path of a file that the applicant brought, whatever is
// there, and presses Enter.
func offers(name string) act {
	return func(ctx context.Context, c *counter) error {
		if err := fills(c.scan(name))(ctx, c); err != nil {
			return err
		}
		return c.screen.Key(ctx, "Return")
	}
}

// scan is the path of a file that the applicant brought.
func (c *counter) scan(name string) string { return filepath.Join(c.data, "scans", name) }

func bring(path string) error {
	if filepath.Ext(path) != ".pdf" {
		return os.WriteFile(path, []byte(desktest.BoundaryFile), 0o644)
	}
	scan := gofpdf.New("P", "mm", "A4", "")
	scan.AddPage()
	scan.SetFont("Helvetica", "", 20)
	scan.Text(30, 40, "Application report (scanned)")
	return scan.OutputFileAndClose(path)
}

// picture takes a screenshot in the middle of a step.
func picture(name string) act {
	return func(ctx context.Context, c *counter) error {
		return c.screen.Screenshot(ctx, filepath.Join(c.out, name+".png"))
	}
}

// lineDown kills the central system and waits until the window has noticed.
func lineDown() act {
	return func(ctx context.Context, c *counter) error {
		if err := c.killCentral(); err != nil {
			return err
		}
		return screen.Until(ctx, soon, "the window's log to say that the line is down", func() (bool, error) {
			log, err := os.ReadFile(filepath.Join(c.store, "onewindow.log"))
			return strings.Contains(string(log), "fault=offline"), err
		})
	}
}

// lineUp starts the central system again, on what it had.
func lineUp() act {
	return func(ctx context.Context, c *counter) error { return c.startCentral(ctx) }
}

// code is the text of a printed document's QR code.
func code(ctx context.Context, c *counter, document string) (string, error) {
	codes, err := paper.PDFQR(ctx, filepath.Join(c.out, document+".pdf"))
	if err != nil {
		return "", err
	}
	if len(codes) != 1 {
		return "", fmt.Errorf("%s holds %d codes, want one", document, len(codes))
	}
	return codes[0], nil
}

// scans types a document's QR code as a scanner does, with so many letters of
// its signature altered.
func scans(document string, altered int) act {
	return func(ctx context.Context, c *counter) error {
		text, err := code(ctx, c, document)
		if err != nil {
			return err
		}
		return fills(alter(text, altered))(ctx, c)
	}
}

// alter changes letters near the end of a code, where the signature stands.
func alter(text string, letters int) string {
	raw := []byte(text)
	for i := range letters {
		at := len(raw) - 20 - i
		if raw[at] == '7' {
			raw[at] = '8'
		} else {
			raw[at] = '7'
		}
	}
	return string(raw)
}

// phone opens a document's QR code as the applicant's phone does, until the
// public page says the state; the page is genuine and tells nothing personal,
// and with one letter altered it is not genuine.
func phone(document, state string) act {
	return func(ctx context.Context, c *counter) error {
		text, err := code(ctx, c, document)
		if err != nil {
			return err
		}
		var page string
		what := fmt.Sprintf("the public page of %s to say %s", document, state)
		if err := screen.Until(ctx, soon, what, func() (bool, error) {
			page, err = read(ctx, text)
			return strings.Contains(page, state), err
		}); err != nil {
			return fmt.Errorf("%w; it says:\n%s", err, page)
		}
		for _, personal := range []string{"张伟东", agentID, "卫生局", "82830000"} {
			if strings.Contains(page, personal) {
				return fmt.Errorf("the public page tells %q", personal)
			}
		}
		forged, err := read(ctx, alter(text, 1))
		if err == nil && (!strings.Contains(page, genuine) || strings.Contains(forged, genuine)) {
			err = fmt.Errorf("genuine reads\n%s\nand altered reads\n%s", page, forged)
		}
		return err
	}
}

// genuine is what the public page says of a document that is.
const genuine = "真实有效"

// read fetches a web page; a QR code is in capitals, and hosts do not mind.
func read(ctx context.Context, address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	page, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return "", err
	}
	return string(page), response.Body.Close()
}
