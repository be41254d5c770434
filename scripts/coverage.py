"""Prints the lines that were run of those that could be, by package and by file, from gcov's counts."""
import collections
import json
import pathlib
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parent.parent


def counts(build):
    """For each source of the project, by line, how often it was run."""
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    for data in build.rglob("*.gcda"):
        output = subprocess.run(["gcov", "--json-format", "--stdout", str(data)], cwd=build,
                                capture_output=True, check=True).stdout
        for file in json.loads(output)["files"]:
            path = (build / file["file"]).resolve()
            if not path.is_relative_to(PROJECT):
                continue
            name = str(path.relative_to(PROJECT))
            if name.startswith(("tests/", "build/")):
                continue
            for line in file["lines"]:
                lines[name][line["line_number"]] += line["count"]
    return lines


def print_row(name, lines):
    run = sum(1 for count in lines if count > 0)
    print(f"{name:44} {len(lines):6} {100 * run / len(lines):6.1f} %")


def main():
    build, below = pathlib.Path(sys.argv[1]).resolve(), float(sys.argv[2])
    files = {name: list(lines.values()) for name, lines in counts(build).items() if lines}
    packages = collections.defaultdict(list)
    for name, lines in files.items():
        packages[str(pathlib.Path(name).parent)] += lines
    print(f"{'package':44} {'lines':>6} {'run':>8}")
    for name, lines in sorted(packages.items()):
        print_row(name, lines)
    print_row("all", [count for lines in files.values() for count in lines])
    print(f"\nfiles below {below:g} %:")
    for name, lines in sorted(files.items()):
        if 100 * sum(1 for count in lines if count > 0) < below * len(lines):
            print_row(name, lines)


if __name__ == "__main__":
    main()
