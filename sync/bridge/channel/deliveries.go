package channel

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// Deliveries is what this package asks of the hub about goods that are coming to
// shops (入荷予定).
type Deliveries interface {
	// AnnounceWeb tells the shops and returns of how many there was news.
	AnnounceWeb(ctx context.Context, c hub.Channel, list []hub.WebDelivery) (int, []hub.WebDeliveryFault, error)
	// DeliveryOf returns how one stands, CodeNotFound for one that is not known.
	DeliveryOf(ctx context.Context, store retail.SiteID, number string) (retail.Transfer, error)
}

// DeliveryBatch is what the chain's own system sends.
type DeliveryBatch struct {
	Deliveries []Delivery `json:"deliveries"`
}

// Delivery is goods that are coming, whole: what it does not name does not come.
type Delivery struct {
	Store    retail.SiteID  `json:"store"`
	Number   string         `json:"number"`           // which with the store names it for ever
	From     retail.SiteID  `json:"from,omitempty"`   // a warehouse of the chain; left out: a supplier
	Sender   string         `json:"sender,omitempty"` // who that is
	Due      string         `json:"due,omitempty"`    // a date, or RFC 3339
	Canceled bool           `json:"canceled,omitempty"`
	Lines    []DeliveryLine `json:"lines"`
}

// DeliveryLine is one article, by SKU or JAN.
type DeliveryLine struct {
	SKU   retail.SKUID `json:"sku,omitempty"`
	JAN   string       `json:"jan,omitempty"`
	Class string       `json:"class,omitempty"` // left out: regular
	Qty   int          `json:"qty"`
}

// DeliveryAnswer is what became of a DeliveryBatch.
type DeliveryAnswer struct {
	New int             `json:"new"` // of which shops were told something new
	Bad []DeliveryFault `json:"bad,omitempty"`
}

// DeliveryFault is a delivery that was not taken in.
type DeliveryFault struct {
	Store  retail.SiteID `json:"store,omitempty"`
	Number string        `json:"number,omitempty"`
	Code   string        `json:"code"`
	Field  string        `json:"field"`
}

// DeliveryStanding is how a delivery stands in its shop.
type DeliveryStanding struct {
	Store  retail.SiteID        `json:"store"`
	Number string               `json:"number"`
	State  retail.TransferState `json:"state"`
	Moved  time.Time            `json:"moved,omitzero"` // when the shop did something last
	Lines  []DeliveryCame       `json:"lines"`
	// Unknown is how many pieces came with a code that no product has.
	Unknown int `json:"unknown,omitempty"`
}

// DeliveryCame is what came of one article.
type DeliveryCame struct {
	SKU     retail.SKUID      `json:"sku"`
	Class   retail.StockClass `json:"class"`
	Planned int               `json:"planned"`
	Came    int               `json:"came"`              // and is good
	Damaged int               `json:"damaged,omitempty"` // came broken
}

// deliveryRoutes answers
//
//	POST /channel/NAME/deliveries                DeliveryBatch, answered with DeliveryAnswer
//	GET  /channel/NAME/deliveries/STORE/NUMBER   DeliveryStanding
//
// to whoever signs with the channel's key; a GET has an empty body.
func deliveryRoutes(mux *http.ServeMux, c Spec, d Deliveries, clock retail.Clock, log *slog.Logger) {
	at := Path + c.Name + "/deliveries"
	mux.HandleFunc("POST "+at, taking(c.DeliveryKey, c.Name, clock, log, func(ctx context.Context, body []byte) (int, any, error) {
		list, p := readDeliveries(body)
		if p.Code != "" {
			return http.StatusUnprocessableEntity, p, nil
		}
		n, bad, err := d.AnnounceWeb(ctx, c.Channel, list)
		out, status := DeliveryAnswer{New: n}, http.StatusOK
		for _, b := range bad {
			out.Bad = append(out.Bad, DeliveryFault{Store: list[b.Delivery].Store, Number: list[b.Delivery].Number, Code: b.Code, Field: b.Field})
			status = http.StatusUnprocessableEntity
		}
		if len(bad) > 0 {
			log.Warn("channel: deliveries that cannot be announced", "channel", c.Name, "deliveries", len(bad), "first", bad[0].Code)
		}
		return status, out, err
	}))
	mux.HandleFunc("GET "+at+"/{store}/{number}", func(w http.ResponseWriter, r *http.Request) {
		taking(c.DeliveryKey, c.Name, clock, log, func(ctx context.Context, _ []byte) (int, any, error) {
			store := retail.SiteID(r.PathValue("store"))
			if !c.Has(store) {
				return 0, nil, retail.E(retail.CodeNotFound, "channel.deliveries", "", nil)
			}
			t, err := d.DeliveryOf(ctx, store, folded(r.PathValue("number")))
			return http.StatusOK, standing(t), err
		})(w, r)
	})
}

func standing(t retail.Transfer) DeliveryStanding {
	out := DeliveryStanding{Store: t.To, Number: t.Plan, State: t.State(), Lines: []DeliveryCame{}, Unknown: t.In.Unknown}
	if n := len(t.Steps); n > 0 {
		out.Moved = t.Steps[n-1].At
	}
	for _, l := range t.Lines {
		out.Lines = append(out.Lines, DeliveryCame{SKU: l.SKU, Class: l.Class, Planned: l.Sent, Came: l.Received, Damaged: l.Damaged})
	}
	return out
}

// readDeliveries reads what a system sends.
func readDeliveries(body []byte) ([]hub.WebDelivery, Problem) {
	var in DeliveryBatch
	if p := readJSON(body, &in); p.Code != "" {
		return nil, p
	}
	switch {
	case len(in.Deliveries) == 0:
		return nil, Problem{Code: "missing", Field: "deliveries"}
	case len(in.Deliveries) > hub.WebDeliveries:
		return nil, Problem{Code: "too_many", Field: "deliveries"}
	}
	out := make([]hub.WebDelivery, len(in.Deliveries))
	for i, x := range in.Deliveries {
		out[i] = hub.WebDelivery{Store: x.Store, Number: folded(x.Number), From: x.From, Sender: x.Sender, Due: x.Due, Canceled: x.Canceled}
		for _, l := range x.Lines {
			out[i].Lines = append(out[i].Lines, hub.WebSaleLine{SKU: l.SKU, JAN: folded(l.JAN), Class: l.Class, Qty: l.Qty})
		}
	}
	return out, Problem{}
}
