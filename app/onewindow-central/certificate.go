package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookAgain is how often the files of a certificate are looked at, at most.
const lookAgain = 5 * time.Second

// certificate is the certificate of HTTPS, read anew when its files change: it is
// renewed every few weeks, and the windows must not notice.
type certificate struct {
	file, key string // PEM
	now       func() time.Time
	logger    *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	stamp  string // of the files that the pair was read from
	looked time.Time
}

// openCertificate reads the certificate for the first time.
func openCertificate(file, key string, now func() time.Time, logger *slog.Logger) (*certificate, error) {
	c := &certificate{file: file, key: key, now: now, logger: logger}
	return c, c.read()
}

// Get is tls.Config.GetCertificate. Files that do not fit each other, because
// one of them is being replaced, leave the certificate as it was.
func (c *certificate) Get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now().Sub(c.looked).Abs() >= lookAgain {
		if err := c.read(); err != nil {
			c.logger.Warn("the certificate of HTTPS stays as it was", "error", err)
		}
	}
	return c.pair, nil
}

// read reads the files if they are other ones than before.
func (c *certificate) read() error {
	c.looked = c.now()
	one, err1 := os.Stat(c.file)
	two, err2 := os.Stat(c.key)
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("certificate of HTTPS: %w", err)
	}
	stamp := fmt.Sprint(one.ModTime(), one.Size(), two.ModTime(), two.Size())
	if stamp == c.stamp {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.file, c.key)
	if err != nil {
		return fmt.Errorf("certificate of HTTPS: %w", err)
	}
	if c.pair != nil {
		c.logger.Info("the certificate of HTTPS was renewed", "until", pair.Leaf.NotAfter)
	}
	c.pair, c.stamp = &pair, stamp
	return nil
}
