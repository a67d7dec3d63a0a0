package orders

// tellEnd lets who wants to know, know that an order has come to its end.
func (s *Shop) tellEnd(state State) {
	if s.Ended != nil && state.Done() {
		s.Ended(state)
	}
}
