//go:build linux

package screen

// settings are the files of the private configuration folder. What is not
// said here stays as the programs deliver it.
func settings() map[string]string {
	return map[string]string{
		"openbox/rc.xml":             openbox,
		"fcitx5/profile":             fcitxProfile,
		"fcitx5/config":              fcitxConfig,
		"fcitx5/conf/pinyin.conf":    fcitxPinyin,
		"fcitx5/conf/classicui.conf": "PerScreenDPI=False\n",
	}
}

// openbox maximises each window and draws no frame: the frame's title would
// need a Chinese font of the system, and the machine may have none. No key is
// taken from the program except the one that closes a window everywhere.
const openbox = `<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <keyboard>
    <keybind key="A-F4"><action name="Close"/></keybind>
  </keyboard>
  <mouse/>
  <applications>
    <application type="normal"><decor>no</decor><maximized>yes</maximized></application>
  </applications>
</openbox_config>
`

// fcitxProfile has two input methods, letters first, as a Chinese desktop has.
const fcitxProfile = `[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us
Layout=

[Groups/0/Items/1]
Name=pinyin
Layout=

[GroupOrder]
0=Default
`

// fcitxConfig keeps Ctrl+Space and drops the lone Shift, which a capital
// letter typed at machine speed could be taken for.
const fcitxConfig = `[Hotkey]
EnumerateWithTriggerKeys=True
AltTriggerKeys=
EnumerateForwardKeys=
EnumerateBackwardKeys=

[Hotkey/TriggerKeys]
0=Control+space

[Behavior]
ActiveByDefault=False
ShareInputState=No
`

const fcitxPinyin = `PageSize=9
CloudPinyinEnabled=False
FirstRun=False
`
