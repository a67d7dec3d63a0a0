// Package inspector shows the dance as it happens: one timeline with the Consumer
// on the left, the Service Provider on the right and the User's browser between
// them, and each message opened down to its bytes.
//
// A [Message] has two ends. The end that was sent is recorded in the printer by a
// [Recorder]: what oauthcore signed comes from the hooks of an oauthcore.Trace,
// what travelled from an http.RoundTripper below the signing, and the hops of the
// browser from the printer's own answers. The end that was received is photos'
// request log, which the printer asks as any Consumer may: with a two-legged
// request to GET /api/consumer/requests. There is no back door; both ends are
// matched by Consumer Key, timestamp and nonce, and where their base strings
// differ, [Compare] shows the first differing byte. With one end only the page
// shows that one: of a foreign Consumer the right side (at photos, for its
// developer), of a foreign provider the left.
//
// # Who may see what
//
// Recording is off unless PRINTER_INSPECT asks for it, or the demo does. At the
// printer, everybody sees the messages of their own session's customer; those of
// everybody are shown only in the demo, and only on a machine's own address. At
// photos, a developer sees what reached it of her own Consumers. Whatever is
// another's answers like what does not exist.
//
// No secret is recorded: values are masked by oauthcore and oauthtrace before a
// Message is made of them, and pages show the names of secrets where the secrets
// would stand. Tokens are shown, since base strings hold them and they open
// nothing without their secrets; at rest they are sealed like everything here.
// What is kept is bounded: see [Recorder].
//
// # Beginning
//
// Open message.go, then recorder.go; basestring.go takes a base string apart, and
// har.go, mermaid.go and curl.go are the ways out.
package inspector
