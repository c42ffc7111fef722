// Package text gives the interface its words.
//
// Every string on the screen has a key ("intake.accept") and stands in
// assets/translations; Fyne's lang package looks it up. Use chooses the language
// once, T reads a string:
//
//	text.Use(assets.Translations, "zh")
//	text.T("rail.intake")                                   // 收件
//	text.T("lights.left", text.Data{"Days": 2})             // 2 个工作日
package text

import (
	"fmt"
	"io/fs"

	"fyne.io/fyne/v2/lang"

	_ "onewindow/ui/text/locale" // states the language before Fyne looks
)

// Data fills the {{.Name}} places of a string.
type Data map[string]any

// Languages are the codes Use knows.
func Languages() []string { return []string{"zh", "en"} }

// Use makes one language the language of the interface, whatever the locale of
// the operating system. Call it once, before the first window is built.
//
// Fyne follows the operating system and has no setter; so the chosen file is
// filed under the very name Fyne is going to look for. It therefore also carries
// Fyne's own words (copy, paste, …).
//
// It fails where files holds no translations/<language>.json or that is not valid.
func Use(files fs.FS, language string) error {
	words, err := fs.ReadFile(files, "translations/"+language+".json")
	if err != nil {
		return fmt.Errorf("language %q: %w", language, err)
	}
	if err := lang.AddTranslationsForLocale(words, lang.SystemLocale()); err != nil {
		return fmt.Errorf("language %q: %w", language, err)
	}
	return nil
}

// T is the string of a key in the language in use; an unknown key shows itself.
func T(key string, data ...Data) string {
	if len(data) == 0 {
		return lang.X(key, key)
	}
	return lang.X(key, key, data[0])
}
