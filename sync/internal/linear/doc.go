// Package linear holds the hub to its word that what terminals ask of a shop
// happens in one order that everybody would agree with: claims, handovers and
// the counter lease, asked for over HTTP by many at once, are checked with
// porcupine for linearizability. It has tests only.
package linear
