// Package credential holds the secrets of a terminal and what is made with
// them: the check of PINs and badges without the hub, the sealing of personal
// data, and the device file.
package credential
