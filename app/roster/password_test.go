package roster_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onewindow/app/roster"
)

// cheap is a cost for tests.
func cheap() roster.Cost { return roster.Cost{Passes: 1, Memory: 64, Lanes: 1} }

func random(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

func TestVerifierVectors(t *testing.T) {
	file, err := os.Open("testdata/verifiers.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	lines, seen := bufio.NewScanner(file), 0
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		field := strings.Split(lines.Text(), "\t")
		var words string
		if err := json.Unmarshal([]byte(field[1]), &words); err != nil {
			t.Fatal(err)
		}
		v := roster.Verifier(field[2])
		began := time.Now()
		valid, matches := v.Valid(), v.Matches(words)
		if valid != (field[0] != "none") || matches != (field[0] == "right") {
			t.Errorf("%s: valid %v, matches %v", lines.Text(), valid, matches)
		}
		if field[0] == "none" && time.Since(began) > time.Second {
			t.Errorf("%s: took %v", lines.Text(), time.Since(began))
		}
		seen++
	}
	if err := lines.Err(); err != nil || seen < 30 {
		t.Errorf("%d lines, %v", seen, err)
	}
}

func TestNewVerifierMatchesItsPasswordAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password, other := rapid.String().Draw(t, "password"), rapid.String().Draw(t, "other")
		v, err := roster.NewVerifier(password, random(rapid.Byte().Draw(t, "seed")), cheap())
		if err != nil || !v.Valid() || v.Cost() != cheap() {
			t.Fatalf("%s, %v", v, err)
		}
		if !v.Matches(password) && len(password) <= roster.MaxPassword || v.Matches(other) && other != password {
			t.Errorf("%s: %q %v, %q %v", v, password, v.Matches(password), other, v.Matches(other))
		}
	})
}

func TestNewVerifierFails(t *testing.T) {
	if v, err := roster.NewVerifier("password", strings.NewReader("short"), cheap()); err == nil {
		t.Errorf("made %s of too little randomness", v)
	}
	for _, c := range []roster.Cost{{}, {Passes: 1, Memory: 1 << 30, Lanes: 1}, {Passes: 1 << 30, Memory: 64, Lanes: 1}} {
		if v, err := roster.NewVerifier("password", random(1), c); err == nil {
			t.Errorf("made %s", v)
		}
	}
	if roster.Verifier("").Matches("") {
		t.Error("somebody without a verifier gets in")
	}
}

func TestStandardCostIsAccepted(t *testing.T) {
	c := roster.StandardCost()
	v, err := roster.NewVerifier("correct horse", random(1), c)
	if err != nil || !v.Matches("correct horse") || v.Cost() != c {
		t.Errorf("%s, %v", v, err)
	}
	if cheap().Below(c) != true || c.Below(c) || c.Below(cheap()) {
		t.Error("the cheap cost is not below the standard one")
	}
}

func TestPasswordPolicy(t *testing.T) {
	v, err := roster.NewVerifier("old password", random(1), cheap())
	if err != nil {
		t.Fatal(err)
	}
	u := roster.User{ID: "nh-clerk-01", Verifier: v}
	for password, want := range map[string]string{
		"":                       "password-short",
		"1234567":                "password-short",
		"一二三四五六七":                "password-short",
		"12345678":               "",
		"一二三四五六七八":               "",
		"NH-Clerk-01":            "password-id",
		" nh-clerk-01 ":          "password-id",
		"old password":           "password-unchanged",
		"old password!":          "",
		strings.Repeat("a", 256): "",
		strings.Repeat("a", 257): "password-long",
	} {
		err, code := roster.CheckPassword(u, password), ""
		if no := (*roster.Unfit)(nil); errors.As(err, &no) {
			code = no.Code
			var given []string
			for key := range no.Data {
				given = append(given, key)
			}
			if want, listed := roster.UnfitCodes()[code]; !listed || !slices.Equal(given, want) && len(given)+len(want) > 0 {
				t.Errorf("%s carries %v, promised %v", code, given, want)
			}
		}
		if code != want {
			t.Errorf("%q: %q, want %q", password, code, want)
		}
	}
}

func TestOncePasswordsAreGoodAndDiffer(t *testing.T) {
	form := regexp.MustCompile(`^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$`)
	seen, source := map[string]bool{}, random(1)
	for range 500 {
		p, err := roster.OncePassword(source)
		if err != nil || !form.MatchString(p) || seen[p] || roster.CheckPassword(roster.User{ID: "c1"}, p) != nil {
			t.Fatalf("%q, %v", p, err)
		}
		seen[p] = true
	}
	if p, err := roster.OncePassword(strings.NewReader("short")); err == nil {
		t.Errorf("drew %q of too little randomness", p)
	}
}

// Whatever becomes of the clock, as long as it is not put ahead, nobody gets in
// before the wait is really over; and with a good clock, not later either.
func TestAttemptsNeverOpenEarly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a roster.Attempts
		real, back := start, time.Duration(0) // the clock shows real - back
		var opens time.Time                   // in real time, as it ought to be
		failures := 0
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				real = real.Add(time.Duration(rapid.IntRange(1, 2400).Draw(t, "pass")) * time.Second)
			case 1:
				back += time.Duration(rapid.IntRange(1, 7200).Draw(t, "back")) * time.Second
			case 2:
				raw, err := json.Marshal(a) // a restart
				var again roster.Attempts
				if err = errors.Join(err, json.Unmarshal(raw, &again)); err != nil || again.Failures != a.Failures || !again.Until.Equal(a.Until) {
					t.Fatalf("%s: %+v, %v", raw, again, err)
				}
				a = again
			default:
				now := real.Add(-back)
				wait := a.Wait(now)
				if real.Before(opens) && wait == 0 {
					t.Fatalf("open %v early", opens.Sub(real))
				}
				if back == 0 && wait != max(opens.Sub(real), 0) {
					t.Fatalf("wait %v, ought to be %v", wait, opens.Sub(real))
				}
				if a = a.Failed(now); wait > 0 {
					continue // nothing was tried
				}
				if failures++; failures >= 5 {
					opens = real.Add(min(time.Minute<<min(failures-5, 10), 30*time.Minute))
				}
			}
		}
		if a.Failures != failures {
			t.Fatalf("%d failures counted, %d made", a.Failures, failures)
		}
	})
}

func TestWaitsGrow(t *testing.T) {
	var a roster.Attempts
	now := start
	for i, want := range []time.Duration{0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30} {
		a = a.Failed(now)
		if got := a.Wait(now); got != want*time.Minute {
			t.Errorf("failure %d: %v", i+1, got)
		}
		now = now.Add(a.Wait(now))
	}
	if got := (roster.Attempts{Failures: 1 << 60}).Failed(now).Wait(now); got != 30*time.Minute {
		t.Errorf("after no end of failures: %v", got)
	}
}
