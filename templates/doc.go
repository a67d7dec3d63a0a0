// Package templates holds every page of both programs, and renders them.
//
// layout/ has the frame (base.html) and what differs in it between the programs (photos.html, printer.html);
// shared/ has the partials, one idea per file, each with a comment that lists its parameters;
// photos/ and printer/ have one file per page, which defines "title" and "main" (and may define "head" and "wide").
// Adding a page is adding a file.
//
// It leaves to the web rooms what a page shows: they fill a struct that embeds Page. Begin with page.go, then
// templates.go, then layout/base.html.
package templates
