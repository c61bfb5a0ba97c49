// Package agent is the terminal's side of the line to the hub: it enrols the
// terminal, sends what staff did until every command has a verdict, takes the
// feeds in, and tells how the line stands. Nothing that staff do waits for it.
package agent
