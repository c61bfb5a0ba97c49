package wire

import (
	"encoding/json"
	"time"

	"miseban/app/retail"
)

// Paths of the chain's hub for store relays. A relay is an enrolled device.
const (
	// PathRelayHome: a relay says where it stands and hears who is home.
	PathRelayHome = "/v1/relay/home"
	// PathRelayRoster lists the terminals of the relay's shop.
	PathRelayRoster = "/v1/relay/roster"
	// PathRelayErrands hands out what the chain's hub wants done in the shop.
	PathRelayErrands = "/v1/relay/errands"
	// PathRelayPack hands the shop's books over to a relay that takes the home.
	PathRelayPack = "/v1/relay/pack"
	// PathRelayMirror takes the relay's log.
	PathRelayMirror = "/v1/relay/mirror"
	// PathRelayCode signs the pickup code of an order.
	PathRelayCode = "/v1/relay/code"
	// PathRelayMail sends a notice to a customer, once for each message.
	PathRelayMail = "/v1/relay/mail"
	// PathRelayEnrol makes a device a terminal of the relay's shop.
	PathRelayEnrol = "/v1/relay/enrol"
)

// HeaderUpstream stands on every answer of a relay that has lost the chain's
// hub: since when (RFC 3339). The shop goes on; the rest of the chain is not
// told.
const HeaderUpstream = "Miseban-Upstream"

// KindRelay is EnrolRequest.As of a store relay.
const KindRelay = "relay"

// Limits of the relay's log on the line.
const (
	// MaxEntries is how many entries of the log one page holds at the most.
	MaxEntries = 200
	// MaxMirrorBytes is how large a page of the log may be.
	MaxMirrorBytes = 8 << 20
)

// ErrandScope is the name under which the chain's hub hints that there is news
// for the relay of a shop. It is no feed.
func ErrandScope(id retail.SiteID) Scope { return Scope("errand:" + string(id)) }

// Place is where a hub is: its base address and the pins of its certificates.
type Place struct {
	URL  string   `json:"url"`
	Pins [][]byte `json:"pins"`
}

// HomeState is how the home of a shop stands.
type HomeState string

// Values of HomeState.
const (
	// HomeSettled: whoever is named judges.
	HomeSettled HomeState = "settled"
	// HomeMoving: the chain's hub judges no more, the relay named is to take
	// the books and the home with them.
	HomeMoving HomeState = "moving"
	// HomeReturning: the relay named is to stop and to hand over what is left.
	HomeReturning HomeState = "returning"
)

// Home is who judges the commands of a shop. No is the fencing number: it
// grows with every move, and whoever comes with an older one is turned away.
type Home struct {
	Store  retail.SiteID   `json:"store"`
	Device retail.DeviceID `json:"device,omitempty"` // empty: the chain's hub
	No     int64           `json:"no"`
	State  HomeState       `json:"state"`
	Hub    Place           `json:"hub"` // where the chain's hub is, for terminals that are to go back to it
	Mirror MirrorReply     `json:"mirror"`
}

// RelayReport is what a relay says of itself.
type RelayReport struct {
	No    int64  `json:"no"`   // of the home that it holds, 0 for none
	Home  bool   `json:"home"` // it judges
	Epoch string `json:"epoch"`
	Log   Mark   `json:"log"` // where its log stands
	Here  Place  `json:"here"`
	// Taken is when it took the home that it holds: what the chain's hub judged for
	// the shop since then it judged on a copy from before the move.
	Taken time.Time `json:"taken,omitzero"`
}

// Mark is a place in the log of a relay: the entry and its chain hash.
type Mark struct {
	Seq int64  `json:"seq"`
	H   string `json:"h"`
}

// Member is a terminal of the shop as the relay has to know it.
type Member struct {
	ID      retail.DeviceID `json:"id"`
	Name    string          `json:"name"`
	Model   string          `json:"model,omitempty"`
	App     string          `json:"app,omitempty"`
	Public  []byte          `json:"public"`
	Revoked bool            `json:"revoked,omitempty"`
}

// Errand is something that the chain's hub wants done in a shop whose home is a
// relay. Numbers have no gaps; doing one twice changes nothing.
type Errand struct {
	N     int64           `json:"n"`
	ID    string          `json:"id"` // of the command, where it is one
	Kind  ErrandKind      `json:"kind"`
	Order retail.OrderID  `json:"order,omitempty"`
	At    time.Time       `json:"at"`
	Body  json.RawMessage `json:"body"`
}

// ErrandKind is what an errand is about.
type ErrandKind string

