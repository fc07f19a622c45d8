#!/usr/bin/env python3
"""The templates of templates.rs in Jinja2: `pip install jinja2==3.1.6`, then run this beside `cargo bench`."""
import json
import timeit
from pathlib import Path

from jinja2 import Environment, StrictUndefined

HERE = Path(__file__).parent
CONTEXT = json.loads((HERE / "context.json").read_text())
TEMPLATES = {"hello": "Hello {{ name }}", "body": (HERE / "body.json.j2").read_text()}


def best(function):
    count, _ = timeit.Timer(function).autorange()
    return min(timeit.repeat(function, number=count, repeat=5)) / count * 1e6


for name, source in TEMPLATES.items():
    # Without a cache, as each render of a new text needs it.
    env = Environment(undefined=StrictUndefined, cache_size=0)
    compiled = env.from_string(source)
    print(f"{name}: compile and render {best(lambda: env.from_string(source).render(CONTEXT)):.2f} us, "
          f"render {best(lambda: compiled.render(CONTEXT)):.2f} us")
