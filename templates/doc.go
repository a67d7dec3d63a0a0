// Package templates holds every page of both programs, and renders them.
//
// layout/ has the frame (base.html) and what differs in it between the programs (photos.html, printer.html);
// shared/ has the partials, one idea per file, each with a comment that lists its parameters;
// photos/ and printer/ have one file per page, which defines "title" and "main" (and may define "head" and "wide").
// Adding a page is adding a file.
//
// The classes a page may use are the components of static/style.css (a test refuses others):
//
//	page     page-head (crumbs, h1, lede, actions), hero, card, columns, narrow, medium, center, problem
//	forms    field (hint, error), check, tiles > tile, drop, button (secondary danger quiet; small big full), more
//	saying   notice (success info warning error), badge (good warn bad accent), empty, steps, timeline, progress, pin, code
//	lists    rows, table (in scroll), prices, pager, facts, album-grid > album, photo-grid, photo-grid pick, pick-bar, strip, stage
//	consent  consent (header, div, form > footer), who, ticks
//	words    muted, small, mono, label, sr; row, spread, stack
//
// It leaves to the web rooms what a page shows: they fill a struct that embeds Page. Begin with page.go, then
// templates.go, then layout/base.html.
package templates
