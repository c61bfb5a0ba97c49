package channel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// Holds is what this package asks of the hub about goods that customers of web
// shops want kept (取り置き予約).
type Holds interface {
	// AskHold asks a shop to keep goods; the error is a *hub.WebHoldError when the
	// channel asks for what cannot be.
	AskHold(ctx context.Context, c hub.Channel, b hub.WebHold) (hub.HoldStanding, error)
	// HoldOf returns how one stands, CodeNotFound for one that is not known.
	HoldOf(ctx context.Context, channel, external string) (hub.HoldStanding, error)
	// HoldsSince returns those that changed, and from when on to ask next.
	HoldsSince(ctx context.Context, channel string, since time.Time, limit int) ([]hub.HoldStanding, time.Time, error)
	// DropHold ends one that the customer does not want any more.
	DropHold(ctx context.Context, channel, external string) (hub.HoldStanding, error)
}

// maxHold is the most bytes that a request may have.
const maxHold = 64 << 10

// Hold is what a web shop sends for a customer who wants goods kept.
type Hold struct {
	ID       string        `json:"id"`    // its own number, which names the hold for ever
	Store    retail.SiteID `json:"store"` // the shop that is to keep them
	Until    time.Time     `json:"until,omitzero"`
	Customer HoldCustomer  `json:"customer"`
	Lines    []HoldLine    `json:"lines"`
}

