// Package webapp is what both programs need of the web and is not OAuth: the
// command line, starting and stopping, and an echo instance in which every
// answer has its security headers, every request its limits and its one line
// in the log, and every form its token.
//
// It owns no page, no route but /healthz and /readyz, and nothing of the domain. What is
// in it, in the order in which a program meets it:
//
//	config.go     flags, environment, -h, commands
//	secretkey.go  the key kept in the data folder
//	run.go        listen, serve, drain on SIGTERM
//	echo.go       New: the order of the middleware on one screen
//	canonical.go  one public URL, whatever Host says; the request's id
//	log.go        one line a request; redact.go takes the secrets out
//	headers.go    CSP and its companions
//	body.go       how much, and how slowly, a request may send
//	compress.go   gzip for pages, sendfile kept for pictures
//	servefile.go  a file, its ranges and its ETag; sendall.go the usual request for one
//	gather.go     an answer's header and its beginning in one system call
//	events.go     server-sent events
//	sessions.go   browser sessions (gorilla/sessions) over a session.Store
//	csrf.go       the token in every form
//	limiter.go    how often somebody may try, counted here or over all processes
//	ready.go      whether it lives, and whether requests may be sent here
//	measure.go    every answer told to who wants to count
//	errors.go     a status and a sentence for an error
package webapp
