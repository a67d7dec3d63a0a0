package web

// organiseRoutes are the pages on which a User brings order into her pictures.
func (s *Server) organiseRoutes() []route {
	return []route{
		{get, "/search", s.search},
		{post, "/albums/order", s.reorderAlbums},
		{get, "/albums/:album/zip", s.downloadAlbum},
		{post, "/albums/:album/order", s.reorderPhotos},
		{post, "/albums/:album/selection", s.selection},
		{get, "/albums/:album/captions", s.captionsPage}, {post, "/albums/:album/captions", s.setCaptions},
		{post, "/albums/:album/cover", s.setCover},
		{post, "/albums/:album/place", s.setPlaceRule},
		{post, "/photos/:photo/describe", s.describe},
		{post, "/account/place", s.hidePlace},
		{get, "/deleted", s.deleted},
		{post, "/deleted/:deletion/restore", s.restore},
		{post, "/deleted/:deletion/purge", s.purge},
	}
}
