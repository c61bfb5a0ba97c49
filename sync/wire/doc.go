// Package wire is what terminal and hub say to each other: protocol v1, JSON
// over HTTP and TLS, and the enrolment code.
package wire

import (
	"strconv"
	"strings"
)

// Proto is the protocol version this program speaks, and ProtoMin the oldest one
// that it understands: both travel in the headers of every answer. The hub is
// upgraded first.
const (
	Proto    = "1.0"
	ProtoMin = "1.0"
)

// Speaks tells whether this program's answers can be read by one that speaks
// the version: one not older than ProtoMin and of no later major version.
func Speaks(version string) bool {
	major, minor, ok := parseProto(version)
	least, leastMinor, _ := parseProto(ProtoMin)
	most, _, _ := parseProto(Proto)
	return ok && major <= most && (major > least || major == least && minor >= leastMinor)
}

func parseProto(version string) (major, minor int, ok bool) {
	a, b, found := strings.Cut(version, ".")
	major, err := strconv.Atoi(a)
	minor, minorErr := strconv.Atoi(b)
	return major, minor, found && err == nil && minorErr == nil && major > 0 && minor >= 0
}

// Paths of the hub.
const (
	PathEnrol     = "/v1/enrol"
	PathToken     = "/v1/token"
	PathCommands  = "/v1/commands"
	PathChanges   = "/v1/changes"
	PathSnapshot  = "/v1/snapshot/" // + scope
	PathBlob      = "/v1/blob/"     // + SHA-256 of a part, hex
	PathStock     = "/v1/stock/"    // + SKU
	PathFleet     = "/v1/terminals"
	PathMoves     = "/v1/moves/" // + SKU
	PathProposals = "/v1/proposals"
	PathWeekly    = "/v1/weekly"
	PathEvents    = "/v1/events"
	PathHealth    = "/v1/health"
	PathOpenAPI   = "/v1/openapi.json"
)

// Headers.
const (
	// HeaderProto carries Proto in both directions.
	HeaderProto = "Miseban-Proto"
	// HeaderProtoMin carries ProtoMin in every answer.
	HeaderProtoMin = "Miseban-Proto-Min"
	// HeaderAccess is where a token stands: "Authorization: Bearer …".
	HeaderAccess = "Authorization"
	// HeaderUnsent is how many commands the terminal holds that the hub has not
	// judged, on every request with a token: while there are some the hub
	// announces nothing of its shop, for it may be long in the customer's hands.
	HeaderUnsent = "Miseban-Unsent"
	// HeaderAstray says, with the request for a snapshot, that the terminal's
	// rows of the scope were not the hub's although its cursor was: which kinds
	// of rows, as their words with commas between. The hub tells whoever runs it.
	HeaderAstray = "Miseban-Astray"
	// HeaderApp is the version of the terminal's program, on every request with a
	// token: whoever runs the hub sees who was forgotten in an upgrade.
	HeaderApp = "Miseban-App"
	// HeaderNow is the hub's clock (RFC 3339 with nanoseconds) on every answer,
	// so that a terminal whose clock is wrong can still ask for a token.
	HeaderNow = "Miseban-Now"
)

// Limits of one push.
const (
	MaxCommands  = 500
	MaxPushBytes = 256 << 10
	// MaxPage is how many changes one page holds at the most; a page always
	// ends at the end of a hub transaction and may be longer for that.
	MaxPage = 2000
)
