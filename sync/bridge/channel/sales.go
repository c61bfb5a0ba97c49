package channel

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// Sales is what this package asks of the hub about what tills (POS) sold.
type Sales interface {
	// RingUp books what a till sends, line by line.
	RingUp(ctx context.Context, c hub.Channel, sales []hub.WebSale) (hub.WebSalesBooked, error)
}

const (
	maxSales = 1 << 20         // bytes that a request may have
	signedIn = 5 * time.Minute // how far its time may be from ours
)

// SaleBatch is what a till sends.
type SaleBatch struct {
	Sales []Sale `json:"sales"`
}

// Sale is a receipt (レシート).
type Sale struct {
	Store   retail.SiteID `json:"store"`
	Receipt string        `json:"receipt"` // its number, which with the store and a line names what was sold
	At      string        `json:"at"`      // RFC 3339
	Lines   []SaleLine    `json:"lines"`
	// Floor are orders taken in the shop that it took the money for (お会計番号).
	Floor []SaleFloor `json:"floor,omitempty"`
}

// SaleFloor is an order taken in the shop, by its number of four digits, and by the ID
// in the code on its slip where that was scanned.
type SaleFloor struct {
	Number string              `json:"number"`
	Order  retail.FloorOrderID `json:"order,omitempty"`
}

// SaleLine is one line of a receipt, by SKU or JAN.
type SaleLine struct {
	Line  int          `json:"line,omitempty"` // left out: its place here, from 1 on
	SKU   retail.SKUID `json:"sku,omitempty"`
	JAN   string       `json:"jan,omitempty"`
	Class string       `json:"class,omitempty"` // left out: regular
	Qty   int          `json:"qty"`             // fewer than zero: given back
}

// SaleAnswer is what became of a SaleBatch.
type SaleAnswer struct {
	New   int         `json:"new"`   // lines, and orders taken in the shop, that are booked now
	Known int         `json:"known"` // that were booked before
	Bad   []SaleFault `json:"bad,omitempty"`
}

// SaleFault is a receipt or a line that was not booked.
type SaleFault struct {
	Store   retail.SiteID `json:"store,omitempty"`
	Receipt string        `json:"receipt,omitempty"`
	Line    int           `json:"line,omitempty"` // its number, 0 for all of the receipt
	Code    string        `json:"code"`           // see hub.WebSaleFault
	Field   string        `json:"field"`
}

// saleRoutes answers
//
//	POST /channel/NAME/sales   SaleBatch, answered with SaleAnswer
//
// to whoever signs it with the channel's key and not longer ago than signedIn. What
// is recorded and sent again within that time changes nothing: a line is booked
// once. 200 says that all is booked, 422 that some lines are not.
func saleRoutes(mux *http.ServeMux, c Spec, sales Sales, clock retail.Clock, log *slog.Logger) {
	mux.HandleFunc("POST "+Path+c.Name+"/sales", taking(c.SaleKey, c.Name, clock, log, func(ctx context.Context, body []byte) (int, any, error) {
		list, p := readSales(body)
		if p.Code != "" {
			return http.StatusUnprocessableEntity, p, nil
		}
		done, err := sales.RingUp(ctx, c.Channel, list)
		status, a := answerSales(list, done)
		if len(a.Bad) > 0 {
			log.Warn("channel: sales that cannot be booked", "channel", c.Name, "lines", len(a.Bad), "first", a.Bad[0].Code)
		}
		return status, a, err
	}))
}

// taking answers those who sign what they send.
func taking(key []byte, channel string, clock retail.Clock, log *slog.Logger, f func(context.Context, []byte) (int, any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, p := signed(r, key, clock.Now())
		if p.Code != "" {
			status := http.StatusUnauthorized
			if p.Code == "invalid" {
				status = http.StatusRequestEntityTooLarge
			}
			answer(w, status, p)
			return
		}
		status, out, err := f(r.Context(), body)
		switch {
		case retail.CodeOf(err) == retail.CodeBusy:
			answer(w, http.StatusServiceUnavailable, Problem{Code: "busy"})
		case retail.CodeOf(err) == retail.CodeNotFound:
			answer(w, http.StatusNotFound, Problem{Code: "unknown"})
		case err != nil:
			if r.Context().Err() == nil {
				log.Error("channel: take in", "channel", channel, "err", err)
			}
			answer(w, http.StatusInternalServerError, Problem{Code: "internal"})
		default:
			answer(w, status, out)
		}
	}
}

