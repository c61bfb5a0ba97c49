// Package stocktakeui is the screens of counting (棚卸): what to count, the area
// that is being counted, what differs, and which shelves somebody should look
// at.
package stocktakeui
