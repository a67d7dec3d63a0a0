// Package requestlog remembers the signed requests that have reached photos, for the developers of the Consumers that
// sent them: what was asked, what was checked, what was answered, and what was wrong with a signature.
//
// It listens to the hooks of an oauthcore.Trace, so it sees what oauthcore sees and changes nothing of it. None of those
// events holds a secret, hence none is in the log. A request leaves a draft behind in memory, of what was seen as it was
// seen, and goes; what takes time (the texts, the doctor's examination, the writing) is done afterwards, for many at once,
// by one goroutine, and never fails a request. The newest entries of each Consumer are kept, for some days: a draft that
// newer ones push out before it is written has cost nothing more.
//
// Begin with log.go; watch.go listens, draft.go is what a request leaves behind, waiting.go where, and entry.go what is
// kept.
package requestlog
