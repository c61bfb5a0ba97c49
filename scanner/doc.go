// Package scanner knows codes: bar codes, two-dimensional codes and the codes
// that miseban prints itself. It turns key strokes into whole scans (Wedge),
// text into a typed result (Classify), and hands each result to the screen that
// is on top (Router). It knows nothing about orders, stock or people, does no
// I/O, and takes every time from its caller.
//
// The path of one scan:
//
//	keys -> Wedge -> Burst.Text -> Classify -> Code -> Pairer -> Router -> top screen
//	line, port, device, picture -> Feed -> Reading -> Classify -> the same
//
// What differs from shop to shop and from device to device is given to Classify
// in Options: templates for in-store numbers, rules for slips and member cards,
// the Layout a keyboard was found to have. GS1 content (element strings and
// Digital Links) is checked against the table of all identifiers in gs1/.
//
// Classify never takes half a code: a result is either whole (length, check
// digit and check characters agree) or it is KindUnknown with the Fault that
// says why.
package scanner
