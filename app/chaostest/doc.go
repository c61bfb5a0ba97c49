// Package chaostest proves the chain from end to end on real parts: a hub
// process, a terminal over TLS, mails, and kill -9 at any instant on both
// sides. It holds tests only.
package chaostest
