package web

// developerRoutes are the pages of a Consumer Developer, who is a User like any other: signed in, and shown nothing but
// her own Consumers.
func (s *Server) developerRoutes() []route {
	return []route{
		{get, "/developers/apps", s.apps}, {post, "/developers/apps", s.registerApp},
		{get, "/developers/apps/new", s.newApp},
		{get, "/developers/apps/:app", s.app},
		{get, "/developers/apps/:app/edit", s.editApp}, {post, "/developers/apps/:app/edit", s.changeApp},
		{post, "/developers/apps/:app/secret", s.rotateApp}, {post, "/developers/apps/:app/secret/end", s.endOverlap},
		{post, "/developers/apps/:app/suspend", s.suspendApp}, {post, "/developers/apps/:app/resume", s.resumeApp},
		{post, "/developers/apps/:app/delete", s.deleteApp},
		{get, "/developers/apps/:app/sandbox", s.sandbox}, {post, "/developers/apps/:app/sandbox", s.switchFaults},
		{get, "/developers/apps/:app/requests", s.requests}, {get, "/developers/apps/:app/requests/live", s.liveRequests},
		{get, "/developers/apps/:app/requests/:request", s.request},
	}
}
