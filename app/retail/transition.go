package retail

// transitions is the one table of which order state may follow which. Late
// facts (a handover that happened although the order was canceled meanwhile)
// have their own row: they are applied, and always with an exception.
var transitions = map[OrderState][]OrderState{
	Received:   {Picking, Short, Declined, Canceled},
	Picking:    {Received, Staged, Short, Declined, Canceled},
	Short:      {Picking, Staged, Declined, Canceled},
	Staged:     {Notified, HandedOver, Expired, Canceled},
	Notified:   {HandedOver, Expired, Canceled},
	Expired:    {HandedOver, Staged, Notified, Canceled},
	HandedOver: {},
	Declined:   {},
	Canceled:   {},
}

// lateFacts are the changes that only a fact may bring about, with an
// exception: it happened, whatever the books say.
var lateFacts = map[OrderState][]OrderState{
	Received: {HandedOver, Staged},
	Picking:  {HandedOver},
	Short:    {HandedOver},
	Canceled: {HandedOver},
	Declined: {HandedOver},
}

// CanBecome tells whether next may follow s in the ordinary course.
func (s OrderState) CanBecome(next OrderState) bool { return contains(transitions[s], next) }

// CanBecomeLate tells whether next may follow s as a late fact, with an
// exception for somebody to settle.
func (s OrderState) CanBecomeLate(next OrderState) bool { return contains(lateFacts[s], next) }

// Over tells whether nothing more is to be done for the customer.
func (s OrderState) Over() bool {
	return s == HandedOver || s == Declined || s == Canceled
}

// ToPick tells whether goods are still to be taken, or a question about them is
// open.
func (s OrderState) ToPick() bool { return s == Received || s == Picking || s == Short }

// Waiting tells whether the goods lie ready for the customer.
func (s OrderState) Waiting() bool { return s == Staged || s == Notified || s == Expired }

func contains[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}
