// Package requestid is the name of a piece of work in the logs of both
// programs. A request gets one when it arrives, work that nobody waits for gets
// one when it begins; printer sends it along to photos in the header
// X-Request-Id, so that what one person's click has caused can be found in both
// logs.
//
// The id is in the context (requestid.go), and in every line that is logged
// with that context (log.go). It is a name and no secret: it is shown on error
// pages, and no decision is ever made by it.
package requestid
