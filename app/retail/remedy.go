package retail

import "slices"

// Remedy is what was done about an entry of the inbox when it was closed. Its
// word stands in Settle.How and Exception.How. Message "remedy." + word.
type Remedy uint8

// Values of Remedy; the words are stable, they are stored and sent.
const (
	// RemedySeen: looked at, nothing was to be done.
	RemedySeen Remedy = iota + 1
	// RemedyMatches: goods and record were compared and agree.
	RemedyMatches
	// RemedyCounted: the shelf was counted.
	RemedyCounted
	// RemedyPutBack: the goods are on their shelf again (棚戻し).
	RemedyPutBack
	// RemedyPicked: the order was picked as it stands now.
	RemedyPicked
	// RemedyCalled: the customer was told.
	RemedyCalled
	// RemedyRefunded: the money was given back.
	RemedyRefunded
	// RemedyRetrieved: the customer brought the goods back.
	RemedyRetrieved
	// RemedyBagGiven: the bag that was left behind has reached the customer.
	RemedyBagGiven
	// RemedyCollected: the amount due was taken after all.
	RemedyCollected
	// RemedyTransferred: the goods come from another site (取り寄せ).
	RemedyTransferred
	// RemedySubstituted: the customer takes something else (代替).
	RemedySubstituted
	// RemedyDeclined: the shop gave the order up (対応不可).
	RemedyDeclined
	// RemedyApproved: a manager allows it afterwards.
	RemedyApproved
	// RemedyUpdated: the terminal has the new program.
	RemedyUpdated
	// RemedyBack: the terminal was found and is on line again.
	RemedyBack
	// RemedyRevoked: the terminal was shut out (端末を無効化).
	RemedyRevoked
	// RemedySettled: both shops were asked what became of the pieces (店間移動).
	RemedySettled
	// RemedyUnpicked: what was picked for another shop is on its shelf again.
	RemedyUnpicked
	// RemedyRetagged: the tags show the right price now.
	RemedyRetagged
	// RemedyRepriced: head office set the price right.
	RemedyRepriced
	// RemedyCold: the goods were looked at and are cold.
	RemedyCold
)

var remedyWords = words{
	"seen",
	"matches",
	"counted",
	"put_back",
	"picked",
	"called",
	"refunded",
	"retrieved",
	"bag_given",
	"collected",
	"transferred",
	"substituted",
	"declined",
	"approved",
	"updated",
	"back",
	"revoked",
	"settled",
	"unpicked",
	"retagged",
	"repriced",
	"cold",
}

// seenBefore is what terminals wrote before there were remedies.
const seenBefore = "queue.x.seen"

// String returns the stable word of the value.
func (r Remedy) String() string { return remedyWords.text(uint8(r)) }

// MarshalText writes the stable word; the zero value is empty.
func (r Remedy) MarshalText() ([]byte, error) { return remedyWords.marshal(uint8(r)) }

// UnmarshalText reads the stable word, and the one word of earlier terminals.
func (r *Remedy) UnmarshalText(b []byte) error {
	if string(b) == seenBefore {
		*r = RemedySeen
		return nil
	}
	n, err := remedyWords.parse(b)
	*r = Remedy(n)
	return err
}

// Remedies returns every value in order.
func Remedies() []Remedy { return allOf[Remedy](len(remedyWords)) }

// remedyKinds are the commands that bring a remedy about. The others happen on
// the floor or on the telephone: closing the entry is all that is written down.
var remedyKinds = map[Remedy]Kind{
	RemedyCounted: KindCount, RemedyPutBack: KindPutBack, RemedyPicked: KindPick, RemedyCollected: KindCollect,
	RemedyDeclined: KindDecline, RemedyRevoked: KindRevoke,
	RemedySettled: KindSettleTransfer, RemedyUnpicked: KindUndoTransfer,
}

// Kind is the ordinary command that brings the remedy about, 0 where closing
// the entry is all.
func (r Remedy) Kind() Kind { return remedyKinds[r] }

// MinRole is the least role that may close an entry by the remedy.
func (r Remedy) MinRole() Role {
	switch {
	case r == RemedyApproved:
		return RoleManager
	case r.Kind() != 0:
		return r.Kind().MinRole()
	}
	return RoleStaff
}

