// Package terminal is where the terminal is plugged together: it opens the
// data, builds the services, starts the agent and fills the window.
package terminal
