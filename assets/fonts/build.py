#!/usr/bin/env python3
"""Rebuild the document fonts of this folder.

    python3 build.py

Needs npm, fontTools (Debian: fonttools), the Unihan database (Debian:
unicode-data) and Hanazono Mincho (Debian: fonts-hanazono). The serif fonts
come from the npm package named in PACKAGE; npm's own configuration says from
where.

Each font becomes a glyph store (*.glyphs): outlines in deflate chunks of 64
glyphs, so that printing a page inflates a few chunks and never the whole
font. All numbers are big-endian:

    8  "OWGLYPH1"
    4  length of the deflated directory
    4  length of the directory once inflated
    -  directory, deflated
    -  chunks, one after the other

    directory:
    2  ascent, 2 descent, 2 cap height, 8 bounding box (x0 y0 x1 y1)
    4  number of glyphs G
    4  number of characters C
    C  times 4 character, 2 glyph; sorted by character
    G  times 2 advance width
    -  chunk offsets, (G+63)/64+1 times 4, counted from the first chunk

    chunk, deflated: 64 times 2 length, then the TrueType "glyf" records

Every record is a simple glyph without instructions, in 1000 units to the em.
Frequent characters come first, which keeps the chunks of a page few.
"""

import bz2
import re
import struct
import subprocess
import tarfile
import tempfile
import zlib
from io import BytesIO
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
PACKAGE = "@expo-google-fonts/noto-serif-sc@0.4.3"
UNIHAN = Path("/usr/share/unicode")
HANAZONO = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
HANAZONO_LICENCE = Path("/usr/share/doc/fonts-hanazono/copyright")
EM = 1000
CHUNK = 64


def unihan(file, field):
    """Yields (character, value) of one Unihan field."""
    with bz2.open(UNIHAN / file, "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] == field:
                yield int(parts[0][2:], 16), parts[2]


def standard_list():
    """The 8105 characters of 通用规范汉字表."""
    found = {c for c, _ in unihan("Unihan_OtherMappings.txt.bz2", "kTGH")}
    assert len(found) == 8105, f"kTGH lists {len(found)} characters"
    return found


def frequencies():
    """How often a character was met in 现代汉语频率词典."""
    return {
        c: sum(int(n) for n in re.findall(r"\((\d+)\)", value))
        for c, value in unihan("Unihan_Readings.txt.bz2", "kHanyuPinlu")
    }


def is_sign(c):
    """ASCII, punctuation, digits and the signs that stand on a form."""
    ranges = [
        (0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x205E), (0x20AC, 0x20AC),
        (0x2100, 0x214F), (0x2150, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF),
        (0x2460, 0x24FF), (0x2500, 0x257F), (0x25A0, 0x2612), (0x2713, 0x2717),
        (0x3000, 0x303F), (0x3200, 0x33FF), (0xFE30, 0xFE6F), (0xFF00, 0xFFEF),
    ]
    return any(a <= c <= b for a, b in ranges)


def reading_order(chars):
    """Signs, then the standard list by frequency, then the rest."""
    often, standard = frequencies(), standard_list()

    def key(c):
        if is_sign(c):
            return (0, 0, c)
        if c in standard:
            return (1, -often.get(c, 0), c)
        return (2, 0, c)

    return sorted(chars, key=key)


def outline(glyphs, name, scale):
    """One glyph as a simple glyf record and its bounding box."""
    recording = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(recording)
    pen = TTGlyphPen(None)
    recording.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
    glyph = pen.glyph()
    if glyph.numberOfContours == 0:
        return b"", None
    glyph.coordinates.toInt()
    glyph.recalcBounds(None)
    data = glyph.compile(None)
    box = struct.unpack(">4h", data[2:10])
    return data, box


def glyph_store(font, keep):
    """Packs the characters of font for which keep is true."""
    cmap, glyphs = font.getBestCmap(), font.getGlyphSet()
    scale = EM / font["head"].unitsPerEm
    index, records, advances, characters, boxes = {}, [], [], [], []
    for c in reading_order(c for c in cmap if keep(c)):
        name = cmap[c]
        if name not in index:
            index[name] = len(records)
            data, box = outline(glyphs, name, scale)
            records.append(data)
            advances.append(round(font["hmtx"][name][0] * scale))
            # Signs such as ⸺ reach far out; the box is for the letters.
            if box and box[2] - box[0] <= 1.2 * EM:
                boxes.append(box)
        characters.append((c, index[name]))
    chunks = [pack_chunk(records[i:i + CHUNK]) for i in range(0, len(records), CHUNK)]
    offsets = [0]
    for chunk in chunks:
        offsets.append(offsets[-1] + len(chunk))
    x0, y0, x1, y1 = zip(*boxes)
    hhea, cap = font["hhea"], getattr(font["OS/2"], "sCapHeight", 0) or 729
    directory = struct.pack(
        ">7h", round(hhea.ascent * scale), round(hhea.descent * scale), round(cap * scale),
        min(x0), min(y0), max(x1), max(y1))
    directory += struct.pack(">II", len(records), len(characters))
    directory += b"".join(struct.pack(">IH", c, g) for c, g in sorted(characters))
    directory += struct.pack(f">{len(advances)}H", *advances)
    directory += struct.pack(f">{len(offsets)}I", *offsets)
    packed = deflate(directory)
    return b"".join([b"OWGLYPH1", struct.pack(">II", len(packed), len(directory)), packed, *chunks])


def pack_chunk(records):
    lengths = [len(r) for r in records] + [0] * (CHUNK - len(records))
    return deflate(struct.pack(f">{CHUNK}H", *lengths) + b"".join(records))


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def fetch(folder):
    """Downloads the npm package and returns its archive."""
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)
    return tarfile.open(next(Path(folder).glob("*.tgz")))


def member(package, path):
    """The bytes of one file of the package."""
    return package.extractfile("package/" + path).read()


def main():
    standard = standard_list()
    with tempfile.TemporaryDirectory() as folder, fetch(folder) as package:
        regular = TTFont(BytesIO(member(package, "400Regular/NotoSerifSC_400Regular.ttf")))
        bold = TTFont(BytesIO(member(package, "700Bold/NotoSerifSC_700Bold.ttf")))
        licence = member(package, "LICENSE_FONT")
    (HERE / "serif-regular.glyphs").write_bytes(glyph_store(regular, lambda _: True))
    (HERE / "serif-bold.glyphs").write_bytes(
        glyph_store(bold, lambda c: c in standard or is_sign(c)))
    (HERE / "LICENSE-noto-serif-sc.txt").write_bytes(licence)
    known = regular.getBestCmap()
    (HERE / "serif-rare.glyphs").write_bytes(
        glyph_store(TTFont(HANAZONO), lambda c: c > 0xFFFF and c not in known))
    (HERE / "LICENSE-hanazono.txt").write_bytes(HANAZONO_LICENCE.read_bytes())


if __name__ == "__main__":
    main()
