// Package ipp is the printer's way to paper: a client of the Internet Printing Protocol (RFC 8010, RFC 8011), which
// implements [orders.Press] for one printer at one address.
//
// It asks before it sends (Get-Printer-Attributes, Validate-Job), opens a job and gives it the document as a stream
// (Create-Job and Send-Document, or Print-Job where the printer has no such), follows it (Get-Job-Attributes), finds one
// again by its name (Get-Jobs) and cancels it (Cancel-Job). github.com/OpenPrinting/goipp knows the wire format; the
// words for people are here, since only here the printer's keywords are known.
//
// A printer is not trusted: its answers are bounded in size and time, checked for kind and number, redirects are not
// followed, and its texts are shown as text. The address is the operator's; nothing a customer or a Service Provider
// says changes it.
//
// Begin with client.go, then exchange.go (one request and its answer) and words.go (what printers say, in sentences).
package ipp
