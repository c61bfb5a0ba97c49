// Package hubdb keeps the hub's data in SQLite or PostgreSQL. Every statement
// is written once; what differs stands in sqlite.go and postgres.go.
package hubdb
