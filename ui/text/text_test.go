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

// anyPlace is a place of a template, whatever stands in it.
var anyPlace = regexp.MustCompile(`\{\{[^}]*\}\}`)

func TestBothLanguagesSayTheSame(t *testing.T) {
	zh, en := words(t, "zh"), words(t, "en")
	for key, chinese := range zh {
		english, there := en[key]
		if !there {
			t.Errorf("en.json lacks %q", key)
			continue
		}
		a, b := anyPlace.FindAllString(chinese, -1), anyPlace.FindAllString(english, -1)
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

// TestEveryKeyInTheSourceIsTranslated reads the calls of text.T in ui and in
// the program, with the data they give.
func TestEveryKeyInTheSourceIsTranslated(t *testing.T) {
	d := read(t)
	seen := 0
	for _, root := range []string{"..", "../../app/onewindow"} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if key, given, ok := said(n); ok {
					seen++
					d.need(t, key, given...)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen == 0 {
		t.Error("no call of text.T found: the test looks in the wrong place")
	}
}

// said reads a call text.T("key", text.Data{"Name": …}). Calls whose key or data
// are put together elsewhere are not ok: TestEveryCodeHasItsWords and its
// neighbours look after those keys.
func said(n ast.Node) (key string, given []string, ok bool) {
	call, isCall := n.(*ast.CallExpr)
	if !isCall || len(call.Args) == 0 {
		return "", nil, false
	}
	fun, isSelector := call.Fun.(*ast.SelectorExpr)
	if !isSelector || fun.Sel.Name != "T" {
		return "", nil, false
	}
	if from, isName := fun.X.(*ast.Ident); !isName || from.Name != "text" {
		return "", nil, false
	}
	if key, ok = quoted(call.Args[0]); !ok || len(call.Args) == 1 {
		return key, nil, ok
	}
	data, isLiteral := call.Args[1].(*ast.CompositeLit)
	if !isLiteral {
		return "", nil, false
	}
	for _, element := range data.Elts {
		if pair, isPair := element.(*ast.KeyValueExpr); isPair {
			if name, isText := quoted(pair.Key); isText {
				given = append(given, name)
			}
		}
	}
	return key, given, true
}

func quoted(e ast.Expr) (string, bool) {
	literal, ok := e.(*ast.BasicLit)
	if !ok {
		return "", false
	}
	s, err := strconv.Unquote(literal.Value)
	return s, err == nil
}