// Values of ErrandKind.
const (
	// ErrandReceive: an order came in; the body is a ReceiveErrand.
	ErrandReceive ErrandKind = "receive"
	// ErrandCommand: a command of the hub; the body is a CommandErrand.
	ErrandCommand ErrandKind = "command"
	// ErrandStock: what another system says of the stock; rows of hub.StockRow.
	ErrandStock ErrandKind = "stock"
	// ErrandSlots: staging places; rows of retail.StagingSlot.
	ErrandSlots ErrandKind = "slots"
	// ErrandAgain: a terminal's command that the relay judged and lost when it
	// was restored from a copy; the body is an AgainErrand.
	ErrandAgain ErrandKind = "again"
	// ErrandLetter: what another shop wrote; the body is a retail.Letter.
	ErrandLetter ErrandKind = "letter"
)

// ScopeLetters is the name under which a hub hints that there are letters to be
// delivered. It is no feed, and has no head.
const ScopeLetters Scope = "letters"

// ReceiveErrand is an order with what only the chain's hub can give it. The
// short number in it is a wish.
type ReceiveErrand struct {
	Order retail.Order `json:"order"`
	Mark  string       `json:"mark"`  // fingerprint of what came in
	Times int          `json:"times"` // how often something came in
}

// CommandErrand is a command of the chain's hub.
type CommandErrand struct {
	Kind retail.Kind     `json:"kind"`
	Body json.RawMessage `json:"body"`
}

// AgainErrand is a command as a terminal sent it.
type AgainErrand struct {
	Device retail.DeviceID `json:"device"`
	Raw    json.RawMessage `json:"raw"`
}

// Errands is an answer to PathRelayErrands: what stands behind the number that
// was asked for, oldest first.
type Errands struct {
	Epoch string   `json:"epoch"` // life of the chain's hub that numbered them
	List  []Errand `json:"list"`
	More  bool     `json:"more,omitempty"`
}

// Entry is one transaction of a relay's log: everything that it left behind.
// Entries are numbered without gaps and chained.
type Entry struct {
	Seq      int64            `json:"seq"`
	H        string           `json:"h"`
	At       time.Time        `json:"at"`
	Rows     []EntryRow       `json:"rows,omitempty"`
	Orders   []EntryOrder     `json:"orders,omitempty"`
	Commands []EntryCommand   `json:"commands,omitempty"`
	Moves    []EntryMove      `json:"moves,omitempty"`
	Again    []EntryAlias     `json:"again,omitempty"`
	Waits    []EntryWait      `json:"waits,omitempty"`
	Waited   []retail.OrderID `json:"waited,omitempty"` // wait no longer
	Devices  []EntryDevice    `json:"devices,omitempty"`
	Errand   string           `json:"errand,omitempty"` // this errand is done, and with it those before
	Letters  []retail.Letter  `json:"letters,omitempty"`
	// Known, in packs, are commands that hubs gave and that were judged before:
	// whoever takes the home does none of them again.
	Known []retail.CommandID `json:"known,omitempty"`
}

// Empty tells whether the transaction left nothing behind.
func (e *Entry) Empty() bool {
	return len(e.Rows)+len(e.Orders)+len(e.Commands)+len(e.Moves)+len(e.Again)+len(e.Waits)+len(e.Waited)+len(e.Devices)+len(e.Known)+len(e.Letters) == 0 &&
		e.Errand == ""
}

// EntryRow is a row of the shop's feed as the transaction left it.
type EntryRow struct {
	Entity retail.Entity    `json:"t"`
	Key    string           `json:"k"`
	Op     Op               `json:"op"`
	By     retail.CommandID `json:"by,omitempty"`
	Data   json.RawMessage  `json:"d,omitempty"`
}

// EntryOrder is what of an order stands beside its row. Email of an order that
// was purged is empty.
type EntryOrder struct {
	ID     retail.OrderID `json:"id"`
	Email  string         `json:"email,omitempty"`
	Source string         `json:"source,omitempty"`
	Times  int            `json:"times,omitempty"`
}

// EntryCommand is a command as it was judged. The device of the relay's own
// commands is retail.HubDevice.
type EntryCommand struct {
	Device   retail.DeviceID    `json:"device"`
	Dseq     int64              `json:"dseq"`
	ID       retail.CommandID   `json:"id"`
	Kind     string             `json:"kind"`
	At       time.Time          `json:"at"`
	Received time.Time          `json:"received"`
	Verdict  retail.Verdict     `json:"verdict"`
	Code     retail.VerdictCode `json:"code,omitempty"`
	Raw      []byte             `json:"raw,omitempty"`
	Log      int64              `json:"log,omitempty"` // entry that it was judged in, in packs
}

// EntryMove is a movement of the ledger.
type EntryMove struct {
	retail.Movement
	Log int64 `json:"log,omitempty"` // entry that it was booked in, in packs
}

