package hub

import (
	"context"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// meter counts what this hub does, from its start on. Every hub has its own.
type meter struct {
	commands *prometheus.CounterVec
	requests *prometheus.CounterVec
	push     prometheus.Histogram
	streams  prometheus.Gauge
}

func newMeter() meter {
	return meter{
		commands: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "miseban_hub_commands_total", Help: "Commands of terminals that were judged, by kind and verdict.",
		}, []string{"kind", "verdict"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "miseban_hub_requests_total", Help: "Requests of terminals that were answered, by route and answer: ok, or the code of the problem.",
		}, []string{"route", "answer"}),
		push: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "miseban_hub_push_seconds", Help: "Time from a read push to its verdicts, committed.",
			Buckets: []float64{.002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10},
		}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "miseban_hub_event_streams", Help: "Event streams that are open.",
		}),
	}
}

// answered counts a request; what is no path of ours never comes here.
func (m meter) answered(pattern, answer string) {
	_, route, _ := strings.Cut(pattern, " ")
	m.requests.WithLabelValues(route, answer).Inc()
}

// judged counts the verdicts of a push, but not those that were given before.
func (m meter) judged(records []*Record, now time.Time, took time.Duration) {
	m.push.Observe(took.Seconds())
	for _, r := range records {
		if !r.Received.Equal(now) {
			continue
		}
		var k retail.Kind
		word := r.Kind
		if k.UnmarshalText([]byte(word)) != nil || k == 0 {
			word = "unknown" // whatever a terminal made up
		}
		m.commands.WithLabelValues(word, r.Verdict.String()).Inc()
	}
}

// Collectors is what there is to measure of this hub, to be registered wherever
// somebody asks. What stands in the database is read at each asking.
func (h *Hub) Collectors() []prometheus.Collector {
	m := h.meter
	return []prometheus.Collector{m.commands, m.requests, m.push, m.streams, gauges{h}}
}

// gauges are the figures of Overview.
type gauges struct{ h *Hub }

// gaugeWithin is how long one reading of the database may take.
const gaugeWithin = 10 * time.Second

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("miseban_hub_"+name, help, labels, nil)
}

var (
	descTerminals = desc("terminals", "Enrolled terminals by state: here, away, missing for three days, revoked.", "state")
	descClocks    = desc("terminal_clocks_off", "Terminals whose own clock is wrong.")
	descUnsent    = desc("terminal_unsent_commands", "Commands that terminals hold unsent, as they last said.")
	descOrders    = desc("orders_open", "Orders with something still to do.")
	descOpen      = desc("exceptions_open", "Entries of the inbox that nobody settled.")
	descLate      = desc("exceptions_late", "Entries of the inbox that are open for more than a day.")
	descOldest    = desc("exception_oldest_seconds", "Age of the oldest open entry of the inbox, 0 without one.")
	descNotices   = desc("notices", "Ready notices under way or in trouble, by state.", "state")
	descBadRows   = desc("import_quarantine_rows", "Rows of imported files that could not be taken in.")
	descBytes     = desc("database_bytes", "Size of the database.")
	descLog       = desc("database_log_bytes", "Size of the write-ahead log of an embedded database.")
	descBackup    = desc("backup_age_seconds", "Age of the newest backup; absent when none is known.")
	descHead      = desc("scope_head", "Where a feed stands; those of single terminals are left out.", "scope")
	descPushes    = desc("pushes_running", "Pushes that are being judged.")
	descQueued    = desc("queued_commands", "Commands of pushes that are under way.")
	descSnapshots = desc("snapshots_running", "Snapshots that are being sent.")
	descInfo      = desc("info", "This life of the database, and the protocol spoken.", "epoch", "proto")
)

// Describe says nothing beforehand: there is no backup age without a backup.
func (gauges) Describe(chan<- *prometheus.Desc) {}

// Collect reads everything anew.
func (g gauges) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), gaugeWithin)
	defer cancel()
	put := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	put(descPushes, float64(len(g.h.limits.pushes)))
	put(descQueued, float64(g.h.limits.queued.Load()))
	put(descSnapshots, float64(len(g.h.limits.snapshots)))
	put(descInfo, 1, g.h.Store.Epoch(), wire.Proto)
	v, err := g.h.Overview(ctx)
	if err != nil {
		g.h.Log.Error("hub: metrics", "err", err)
		out <- prometheus.NewInvalidMetric(descTerminals, err)
		return
	}
	for state, n := range v.States {
		put(descTerminals, float64(n), state)
	}
	put(descClocks, float64(v.Skewed))
	put(descUnsent, float64(v.Unsent))
	put(descOrders, float64(v.Orders))
	put(descOpen, float64(v.Inbox.Open))
	put(descLate, float64(v.Inbox.Late))
	age := time.Duration(0)
	if !v.Inbox.Oldest.IsZero() {
		age = v.Now.Sub(v.Inbox.Oldest)
	}
	put(descOldest, age.Seconds())
	for _, s := range troubled {
		put(descNotices, float64(v.Notices[s.String()]), s.String())
	}
	put(descBadRows, float64(v.BadRows))
	put(descBytes, float64(v.Bytes))
	put(descLog, float64(v.Log))
	if v.Backup != nil {
		put(descBackup, v.Now.Sub(v.Backup.At).Seconds())
	}
	for _, s := range v.Heads {
		if !strings.HasPrefix(string(s.Scope), "device:") {
			put(descHead, float64(s.Head), string(s.Scope))
		}
	}
}

// troubled are the states of notices that Store.Census counts.
var troubled = []retail.NoticeState{
	retail.NoticeQueued, retail.NoticeSending, retail.NoticeUnknown, retail.NoticeFailed, retail.NoticeNoAddress,
}
