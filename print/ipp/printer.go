// Package ipp sends documents straight to a printer that speaks the Internet
// Printing Protocol (RFC 8010, 8011; IPP Everywhere), without a spooler in
// between: what the window says of a job is what the printer says.
package ipp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/OpenPrinting/goipp"
)

// Printer is one address a printer listens at. It may be used by several
// goroutines.
type Printer struct {
	uri    string // ipp://host:port/path, as the protocol names the printer
	http   string // the same place as HTTP finds it
	client *http.Client
	poll   time.Duration

	patience time.Duration
}

// Option changes how a [Printer] works.
type Option func(*Printer)

// WithPoll sets how long to wait between two questions about a job; the
// default is half a second.
func WithPoll(every time.Duration) Option { return func(p *Printer) { p.poll = every } }

// WithPatience sets how long a job may stand still under a warning, such as an
// empty tray, before that counts as a stop; the default is four seconds.
func WithPatience(d time.Duration) Option { return func(p *Printer) { p.patience = d } }

// defaultPort is the port IANA gave to IPP.
const defaultPort = "631"

// New checks the address, ipp://host[:port]/path or ipps:// with TLS. It does
// not call the printer. How long a call may take is for its context to say.
func New(address string, options ...Option) (*Printer, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "ipp" && u.Scheme != "ipps" {
		return nil, &Error{Code: BadAddress, Detail: address, err: err}
	}
	p := &Printer{
		uri: u.String(), client: &http.Client{},
		poll: 500 * time.Millisecond, patience: 4 * time.Second,
	}
	if u.Port() == "" {
		u.Host += ":" + defaultPort
	}
	u.Scheme = map[string]string{"ipp": "http", "ipps": "https"}[u.Scheme]
	p.http = u.String()
	for _, option := range options {
		option(p)
	}
	return p, nil
}

// answerLimit bounds the bytes of an answer: a whole attribute list has some
// tens of kilobytes.
const answerLimit = 4 << 20

// request begins a message with what every request must carry first
// (RFC 8011 §4.1.4, §4.1.5).
func (p *Printer) request(op goipp.Op) *goipp.Message {
	m := goipp.NewRequest(goipp.DefaultVersion, op, 1)
	m.Operation.Add(goipp.MakeAttribute("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	m.Operation.Add(goipp.MakeAttribute("attributes-natural-language", goipp.TagLanguage, goipp.String("zh-cn")))
	m.Operation.Add(goipp.MakeAttribute("printer-uri", goipp.TagURI, goipp.String(p.uri)))
	return m
}

// call sends a message, with a document behind it if there is one.
func (p *Printer) call(ctx context.Context, m *goipp.Message, document []byte) (*goipp.Message, error) {
	head, err := m.EncodeBytes()
	if err != nil {
		return nil, fmt.Errorf("ipp: encode request: %w", err)
	}
	body := io.MultiReader(bytes.NewReader(head), bytes.NewReader(document))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.http, body)
	if err != nil {
		return nil, &Error{Code: BadAddress, Detail: p.uri, err: err}
	}
	request.ContentLength = int64(len(head) + len(document))
	request.Header.Set("Content-Type", goipp.ContentType)
	answer, err := p.client.Do(request)
	if err != nil {
		return nil, unreachable(ctx, p.uri, err)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, answerLimit))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return nil, unreachable(ctx, p.uri, err)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, &Error{Code: BadAnswer, Detail: answer.Status, rejected: true}
	}
	reply := &goipp.Message{}
	if err := reply.DecodeBytes(data); err != nil {
		return nil, &Error{Code: BadAnswer, Detail: p.uri, err: err}
	}
	return reply, refusal(goipp.Status(reply.Code))
}

// refusal makes an error of any status that is not a success (RFC 8011
// appendix B).
func refusal(status goipp.Status) error {
	switch {
	case status < 0x0100:
		return nil
	case status == goipp.StatusErrorDocumentFormatNotSupported, status == goipp.StatusErrorDocumentFormatError:
		return &Error{Code: BadFormat, Detail: status.String()}
	case status == goipp.StatusErrorNotFound, status == goipp.StatusErrorGone:
		return &Error{Code: NoJob, Detail: status.String()}
	case status == goipp.StatusErrorBusy, status == goipp.StatusErrorNotAcceptingJobs,
		status == goipp.StatusErrorServiceUnavailable:
		return &Error{Code: Busy, Detail: status.String()}
	}
	return &Error{Code: Refused, Detail: status.String()}
}
