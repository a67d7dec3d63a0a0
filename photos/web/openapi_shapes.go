package web

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// shapes are the schemas, sorted, with a short word for the type of each field.
func shapes() (list []shape) {
	all := schemas()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		properties, _ := all[name].(object)["properties"].(object)
		one := shape{Name: name}
		for _, field := range slices.Sorted(maps.Keys(properties)) {
			one.Fields = append(one.Fields, shapeField{field, typeWord(properties[field].(object))})
		}
		list = append(list, one)
	}
	return list
}

func typeWord(schema object) string {
	switch kind := schema["type"].(type) {
	case []any:
		return fmt.Sprintf("%v or null", kind[0])
	case string:
		switch {
		case kind == "array":
			return "list of " + typeWord(schema["items"].(object))
		case kind == "object" && schema["properties"] != nil:
			return "{" + strings.Join(slices.Sorted(maps.Keys(schema["properties"].(object))), ", ") + "}"
		case schema["format"] == "date-time":
			return "time"
		}
		return kind
	}
	return ""
}
