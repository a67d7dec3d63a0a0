// Package composetest holds the test of docker-compose.yml: it is read by the
// library that Docker itself reads it with, and compared with what the two
// programs need. There is no other code in it.
package composetest
