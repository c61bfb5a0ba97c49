package retail

import "database/sql/driver"

// OrderState is where an order for store pickup stands.
type OrderState uint8

// Values of OrderState; the words are stable, they are stored and sent.
const (
	// Received: 受付: known to the shop, nobody has begun.
	Received OrderState = iota + 1
	// Picking: ピッキング中: somebody has claimed it.
	Picking
	// Staged: 保管済: every bag lies in its place.
	Staged
	// Notified: お知らせ済: the customer was told to come.
	Notified
	// HandedOver: 引き渡し済: the customer has the goods.
	HandedOver
	// Short: 欠品あり: every line is settled, something is missing.
	Short
	// Declined: 対応不可: this shop cannot do it.
	Declined
	// Expired: 期限切れ: not collected in time.
	Expired
	// Canceled: キャンセル: the order is no more.
	Canceled
)

var orderStateWords = words{
	"received",
	"picking",
	"staged",
	"notified",
	"handed_over",
	"short",
	"declined",
	"expired",
	"canceled",
}

// String returns the stable word of the value.
func (v OrderState) String() string { return orderStateWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v OrderState) MarshalText() ([]byte, error) { return orderStateWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *OrderState) UnmarshalText(b []byte) error {
	n, err := orderStateWords.parse(b)
	*v = OrderState(n)
	return err
}

// Scan reads the stable word from a database.
func (v *OrderState) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v OrderState) Value() (driver.Value, error) { return orderStateWords.value(uint8(v)) }

// OrderStates returns every value in order.
func OrderStates() []OrderState { return allOf[OrderState](len(orderStateWords)) }
