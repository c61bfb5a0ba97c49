// Package statuspage shows hub.Overview to people: as a page for head office
// and as text for a terminal window, both from one model, in Japanese and in
// English. It reads and changes nothing.
package statuspage
