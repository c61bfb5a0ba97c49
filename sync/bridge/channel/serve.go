package channel

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// Path is where those channels ask that fetch what they are told.
const Path = "/channel/"

// Problem is the body of an answer that is not 200.
type Problem struct {
	// Code is epoch, rewound: begin anew, without a cursor; token; invalid; internal;
	// of holds also those of hub.WebHoldError, unknown and busy; of sales and
	// deliveries signature and time.
	Code  string `json:"code"`
	Field string `json:"field,omitempty"` // of a hold
}

// Handler answers
//
//	GET /channel/NAME/stock?epoch=E&after=N&limit=500   hub.Outgoing, as JSON
//	GET /channel/NAME/stock.csv                         every figure, as CSV
//
// to whoever shows the channel's token (RFC 6750). Asking behind a cursor says that
// the channel has everything up to there. Holds have a token of their own, see
// holdRoutes, and so have what web shops owe, see Refunds, and what became of their
// orders, see Orders; no token is good for two.
// What tills sold comes signed, see saleRoutes, and so does what is coming, see
// deliveryRoutes.
func Handler(channels []Spec, source interface {
	Source
	Holds
	Refunds
	Orders
	Sales
	Deliveries
}, clock retail.Clock, log *slog.Logger,
) http.Handler {
	mux := http.NewServeMux()
	for _, c := range channels {
		if c.HoldToken != "" {
			holdRoutes(mux, c, source, log)
		}
		if c.RefundToken != "" {
			refunds(c, source).routes(mux, c, log)
		}
		if c.NewsToken != "" {
			orders(c, source).routes(mux, c, log)
		}
		if len(c.SaleKey) > 0 {
			saleRoutes(mux, c, source, clock, log)
		}
		if len(c.DeliveryKey) > 0 {
			deliveryRoutes(mux, c, source, clock, log)
		}
		if c.Token == "" {
			continue
		}
		let := func(f func(http.ResponseWriter, *http.Request) error) http.Handler {
			return guarded(c.Token, c.Name, log, f)
		}
		mux.Handle("GET "+Path+c.Name+"/stock", let(func(w http.ResponseWriter, r *http.Request) error {
			return serve(w, r, c, source)
		}))
		mux.Handle("GET "+Path+c.Name+"/stock.csv", let(func(w http.ResponseWriter, r *http.Request) error {
			return serveAll(w, r, c, source)
		}))
	}
	return mux
}

// guarded lets those through who show a token.
func guarded(token, channel string, log *slog.Logger, f func(http.ResponseWriter, *http.Request) error) http.Handler {
	want := sha256.Sum256([]byte(token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		have, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		sum := sha256.Sum256([]byte(have))
		if subtle.ConstantTimeCompare(sum[:], want[:]) != 1 {
			answer(w, http.StatusUnauthorized, Problem{Code: "token"})
			return
		}
		if err := f(w, r); err != nil && r.Context().Err() == nil {
			log.Error("channel: serve", "channel", channel, "err", err)
			answer(w, http.StatusInternalServerError, Problem{Code: "internal"})
		}
	})
}

func serve(w http.ResponseWriter, r *http.Request, c Spec, source Source) error {
	q := r.URL.Query()
	after, limit := hub.OutCursor{Epoch: q.Get("epoch")}, int64(pageOf)
	for name, into := range map[string]*int64{"after": &after.Seq, "limit": &limit} {
		if !q.Has(name) {
			continue
		}
		n, err := strconv.ParseInt(q.Get(name), 10, 64)
		if err != nil || n < 0 {
			answer(w, http.StatusBadRequest, Problem{Code: "invalid"})
			return nil //nolint:nilerr // it has been answered
		}
		*into = n
	}
	page, err := source.Outgoing(r.Context(), c.Name, after, int(max(1, min(limit, fileOf))))
	switch {
	case errors.Is(err, hub.ErrEpoch):
		answer(w, http.StatusConflict, Problem{Code: "epoch"})
	case errors.Is(err, hub.ErrRewound):
		answer(w, http.StatusConflict, Problem{Code: "rewound"})
	case err != nil:
		return err
	default:
		answer(w, http.StatusOK, page)
	}
	return nil
}

func serveAll(w http.ResponseWriter, r *http.Request, c Spec, source Source) error {
	var all []hub.Figure
	if _, err := source.Figures(r.Context(), c.Name, func(f hub.Figure) error { all = append(all, f); return nil }); err != nil {
		return err
	}
	set := map[encoding]string{utf8: "utf-8", utf8Mark: "utf-8", shiftJIS: "Shift_JIS"}[c.encoding]
	w.Header().Set("Content-Type", "text/csv; charset="+set)
	w.Header().Set("Cache-Control", "no-store")
	return c.write(w, all)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // whoever asked has gone
}
