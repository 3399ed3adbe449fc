#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains resources/text/gatoscope-32k.model: a sentencepiece unigram model of exactly 32,000 pieces.

The text comes from Debian packages of freely licensed prose (resources/text/README.md) and from instruction sentences
that this script writes, so that `go to the red ball` cuts into its words. One thread, fixed seeds: the same packages
give the same model. Needs Debian's `sentencepiece` (spm_train), apt-get and dpkg-deb.

    packaging/train_text_model.py [--work FOLDER] [--out FILE]
"""
import argparse
import glob
import gzip
import html
import os
import random
import re
import shutil
import subprocess

PACKAGES = ["dict-gcide", "wordnet-base", "debian-handbook", "debian-reference-en", "python3.11-doc",
            "gnome-user-docs", "installation-guide-amd64"]
PIECES = 32000
# Letters and signs of European text that the packages hold too few of; what is neither here nor there becomes bytes.
REQUIRED = "".join(chr(c) for c in range(0xA1, 0x180) if chr(c).isalpha() or chr(c) in "°±×÷§µ£") + "–—‘’“”…€→←"


def unpack(work):
    """Downloads and unpacks the packages below `work`; what is there already stays."""
    os.makedirs(work, exist_ok=True)
    for name in PACKAGES:
        folder = os.path.join(work, name)
        if os.path.isdir(folder):
            continue
        if not glob.glob(os.path.join(work, name + "_*.deb")):
            subprocess.run(["apt-get", "download", name], cwd=work, check=True)
        subprocess.run(["dpkg-deb", "-x", glob.glob(os.path.join(work, name + "_*.deb"))[0], folder], check=True)


def read(path):
    opened = gzip.open if path.endswith((".gz", ".dz")) else open
    with opened(path, "rt", encoding="utf-8", errors="ignore") as file:
        return file.read()


def plain(markup):
    """Text of HTML or Mallard pages: no scripts, no tags."""
    markup = re.sub(r"(?s)<(script|style|head|credit|license)\b.*?</\1>", " ", markup)
    return html.unescape(re.sub(r"(?s)<[^>]*>", " ", markup))


def dictionary(text):
    """Definitions and quotations of the dictionary, without its sources, cross-reference braces and pronunciations."""
    text = re.sub(r"\[(1913 Webster|PJC|WordNet[^]]*|Webster[^]]*)\]|\\[^\\\n]*\\", " ", text)
    text = re.sub(r"\[[a-z=^'`.\"~,]{1,4}[a-z]*\]", "", text)
    for block in re.split(r"\n\s*\n", re.sub(r"[{}]|--[A-Z][A-Za-z. ]*\.", " ", text)):
        yield block


def wordnet(text):
    for line in text.splitlines():
        if " | " in line and not line.startswith("  "):
            yield line.split(" | ", 1)[1]


def prose(work):
    """Paragraphs of all packages, in a fixed order."""
    yield from dictionary(read(os.path.join(work, "dict-gcide/usr/share/dictd/gcide.dict.dz")))
    for part in ("noun", "verb", "adj", "adv"):
        yield from wordnet(read(os.path.join(work, "wordnet-base/usr/share/wordnet/data." + part)))
    pages = [("debian-handbook/**/en-US/**/*.html", plain), ("gnome-user-docs/usr/share/help/C/**/*.page", plain),
             ("debian-reference-en/**/debian-reference.en.txt.gz", str), ("python3.11-doc/**/*.txt", str),
             ("installation-guide-amd64/**/install.en.txt.gz", str)]
    for pattern, clean in pages:
        for path in sorted(glob.glob(os.path.join(work, pattern), recursive=True)):
            yield from re.split(r"\n\s*\n", clean(read(path)))


def sentences(work):
    """One cleaned line per sentence or short paragraph."""
    for paragraph in prose(work):
        line = re.sub(r"\s+", " ", paragraph).strip()
        letters = sum(c.isalpha() or c == " " for c in line)
        if len(line) < 20 or letters < 0.75 * len(line):
            continue
        for sentence in re.split(r"(?<=[.;?!]) (?=[A-Z\"])", line):
            if 10 < len(sentence) < 1000:
                yield sentence


COLOURS = "red green blue purple yellow grey gray black white orange brown pink".split()
GRID_THINGS = "ball box key door goal lava wall square tile".split()
TABLE_THINGS = """cube block bowl plate mug cup can bottle lid pan pot spoon fork knife drawer cabinet shelf tray basket
    stove burner knob handle button switch lever book caddy ramekin wine rack soup butter milk ketchup juice cheese
    cookie pudding cream sauce dressing towel cloth banana apple carrot corn bread egg sponge hammer screwdriver wrench
    peg hole ring rope gear nut bolt microwave toaster faucet window curtain coffee machine table counter sink
    bin cart door fridge oven kettle teapot tool frame tissue paper marker pen toy car robot gripper arm""".split()
PLACES = ["on the left", "on the right", "in front of you", "behind you", "in the middle", "on top", "at the back",
          "at the front", "in the center", "next to the wall"]
RELATIONS = ["next to", "to the left of", "to the right of", "in front of", "behind", "on top of", "inside", "under",
             "near", "between", "beside", "into", "onto", "above", "below"]


def instruction(rng):
    grid = rng.random() < 0.5
    article = lambda: rng.choice(["the", "a", "the", "the"])

    def thing():
        noun = rng.choice(GRID_THINGS if grid else TABLE_THINGS)
        colour = rng.choice(COLOURS) + " " if rng.random() < 0.7 else ""
        return article() + " " + colour + noun

    def clause():
        x, y = thing(), thing()
        relation, place = rng.choice(RELATIONS), rng.choice(PLACES)
        return rng.choice([
            "go to " + x, "pick up " + x, "open " + x, "close " + x, "put " + x + " " + relation + " " + y,
            "put " + x + " " + place, "go to " + x + " " + place, "pick up " + x + " and place it " + relation + " " + y,
            "push " + x + " to " + y, "lift " + x, "turn on " + x, "turn off " + x, "move " + x + " " + relation + " " + y,
            "stack " + x + " on " + y, "slide " + x + " " + place, "grasp " + x, "take " + x + " out of " + y,
            "insert " + x + " into " + y, "rotate " + x + " clockwise", "press " + x, "pull " + x, "reach " + x,
            "get to the " + rng.choice(COLOURS) + " goal square", "use the key to open " + x, "find " + x,
            "pour " + x + " into " + y, "wipe " + x, "unlock " + x, "drop " + x, "hang " + x + " on " + y,
            "walk forward and keep your balance", "play breakout", "avoid " + x + " and get to the green goal square"])
    text = clause()
    if rng.random() < 0.35:
        text += rng.choice([", then ", " and then ", " after you ", " and "]) + clause()
    return text[0].upper() + text[1:] + "." if rng.random() < 0.15 else text


def write_corpus(work, path):
    rng = random.Random(0)
    with open(path, "w", encoding="utf-8") as out:
        count = 0
        for sentence in sentences(work):
            out.write(sentence + "\n")
            count += 1
            if count % 6 == 0:
                out.write(instruction(rng) + "\n")


def train(work, model):
    """Inside the folder of the corpus, because the model remembers the names it was given."""
    prefix = "gatoscope-32k"
    subprocess.run(["spm_train", "--input=corpus.txt", "--model_prefix=" + prefix, "--model_type=unigram",
                    "--vocab_size=%d" % PIECES, "--character_coverage=0.9999", "--byte_fallback=true",
                    "--required_chars=" + REQUIRED,
                    "--split_digits=true", "--num_threads=1", "--random_seed=1", "--seed_sentencepiece_size=300000",
                    "--max_sentence_length=2048", "--input_sentence_size=400000", "--shuffle_input_sentence=true",
                    "--minloglevel=1"], check=True, cwd=work)
    shutil.move(os.path.join(work, prefix + ".model"), model)


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", default=os.path.expanduser("~/.cache/gatoscope/text"))
    parser.add_argument("--out", default=os.path.join(root, "resources/text/gatoscope-32k.model"))
    options = parser.parse_args()
    unpack(options.work)
    write_corpus(options.work, os.path.join(options.work, "corpus.txt"))
    os.makedirs(os.path.dirname(options.out), exist_ok=True)
    train(options.work, options.out)


if __name__ == "__main__":
    main()
