// Package lessons is what the pages under /learn do beside telling: the live examples and the exercises.
//
// An [Example] is a short play with [Change] after Change of one thing: each is signed by an oauthcore.Consumer, sent to
// a Service Provider for real, and shown with its base string and the answer as it came ([Exchange]). Who answers is
// decided by the [Sender]:
//
//   - A signed-in developer sends as a Consumer of her own to photos itself: its whole handler, called in the same
//     process with a fixed address, so that nobody can make it call anything else. What she sends is in her request log.
//   - Everybody else sends to a [Sandbox]: a Service Provider of oauthcore with the address, clock and limits of this
//     installation and a memory of its own. So the lessons work where nothing is seeded, register nothing, use up no
//     nonce of anybody and open no picture.
//
// Examples that need a token of a User's are always played in a Sandbox, where Jane is part of the play. One made for an
// example lives as long as its page is being made; one made for the exercises is kept on a [Shelf], in memory, bounded
// in number and in requests.
//
// An [Exercise] asks for one refusal and judges what was [Seen]: an answer of the Sandbox, or an entry of the request log
// of the learner's own Consumer.
//
// It knows oauthcore, and neither pages nor SQL. Open lesson.go for the order of the pages, then example.go and
// exercise.go.
package lessons
