package hub

import (
	"net/http"

	"miseban/sync/wire"
)

// route is one path of the hub: what it takes, what it says, and who answers.
// The server and the OpenAPI document are made from the same table.
type route struct {
	method, path string
	about        string
	who          caller
	any          bool // programs of every version may call it
	open         bool // the request may stay open for hours
	query        []field
	headers      []field // of the request, beside those of every one
	in           any     // the body, nil for none; or
	out          []any   // bodies of the 200; more than one are the lines of an NDJSON stream
	media        string  // of out, application/json when empty
	says         []string
	serve        handler
}

// caller is who may call a route.
type caller uint8

const (
	anyone caller = iota + 1
	terminals
	relays
)

// field is a parameter in a query, a path or a header.
type field struct {
	name, about string
	must        bool
}

// statusOf is under which statuses a problem code comes.
var statusOf = map[string][]int{
	wire.ProblemToken: {401}, wire.ProblemRevoked: {403}, wire.ProblemUnknown: {403}, wire.ProblemScope: {403}, wire.ProblemCode: {403},
	wire.ProblemEpoch: {409}, wire.ProblemRewound: {409}, wire.ProblemMirror: {409}, wire.ProblemCompacted: {410}, wire.ProblemGone: {404},
	wire.ProblemTooLarge: {413}, wire.ProblemEncoding: {415}, wire.ProblemHome: {421}, wire.ProblemUpgrade: {426},
	wire.ProblemBusy: {429, 503}, wire.ProblemInvalid: {400}, wire.ProblemInternal: {500},
}

// problems are the codes that a route may answer with.
func (r route) problems() []string {
	out := append([]string{wire.ProblemInternal, wire.ProblemBusy}, r.says...)
	if r.in != nil {
		out = append(out, wire.ProblemInvalid, wire.ProblemTooLarge, wire.ProblemEncoding)
	}
	if r.who != anyone {
		out = append(out, wire.ProblemToken, wire.ProblemRevoked, wire.ProblemUnknown)
	}
	if r.who == relays {
		out = append(out, wire.ProblemScope)
	}
	if !r.any {
		out = append(out, wire.ProblemUpgrade)
	}
	return out
}

// routes is the table of every path.
func (h *Hub) routes() []route {
	const ndjson = "application/x-ndjson"
	feed := []any{wire.PageHead{}, wire.Change{}, wire.PageEnd{}}
	known := func(f func(http.ResponseWriter, *http.Request, Device) error) handler { return h.known(f) }
	own := []route{
		{
			method: "POST", path: wire.PathEnrol, who: anyone, any: true, about: "Makes a device a terminal, once for each code.",
			in: wire.EnrolRequest{}, out: []any{wire.EnrolReply{}}, says: []string{wire.ProblemCode}, serve: h.few(h.limits.enrols, h.serveEnrol),
		},
		{
			method: "POST", path: wire.PathToken, who: anyone, any: true, about: "Gives access for a quarter of an hour to whoever signs with a device key.",
			in: wire.TokenRequest{}, out: []any{wire.TokenReply{}}, says: []string{wire.ProblemToken, wire.ProblemRevoked, wire.ProblemUnknown},
			serve: h.few(h.limits.tokens, h.serveToken),
		},
		{
			method: "POST", path: wire.PathCommands, who: terminals, any: true, about: "Judges commands in their order: a verdict for each of them.",
			in: wire.PushRequest{}, out: []any{wire.PushReply{}}, says: []string{wire.ProblemHome}, serve: h.let(h.member, h.servePush),
		},
		{
			method: "GET", path: wire.PathChanges, who: terminals, about: "A page of what changed in a scope after a cursor: its head, changes, its end.",
			query: []field{
				{"scope", "org, catalog, stock, store:…, device:…", true},
				{"epoch", "of the cursor", false},
				{"after", "number of the cursor", false},
				{"h", "chain hash of the cursor", false},
				{"limit", "about how many changes", false},
				{"wait", "seconds to wait when nothing changed", false},
				{"digest", "1: the end of the last page carries a digest", false},
			},
			out: feed, media: ndjson, serve: h.let(h.member, h.serveChanges),
			says: []string{wire.ProblemInvalid, wire.ProblemScope, wire.ProblemEpoch, wire.ProblemRewound, wire.ProblemCompacted, wire.ProblemHome},
		},
		{
			method: "GET", path: wire.PathSnapshot + "{scope}", who: terminals, out: append(feed, wire.Manifest{}), media: ndjson,
			about:   "Every row of a scope of one shop or device; of a shared scope the manifest of its blobs, as one JSON object.",
			headers: []field{{wire.HeaderAstray, "kinds of rows that were found not to be the hub's", false}},
			says:    []string{wire.ProblemScope, wire.ProblemHome}, serve: known(h.serveSnapshot),
		},
		{
			method: "GET", path: wire.PathBlob + "{sha}", who: terminals, about: "A blob by its SHA-256, of a snapshot or of photographs of goods, or a range of it.",
			headers: []field{{"Range", "bytes (RFC 9110)", false}}, out: []any{[]byte{}}, media: "application/octet-stream",
			says: []string{wire.ProblemGone}, serve: known(h.serveBlob),
		},
		{
			method: "GET", path: wire.PathStock + "{sku}", who: terminals, about: "What every site has of a SKU now.",
			out: []any{wire.LiveStock{}}, says: []string{wire.ProblemInvalid}, serve: known(h.serveStock),
		},
		{
			method: "GET", path: wire.PathMoves + "{sku}", who: terminals, about: "What lies behind a stock figure of the caller's shop, the newest first.",
			query: []field{{"class", "of the goods, regular when empty", false}, {"limit", "at the most so many, up to 200", false}},
			out:   []any{wire.Moves{}}, says: []string{wire.ProblemInvalid, wire.ProblemHome}, serve: known(h.serveMoves),
		},
		{
			method: "GET", path: wire.PathProposals, who: terminals, about: "Goods that lie too long in one shop and are missing in another, one of them the caller's.",
			out: []any{wire.Proposals{}}, serve: known(h.serveProposals),
		},
		{
			method: "GET", path: wire.PathWeekly, who: terminals, about: "How the caller's shop picked and handed over in the last weeks.",
			query: []field{{"weeks", "this one and those before it, 8 when empty, up to 53", false}},
			out:   []any{wire.Weekly{}}, says: []string{wire.ProblemInvalid}, serve: known(h.serveWeekly),
		},
		{
			method: "GET", path: wire.PathFleet, who: terminals, about: "What the hub has of each terminal of the caller's shop.",
			out: []any{wire.Fleet{}}, says: []string{wire.ProblemHome}, serve: known(h.serveFleet),
		},
		{
			method: "GET", path: wire.PathEvents, who: terminals, open: true, about: "Server-sent events: a hint whenever a scope moved, a comment every 25 s.",
			query: []field{{wire.QueryPages, "1: small pages of the shop in the place of hints, from where the last pull ended", false}},
			out:   []any{wire.Hint{}}, media: "text/event-stream", says: []string{wire.ProblemHome}, serve: h.let(h.member, h.serveEvents),
		},
		{
			method: "GET", path: wire.PathHealth, who: anyone, any: true, about: "Tells that the hub answers and its database does.",
			out: []any{Health{}}, serve: h.few(h.limits.tokens, h.serveHealth),
		},
		{
			method: "GET", path: wire.PathOpenAPI, who: anyone, any: true, about: "This document.",
			out: []any{map[string]any{}}, serve: h.few(h.limits.tokens, h.serveOpenAPI),
		},
	}
	return append(own, h.relayRoutes()...)
}
