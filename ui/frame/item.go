package frame

import (
	"onewindow/app/catalog"
	"onewindow/ui/text"
)

// ItemShort is the short name of an item: in Chinese that of the catalog, which an
// office may have chosen; in another language its translation, if there is one.
func ItemShort(item catalog.Item) string {
	key := "item." + item.ID + ".short"
	words := text.T(key)
	if words == key || text.T("language.code") == "zh" {
		return item.Short
	}
	return words
}
