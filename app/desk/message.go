package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"onewindow/app/casefile"
	"onewindow/app/replica"
	"onewindow/app/replica/bundle"
	"onewindow/app/roster"
	"onewindow/app/spool"
)

// Errors a store gives.
var (
	// ErrUnknownCase: this counter has no case with the id.
	ErrUnknownCase = errors.New("desk: unknown case")
	// ErrTooLarge: an attachment is larger than the limit.
	ErrTooLarge = errors.New("desk: file too large")
	// ErrCatchingUp: the folder was restored from a backup, and the centre has
	// not said yet what was done since.
	ErrCatchingUp = errors.New("desk: the centre has to be heard first")
)

// Message is what the user reads when something did not work. It is not the
// internal error: that travels as Cause, for the log.
//
// Key names three sentences of the translations, message.<Key>.happened,
// .kept and .todo; Data fills them in.
type Message struct {
	Key   string
	Data  map[string]any
	Cause error
}

// Error is for the log.
func (m *Message) Error() string {
	if m.Cause != nil {
		return fmt.Sprintf("desk: %s: %v", m.Key, m.Cause)
	}
	return fmt.Sprintf("desk: %s %v", m.Key, m.Data)
}

// Unwrap gives the internal error.
func (m *Message) Unwrap() error { return m.Cause }

// MessageKeys lists every key a Message can carry, each with the keys of its
// Data, so that a test can hold the translations to it. Refusals of the rules
// are keyed refused-<code>.
func MessageKeys() map[string][]string {
	keys := map[string][]string{
		"catching-up":          {},
		"centre-altered":       {},
		"disk-full":            {},
		"disk-readonly":        {},
		"file-gone":            {"Subject", "Megabytes"},
		"file-too-large":       {"Subject", "Megabytes"},
		"file-unreadable":      {"Subject", "Megabytes"},
		"file-empty":           {"Subject", "Megabytes"},
		"file-elsewhere":       {"Subject"},
		"file-offline":         {"Subject"},
		"file-not-sent":        {"Subject"},
		"file-spoilt":          {"Subject"},
		"file-late":            {"Subject"},
		"land-crossed":         {"Subject"},
		"internal":             {},
		"user-unknown":         {"User"},
		"seat-empty":           {},
		"seat-locked":          {},
		"seat-due":             {},
		"sign-in-needed":       {},
		"sign-in-wrong":        {},
		"sign-in-wait":         {"Minutes"},
		"sign-in-left":         {},
		"people-others":        {},
		"password-offline":     {},
		"password-wrong":       {},
		"password-later":       {},
		"password-refused":     {},
		"statement-unfinished": {"Count"},
		"permit-unconfirmed":   {},
		"print-moved":          {},
		"printer-silent":       {"Subject"},
		"printer-none":         {},
		"procedure-unknown":    {"Action"},
		"publicity-none":       {"Project"},
		"save-failed":          {"Subject"},
		"stray-caseless":       {},
		"stray-gone":           {},
		"stray-once":           {},
		"stray-unasked":        {},
		"setting-invalid":      {"Field"},
		"scan-unreadable":      {"Subject"},
		"scan-no-code":         {"Subject"},
		"calendar-line":        {"Subject", "Line", "Text", "Want"},
		"calendar-empty":       {"Subject"},
		"calendar-of-centre":   {},
		"backup-exists":        {"Subject"},
		"backup-failed":        {"Subject"},
		"bundle-exists":        {"Subject"},
		"bundle-stick":         {"Subject"},
		"bundle-unreadable":    {"Subject"},
	}
	for _, code := range bundle.Codes() {
		keys["bundle-"+string(code)] = []string{"Subject"}
	}
	for code, data := range roster.UnfitCodes() {
		keys[code] = data
	}
	for code, data := range casefile.RefusalCodes() {
		keys["refused-"+code] = data
	}
	return keys
}

// explain turns an internal error into the message the user reads.
func explain(err error) error {
	var already *Message
	var refusal *casefile.Refusal
	var invalid *Invalid
	var unreadable *Unreadable
	switch {
	case err == nil:
		return nil
	case errors.As(err, &already):
		return already
	case errors.As(err, &invalid):
		return invalid
	case errors.As(err, &unreadable):
		return unreadable
	case errors.As(err, &refusal):
		return &Message{Key: "refused-" + refusal.Code, Data: refusal.Data, Cause: err}
	case errors.Is(err, syscall.ENOSPC):
		return &Message{Key: "disk-full", Cause: err}
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return &Message{Key: "disk-readonly", Cause: err}
	case errors.Is(err, replica.ErrAltered):
		return &Message{Key: "centre-altered", Cause: err}
	case errors.Is(err, ErrCatchingUp):
		return &Message{Key: "catching-up", Cause: err}
	case errors.Is(err, spool.ErrState):
		return &Message{Key: "print-moved", Cause: err}
	case errors.Is(err, ErrUnknownCase):
		return &Message{Key: "refused-unknown-case", Cause: err}
	}
	return &Message{Key: "internal", Cause: err}
}
