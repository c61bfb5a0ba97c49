package retail

import "slices"

// WaveBooks is what the rules of waves look at beside what a command is about.
type WaveBooks struct {
	Wave   *Wave
	Orders map[OrderID]*Order // of the shop
	Totes  map[string]Tote    // by code
	Known  map[CommandID]bool // hub: of TakeWave.Carried those that were judged
	Levels []StockLevel       // of substitutes that TakeWave.Carried puts into orders
}

// WaveHost is how a host looks things up for LoadWave. What there is not is nil.
type WaveHost struct {
	Wave  func(WaveID) (*Wave, error)
	Order func(OrderID) (*Order, error)
	Tote  func(code string) (*Tote, error)
	Known func(CommandID) (bool, error) // nil on a terminal
	Level func(StockKey) (StockLevel, error)
}

// LoadWave looks up what the rules of waves need for a command; empty when they
// need nothing.
func LoadWave(c Command, h WaveHost) (WaveBooks, error) {
	b := WaveBooks{Orders: map[OrderID]*Order{}, Totes: map[string]Tote{}, Known: map[CommandID]bool{}}
	k := waveLoader{c: c, host: h, books: &b}
	switch body := c.Body.(type) {
	case PickItem:
		k.wave(body.Wave)
	case PutInTote:
		k.wave(body.Wave)
		k.tote(body.Tote)
	case OpenWave, AddToWave, LeaveWave, CloseWave, TakeWave:
		k.wave(WaveID(body.About().ID))
		if b.Wave != nil {
			for _, o := range b.Wave.Orders {
				k.order(o.Order)
			}
		}
		k.body(body)
	case JoinWave, PassWave:
		k.wave(WaveID(body.About().ID))
	default:
		return WaveBooks{}, nil
	}
	return b, k.err
}

// waveLoader looks things up until something fails.
type waveLoader struct {
	c     Command
	host  WaveHost
	books *WaveBooks
	err   error
}

// body looks up what a body names.
func (k *waveLoader) body(body Body) {
	switch b := body.(type) {
	case OpenWave:
		k.orders(b.Orders)
	case AddToWave:
		k.orders(b.Orders)
	case LeaveWave:
		k.order(b.Order)
	case PutInTote:
		k.order(b.Order)
		k.tote(b.Tote)
	case TakeWave:
		if b.Known != nil {
			for _, o := range b.Known.Orders {
				k.order(o.Order)
			}
		}
		for _, c := range b.Carried {
			k.known(c.ID)
			if c.Body == nil {
				continue
			}
			if ref := c.Body.About(); ref.Entity == EntityOrder {
				k.order(OrderID(ref.ID))
			}
			c.Store = k.c.Store
			k.level(c)
			k.body(c.Body)
		}
	}
}

func (k *waveLoader) wave(id WaveID) {
	if k.err != nil || id == "" {
		return
	}
	k.books.Wave, k.err = k.host.Wave(id)
}

func (k *waveLoader) orders(ids []OrderID) {
	for _, id := range ids {
		k.order(id)
	}
}

func (k *waveLoader) order(id OrderID) {
	if _, ok := k.books.Orders[id]; ok || k.err != nil || id == "" {
		return
	}
	o, err := k.host.Order(id)
	if o != nil && o.Store != k.c.Store {
		o = nil
	}
	k.books.Orders[id], k.err = o, err
}

// tote looks a tote up, and the order that has it.
func (k *waveLoader) tote(code string) {
	if k.err != nil || code == "" {
		return
	}
	t, err := k.host.Tote(code)
	if k.err = err; t != nil {
		k.books.Totes[code] = *t
		k.order(t.Order)
	}
}

// level looks up what a carried command would promise.
func (k *waveLoader) level(c Command) {
	key, ok := c.Level()
	if k.err != nil || !ok || k.host.Level == nil {
		return
	}
	l, err := k.host.Level(key)
	k.books.Levels, k.err = append(k.books.Levels, l), err
}

func (k *waveLoader) known(id CommandID) {
	if k.err != nil || k.host.Known == nil {
		return
	}
	k.books.Known[id], k.err = k.host.Known(id)
}

// carriedBefore tells whether the command was brought to the hub by another
// terminal and judged then.
func carriedBefore(list []CommandID, id CommandID) bool { return slices.Contains(list, id) }
