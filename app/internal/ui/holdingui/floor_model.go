package holdingui

import (
	"time"

	"miseban/app/internal/holding"
	"miseban/app/retail"
	"miseban/assets/words"
)

// floorModel is what the page of a hold says of the floor order that it is a part of.
type floorModel struct {
	Pay     string
	When    string // a delivery is wished
	Where   string // it goes to
	Phone   string
	Waybill string
}

// floorOf is nil for a hold that is no part of a floor order.
func floorOf(c words.Catalog, h holding.Row) *floorModel {
	f := h.Floor
	if f == nil {
		return nil
	}
	m := &floorModel{Pay: c.T("holding.floor.due", "yen", c.Yen(int64(f.PartTaxIn)))}
	if h.Pay == retail.PaidAll {
		m.Pay = c.T("holding.floor.was_paid", "yen", c.Yen(int64(h.PaidTaxIn)))
	}
	if f.Parts > 1 {
		m.Pay += c.T("holding.floor.of", "yen", c.Yen(int64(f.BillTaxIn)))
	}
	if f.Way != retail.HomeDelivery {
		return m
	}
	m.When = c.T("holding.floor.any_day")
	if day, err := time.ParseInLocation(time.DateOnly, f.Day, retail.Japan); err == nil {
		m.When = c.T("holding.floor.day", "day", c.Day(day))
	}
	if f.Hours != 0 {
		m.When += c.T("holding.floor.hours." + f.Hours.String())
	}
	if a := h.Customer.Address; a.Whole() {
		m.Where = c.T("holding.floor.to", "postal", a.Postal.String(), "address", a.Text())
	}
	m.Phone = h.Customer.Phone
	if f.Waybill != "" {
		m.Waybill = c.T("holding.floor.waybill", "number", f.Waybill)
	}
	return m
}
