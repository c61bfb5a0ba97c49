package hub

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// relayRoutes are the paths of store relays.
func (h *Hub) relayRoutes() []route {
	const ndjson = "application/x-ndjson"
	bad := []string{wire.ProblemInvalid}
	all := []route{
		{method: "POST", path: wire.PathRelayHome, about: "A relay says how it stands, and hears who is home of its shop.", in: wire.RelayReport{}, out: []any{wire.Home{}}, serve: h.relayed(h.serveHome)},
		{method: "GET", path: wire.PathRelayRoster, about: "The terminals of the relay's shop.", out: []any{[]wire.Member{}}, serve: h.relayed(h.serveRoster)},
		{method: "GET", path: wire.PathRelayErrands, about: "What the relay is to do.", query: []field{{"after", "number of the last one done", false}, {"wait", "seconds", false}}, out: []any{wire.Errands{}}, says: bad, serve: h.relayed(h.serveErrands)},
		{method: "GET", path: wire.PathRelayPack, about: "The books of the shop, to be home from now on.", out: []any{wire.PackPart{}}, media: ndjson, says: bad, serve: h.relayed(h.servePack)},
		{method: "POST", path: wire.PathRelayMirror, about: "Takes in a page of the relay's log.", in: wire.MirrorPage{}, out: []any{wire.MirrorReply{}}, says: []string{wire.ProblemMirror, wire.ProblemHome}, serve: h.relayed(h.serveMirror)},
		{method: "POST", path: wire.PathRelayCode, about: "The pickup code of an order.", in: wire.CodeRequest{}, out: []any{wire.CodeReply{}}, serve: h.relayed(h.serveCode)},
		{method: "POST", path: wire.PathRelayMail, about: "Sends a customer's mail.", in: wire.MailRequest{}, out: []any{wire.MailReply{}}, serve: h.relayed(h.serveMail)},
		{method: "POST", path: wire.PathRelayEnrol, about: "Enrols a terminal through the relay.", in: wire.EnrolRequest{}, out: []any{wire.EnrolReply{}}, says: []string{wire.ProblemCode}, serve: h.relayed(h.serveEnrolFor)},
	}
	for i := range all {
		all[i].who = relays
	}
	return all
}

// relayed lets the store relays of a chain's hub through.
func (h *Hub) relayed(f func(http.ResponseWriter, *http.Request, Device) error) handler {
	return h.known(func(w http.ResponseWriter, r *http.Request, d Device) error {
		if d.Kind != DeviceRelay || h.relay() {
			return problem(http.StatusForbidden, wire.ProblemScope)
		}
		return f(w, r, d)
	})
}

// mayRead returns why a device may not read a feed: it is none of its own. A
// relay also reads the feeds of its shop's terminals, to hand them on.
func (h *Hub) mayRead(ctx context.Context, d Device, scope wire.Scope) error {
	if slices.Contains(scopesOf(d), scope) {
		return nil
	}
	if d.Kind == DeviceRelay {
		all, err := h.Store.DevicesOf(ctx, d.Store)
		if err != nil || slices.ContainsFunc(all, func(o Device) bool { return wire.DeviceScope(o.ID) == scope }) {
			return err
		}
	}
	return problem(http.StatusForbidden, wire.ProblemScope)
}

// listens returns the feeds that a device is told of when they move.
func (h *Hub) listens(ctx context.Context, d Device) ([]wire.Scope, error) {
	scopes := scopesOf(d)
	if d.Kind != DeviceRelay {
		return scopes, nil
	}
	all, err := h.Store.DevicesOf(ctx, d.Store)
	for _, o := range all {
		if o.Kind == DeviceTerminal {
			scopes = append(scopes, wire.DeviceScope(o.ID))
		}
	}
	return scopes, err
}

func (h *Hub) serveHome(w http.ResponseWriter, r *http.Request, d Device) error {
	var report wire.RelayReport
	if err := receive(w, r, smallBody, &report); err != nil {
		return err
	}
	home, err := h.Report(r.Context(), d, report)
	if err != nil {
		return err
	}
	send(w, http.StatusOK, home)
	return nil
}

// Roster returns the terminals of a shop as its relay has to know them.
func (h *Hub) Roster(ctx context.Context, store retail.SiteID) ([]wire.Member, error) {
	all, err := h.Store.DevicesOf(ctx, store)
	list := []wire.Member{}
	for _, d := range all {
		if d.Kind == DeviceTerminal {
			list = append(list, wire.Member{ID: d.ID, Name: d.Name, Model: d.Model, App: d.App, Public: d.Public, Revoked: d.Revoked})
		}
	}
	return list, err
}

func (h *Hub) serveRoster(w http.ResponseWriter, r *http.Request, d Device) error {
	list, err := h.Roster(r.Context(), d.Store)
	if err != nil {
		return err
	}
	send(w, http.StatusOK, list)
	return nil
}

