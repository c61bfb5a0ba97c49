package hub

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

const (
	smallBody    = 16 << 10         // of an enrolment or token request
	answerWithin = 30 * time.Second // for reading a request and writing an ordinary answer
)

// answer is what a handler says when it fails: status and body.
type answer struct {
	status int
	wire.Problem
	after time.Duration // when to come again, of a 429 or 503
}

// Error names the problem.
func (a answer) Error() string { return "hub: " + a.Code }

func problem(status int, code string) error {
	return answer{status: status, Problem: wire.Problem{Code: code}}
}

// Handler answers the paths of sync/wire.
func (h *Hub) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range h.routes() {
		f := r.serve
		if !r.any {
			f = h.current(f)
		}
		answer := h.handle(f)
		if r.open {
			answer = hold(answer)
		}
		mux.Handle(r.method+" "+r.path, answer)
	}
	return mux
}

// handler answers a request or says why it cannot.
type handler func(http.ResponseWriter, *http.Request) error

// handle turns a handler's error into a problem body, and logs what is ours.
func (h *Hub) handle(f handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		deadline(w, answerWithin)
		w.Header().Set(wire.HeaderProto, wire.Proto)
		w.Header().Set(wire.HeaderProtoMin, wire.ProtoMin)
		w.Header().Set(wire.HeaderNow, h.Clock.Now().UTC().Format(time.RFC3339Nano))
		w.Header().Set("Cache-Control", "no-store")
		h.upstream(w)
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler { //nolint:errorlint // the very value
				h.Log.Error("hub: panic", "route", r.Pattern, "panic", p, "stack", string(debug.Stack()))
				panic(http.ErrAbortHandler)
			} else if p != nil {
				panic(p)
			}
		}()
		err := f(w, r)
		if err == nil {
			h.meter.answered(r.Pattern, "ok")
			h.Log.Debug("hub: request", "route", r.Pattern, "answer", "ok")
		}
		if err == nil || r.Context().Err() != nil {
			return
		}
		a := h.explain(err)
		h.meter.answered(r.Pattern, a.Code)
		h.Log.Debug("hub: request", "route", r.Pattern, "answer", a.Code)
		if a.status >= http.StatusInternalServerError && a.Code != wire.ProblemBusy {
			h.Log.Error("hub: request", "route", r.Pattern, "err", err)
		}
		if a.Code == wire.ProblemBusy {
			w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(a.after.Seconds())))))
		}
		send(w, a.status, a.Problem)
	})
}

// deadline bounds reading the request and writing the answer from now on.
// A writer that knows no deadlines is none of a real server.
func deadline(w http.ResponseWriter, d time.Duration) {
	rc := http.NewResponseController(w)
	until := time.Now().Add(d) //nolint:forbidigo // deadlines of a socket are by the machine's clock
	_ = rc.SetReadDeadline(until)
	_ = rc.SetWriteDeadline(until)
}

// explain turns a fault into what the terminal is told.
func explain(err error) answer {
	var a answer
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &a):
		return a
	case errors.As(err, &tooLarge):
		return answer{status: http.StatusRequestEntityTooLarge, Problem: wire.Problem{Code: wire.ProblemTooLarge}}
	case errors.Is(err, ErrEpoch):
		return answer{status: http.StatusConflict, Problem: wire.Problem{Code: wire.ProblemEpoch}}
	case errors.Is(err, ErrRewound):
		return answer{status: http.StatusConflict, Problem: wire.Problem{Code: wire.ProblemRewound}}
	case errors.Is(err, ErrCompacted):
		return answer{status: http.StatusGone, Problem: wire.Problem{Code: wire.ProblemCompacted}}
	}
	status, code := http.StatusInternalServerError, wire.ProblemInternal
	switch retail.CodeOf(err) {
	case retail.CodeInvalid, retail.CodeNotFound, retail.CodeRefused:
		status, code = http.StatusBadRequest, wire.ProblemInvalid
	case retail.CodeNotAllowed:
		status, code = http.StatusUnauthorized, wire.ProblemToken
	case retail.CodeRevoked:
		status, code = http.StatusForbidden, wire.ProblemRevoked
	case retail.CodeUnknownTerminal:
		status, code = http.StatusForbidden, wire.ProblemUnknown
	case retail.CodeBusy, retail.CodeDiskFull, retail.CodeOffline:
		status, code = http.StatusServiceUnavailable, wire.ProblemBusy
	case retail.CodeUpgrade:
		status, code = http.StatusUpgradeRequired, wire.ProblemUpgrade
	case retail.CodeInternal, retail.CodeLocked, retail.CodeUnsent, retail.CodeDamaged:
	}
	return answer{status: status, Problem: wire.Problem{Code: code, Hint: retail.HintOf(err)}}
}