// remedies is the one table of what may be done about each kind of exception,
// the usual thing first. What a command ends by itself (a count, a put-back)
// has no other way out: else the books would stay wrong.
var remedies = map[ExceptionKind][]Remedy{
	ExDoubleHandover:      {RemedyMatches, RemedyCalled, RemedyRetrieved, RemedyRefunded},
	ExHandoverAfterCancel: {RemedyCalled, RemedyRetrieved, RemedyRefunded},
	ExHandoverNotStaged:   {RemedyMatches, RemedyCalled},
	ExHandoverUnpaid:      {RemedyCollected, RemedyCalled, RemedyApproved},
	ExBagMissing:          {RemedyBagGiven, RemedyCalled, RemedyMatches},
	ExPickedWithoutClaim:  {RemedyMatches, RemedyPutBack},
	ExExtraPick:           {RemedyPutBack, RemedyMatches},
	ExPutBack:             {RemedyPutBack},
	ExRecount:             {RemedyCounted},
	ExCancelAfterHandover: {RemedyCalled, RemedyRetrieved, RemedyRefunded},
	ExOrderChanged:        {RemedyPicked, RemedyMatches, RemedyCalled},
	ExStagedIncomplete:    {RemedyPicked, RemedyMatches, RemedyCalled},
	ExStateClash:          {RemedyMatches, RemedyCalled},
	ExNotAllowed:          {RemedyApproved, RemedyCalled},
	ExUnknown:             {RemedyUpdated, RemedySeen},
	ExShortage:            {RemedyPicked, RemedyTransferred, RemedySubstituted, RemedyCalled, RemedyDeclined},
	ExNoLease:             {RemedyMatches, RemedyCalled, RemedyApproved},
	ExOversold:            {RemedyTransferred, RemedySubstituted, RemedyCalled, RemedyDeclined},
	ExLate:                {RemedyMatches, RemedyCalled},
	ExAway:                {RemedyBack, RemedyRevoked},
	ExRevoked:             {RemedyMatches, RemedyCalled},
	ExTransferShort:       {RemedySettled},
	ExTransferOver:        {RemedySettled},
	ExTransferForeign:     {RemedySettled, RemedySeen},
	ExTransferDamaged:     {RemedySeen, RemedyCalled},
	ExTransferBack:        {RemedyUnpicked},
	ExTransferArrived:     {RemedyCalled},
	ExTransferMissed:      {RemedyCalled, RemedyTransferred, RemedySubstituted},
	ExPrice:               {RemedyRetagged, RemedyRepriced, RemedyMatches},
	ExHoldDeclined:        {RemedyCalled, RemedyTransferred, RemedySubstituted, RemedyRefunded},
	ExHoldBroken:          {RemedyCalled, RemedyTransferred, RemedySubstituted, RemedyRefunded},
	ExHoldOwed:            {RemedyRefunded, RemedyCalled},
	ExToteMixed:           {RemedyMatches, RemedyPutBack},
	ExAnswerClash:         {RemedyCalled, RemedyMatches, RemedyRefunded},
	ExCountLeft:           {RemedyMatches, RemedySeen},
	ExWrongGoods:          {RemedyRetrieved, RemedyCalled, RemedyRefunded, RemedyMatches},
	ExBagLost:             {RemedyMatches, RemedyCalled},
	ExBagLeft:             {RemedyBagGiven, RemedyCalled, RemedyMatches},
	ExColdLong:            {RemedyCold, RemedyPicked, RemedyCalled, RemedyRefunded},
	ExToteZones:           {RemedyMatches, RemedyPutBack},
	ExAgeUnchecked:        {RemedyApproved, RemedyRetrieved, RemedyCalled},
	ExProxyGone:           {RemedyCalled, RemedyRetrieved, RemedyMatches},
}

// Remedies returns what may be done about an exception of the kind, the usual
// thing first. A kind that this program does not know can only be seen.
func (k ExceptionKind) Remedies() []Remedy {
	if r := remedies[k]; r != nil {
		return slices.Clone(r)
	}
	return []Remedy{RemedySeen}
}

// Remedy is how the entry was closed, 0 while it is open, when a command or the
// hub closed it, and for a word that this program does not know.
func (x Exception) Remedy() Remedy {
	var r Remedy
	if r.UnmarshalText([]byte(x.How)) != nil {
		return 0
	}
	return r
}
