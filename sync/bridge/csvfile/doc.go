// Package csvfile takes in what shops really have: CSV exports of web carts,
// tills and stock systems, in the encoding, line ends and broken quoting that
// they come with. It finds the profile of a file by its header, maps columns by
// name and occurrence, hands good rows to the hub through Sink and keeps bad
// ones in quarantine with file, row, original text and a reason in words.
//
// What becomes of a file:
//
//	bytes -> Table (encoding, quoting) -> Profile (columns) -> orders, products, stock, shops
//	                                                        -> Bad rows, with a reason
//
// Reading the same file twice changes nothing, and a file that grew is read
// again without doubling anything: order ids follow from channel and number, and
// the hub takes an order that it has already as "already so".
package csvfile
