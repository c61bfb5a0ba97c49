// Package whoui asks who a customer is, on the pages that keep goods for one: a row
// for each thing to know, and a pad over the page to type it, as terminals have no
// keyboard.
package whoui
