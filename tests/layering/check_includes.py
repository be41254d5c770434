#!/usr/bin/env python3
"""Checks that no include of the project points up the layers of DESIGN, and that JSON, libcap
and libseccomp are known only where they belong."""
import pathlib
import re
import sys

LAYERS = [  # from the bottom; packages of one line do not know each other
    {"error"},
    {"internal"},
    {"console", "devices", "netlink", "selinux"},
    {"cgroups", "network", "mount", "security", "apparmor", "label"},
    {"root"},
    {"namespaces"},
    {"nsinit"},
]
# A container is shown its own control groups; mount asks the package that knows where they are.
ALLOWED = {("mount", "cgroups")}
BOTTOM_HEADERS = {"error.h", "unique_fd.h"}
PACKAGES = set().union(*LAYERS) - {"internal", "error", "root"}
PRIVATE_LIBRARIES = {"nlohmann/": "src/json", "sys/capability.h": "security/capabilities/",
                     "seccomp.h": "security/seccomp/"}


def rank(package):
    return next(i for i, layer in enumerate(LAYERS) if package in layer)


def package_of(path):
    """The package that a file below the project root belongs to."""
    parts = path.parts
    if parts[:2] == ("include", "libcontainer"):
        if len(parts) > 3:
            return parts[2]
        return "error" if parts[2] in BOTTOM_HEADERS else "root"
    if parts[0] == "src":
        if parts[1] == "error.cc":
            return "error"
        return "internal" if parts[1] == "internal" else "root"
    return parts[0]


def problems_of(path, includes):
    package = package_of(path)
    for include in includes:
        for library, home in PRIVATE_LIBRARIES.items():
            if include.startswith(library) and not str(path).startswith(home):
                yield f"{path}: {include} belongs to {home} alone"
        if not include.startswith(("libcontainer/", "internal/")):
            continue
        top = "include" if include.startswith("libcontainer/") else "src"
        target = package_of(pathlib.Path(top) / include)
        if target != package and rank(target) >= rank(package) and (
                package, target) not in ALLOWED:
            yield f"{path}: includes {include}, which is not below {package}"


def main(root):
    problems = []
    count = 0
    for top in sorted(PACKAGES | {"include", "src"}):
        for path in sorted((root / top).rglob("*.[ch]*")):
            includes = re.findall(r'#include [<"]([^>"]+)[>"]', path.read_text())
            count += len(includes)
            problems += problems_of(path.relative_to(root), includes)
    print("\n".join(problems) or f"{count} includes, none points up")
    return 1 if problems or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
