// Package notice sends the ready notice: the mail that tells a customer that
// the goods lie ready, with the pickup QR and the number that can be typed
// instead.
//
// A mail cannot be taken back and cannot be proved, so the order of things is
// fixed: the hub writes down that the notice leaves, with its Message-ID, and
// only then it is handed to the mail server; afterwards the answer is written
// down. What broke off in between is 送れたか不明 and never leaves again by
// itself: staff decide. What certainly did not leave goes back into the queue.
package notice
