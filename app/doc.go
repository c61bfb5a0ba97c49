// Package app is the map of the store terminal; it holds no code of its own, only the tests that keep the house in
// order: who may import whom, that every package says what it is, that every word stands in both languages.
//
// A scan travels through the rooms in this order: scanner (keys or frames become a code), app/internal/ui (the open
// page asks for it), app/internal/pickup (what staff do with it), app/retail (the rule decides), app/internal/localdb
// (effect and outbox line in one transaction), sync/agent (sends it), sync/hub (decides again, for all).
//
// docs/TOUR.md walks you through, docs/GLOSSARY.md binds the words, docs/adr says why it is so.
package app