func (h *Hub) serveErrands(w http.ResponseWriter, r *http.Request, d Device) error {
	q := r.URL.Query()
	after, err := strconv.ParseInt(q.Get("after"), 10, 64)
	if err != nil || after < 0 {
		return problem(http.StatusBadRequest, wire.ProblemInvalid)
	}
	m, err := h.Store.Home(r.Context(), d.Store)
	if err != nil {
		return err
	}
	if m.Device != d.ID {
		return &homeError{m}
	}
	if epoch := q.Get("epoch"); after > 0 && epoch != "" && epoch != h.Store.Epoch() {
		return ErrRewound // numbered in another life: what was done is known by its id
	}
	if last := q.Get("last"); last != "" && after > 0 {
		id, err := h.Store.ErrandID(r.Context(), d.Store, after)
		if err != nil {
			return err
		}
		if after > m.Errands || id != "" && id != last { // this hub was restored from a copy
			return ErrRewound
		}
	}
	list, err := h.Store.Errands(r.Context(), d.Store, after, maxErrands)
	if err != nil {
		return err
	}
	out := wire.Errands{Epoch: h.Store.Epoch(), List: list}
	if n := len(list); n > 0 {
		out.More = list[n-1].N < m.Errands
	}
	return h.sendLarge(w, r, out)
}

// sendLarge sends a JSON answer compressed.
func (h *Hub) sendLarge(w http.ResponseWriter, r *http.Request, body any) error {
	w.Header().Set("Content-Type", "application/json")
	out, err := compressed(w, r)
	if err != nil {
		return err
	}
	if json.NewEncoder(out).Encode(body) != nil || out.Close() != nil {
		return abort(r.Context())
	}
	return nil
}

// servePack streams the parts of the shop's books, one JSON text for each.
func (h *Hub) servePack(w http.ResponseWriter, r *http.Request, d Device) error {
	m, err := h.Store.Home(r.Context(), d.Store)
	if err != nil {
		return err
	}
	if m.Device != d.ID || m.State != wire.HomeMoving {
		return &homeError{m}
	}
	return h.stream(w, r, func(put func(any) error) error {
		return h.Pack(r.Context(), d, func(p wire.PackPart) error { return put(p) })
	})
}

func (h *Hub) serveMirror(w http.ResponseWriter, r *http.Request, d Device) error {
	var page wire.MirrorPage
	if err := receive(w, r, wire.MaxMirrorBytes, &page); err != nil {
		return err
	}
	reply, err := h.Mirror(r.Context(), d, page)
	if err != nil {
		return err
	}
	send(w, http.StatusOK, reply)
	return nil
}

func (h *Hub) serveCode(w http.ResponseWriter, r *http.Request, d Device) error {
	var req wire.CodeRequest
	if err := receive(w, r, smallBody, &req); err != nil {
		return err
	}
	reply, err := h.codeFor(r.Context(), d, req)
	if err != nil {
		return err
	}
	send(w, http.StatusOK, reply)
	return nil
}

// codeFor signs the pickup code of an order of the relay's shop, as the relay
// judged it. It may still stand in the row of errands here.
func (h *Hub) codeFor(ctx context.Context, d Device, req wire.CodeRequest) (wire.CodeReply, error) {
	var o *retail.Order
	_, err := h.Store.Update(ctx, nil, func(tx Tx) error {
		var err error
		if o, err = tx.Order(req.Order); err != nil || o != nil {
			return err
		}
		e, ok, err := tx.LastErrand(req.Order, wire.ErrandReceive)
		if err != nil || !ok {
			return err
		}
		var waits wire.ReceiveErrand
		err = json.Unmarshal(e.Body, &waits)
		o = &waits.Order
		return err
	})
	if err != nil {
		return wire.CodeReply{}, err
	}
	if o == nil || o.Store != d.Store {
		return wire.CodeReply{}, retail.E(retail.CodeNotFound, "hub.codeFor", "", nil)
	}
	o.Pickup.Reissue, o.Pickup.Expires = req.Reissue, req.Expires
	return h.sign(ctx, *o)
}

func (h *Hub) serveEnrolFor(w http.ResponseWriter, r *http.Request, d Device) error {
	var req wire.EnrolRequest
	if err := receive(w, r, smallBody, &req); err != nil {
		return err
	}
	reply, err := h.enrol(r.Context(), req, d.Store)
	if err != nil {
		return enrolProblem(err)
	}
	send(w, http.StatusOK, reply)
	return nil
}

// enrolProblem says of a bad enrolment code what it is; access is another thing.
func enrolProblem(err error) error {
	if retail.CodeOf(err) == retail.CodeNotAllowed {
		return answer{status: http.StatusForbidden, Problem: wire.Problem{Code: wire.ProblemCode, Hint: retail.HintOf(err)}}
	}
	return err
}