func send(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // whoever asked has gone
}

// current turns away programs that are too old to read what the hub writes.
// Their commands are still taken.
func (h *Hub) current(f handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if theirs := r.Header.Get(wire.HeaderProto); theirs != "" && !wire.Speaks(theirs) {
			return problem(http.StatusUpgradeRequired, wire.ProblemUpgrade)
		}
		return f(w, r)
	}
}

// known lets terminals with a valid access token through.
func (h *Hub) known(f func(http.ResponseWriter, *http.Request, Device) error) handler {
	return h.let(h.terminal, f)
}

// let lets those with a valid access token through whom find finds.
func (h *Hub) let(find finder, f func(http.ResponseWriter, *http.Request, Device) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, err := h.caller(r, find)
		if err != nil {
			return err
		}
		h.hear(d.ID, r)
		if in := h.limits.devices.wait(string(d.ID), h.Clock.Now()); in > 0 {
			return slow(in)
		}
		return f(w, r, d)
	}
}

func (h *Hub) serveEnrol(w http.ResponseWriter, r *http.Request) error {
	var req wire.EnrolRequest
	if err := receive(w, r, smallBody, &req); err != nil {
		return err
	}
	reply, err := h.Enrol(r.Context(), req)
	if err != nil {
		return enrolProblem(err)
	}
	send(w, http.StatusOK, reply)
	return nil
}

func (h *Hub) serveToken(w http.ResponseWriter, r *http.Request) error {
	var req wire.TokenRequest
	if err := receive(w, r, smallBody, &req); err != nil {
		return err
	}
	reply, err := h.Token(r.Context(), req)
	if err != nil {
		return err
	}
	send(w, http.StatusOK, reply)
	return nil
}

// pushSlack is what a push may be larger than its commands.
const pushSlack = 4 << 10

func (h *Hub) servePush(w http.ResponseWriter, r *http.Request, d Device) error {
	done, err := h.startPush()
	if err != nil {
		return err
	}
	defer done()
	b, err := content(w, r, wire.MaxPushBytes+pushSlack)
	if err != nil {
		return err
	}
	var req Batch
	if json.Unmarshal(b, &req) != nil { // what lies too deep in a command is found by read
		return problem(http.StatusBadRequest, wire.ProblemInvalid)
	}
	if len(req.Commands) > wire.MaxCommands {
		return problem(http.StatusRequestEntityTooLarge, wire.ProblemTooLarge)
	}
	judged, err := h.enqueue(len(req.Commands))
	if err != nil {
		return err
	}
	defer judged()
	reply, err := h.Take(r.Context(), d.ID, req)
	if err != nil {
		return err
	}
	send(w, http.StatusOK, reply)
	return nil
}

// results reads verdicts; one in words that this program does not know says
// nothing.
func results(raws []json.RawMessage) []wire.Result {
	var out []wire.Result
	for _, raw := range raws {
		var r wire.Result
		if json.Unmarshal(raw, &r) == nil {
			out = append(out, r)
		}
	}
	return out
}

// Health is the body of a health answer.
type Health struct {
	OK    bool      `json:"ok"`
	Proto string    `json:"proto"`
	Epoch string    `json:"epoch"`
	Now   time.Time `json:"now"`
}

func (h *Hub) serveHealth(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.Store.Device(r.Context(), retail.HubDevice); err != nil {
		return err
	}
	send(w, http.StatusOK, Health{OK: true, Proto: wire.Proto, Epoch: h.Store.Epoch(), Now: h.Clock.Now()})
	return nil
}