// HoldCustomer is who it is for: a name, or how it is read.
type HoldCustomer struct {
	Name   string `json:"name,omitempty"`
	Kana   string `json:"kana,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Email  string `json:"email,omitempty"`
	Member string `json:"member,omitempty"`
	Note   string `json:"note,omitempty"`
}

// HoldLine is one article, by SKU or JAN.
type HoldLine struct {
	SKU  retail.SKUID `json:"sku,omitempty"`
	JAN  string       `json:"jan,omitempty"`
	Qty  int          `json:"qty"`
	Left *int         `json:"left,omitempty"` // in answers, of a declined hold: what there was
	Lost int          `json:"lost,omitempty"` // in answers: sold at the till although it was held
}

// HoldAnswer is how a hold stands.
type HoldAnswer struct {
	ID     string           `json:"id"`
	Store  retail.SiteID    `json:"store"`
	State  retail.HoldState `json:"state"`
	Number string           `json:"number,omitempty"` // what the customer says in the shop
	Until  time.Time        `json:"until,omitzero"`
	Moved  time.Time        `json:"moved,omitzero"`
	Lines  []HoldLine       `json:"lines,omitempty"` // left out once it is past
}

// HoldList is the answer to who asks what changed.
type HoldList struct {
	Holds []HoldAnswer `json:"holds"`
	Next  time.Time    `json:"next"` // since when to ask the next time
}

func answerOf(s hub.HoldStanding) HoldAnswer {
	a := HoldAnswer{ID: s.External, Store: s.Store, State: s.State, Until: s.Until, Moved: s.Moved}
	if s.State != retail.HoldDeclined {
		a.Number = s.Number
	}
	for _, l := range s.Lines {
		line := HoldLine{SKU: l.SKU, JAN: l.JAN, Qty: l.Qty, Lost: l.Lost}
		if s.State == retail.HoldDeclined {
			line.Left = &l.Left
		}
		a.Lines = append(a.Lines, line)
	}
	return a
}

// holdRoutes answers
//
//	POST /channel/NAME/holds              Hold, answered with HoldAnswer
//	GET  /channel/NAME/holds?since=T      HoldList
//	GET  /channel/NAME/holds/ID           HoldAnswer
//	POST /channel/NAME/holds/ID/cancel    HoldAnswer
//
// to whoever shows the token for holds.
func holdRoutes(mux *http.ServeMux, c Spec, holds Holds, log *slog.Logger) {
	let := func(pattern string, f func(*http.Request) (int, any, error)) {
		mux.Handle(pattern, guarded(c.HoldToken, c.Name, log, func(w http.ResponseWriter, r *http.Request) error {
			status, body, err := f(r)
			if err == nil {
				answer(w, status, body)
				return nil
			}
			status, p := problemOf(err)
			if status == http.StatusInternalServerError {
				return err
			}
			answer(w, status, p)
			return nil
		}))
	}
	at := Path + c.Name + "/holds"
	let("POST "+at, func(r *http.Request) (int, any, error) {
		b, err := readHold(r.Body)
		if err != nil {
			return 0, nil, err
		}
		b.Channel = c.Name
		s, err := holds.AskHold(r.Context(), c.Channel, b)
		status := http.StatusOK
		if s.State == retail.HoldAsked {
			status = http.StatusAccepted
		}
		return status, answerOf(s), err
	})
	let("GET "+at, func(r *http.Request) (int, any, error) {
		q, limit, since := r.URL.Query(), pageOf, time.Time{}
		if q.Has("since") {
			t, err := time.Parse(time.RFC3339, q.Get("since"))
			if err != nil {
				return 0, nil, &hub.WebHoldError{Code: "invalid", Field: "since"}
			}
			since = t
		}
		if q.Has("limit") {
			n, err := strconv.Atoi(q.Get("limit"))
			if err != nil || n < 1 {
				return 0, nil, &hub.WebHoldError{Code: "invalid", Field: "limit"}
			}
			limit = min(n, pageOf)
		}
		list, next, err := holds.HoldsSince(r.Context(), c.Name, since, limit)
		out := HoldList{Holds: []HoldAnswer{}, Next: next.UTC()}
		for _, s := range list {
			out.Holds = append(out.Holds, answerOf(s))
		}
		return http.StatusOK, out, err
	})
	let("GET "+at+"/{id}", func(r *http.Request) (int, any, error) {
		s, err := holds.HoldOf(r.Context(), c.Name, r.PathValue("id"))
		return http.StatusOK, answerOf(s), err
	})
	let("POST "+at+"/{id}/cancel", func(r *http.Request) (int, any, error) {
		s, err := holds.DropHold(r.Context(), c.Name, r.PathValue("id"))
		return http.StatusOK, answerOf(s), err
	})
}

// errUnread says that a request is not what it should be.
var errUnread = &hub.WebHoldError{Code: "invalid", Field: "body"}

// readHold reads what a web shop asks for. A field that is not known is a fault:
// whoever misspells "until" learns it now.
func readHold(body io.Reader) (hub.WebHold, error) {
	text, err := io.ReadAll(io.LimitReader(body, maxHold+1))
	if err != nil || len(text) > maxHold {
		return hub.WebHold{}, errUnread
	}
	var in Hold
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var of *json.UnmarshalTypeError
	switch err := dec.Decode(&in); {
	case errors.As(err, &of) && of.Field != "":
		return hub.WebHold{}, &hub.WebHoldError{Code: "invalid", Field: of.Field}
	case err != nil || dec.More():
		return hub.WebHold{}, errUnread
	}
	out := hub.WebHold{External: in.ID, Store: in.Store, Until: in.Until, Customer: in.Customer.whole()}
	for _, l := range in.Lines {
		if l.Left != nil || l.Lost != 0 {
			return hub.WebHold{}, &hub.WebHoldError{Code: "invalid", Field: "lines"}
		}
		out.Lines = append(out.Lines, hub.WebHoldLine{SKU: l.SKU, JAN: l.JAN, Qty: l.Qty})
	}
	return out, nil
}

func (c HoldCustomer) whole() retail.Customer {
	return retail.Customer{Name: c.Name, Kana: c.Kana, Phone: c.Phone, Email: c.Email, Member: c.Member, Note: c.Note}
}

// problemOf is what a fault is answered with.
func problemOf(err error) (int, Problem) {
	var bad *hub.WebHoldError
	switch {
	case errors.As(err, &bad) && bad.Code == "conflict":
		return http.StatusConflict, Problem{Code: bad.Code, Field: bad.Field}
	case errors.As(err, &bad):
		return http.StatusUnprocessableEntity, Problem{Code: bad.Code, Field: bad.Field}
	case retail.CodeOf(err) == retail.CodeNotFound:
		return http.StatusNotFound, Problem{Code: "unknown"}
	case retail.CodeOf(err) == retail.CodeBusy:
		return http.StatusServiceUnavailable, Problem{Code: "busy"}
	}
	return http.StatusInternalServerError, Problem{Code: "internal"}
}
