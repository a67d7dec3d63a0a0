package inspector

// Received makes messages of what a Service Provider has seen of one Consumer, the
// oldest first: the timeline of a foreign Consumer, of which only this side is
// known. Tokens tell which dance each belongs to.
func Received(sides []Side) []Message {
	var flows book
	latest := ""
	list := make([]Message, len(sides))
	for i := range sides {
		s := &sides[i]
		m := Message{ID: s.ID, Step: stepOf(s), Received: s}
		switch known := flows.get(m.Token()); {
		case m.Step == AskRequestToken || m.Step == Approval || latest == "":
			m.Flow = m.ID
		case known != "":
			m.Flow = known
		default:
			m.Flow = latest
		}
		latest = m.Flow
		flows.set(m.Token(), m.Flow)
		for _, change := range s.Changes {
			flows.set(change.Token, m.Flow)
		}
		list[i] = m
	}
	return list
}
