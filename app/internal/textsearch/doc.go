// Package textsearch cuts the words of products into tokens that a full-text
// index compares, and what staff type into terms of such tokens.
//
// Japanese has no spaces, so a run of kanji and kana becomes its bigrams (靴下 is
// found by two characters); Latin words and numbers stay whole. What is compared
// is folded first: half-width and full-width, capital and small, katakana and
// hiragana, large and small kana are one, for the names in a till's master are
// often typed in half-width capitals.
package textsearch
