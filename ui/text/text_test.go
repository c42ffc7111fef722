package text_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"onewindow/assets"
	"onewindow/ui/text"
)

// TestMain lets the test binary play a program started under another locale.
func TestMain(m *testing.M) {
	if language := os.Getenv("SHOW_TITLE_IN"); language != "" {
		if err := text.Use(assets.Translations, language); err != nil {
			_, _ = os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		_, _ = os.Stdout.WriteString(text.T("app.name") + "|" + text.T("Copy"))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestLanguageFollowsTheChoiceNotTheLocale(t *testing.T) {
	for _, locale := range []string{"C", "POSIX", "", "C.UTF-8", "zh_CN.UTF-8", "en_US.UTF-8", "de_DE.UTF-8", "zh_TW.UTF-8"} {
		for language, want := range map[string]string{"zh": "一窗通|复制", "en": "OneWindow|Copy"} {
			t.Run(locale+" "+language, func(t *testing.T) {
				program := exec.Command(os.Args[0])
				program.Env = []string{"LANG=" + locale, "HOME=" + t.TempDir(), "SHOW_TITLE_IN=" + language}
				var log bytes.Buffer
				program.Stderr = &log
				got, err := program.Output()
				if err != nil {
					t.Fatalf("%v: %s", err, log.String())
				}
				if string(got) != want {
					t.Errorf("got %q, want %q", got, want)
				}
				if log.Len() > 0 {
					t.Errorf("the log is not silent: %s", log.String())
				}
			})
		}
	}
}

func TestUnknownLanguageIsAnError(t *testing.T) {
	if err := text.Use(assets.Translations, "xx"); err == nil {
		t.Error("no error for a language without a file")
	}
}

func words(t *testing.T, language string) map[string]string {
	t.Helper()
	data, err := fs.ReadFile(assets.Translations, "translations/"+language+".json")
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]string
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	place := regexp.MustCompile(`\{\{[^}]*\}\}`)
	zh, en := words(t, "zh"), words(t, "en")
	for key, chinese := range zh {
		english, there := en[key]
		if !there {
			t.Errorf("en.json lacks %q", key)
			continue
		}
		a, b := place.FindAllString(chinese, -1), place.FindAllString(english, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(slices.Compact(a), slices.Compact(b)) {
			t.Errorf("%q has other places: %v and %v", key, a, b)
		}
	}
	for key := range en {
		if _, there := zh[key]; !there {
			t.Errorf("zh.json lacks %q", key)
		}
	}
}

// TestEveryKeyInTheSourceIsTranslated reads the calls of text.T in ui.
func TestEveryKeyInTheSourceIsTranslated(t *testing.T) {
	zh := words(t, "zh")
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			key, ok := keyOf(n)
			if !ok {
				return true
			}
			seen++
			if _, there := zh[key]; !there {
				t.Errorf("%s: %q is not in zh.json", path, key)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Error("no call of text.T found: the test looks in the wrong place")
	}
}

func keyOf(n ast.Node) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return "", false
	}
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || fun.Sel.Name != "T" {
		return "", false
	}
	if from, ok := fun.X.(*ast.Ident); !ok || from.Name != "text" {
		return "", false
	}
	literal, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		return "", false
	}
	key, err := strconv.Unquote(literal.Value)
	return key, err == nil
}
