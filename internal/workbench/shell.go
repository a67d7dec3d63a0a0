package workbench

import "strings"

// shellWords splits a command as a POSIX shell does: quotes, backslashes, lines that go on, and bash's $'…'.
func shellWords(text string) (words []string, err error) {
	var s splitter
	for s.rest = text; s.rest != ""; {
		if err := s.step(); err != nil {
			return nil, err
		}
	}
	s.end()
	return s.words, nil
}

type splitter struct {
	rest  string
	word  strings.Builder
	begun bool // a word of no characters is a word too, when it was quoted
	words []string
}

func (s *splitter) end() {
	if s.begun {
		s.words = append(s.words, s.word.String())
		s.word.Reset()
		s.begun = false
	}
}

func (s *splitter) step() error {
	switch c := s.rest[0]; {
	case strings.HasPrefix(s.rest, "\\\n"):
		s.rest = s.rest[2:]
	case c == ' ' || c == '\t' || c == '\n':
		s.end()
		s.rest = s.rest[1:]
	case strings.HasPrefix(s.rest, "$'"):
		return s.quoted(s.rest[2:], '\'', ansiEscapes)
	case c == '\'':
		return s.quoted(s.rest[1:], '\'', "")
	case c == '"':
		return s.quoted(s.rest[1:], '"', "\"\\$`")
	case c == '\\' && len(s.rest) > 1:
		s.add(s.rest[1])
		s.rest = s.rest[2:]
	default:
		s.add(c)
		s.rest = s.rest[1:]
	}
	return nil
}

func (s *splitter) add(c byte) {
	s.word.WriteByte(c)
	s.begun = true
}

// ansiEscapes are those of $'…' that curl commands copied from a browser use.
const ansiEscapes = `'"\ntr`

// quoted takes the text up to the closing quote. A backslash works before the given characters only.
func (s *splitter) quoted(rest string, quote byte, escapes string) error {
	s.begun = true
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i] == quote:
			s.rest = rest[i+1:]
			return nil
		case rest[i] == '\\' && escapes != "" && i+1 < len(rest) && strings.IndexByte(escapes, rest[i+1]) >= 0:
			i++
			s.add(unescaped(rest[i], escapes))
		default:
			s.add(rest[i])
		}
	}
	return refuse("A quote in this command is not closed.")
}

func unescaped(c byte, escapes string) byte {
	if escapes == ansiEscapes {
		switch c {
		case 'n':
			return '\n'
		case 't':
			return '\t'
		case 'r':
			return '\r'
		}
	}
	return c
}
