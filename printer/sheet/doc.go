// Package sheet turns pictures and paper into a print-ready PDF, as a stream: the bytes of a JPEG go from its
// file into the PDF untouched, offsets are counted on the way and the cross-reference table comes last, so an
// order of hundreds of originals needs no more memory than an order of one.
//
// What a JPEG carries is kept: its compression (baseline or progressive), its colours (gray, RGB, CMYK) and
// its ICC profile; EXIF orientation is done by the page's matrix. PNG data passes through too where PDF knows
// its layout; the rest (PNG with transparency, GIF, WebP) is decoded onto white and deflated. The PDF is
// version 1.7; it does not claim to be PDF/X.
//
// A page is a single print with bleed and crop marks around its trim, several prints imposed on a sheet, one photo as
// often as a wallet sheet holds it, or a contact sheet with names. Nothing is enlarged or made smaller: a picture has
// as many dots to the inch as its pixels give. Where it stands is computed by orders.Frame, for the customer's eye too.
//
// Begin with composer.go, then canvas.go (what is on a page), document.go (the pages), pdf.go (the objects), jpeg.go
// and png.go; imposed.go, grid.go and contact.go are the sheets of many, face.go is the font of captions.
package sheet
