// Package locale states the language preference of the process before Fyne
// reads it.
//
// Fyne looks the locale up while its lang package is being initialised, long
// before main, and writes an error where the locale is C.UTF-8 – the usual one
// on servers and in containers. LANGUAGE is gettext's own word for "which
// language, whatever the locale"; setting it leaves character handling and the
// input method (LC_CTYPE) alone. Go initialises packages in order of their
// import path once their imports are ready, and this one needs nothing but os,
// so it runs before Fyne, which needs packages that sort later.
package locale

import "os"

func init() {
	if os.Getenv("LANGUAGE") == "" {
		// Setenv fails only on names it cannot store.
		_ = os.Setenv("LANGUAGE", "zh_CN")
	}
}
