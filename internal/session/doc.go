// Package session is the small wall between the web (internal/webapp, which
// keeps a browser session) and the database (internal/sqldb, which remembers
// it): the record and the interface that both know, and nothing else.
package session
