// Package gallery is the domain of photos, the Service Provider: its Users,
// their private albums and the photos in them, which are the Protected
// Resources of OAuth Core 1.0a (section 3.1).
//
// It owns the rules: who may see what ([Viewer]), what may be uploaded
// ([Gallery.Upload]), what a password must be ([Gallery.SignUp]), which
// Consumers a User is connected with ([Gallery.Connections]). It knows neither
// HTTP nor SQL nor how a picture is made smaller; those are rooms of their own
// behind [Store], [Blobs] and [Renditions].
//
// Two promises run through it. What a Viewer may not see is answered with
// [ErrNotFound], exactly like what never existed. And what an upload has
// acknowledged is kept: the original is safe on the disk, byte for byte, before
// the row that points to it is written.
//
// Begin with gallery.go, then viewer.go and upload.go.
package gallery
