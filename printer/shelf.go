package printer

import (
	"context"
	"path/filepath"

	"example.net/oauth1/printer/shelf"
)

// openShelf makes the place where finished print files lie.
func (a *App) openShelf(context.Context) error {
	folder := shelf.Folder(filepath.Join(a.config.printsPath(), "prints"))
	a.shelf = folder
	return folder.Make()
}
