#!/usr/bin/env python3
"""Code in the guides is code that is built and run.

usage: tests/docs/check_excerpts.py

Every block of C++ or CMake in README.md and docs/*.md stands below a link to a file of this repository
that tests build, and must be found in it line by line.
"""
import pathlib
import re
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ("docs/examples/", "tests/install/consumer/")
BLOCK = re.compile(r"(?:^\[[^]\n]*\]\(([^)\n]*)\)\n\n)?^```(?:cpp|cmake)\n(.*?)^```$", re.M | re.S)


def main():
    problems = []
    count = 0
    for guide in [PROJECT / "README.md", *PROJECT.glob("docs/*.md")]:
        for source, block in BLOCK.findall(guide.read_text()):
            count += 1
            path = (guide.parent / source).resolve()
            name = str(path.relative_to(PROJECT))
            if not name.startswith(BUILT):
                problems.append(f"{guide.name}: a block without the file it is from:\n{block}")
            elif "\n" + block not in "\n" + path.read_text():
                problems.append(f"{guide.name}: not in {name}:\n{block}")
    if count == 0:
        problems.append("no blocks found")
    sys.exit("\n".join(problems) or 0)


if __name__ == "__main__":
    main()
