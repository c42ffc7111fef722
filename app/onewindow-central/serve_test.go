package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onewindow/app/replica"
)

// runProgram runs the program in this process until the test ends.
func runProgram(t *testing.T, o Options) *Program {
	t.Helper()
	o.Listen, o.Region, o.Log = "127.0.0.1:0", "330402", io.Discard
	p, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return p
}

// get reads a page of the program's own.
func get(t *testing.T, client *http.Client, url string) (status int, body string) {
	t.Helper()
	response, err := client.Get(url) //nolint:noctx // a test's own server
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		t.Fatal(err)
	}
	client.CloseIdleConnections()
	return response.StatusCode, string(raw)
}

func TestMetricsTellWhatHappens(t *testing.T) {
	p := runProgram(t, Options{Storage: Storage{Data: t.TempDir()}, Metrics: "127.0.0.1:0"})
	w := startWindow(t, 1, p.URL())
	events := w.counter.Granted(1)
	w.write(t, events...)
	w.certificates(t, []string{events[0].Case})
	w.until(t, func(s replica.Status) bool { return s.Online })
	if status, _ := get(t, &http.Client{}, p.URL()+"/metrics"); status != http.StatusNotFound {
		t.Errorf("the public can read the metrics: %d", status)
	}
	_, body := get(t, &http.Client{}, "http://"+p.exporter.listener.Addr().String()+"/metrics")
	for _, want := range []string{
		`onewindow_request_seconds_count{route="POST /v1/events",status="200"}`,
		`onewindow_request_seconds_count{route="none",status="404"} 1`,
		`onewindow_events_total{refused=""} 5`, "onewindow_log_place 6", "go_goroutines", "\nonewindow_connections ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
}

func TestSpeaksHTTPS(t *testing.T) {
	certificate, key, roots := authority(t)
	p := runProgram(t, Options{Storage: Storage{Data: t.TempDir()}, Certificate: certificate, Key: key})
	if !strings.HasPrefix(p.URL(), "https://127.0.0.1:") {
		t.Error(p.URL())
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	if status, body := get(t, client, p.URL()+"/healthz"); status != http.StatusOK || body != "ok\n" {
		t.Errorf("%d %q", status, body)
	}
	if _, err := Open(Options{Storage: Storage{Data: t.TempDir()}, Listen: "127.0.0.1:0", Certificate: key, Key: key, Log: io.Discard}); err == nil {
		t.Error("a key was taken for a certificate")
	}
}

// authority makes a certificate for this machine that signs itself.
func authority(t *testing.T) (certificate, key string, roots *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, raw []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	roots = x509.NewCertPool()
	parsed, err := x509.ParseCertificate(signed)
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(parsed)
	return write("centre.pem", "CERTIFICATE", signed), write("centre.key", "PRIVATE KEY", secret), roots
}
