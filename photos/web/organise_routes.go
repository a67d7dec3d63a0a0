package web

// organiseRoutes are the pages on which a User brings order into her pictures.
func (s *Server) organiseRoutes() []route {
	return []route{
		{get, "/deleted", s.deleted},
		{post, "/deleted/:deletion/restore", s.restore},
		{post, "/deleted/:deletion/purge", s.purge},
	}
}
