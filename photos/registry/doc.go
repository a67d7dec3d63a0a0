// Package registry is where a developer registers Consumers and looks after them (OAuth Core 1.0a section 4.2): what a
// registration must say, who may change it, and what becomes of its secret.
//
// It owns the rules, not the rows (photos/store) and not the pages (photos/web). Another User's Consumer is
// gallery.ErrNotFound, exactly as what never existed. Whatever a developer writes about herself is only her word: a new
// Consumer is not verified, and one that changes what Users recognise it by is not verified any more.
//
// Begin with registry.go; form.go says what a registration must be like.
package registry
