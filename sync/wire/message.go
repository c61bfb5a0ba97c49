package wire

import (
	"encoding/json"
	"time"

	"miseban/app/retail"
)

// Scope is a unit of order, authorisation and subscription of the feed.
type Scope string

// Scopes that exist once.
const (
	ScopeOrg     Scope = "org"
	ScopeCatalog Scope = "catalog"
)

// StoreScope is the feed of one shop: orders, stock, slots, exceptions.
func StoreScope(id retail.SiteID) Scope { return Scope("store:" + string(id)) }

// DeviceScope is the feed of one terminal: staff secrets, wipe.
func DeviceScope(id retail.DeviceID) Scope { return Scope("device:" + string(id)) }

// EnrolRequest asks to make this device a terminal.
type EnrolRequest struct {
	Code   string `json:"code"`   // the one-time code, hex
	Public []byte `json:"public"` // Ed25519 public key of the device
	Name   string `json:"name"`   // wished name, may be empty
	Model  string `json:"model"`
	App    string `json:"app"`          // version of the program
	As     string `json:"as,omitempty"` // empty for a terminal, KindRelay for a store relay
}

// EnrolReply makes the device a terminal of a shop.
type EnrolReply struct {
	Device retail.DeviceID `json:"device"`
	Name   string          `json:"name"`
	Store  retail.SiteID   `json:"store"`
	Scopes []Scope         `json:"scopes"`
	Secret []byte          `json:"secret"` // 32 bytes, binds PIN verifiers to this device
	Pins   [][]byte        `json:"pins"`   // SPKI SHA-256 of the hub's certificates, now and next
	Epoch  string          `json:"epoch"`
}

// TokenRequest proves that the caller holds the device key: Sig is the Ed25519
// signature over SigningInput.
type TokenRequest struct {
	Device retail.DeviceID `json:"device"`
	TS     time.Time       `json:"ts"`
	Nonce  string          `json:"nonce"`
	Sig    []byte          `json:"sig"`
}

// SigningInput is what TokenRequest.Sig is made over.
func (t TokenRequest) SigningInput() []byte {
	return []byte("miseban-token-v1\n" + string(t.Device) + "\n" + t.TS.UTC().Format(time.RFC3339Nano) + "\n" + t.Nonce)
}

// TokenReply gives access for a quarter of an hour. Pins are those of the hub's
// certificates, now and next: a terminal trusts them from now on and no other,
// if the one that it just saw is among them.
type TokenReply struct {
	Access  string    `json:"access"`
	Expires time.Time `json:"expires"`
	Now     time.Time `json:"now"` // the hub's clock
	Pins    [][]byte  `json:"pins,omitempty"`
}

// PushRequest sends commands in dseq order. Left is how many more wait on the
// terminal behind these: the hub announces nothing while it is above zero.
//
// Epoch and Last are the hub's life and device_last_dseq of the last answer that
// this program got: a hub of that life that knows less is an older copy of
// itself. Was is the verdicts that commands of this push had from a life that
// was lost: an intent that was rejected stays so, for staff have gone on since.
type PushRequest struct {
	Commands []retail.Command `json:"commands"`
	Left     int              `json:"left"`
	Sent     *Moment          `json:"sent,omitempty"`
	Epoch    string           `json:"epoch,omitempty"`
	Last     int64            `json:"last,omitempty"`
	Was      []Result         `json:"was,omitempty"`
}

// Moment is a terminal's clocks at the instant it sends a push: measured against
// it, the hub tells when each command of the same Boot was made.
type Moment struct {
	Boot   string `json:"boot,omitempty"` // see retail.Stamp
	MonoMS int64  `json:"mono_ms,omitempty"`
	OffMS  int64  `json:"off_ms"` // the hub's clock minus the terminal's, as last measured
}

// MaxSkew is how far a terminal's clock may be off before somebody should set it.
const MaxSkew = 5 * time.Minute

