// Package pickuppage is the page that a ready notice leads its customer to: the
// pickup code, where and until when, and three things to say to the shop: that
// they are here, that they want more time, that they do not want the goods. It
// needs no script and no account, and whoever has the link has the page: it shows
// no name, no address of the customer and no price of an article.
package pickuppage
