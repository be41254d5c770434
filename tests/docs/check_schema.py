#!/usr/bin/env python3
"""Validates sample configurations, golden inputs and the schema's own examples by JSON Schema.

usage: tests/docs/check_schema.py NSINIT

What the schema accepts, nsinit decodes; and it accepts every file that is a configuration in use.
The golden files are not part of this repository: GOLDEN_SPEC names their directory, by default the
one beside the source tree.
"""
import json
import os
import pathlib
import subprocess
import sys

import jsonschema

PROJECT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = pathlib.Path(os.environ.get("GOLDEN_SPEC", PROJECT / "../shared/golden/spec"))
IN_USE = ["full", "sample_apparmor", "sample_attach_to_bridge", "sample_minimal", "sample_selinux"]


def examples(schema, definitions):
    """Every property that has examples, with them."""
    for part in (schema, *definitions.values()):
        for key, value in part.get("properties", {}).items():
            yield key, value, value["examples"]
            yield from examples(value, {})


def check_examples(schema):
    for key, value, given in examples(schema, schema["$defs"]):
        validator = jsonschema.Draft202012Validator({**value, "$defs": schema["$defs"]})
        for example in given:
            for error in validator.iter_errors(example):
                yield f"example of {key}: {error.message}"


def check_golden(validator, nsinit):
    for directory in sorted(GOLDEN.iterdir()):
        try:
            config = json.loads((directory / "container.json").read_text())
        except json.JSONDecodeError:
            continue  # nsinit's own tests have it
        valid = validator.is_valid(config)
        decoded = subprocess.run([nsinit, "spec"], cwd=directory, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, check=False).returncode == 0
        if valid and not decoded:
            yield f"{directory.name}: valid, but nsinit refuses it"
        if directory.name in IN_USE and not valid:
            yield f"{directory.name}: {next(validator.iter_errors(config)).message}"


def main():
    schema = json.loads((PROJECT / "docs/container.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    problems = list(check_examples(schema))
    for sample in sorted(PROJECT.glob("sample_configs/*.json")):
        problems += [f"{sample.name}: {error.message}"
                     for error in validator.iter_errors(json.loads(sample.read_text()))]
    if GOLDEN.is_dir():
        problems += check_golden(validator, sys.argv[1])
    sys.exit("\n".join(problems) or 0)


if __name__ == "__main__":
    main()
