// Package retail is the vocabulary of miseban: what an order, a pick, a stock
// movement or a pickup code is, which states may follow which, and the one
// table of commands with the rule behind each of them.
//
// It does no I/O, reads no clock and draws no random number. The terminal and
// the hub both call Decide with the same rules; nobody writes a rule twice.
package retail
