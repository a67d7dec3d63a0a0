// Package sheet turns pictures and paper into a print-ready PDF, as a stream: the bytes of a JPEG go from its
// file into the PDF untouched, offsets are counted on the way and the cross-reference table comes last, so an
// order of hundreds of originals needs no more memory than an order of one.
//
// What a JPEG carries is kept: its compression (baseline or progressive), its colours (gray, RGB, CMYK) and
// its ICC profile; EXIF orientation is done by the page's matrix. PNG data passes through too where PDF knows
// its layout; the rest (PNG with transparency, GIF, WebP) is decoded onto white and deflated. The PDF is
// version 1.7 with trim and bleed boxes; it does not claim to be PDF/X.
//
// Begin with composer.go, then document.go (the pages), pdf.go (the objects), jpeg.go and png.go.
package sheet
