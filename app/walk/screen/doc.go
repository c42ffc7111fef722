// Package screen gives a program a screen of its own and plays the person in
// front of it.
//
// A Display is a virtual X display with everything a counter's desk has and
// nothing of the user who started it: a window manager that maximises each
// window, a session bus, and the pinyin input method fcitx5 with a fresh
// profile in a private home. The person presses keys, types Chinese as one
// types Chinese, reads the window's title and looks at the picture.
//
// Nothing here sleeps and hopes: each wait has a condition and a limit, and an
// error says what stood on the screen and where its picture was saved.
//
// It works on Linux with the programs of `make deps-test`.
package screen
