package agent

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Wish is what a device says about itself when it enrols.
type Wish struct {
	Name  string // as staff shall call it, empty: the hub names it
	Model string
	App   string // version of the program
	As    string // wire.KindRelay for a store relay
}

// Enrolment is what makes this device a terminal; it goes into the device file.
type Enrolment struct {
	wire.EnrolReply
	Hub string // base URL
}

// Ask asks the hub once whether it knows this terminal: nil when it does,
// CodeUnknownTerminal when it has never heard of it, CodeRevoked when it shut
// it out, CodeOffline when nobody can tell. Of the options Store, Log and what
// concerns the loops are not used.
func Ask(ctx context.Context, o Options) error {
	const op = "agent.Ask"
	a := New(o)
	_, err := a.link.token(ctx, "")
	if c, ok := a.link.client.Transport.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
	switch {
	case err == nil:
		return nil
	case said(err, wire.ProblemUnknown):
		return retail.E(retail.CodeUnknownTerminal, op, "", err)
	case said(err, wire.ProblemRevoked):
		return retail.E(retail.CodeRevoked, op, "", err)
	}
	return retail.E(retail.CodeOffline, op, "hint.hub_unreachable", err)
}

const enrolTimeout = 20 * time.Second

// Enrol makes this device a terminal of the shop that the code was made for.
// The hub must show the certificate whose pin begins as the code says, and
// name that certificate's whole pin in its reply. Faults: CodeOffline (hub not
// reached), CodeRefused (another certificate), CodeNotAllowed (code unknown,
// used or out of time); each with a hint.
func Enrol(ctx context.Context, code wire.EnrolCode, key ed25519.PrivateKey, wish Wish, clock retail.Clock) (Enrolment, error) {
	const op = "agent.Enrol"
	ctx, cancel := context.WithTimeout(ctx, enrolTimeout)
	defer cancel()
	var shown []byte
	tr := pinned(func(pin []byte) bool {
		shown = pin
		return bytes.Equal(pin[:len(code.Pin)], code.Pin[:])
	})
	defer tr.CloseIdleConnections()
	l := &link{client: &http.Client{Transport: tr}, hub: code.URL(), clock: NewHubClock(clock, 0)}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return Enrolment{}, retail.E(retail.CodeInvalid, op, "", nil)
	}
	payload, err := json.Marshal(wire.EnrolRequest{
		Code: hex.EncodeToString(code.Once[:]), Public: public, Name: wish.Name, Model: wish.Model, App: wish.App, As: wish.As,
	})
	if err != nil {
		return Enrolment{}, retail.E(retail.CodeInternal, op, "", err)
	}
	res, err := l.send(ctx, http.MethodPost, wire.PathEnrol, payload, "") //nolint:bodyclose // closed by decodeBody
	switch {
	case errors.Is(err, errPin):
		return Enrolment{}, retail.E(retail.CodeRefused, op, "hint.hub_foreign", err)
	case said(err, wire.ProblemCode, wire.ProblemInvalid):
		return Enrolment{}, retail.E(retail.CodeNotAllowed, op, "hint.enrol_used", err)
	case err != nil:
		return Enrolment{}, retail.E(retail.CodeOffline, op, "hint.hub_unreachable", err)
	}
	e := Enrolment{Hub: code.URL()}
	if err := decodeBody(res, &e.EnrolReply); err != nil {
		return Enrolment{}, err
	}
	if !oneOf(e.Pins)(shown) {
		return Enrolment{}, retail.E(retail.CodeRefused, op, "hint.hub_foreign", errPin)
	}
	return e, nil
}
