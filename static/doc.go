// Package static holds the files a browser fetches beside the pages: style sheets, small ES modules and icons.
//
// It owns how they are named and served: every name carries the hash of its content, so that a browser may keep it for
// ever, and every text is compressed once. It leaves to templates which page asks for which file.
//
// Begin with static.go. The look itself is in three style sheets: style.css has the grid, the scales and every component
// that both programs share; photos.css and printer.css give the two their colours, corners and marks, and nothing else.
package static
