package channel

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"miseban/app/retail"
)

// telling is a kind of thing that a web shop is told one by one, each under a key of
// its own, until it says that it has it: it fetches with the token, or is told at
// the address push.
type telling[T any] struct {
	name        string // in the path and in logs
	token, push string
	list        func(ctx context.Context, channel string, limit int) ([]T, error)
	told        func(ctx context.Context, channel, key string) error // CodeNotFound
	key         func(T) string
	page        func(list []T, more bool) any // the answer to who asks
}

// of reads what all the channels are to be told that a web shop sends orders under.
func (t telling[T]) of(ctx context.Context, c Spec, limit int) (list []T, more bool, err error) {
	list = []T{}
	for _, channel := range c.Orders {
		some, err := t.list(ctx, channel, limit-len(list)+1)
		if err != nil {
			return list, false, err
		}
		if list = append(list, some...); len(list) > limit {
			return list[:limit], true, nil
		}
	}
	return list, false, nil
}

// note notes that a web shop has one, whichever of its channels it is of.
func (t telling[T]) note(ctx context.Context, c Spec, key string) error {
	err := retail.E(retail.CodeNotFound, "channel.told", "", nil)
	for _, channel := range c.Orders {
		e := t.told(ctx, channel, key)
		if retail.CodeOf(e) != retail.CodeNotFound {
			return e
		}
	}
	return err
}

// routes answers
//
//	GET  /channel/NAME/KIND?limit=500   what was not said to be known
//	POST /channel/NAME/KIND/KEY/told    204: it is known now; said again it changes nothing
//
// to whoever shows the token. What is not said to be known comes again, under the same
// key.
func (t telling[T]) routes(mux *http.ServeMux, c Spec, log *slog.Logger) {
	at := Path + c.Name + "/" + t.name
	mux.Handle("GET "+at, guarded(t.token, c.Name, log, func(w http.ResponseWriter, r *http.Request) error {
		limit := pageOf
		if q := r.URL.Query(); q.Has("limit") {
			n, err := strconv.Atoi(q.Get("limit"))
			if err != nil || n < 1 {
				answer(w, http.StatusBadRequest, Problem{Code: "invalid"})
				return nil //nolint:nilerr // it has been answered
			}
			limit = min(n, pageOf)
		}
		list, more, err := t.of(r.Context(), c, limit)
		if err == nil {
			answer(w, http.StatusOK, t.page(list, more))
		}
		return err
	}))
	mux.Handle("POST "+at+"/{key}/told", guarded(t.token, c.Name, log, func(w http.ResponseWriter, r *http.Request) error {
		err := t.note(r.Context(), c, r.PathValue("key"))
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

// bring posts what there is to a web shop that takes it, each in a request of its own
// under its own key. One that was answered and not noted is posted again: the web shop
// knows the key. One that the web shop turns down is told again later, and does not keep
// the others back; it is an error once they were told.
func (t telling[T]) bring(ctx context.Context, s *Sender, c Spec) error {
	for ctx.Err() == nil {
		list, more, err := t.of(ctx, c, pageOf)
		if err != nil {
			return err
		}
		var turnedDown error
		for _, x := range list {
			err := t.bringOne(ctx, s, c, x)
			if answer := (*refused)(nil); errors.As(err, &answer) && answer.about() {
				turnedDown = err
			} else if err != nil {
				return err
			}
		}
		if turnedDown != nil || !more {
			return turnedDown
		}
	}
	return ctx.Err()
}

// bringOne posts one and notes that it was taken.
func (t telling[T]) bringOne(ctx context.Context, s *Sender, c Spec, x T) error {
	body, err := json.Marshal(x)
	if err == nil {
		err = s.post(ctx, c, t.push, t.key(x), body)
	}
	if err == nil {
		err = t.note(ctx, c, t.key(x))
	}
	return err
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
		out = append(out, duty{c.Name + " refunds", func(ctx context.Context, c Spec) error { return refunds(c, s.Refunds).bring(ctx, s, c) }})
	}
	if c.NewsPush != "" {
		out = append(out, duty{c.Name + " orders", func(ctx context.Context, c Spec) error { return orders(c, s.Orders).bring(ctx, s, c) }})
	}
	return out
}
