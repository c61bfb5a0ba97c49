// Package hub is the server of a chain: it enrols terminals, judges their
// commands in one total order per shop with the rules of app/retail, and feeds
// every change back to whoever may see it.
package hub
