package channel

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// Refunds is what this package asks of the hub about money that web shops owe their
// customers (返金).
type Refunds interface {
	// Refunds returns what the web shop of an order's channel has not said to have.
	Refunds(ctx context.Context, channel string, limit int) ([]hub.RefundDue, error)
	// RefundTold notes that it has one, CodeNotFound.
	RefundTold(ctx context.Context, channel, key string) error
}

// RefundList is the answer to who asks what is owed.
type RefundList struct {
	Refunds []hub.RefundDue `json:"refunds"`
	More    bool            `json:"more"` // there are others behind them
}

// refundsOf reads the refunds of all the channels that a web shop sends orders under.
func refundsOf(ctx context.Context, c Spec, source Refunds, limit int) (out RefundList, err error) {
	out.Refunds = []hub.RefundDue{}
	for _, channel := range c.Orders {
		list, err := source.Refunds(ctx, channel, limit-len(out.Refunds)+1)
		if err != nil {
			return out, err
		}
		if out.Refunds = append(out.Refunds, list...); len(out.Refunds) > limit {
			return RefundList{Refunds: out.Refunds[:limit], More: true}, nil
		}
	}
	return out, nil
}

// refundTold notes that a web shop has one, whichever of its channels it is of.
func refundTold(ctx context.Context, c Spec, source Refunds, key string) error {
	err := retail.E(retail.CodeNotFound, "channel.refundTold", "", nil)
	for _, channel := range c.Orders {
		e := source.RefundTold(ctx, channel, key)
		if retail.CodeOf(e) != retail.CodeNotFound {
			return e
		}
	}
	return err
}

// refundRoutes answers
//
//	GET  /channel/NAME/refunds?limit=500   RefundList: what was not said to be known
//	POST /channel/NAME/refunds/KEY/told    204: it is known now; said again it changes nothing
//
// to whoever shows the token for refunds. What is not said to be known comes again,
// under the same key.
func refundRoutes(mux *http.ServeMux, c Spec, source Refunds, log *slog.Logger) {
	at := Path + c.Name + "/refunds"
	mux.Handle("GET "+at, guarded(c.RefundToken, c.Name, log, func(w http.ResponseWriter, r *http.Request) error {
		limit := pageOf
		if q := r.URL.Query(); q.Has("limit") {
			n, err := strconv.Atoi(q.Get("limit"))
			if err != nil || n < 1 {
				answer(w, http.StatusBadRequest, Problem{Code: "invalid"})
				return nil //nolint:nilerr // it has been answered
			}
			limit = min(n, pageOf)
		}
		out, err := refundsOf(r.Context(), c, source, limit)
		if err == nil {
			answer(w, http.StatusOK, out)
		}
		return err
	}))
	mux.Handle("POST "+at+"/{key}/told", guarded(c.RefundToken, c.Name, log, func(w http.ResponseWriter, r *http.Request) error {
		err := refundTold(r.Context(), c, source, r.PathValue("key"))
		switch {
		case err == nil:
			w.WriteHeader(http.StatusNoContent)
		case retail.CodeOf(err) == retail.CodeNotFound:
			answer(w, http.StatusNotFound, Problem{Code: "unknown"})
		default:
			return err
		}
		return nil
	}))
}

// bringRefunds posts what is owed to a web shop that takes it, each refund in a
// request of its own under its own key. One that was answered and not noted is posted
// again: the web shop knows the key.
func (s *Sender) bringRefunds(ctx context.Context, c Spec) error {
	for ctx.Err() == nil {
		list, err := refundsOf(ctx, c, s.Refunds, pageOf)
		if err != nil {
			return err
		}
		for _, r := range list.Refunds {
			body, err := json.Marshal(r)
			if err == nil {
				err = s.post(ctx, c, c.RefundPush, r.Key, body)
			}
			if err == nil {
				err = refundTold(ctx, c, s.Refunds, r.Key)
			}
			if err != nil {
				return err
			}
		}
		if !list.More {
			return nil
		}
	}
	return ctx.Err()
}

// duty is something that is brought to a channel, which may fail by itself.
type duty struct {
	name  string
	bring func(context.Context, Spec) error
}

// duties are what is brought to a channel.
func (s *Sender) duties(c Spec) (out []duty) {
	if c.Push != "" || c.Dir != "" {
		out = append(out, duty{c.Name, s.bring})
	}
	if c.RefundPush != "" {
		out = append(out, duty{c.Name + " refunds", s.bringRefunds})
	}
	return out
}
