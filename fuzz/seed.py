#!/usr/bin/env python3
"""Writes seeds: for `template` every recorded template as each kind, for `json_shape` lists and objects of values."""

import hashlib
import itertools
import json
import pathlib

HERE = pathlib.Path(__file__).parent
RECORDED = HERE.parent / "crates/sortie-jinja/tests/fixture/recorded.jsonl"
POLICIES = {"strict": 0, "lenient": 1, "chainable": 2}

corpus = HERE / "corpus/template"
corpus.mkdir(parents=True, exist_ok=True)
for line in RECORDED.read_text().splitlines():
    case = json.loads(line)
    options = POLICIES[case.get("undefined", "lenient")] * 2 + bool(case.get("trim"))
    for kind in range(3):
        data = bytes([options * 3 + kind]) + case["template"].encode()
        (corpus / hashlib.sha1(data).hexdigest()).write_bytes(data)
# The numbers are places in the target's list of pieces: what stands in a list, the keys and values of an object.
HOSTILE = ['', ' ', '"', "'", "\\", '1,2', '","a":1,"x":"', "null", "}", "]", "[1]", '{"a": 1}']
items = [bytes([2, 0x10 + place, 4, 0x12, 3]) for place in range(30)]
objects = [bytes([0, key, value, 1]) for key in (14, 20, 21) for value in (16, 18, 22, 23, 25, 32)]
shapes = HERE / "corpus/json_shape"
shapes.mkdir(parents=True, exist_ok=True)
for pieces, value in itertools.product(items + objects, HOSTILE):
    data = b"\xff".join([pieces, value.encode(), b"a"])
    (shapes / hashlib.sha1(data).hexdigest()).write_bytes(data)

for folder in (corpus, shapes):
    print(len(list(folder.iterdir())), "seeds in", folder)
