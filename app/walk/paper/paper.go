// Package paper reads a printed document back the way the world outside will:
// its text with pdftotext, its QR codes with zbarimg from the page as
// pdftoppm draws it. It knows nothing of how the document was made.
package paper

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// limit is for one run of one tool.
const limit = time.Minute

// dpi is the resolution pages are drawn at before a code is looked for: what
// an office scanner or a phone at arm's length sees.
const dpi = "200"

// PDFText returns the text of a PDF, laid out as on the page, pages separated
// by form feeds.
func PDFText(ctx context.Context, path string) (string, error) {
	return run(ctx, "pdftotext", "-layout", "-enc", "UTF-8", path, "-")
}

// PDFQR returns what the QR codes of a PDF say, page by page. A document
// without a readable code is an error.
func PDFQR(ctx context.Context, path string) (codes []string, err error) {
	dir, err := os.MkdirTemp("", "paper-")
	if err != nil {
		return nil, fmt.Errorf("read QR codes: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if _, err := run(ctx, "pdftoppm", "-png", "-gray", "-r", dpi, path, filepath.Join(dir, "page")); err != nil {
		return nil, err
	}
	pages, err := filepath.Glob(filepath.Join(dir, "page*.png")) // in the order of their numbers
	if err != nil {
		return nil, fmt.Errorf("read QR codes: %w", err)
	}
	for _, page := range pages {
		text, err := run(ctx, "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", page)
		if exitCode(err) == zbarFoundNothing {
			continue
		}
		if err != nil {
			return nil, err
		}
		codes = append(codes, strings.Split(strings.TrimSuffix(text, "\n"), "\n")...)
	}
	if len(codes) == 0 {
		return nil, fmt.Errorf("read QR codes: none on the %d pages of %s", len(pages), path)
	}
	return codes, nil
}

// zbarFoundNothing is zbarimg's exit code for a picture without a code.
const zbarFoundNothing = 4

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}

func run(ctx context.Context, argv ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out, err := exec.CommandContext(ctx, argv[0], argv[1:]...).Output()
	if err == nil {
		return string(out), nil
	}
	said := ""
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		said = strings.TrimSpace(string(exit.Stderr))
	}
	return string(out), fmt.Errorf("%s: %w %s", strings.Join(argv, " "), err, said)
}
