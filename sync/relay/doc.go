// Package relay is what stands between the hub of a shop's relay and the chain's
// hub: it brings down who works where, what is sold and what is to be done, and
// takes up everything that the shop did. Its turns, Down and Up, are plain calls;
// Run makes them in loops of its own. See docs/relay.md.
package relay
