// Package web is every URL of photos: the pages that a User sees, the OAuth endpoints of a Service Provider and the
// API that a Consumer calls with an Access Token.
//
// It parses a request, calls one method of gallery or of oauthcore, and renders the answer. Who may see what is
// decided in gallery; what a signed message must be, in oauthcore; how bytes are kept, in the rooms behind them.
//
// Begin with routes.go: every URL of the program on one screen. There are two kinds of route, and no route is both:
//
//   - browser routes know the User by the session cookie, and every form carries a CSRF token (pages.go);
//   - signed routes know User and Consumer by an OAuth signature, and look at no cookie (protect.go).
//
// The dance then reads in this order: requesttoken.go (OAuth Core 1.0a section 6.1), authorize.go and consent.go
// (6.2), accesstoken.go (6.3), protect.go and protected.go (7).
//
// Pages on that way, and the frame around every page, speak the visitor's language: language.go says which, and
// templates/lang has the sentences. A page that is in English only says so with {{define "english"}}.
//
// The teaching pages stand beside it: the lessons (learn.go), the attack lab, the workbench and
// the workshops.
//
// Appendix A of the specification gives Jane a page of her own at /photo?file=vacation.jpg. Here /photo and /photos
// belong to the signed API alone, because one URL must not mean two ways of knowing a caller; Jane's own page of a
// photo is /photos/{id}.
package web
