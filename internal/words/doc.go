// Package words says a program's sentences in several languages.
//
// The sentences are in catalogues, one JSON file for each language (templates/lang), in the form that go-i18n and its
// tools read: a key with its sentence, or with one sentence for each plural form that CLDR gives the language.
// {{.Name}} in a sentence is a value that the program fills in.
//
// Begin with catalogues.go; choice.go says which language somebody would like, and speech.go says something in it.
package words
