package static

import "regexp"

// imported is another module of this folder, as a module names it.
var imported = regexp.MustCompile(`\b(from |import\()"\./([a-z-]+\.js)"`)

// linkModules adds modules with the names that they import replaced by those with a hash, so that a browser keeps them
// for good. A module comes after those it imports; of two that import each other, neither is added.
func (s *Set) linkModules(modules map[string][]byte) {
	for before := -1; before != len(modules); {
		before = len(modules)
		for name, content := range modules {
			if linked, ok := s.link(content); ok {
				s.add(name, linked)
				delete(modules, name)
			}
		}
	}
}

// link replaces what a module imports; it answers false while some of that has no address yet.
func (s *Set) link(content []byte) (linked []byte, ok bool) {
	ok = true
	linked = imported.ReplaceAllFunc(content, func(found []byte) []byte {
		m := imported.FindSubmatch(found)
		f := s.byName[string(m[2])]
		if f == nil {
			ok = false
			return found
		}
		return []byte(string(m[1]) + `"./` + f.url + `"`)
	})
	return linked, ok
}
