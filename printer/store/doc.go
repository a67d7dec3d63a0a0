// Package store is all SQL of the printer. It implements orders.Store over internal/sqldb, seals every token and
// secret before it is written, and makes the schema (migrations/).
//
// What may happen only once is one statement here, never a reading and a writing: taking a Request Token, moving an
// order from one state to the next, placing an order with its key. Begin with store.go; each other file is a table.
package store