// enrolBelow passes an enrolment on to the chain's hub and takes the new
// terminal in.
func (h *Hub) enrolBelow(ctx context.Context, req wire.EnrolRequest) (wire.EnrolReply, error) {
	reply, err := h.Upstream.Enrol(ctx, req)
	if err != nil {
		return reply, err
	}
	err = h.PutMembers(ctx, reply.Store, []wire.Member{{ID: reply.Device, Name: reply.Name, Model: label(req.Model), App: label(req.App), Public: req.Public}})
	reply.Pins, reply.Epoch = h.pins(), h.Store.Epoch()
	return reply, err
}

// PutMembers takes in the terminals of this relay's shop as the chain's hub
// knows them. Who is shut out here stays so.
func (h *Hub) PutMembers(ctx context.Context, store retail.SiteID, list []wire.Member) error {
	defer h.members.forget()
	for chunk := range slices.Chunk(list, 100) {
		_, err := h.Store.Update(ctx, []wire.Scope{wire.StoreScope(store)}, func(tx Tx) error {
			tx.Quiet()
			for _, m := range chunk {
				d, err := tx.Device(m.ID)
				if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
					return err
				}
				if err == nil && d.Name == m.Name && d.App == m.App && (d.Revoked || !m.Revoked) {
					continue
				}
				d.ID, d.Store, d.Name, d.Model, d.App, d.Public = m.ID, store, m.Name, m.Model, m.App, m.Public
				d.Revoked = d.Revoked || m.Revoked
				if err := tx.PutDevice(d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// PutFeed takes rows of a feed of the chain's hub into the same feed of this
// relay. whole says that they are all there are: others end.
func (h *Hub) PutFeed(ctx context.Context, scope wire.Scope, changes []wire.Change, whole bool) error {
	if whole {
		return h.putWhole(ctx, scope, changes)
	}
	return h.update(ctx, []wire.Scope{scope}, func(tx Tx) error {
		for _, c := range changes {
			if err := putRow(tx, scope, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// putWhole replaces a feed. Rows that are new or different are written in steps,
// then the rest ends: nobody misses a row that is in both.
func (h *Hub) putWhole(ctx context.Context, scope wire.Scope, rows []wire.Change) error {
	keep := make(map[retail.Ref]bool, len(rows))
	for _, c := range rows {
		keep[retail.Ref{Entity: c.Entity, ID: c.Key}] = true
	}
	for chunk := range slices.Chunk(rows, rowChunk) {
		if err := h.PutFeed(ctx, scope, chunk, false); err != nil {
			return err
		}
	}
	var gone []wire.Change
	_, err := h.Store.Snapshot(ctx, scope, "", func(c wire.Change) error {
		if !keep[retail.Ref{Entity: c.Entity, ID: c.Key}] {
			gone = append(gone, wire.Change{Entity: c.Entity, Key: c.Key, Op: wire.OpDel})
		}
		return nil
	})
	for chunk := range slices.Chunk(gone, rowChunk) {
		if err == nil {
			err = h.PutFeed(ctx, scope, chunk, false)
		}
	}
	return err
}

func putRow(tx Tx, scope wire.Scope, c wire.Change) error {
	if c.Op == wire.OpDel {
		return tx.Del(scope, c.Entity, c.Key, "")
	}
	changed, err := tx.Put(scope, c.Entity, c.Key, c.Data, "")
	if err != nil || !changed || c.Entity != retail.EntitySKU {
		return err
	}
	var s retail.SKU
	if err := json.Unmarshal(c.Data, &s); err != nil {
		return retail.E(retail.CodeInvalid, "hub.putRow", "", err)
	}
	return tx.SetCodes(s.ID, s.Codes)
}

// explain turns a fault into what the caller is told.
func (h *Hub) explain(err error) answer {
	var elsewhere *homeError
	var astray *mirrorError
	switch {
	case errors.As(err, &elsewhere):
		return h.elsewhere(elsewhere)
	case errors.As(err, &astray):
		reply := astray.MirrorReply
		return answer{status: http.StatusConflict, Problem: wire.Problem{Code: wire.ProblemMirror, Mirror: &reply}}
	}
	return explain(err)
}

// upstream tells on every answer of a relay that the chain's hub is out of
// reach.
func (h *Hub) upstream(w http.ResponseWriter) {
	if h.Upstream == nil {
		return
	}
	if since := h.Upstream.CutSince(); !since.IsZero() {
		w.Header().Set(wire.HeaderUpstream, since.UTC().Format(time.RFC3339))
	}
}

// NewRelayOnce makes the one-time code of an enrolment for a relay of the shop;
// see NewEnrolOnce.
func (h *Hub) NewRelayOnce(ctx context.Context, store retail.SiteID) ([10]byte, error) {
	return h.newOnce(ctx, store, DeviceRelay)
}