// PushReply is the hub's verdicts, one for each command that it could judge.
// Gap is set when the first command did not follow the last known dseq: the
// terminal sends again from Expected. Fork says that a known dseq came with
// another id: the terminal renumbers its unsent commands above Last. Ask says
// that the hub was restored since the answer that the push knows of, so that what
// it says is unsent may be too little: the terminal says it again.
type PushReply struct {
	Epoch   string    `json:"epoch"`
	Now     time.Time `json:"now"`
	Last    int64     `json:"device_last_dseq"`
	Stable  int64     `json:"stable_dseq"` // up to here the hub's copy is in a backup, 0 when it has none
	Gap     bool      `json:"gap,omitempty"`
	Fork    bool      `json:"fork,omitempty"`
	Ask     bool      `json:"ask,omitempty"`
	Results []Result  `json:"results"`
}

// Result is the final verdict on one command.
type Result struct {
	Dseq    int64              `json:"dseq"`
	ID      retail.CommandID   `json:"id"`
	Verdict retail.Verdict     `json:"verdict"`
	Code    retail.VerdictCode `json:"code,omitempty"`
	Seq     int64              `json:"seq,omitempty"` // where its changes end in the store's feed
}

// PageHead opens a page of changes.
type PageHead struct {
	Scope Scope  `json:"scope"`
	Epoch string `json:"epoch"`
	From  int64  `json:"from"`
	H     string `json:"h"` // chain hash at From
}

// Op is what a change does.
type Op string

// Values of Op.
const (
	OpPut Op = "put"
	OpDel Op = "del"
)

// Change is the full new row of one thing, or its end.
type Change struct {
	Seq    int64           `json:"s"`
	Entity retail.Entity   `json:"t"`
	Key    string          `json:"k"`
	Op     Op              `json:"op"`
	Ver    int64           `json:"ver"`
	Data   json.RawMessage `json:"d,omitempty"`
}

// PageEnd closes a page. DeviceLast is the last dseq of the asking device that
// this state contains: overlay entries up to it fall. Digest is of the rows that
// the terminal has then: in each snapshot, and in the last page when it was
// asked for.
type PageEnd struct {
	End        int64     `json:"end"`
	H          string    `json:"h"`
	More       bool      `json:"more"`
	DeviceLast int64     `json:"device_last_dseq"`
	Stable     int64     `json:"stable_dseq"`
	Now        time.Time `json:"now"`
	Digest     Digest    `json:"digest,omitempty"`
}

// Page is one page of changes, read whole. On the wire it is NDJSON: the head,
// the changes, the end.
type Page struct {
	Head    PageHead
	Changes []Change
	End     PageEnd
}

// Cursor is how far a scope was taken in.
type Cursor struct {
	Epoch string
	Seq   int64
	H     string
}

// Hint tells that a scope has moved (server-sent event "head").
type Hint struct {
	Scope Scope `json:"scope"`
	Head  int64 `json:"head"`
}

// Problem is the body of every answer that is not 2xx.
type Problem struct {
	Code string `json:"code"` // see the Problem constants
	Hint string `json:"hint,omitempty"`
	// Home is where the shop's home is, with ProblemHome.
	Home *Place `json:"home,omitempty"`
	// Mirror is how far the mirror is, with ProblemMirror.
	Mirror *MirrorReply `json:"mirror,omitempty"`
}

// Codes of Problem.
const (
	ProblemToken     = "token"          // 401: renew the access token
	ProblemRevoked   = "device_revoked" // 403: wipe
	ProblemUnknown   = "device_unknown" // 403: never enrolled here: keep everything, enrol again
	ProblemScope     = "scope"          // 403: not yours
	ProblemEpoch     = "epoch_changed"  // 409: start the scope again
	ProblemRewound   = "rewound"        // 409: the cursor does not match the hub's past
	ProblemCompacted = "compacted"      // 410: take a snapshot
	ProblemGone      = "gone"           // 404: no such blob, or no longer: ask for the snapshot anew
	ProblemTooLarge  = "too_large"      // 413
	ProblemEncoding  = "encoding"       // 415: send the body as it is
	ProblemUpgrade   = "upgrade"        // 426: pull refused, push accepted
	ProblemBusy      = "busy"           // 429, 503, with Retry-After
	ProblemInvalid   = "invalid"        // 400
	ProblemCode      = "code"           // 403: enrolment code unknown, used or out of time
	ProblemInternal  = "internal"       // 500
	ProblemHome      = "home_elsewhere" // 421: another hub is home of this shop; go there
	ProblemMirror    = "mirror"         // 409: the page does not follow what the mirror has
)
