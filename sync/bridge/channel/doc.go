// Package channel tells web shops what they may sell (公開在庫) and what each shop
// has (店舗在庫). The figures are the hub's (hub.PublishStore); this package brings
// them out in one of three ways, and each figure until it is acknowledged:
//
//	pull    GET /channel/NAME/stock with a token, by whoever adapts the web shop
//	push    POST to an address, signed, again until it answers 2xx
//	folder  CSV files, in UTF-8 or Shift_JIS, with columns of one's choice
//
// A figure is always the whole figure, with a key that stays the same when it is
// told again, so whoever takes it twice has lost nothing.
//
// It also tells them which money they owe their customers, since the order was
// canceled, declined or not collected after it was paid (hub.RefundStore): fetched
// with a token of its own, or posted, each refund under a key that never changes. And it
// tells them what became of their orders, ready, given, short, replaced, in the same ways
// (hub.OrderNewsStore): the order as it is now, under a key of how it is.
//
// The other way round, customers of web shops have goods kept (取り置き予約), and tills
// (POS) tell what they sold, and the chain's own system tells what is coming to its
// shops (入荷予定), signed as what is pushed to others is.
package channel