// signed reads the body of a request and looks at its signature and time.
func signed(r *http.Request, key []byte, now time.Time) ([]byte, Problem) {
	at, sign := r.Header.Get(HeaderTime), r.Header.Get(HeaderSignature)
	unix, err := strconv.ParseInt(at, 10, 64)
	if err != nil || sign == "" {
		return nil, Problem{Code: "signature"}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxSales+1))
	if err != nil || len(body) > maxSales {
		return nil, Problem{Code: "invalid", Field: "body"}
	}
	if !hmac.Equal([]byte(sign), []byte(Signature(key, at, body))) {
		return nil, Problem{Code: "signature"}
	}
	if d := now.Sub(time.Unix(unix, 0)); d > signedIn || d < -signedIn {
		return nil, Problem{Code: "time"}
	}
	return body, Problem{}
}

// readSales reads what a till sends. A field that is not known is a fault, as it is
// of a hold.
func readSales(body []byte) ([]hub.WebSale, Problem) {
	var in SaleBatch
	if p := readJSON(body, &in); p.Code != "" {
		return nil, p
	}
	lines := 0
	out := make([]hub.WebSale, len(in.Sales))
	for i, s := range in.Sales {
		out[i] = hub.WebSale{Store: s.Store, Receipt: folded(s.Receipt), At: s.At}
		for _, l := range s.Lines {
			out[i].Lines = append(out[i].Lines, hub.WebSaleLine{No: l.Line, SKU: l.SKU, JAN: folded(l.JAN), Class: l.Class, Qty: l.Qty})
		}
		for _, f := range s.Floor {
			out[i].Floor = append(out[i].Floor, hub.WebFloor{Number: folded(f.Number), Order: f.Order})
		}
		lines += max(1, len(s.Lines)+len(s.Floor))
	}
	switch {
	case lines == 0:
		return nil, Problem{Code: "missing", Field: "sales"}
	case lines > hub.WebSaleLines:
		return nil, Problem{Code: "too_many", Field: "sales"}
	}
	return out, Problem{}
}

// readJSON reads a body, and nothing behind it.
func readJSON(body []byte, into any) Problem {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	var of *json.UnmarshalTypeError
	switch err := dec.Decode(into); {
	case errors.As(err, &of) && of.Field != "":
		return Problem{Code: "invalid", Field: of.Field}
	case err != nil:
		return Problem{Code: "invalid", Field: "body"}
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Problem{Code: "invalid", Field: "body"}
	}
	return Problem{}
}

// folded writes a number as files of sales do: the same receipt has the same name
// by whichever way it comes.
func folded(s string) string {
	blank := func(r rune) bool { return r <= ' ' || r == '\u3000' || r == '\u00a0' || r == '\ufeff' }
	return strings.TrimFunc(norm.NFKC.String(strings.TrimFunc(s, blank)), blank)
}

func answerSales(list []hub.WebSale, done hub.WebSalesBooked) (int, SaleAnswer) {
	a := SaleAnswer{New: done.New, Known: done.Known}
	for _, b := range done.Bad {
		s := list[b.Sale]
		f := SaleFault{Store: s.Store, Receipt: s.Receipt, Code: b.Code, Field: b.Field}
		if b.Line >= 0 {
			if f.Line = s.Lines[b.Line].No; f.Line == 0 {
				f.Line = b.Line + 1
			}
		}
		a.Bad = append(a.Bad, f)
	}
	if len(a.Bad) > 0 {
		return http.StatusUnprocessableEntity, a
	}
	return http.StatusOK, a
}