// EntryAlias is a number under which a known command came again.
type EntryAlias struct {
	Device retail.DeviceID  `json:"device"`
	Dseq   int64            `json:"dseq"`
	ID     retail.CommandID `json:"id"`
}

// EntryWait is a command that waits for its order.
type EntryWait struct {
	Order  retail.OrderID  `json:"order"`
	Device retail.DeviceID `json:"device"`
	Dseq   int64           `json:"dseq"`
}

// EntryDevice is how far the commands of a device are judged.
type EntryDevice struct {
	ID   retail.DeviceID `json:"id"`
	Last int64           `json:"last_dseq"`
	Left int             `json:"left"`
	Seen time.Time       `json:"seen"`
	Gone bool            `json:"gone,omitempty"` // revoked
}

// MirrorPage carries a relay's log up. From is where the mirror has to stand;
// the entries follow it without a gap. A page with Pack is one part of the whole
// shop instead, for a mirror that the log cannot bring in step.
type MirrorPage struct {
	No      int64     `json:"no"` // fencing number
	Epoch   string    `json:"epoch"`
	From    Mark      `json:"from"`
	Entries []Entry   `json:"entries,omitempty"`
	Pack    *PackPart `json:"pack,omitempty"`
	Final   bool      `json:"final,omitempty"` // the relay has stopped, and this is all of it: the home goes back
}

// PackPart is one part of the whole shop. The rows of orders that are out of
// their feed come as if they were in it; the last part says what is.
type PackPart struct {
	ID    string `json:"id"`   // of the pack
	N     int    `json:"n"`    // 0, 1, …
	Base  int64  `json:"base"` // commands and movements of entries up to here are not in it
	Mark  Mark   `json:"mark"` // where the log stood
	Entry Entry  `json:"entry"`
	Done  bool   `json:"done,omitempty"` // the last one
	// Errands is, in a pack from the chain's hub, the number of the last errand that
	// was done, and Chain which life of that hub gave it. No is the home that it hands over.
	Errands int64                      `json:"errands,omitempty"`
	Chain   string                     `json:"chain,omitempty"`
	No      int64                      `json:"no,omitempty"`
	Live    map[retail.Entity][]string `json:"live,omitempty"` // of the last one: the keys of every row that is in the feed
	Past    []retail.OrderID           `json:"past,omitempty"` // of the last one: orders of the parts that are out of it
}

// MirrorReply says how far the mirror is. A page that does not fit is answered
// by ProblemMirror, with the same in it.
type MirrorReply struct {
	Epoch string `json:"epoch"` // life of the relay that it follows
	At    Mark   `json:"at"`
	Parts int    `json:"parts,omitempty"` // of the pack that is under way
}

// CodeRequest asks for the pickup code of an order of the relay's shop.
type CodeRequest struct {
	Order   retail.OrderID `json:"order"`
	Reissue uint8          `json:"reissue"`
	Expires time.Time      `json:"expires"`
}

// CodeReply is the pickup code: the text of its QR and the typed form.
type CodeReply struct {
	Token  string `json:"token"`
	Digits string `json:"digits"`
	Page   string `json:"page,omitempty"` // of the order, for its customer
}

// MailRequest asks to send one mail. The same ID is never sent twice: the
// second answer is the first one's.
type MailRequest struct {
	ID      string    `json:"id"` // RFC 5322 Message-ID
	Sender  string    `json:"sender,omitempty"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Date    time.Time `json:"date"`
	Text    string    `json:"text"`
	QR      []byte    `json:"qr,omitempty"`
	QRName  string    `json:"qr_name,omitempty"`
	// What it tells of, so that a hub which forgot its past still knows whether
	// it told of it before: the order or the hold, and by whom and how its notice was queued.
	// Relays of an older program leave it empty.
	Order   retail.NoticeKey `json:"order,omitempty"`
	From    retail.DeviceID  `json:"from,omitempty"`
	Dseq    int64            `json:"dseq,omitempty"`
	Attempt int              `json:"attempt,omitempty"`
	Queued  time.Time        `json:"queued,omitzero"`
	Remind  time.Time        `json:"remind,omitzero"` // the deadline that it reminds of
}

// MailOutcome is what became of a mail.
type MailOutcome string

// Values of MailOutcome.
const (
	// MailSent: the mail server has it.
	MailSent MailOutcome = "sent"
	// MailNot: it certainly did not leave.
	MailNot MailOutcome = "not_sent"
	// MailRefused: the mail server will not have it.
	MailRefused MailOutcome = "refused"
	// MailUnknown: it may have left.
	MailUnknown MailOutcome = "unknown"
)

// MailReply answers a MailRequest.
type MailReply struct {
	Outcome MailOutcome `json:"outcome"`
}
