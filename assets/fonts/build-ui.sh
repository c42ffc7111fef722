#!/bin/sh
# Cuts the two fonts of the interface. Run it anywhere; it writes beside itself.
#
#   OneWindowSans-Regular.ttf   OneWindowSans-Bold.ttf   OFL-ui.txt
#
# Source: Noto Sans SC (SIL Open Font License 1.1) as static TrueType files in
# the npm package @expo-google-fonts/noto-sans-sc. Fyne refuses CFF and TTC, and
# keeps each parsed font in memory, so a small TrueType file is what we want.
# Glyphs: the 8105 characters of 通用规范汉字表 (Unihan kTGH), ASCII, Latin-1,
# CJK punctuation, full-width forms, and the marks the interface draws. Rare
# characters beyond these are drawn another way.
# The licence reserves the original name for unmodified files: ours has its own.
#
# Needs: npm, pyftsubset (Debian: fonttools), Unihan (Debian: unicode-data).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
unihan=/usr/share/unicode/Unihan_OtherMappings.txt.bz2
package=@expo-google-fonts/noto-sans-sc@0.4.3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm pack --silent "$package" >/dev/null
tar xzf ./*.tgz
sha256sum --check --quiet <<'SUMS'
d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16  package/400Regular/NotoSansSC_400Regular.ttf
9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96  package/700Bold/NotoSansSC_700Bold.ttf
SUMS

bzcat "$unihan" | awk '/^U/ && $2 == "kTGH" { print $1 }' >unicodes.txt
test "$(wc -l <unicodes.txt)" -eq 8105
cat >>unicodes.txt <<'MARKS'
U+0020-007E
U+00A0-00FF
U+2010-2027
U+2030-203E
U+20AC
U+2103
U+2116
U+2190-2193
U+2248
U+2260-2265
U+2460-2473
U+2500-257F
U+25A0-25A1
U+25B2-25B3
U+25B6-25B7
U+25BC-25BD
U+25C0-25C1
U+25C6-25C7
U+25CB
U+25CF
U+2605-2606
U+2713
U+3000-301F
U+338F-33A1
U+33A5
U+33C4
U+FF01-FF60
U+FFE0-FFE6
MARKS

cut() { # source, style
	out="$here/OneWindowSans-$2.ttf"
	pyftsubset "$1" --unicodes-file=unicodes.txt --output-file="$out" \
		--layout-features=kern --no-hinting --notdef-outline \
		--drop-tables+=BASE,STAT,GSUB,vhea,vmtx,gasp,prep \
		--name-IDs=0,1,2,3,4,5,6,13,14
	python=$(sed -n '1s/^#!//p' "$(command -v pyftsubset)")
	"$python" - "$out" "$2" <<'PY'
import sys
from fontTools.ttLib import TTFont
path, style = sys.argv[1:]
font = TTFont(path, recalcTimestamp=False)
for record in font["name"].names:
    record.string = {
        1: "OneWindow Sans",
        2: style,
        3: "OneWindow Sans " + style + "; cut from Noto Sans SC 2.004",
        4: "OneWindow Sans " + style,
        6: "OneWindowSans-" + style,
    }.get(record.nameID, str(record))
font.save(path)
PY
}

cut package/400Regular/NotoSansSC_400Regular.ttf Regular
cut package/700Bold/NotoSansSC_700Bold.ttf Bold
cp package/LICENSE_FONT "$here/OFL-ui.txt"
ls -l "$here"/OneWindowSans-*.ttf
