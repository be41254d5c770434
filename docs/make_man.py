#!/usr/bin/env python3
"""Prints container.json(5), made from container.schema.json: docs/make_man.py >docs/container.json.5"""
import json
import pathlib
import re

HEAD = r'''.\" Made by docs/make_man.py from docs/container.schema.json.
.TH CONTAINER.JSON 5 2026-11-24 "libcontainer 0.1.0" "File Formats"
.nh
.ad l
.SH NAME
container.json \- configuration of a container of nsinit
.SH DESCRIPTION
.I container.json
lies in the root file system of a container, or in the directory that the option
.B \-\-data\-path
of
.BR nsinit (8)
names, and says how the container is set apart.
It is one JSON object.
Keys match without regard to case; the last of duplicate keys wins, and duplicate objects merge;
.B null
means absent.
A key that means nothing is ignored with a warning, and so is text after the object.
A value of the wrong type, or one that cannot be used, is an error that names the key, and nothing is
started.
.B nsinit check
tells what is wrong with a file, and what this host cannot enforce of it.
.PP
Each key is followed by its type, its meaning with unit and default, and an example.
Without a default, an absent key asks for nothing.
A key that another key holds is written with a dot between them.
'''

TAIL = r'''.SH EXAMPLES
A container with 64 MiB of memory and no network:
.PP
.EX
{
  "namespaces": {"NEWNS": true, "NEWPID": true, "NEWNET": true},
  "cgroups": {"name": "small", "memory": 67108864}
}
.EE
.PP
.B nsinit new
writes a complete file to start from.
.SH FILES
.TP
.I /usr/share/libcontainer/docs/container.schema.json
The same as a JSON Schema, for editors.
.TP
.I /usr/share/libcontainer/sample_configs
Complete examples.
.SH SEE ALSO
.BR nsinit (8),
.BR namespaces (7),
.BR cgroups (7),
.BR capabilities (7),
.BR setrlimit (2)
'''


def roff(text):
    text = re.sub(r'[\\]', r'\\e', text).replace('-', r'\-').replace("'", r'\(aq')
    return r'\&' + text if text[:1] in ('.', "'") else text


def type_of(schema):
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return {"absolute_path": "string", "limit_value": "integer"}.get(
            name, f"object, see {heading(name)}")
    if "enum" in schema and "type" not in schema:
        return "number or string"
    if schema["type"] == "array":
        items = type_of(schema["items"])
        plural = "objects" + items[len("object"):] if items.startswith("object") else items + "s"
        return f"array of {plural}"
    return schema["type"]


def heading(name):
    return name.replace("_", " ").upper()


def print_keys(schema, prefix=""):
    for key, value in schema["properties"].items():
        required = ", required" if key in schema.get("required", []) else ""
        print(f".TP\n.BR \"{roff(prefix + key)}\" \" ({roff(type_of(value))}{required})\"")
        print(roff(value["description"]))
        if "enum" in value and "type" in value:
            print("One of " + ", ".join(roff(json.dumps(choice)) for choice in value["enum"]) + ".")
        for example in value["examples"]:
            print(f".br\nExample: {roff(json.dumps({key: example})[1:-1])}")
        if "properties" in value:
            print_keys(value, f"{prefix}{key}.")


def main():
    path = pathlib.Path(__file__).resolve().parent / "container.schema.json"
    schema = json.loads(path.read_text())
    print(HEAD + ".SH KEYS")
    print_keys(schema)
    for name, part in schema["$defs"].items():
        if "properties" not in part:
            continue
        print(f".SH {heading(name)}\n{roff(part['description'])}")
        print_keys(part)
    print(TAIL, end="")


if __name__ == "__main__":
    main()
