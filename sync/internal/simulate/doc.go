// Package simulate lets a small chain of shops work for some days in virtual
// time: the hub, its database, the terminals with theirs, and the agents are
// the ones that are shipped; the line between them, the clocks, the web shop,
// the customers and the shelves are made up. Everything that is rolled comes
// from one seed and everything runs in one goroutine, so a seed that fails
// fails again.
//
// The simulation knows what physically happened, which no program can: it
// holds the books of the chain against it, during the run and, after a time in
// which every line works, at its end.
package simulate
