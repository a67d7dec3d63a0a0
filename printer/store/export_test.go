package store

// As is the same store as another replica sees it.
func (s *Store) As(member string) *Store {
	other := *s
	other.member = member
	return &other
}
