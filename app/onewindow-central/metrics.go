package main

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"onewindow/app/hub"
)

// metrics are what an operator watches, in the Prometheus format.
type metrics struct {
	registry *prometheus.Registry
	took     *prometheus.HistogramVec
	events   *prometheus.CounterVec
	returns  *prometheus.CounterVec
	turned   *prometheus.CounterVec
}

func newMetrics(log hub.Log) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "onewindow_request_seconds", Help: "Time to answer; downloads wait for news up to 30 s.",
			Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10, 30},
		}, []string{"route", "status"}),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "onewindow_events_total", Help: "Events answered for, by the reason they were refused for; empty for taken.",
		}, []string{"refused"}),
		returns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "onewindow_events_returned_total", Help: "Events that windows gave back to a log that was restored: in the log now, or refused.",
		}, []string{"outcome"}),
		turned: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "onewindow_connections_refused_total", Help: "Connections turned away: too many of all, or of one address.",
		}, []string{"of"}),
	}
	m.registry.MustRegister(m.took, m.events, m.returns, m.turned, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), newest{log})
	return m
}

// Event counts an event that was answered for.
func (m *metrics) Event(refused string) { m.events.WithLabelValues(refused).Inc() }

// Return counts events that a window gave back.
func (m *metrics) Return(taken, refused int) {
	m.returns.WithLabelValues("kept").Add(float64(taken))
	m.returns.WithLabelValues("refused").Add(float64(refused))
}

// guard limits the connections of a listener, and counts them.
func (m *metrics) guard(l net.Listener, c hub.Crowd) net.Listener {
	gate := hub.NewGate(l, c, func(why string) { m.turned.WithLabelValues(why).Inc() })
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "onewindow_connections", Help: "Connections that stand.",
	}, func() float64 { return float64(gate.Standing()) }))
	return gate
}

// watch measures every request.
func (m *metrics) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, answer := time.Now(), &answered{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(answer, r)
		route := r.Pattern // and not the path, of which there is no end
		if route == "" {
			route = "none"
		}
		m.took.WithLabelValues(route, strconv.Itoa(answer.status)).Observe(time.Since(began).Seconds())
	})
}

// answered remembers the status of an answer.
type answered struct {
	http.ResponseWriter
	status int
}

// WriteHeader sends the status.
func (a *answered) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap gives http.ResponseController the writer below.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// newest tells how far the log has come. It asks the log each time: another
// process may have written.
type newest struct{ log hub.Log }

func placeMetric() *prometheus.Desc {
	return prometheus.NewDesc("onewindow_log_place", "Place of the newest event in the global order.", nil, nil)
}

// Describe names the metric.
func (n newest) Describe(all chan<- *prometheus.Desc) { all <- placeMetric() }

// Collect reads it.
func (n newest) Collect(all chan<- prometheus.Metric) {
	found, err := n.log.After("", 0, 1, 1)
	if err != nil {
		all <- prometheus.NewInvalidMetric(placeMetric(), err)
		return
	}
	all <- prometheus.MustNewConstMetric(placeMetric(), prometheus.GaugeValue, float64(found.Last))
}

// exporter serves the metrics on an address of their own: they are not for the
// public.
type exporter struct {
	listener net.Listener
	server   *http.Server
	ended    chan error
}

func (m *metrics) export(address string, logger *slog.Logger) (*exporter, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn), ErrorHandling: promhttp.ContinueOnError,
	}))
	e := &exporter{l, hub.Server(mux, logger), make(chan error, 1)}
	go func() { e.ended <- e.server.Serve(l) }()
	return e, nil
}

// Close stops serving them.
func (e *exporter) Close() error {
	err := e.server.Close()
	if ended := <-e.ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}
