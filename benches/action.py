"""The same action as a Python script does it: the input rendered with Jinja2, the request sent with requests."""

import json
import sys

import jinja2
import requests

address, context = sys.argv[1], json.loads(sys.argv[2])
environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
params = json.loads(environment.from_string('{"limit": "{{ count }}"}').render(context))
answer = requests.get(f"{address}/api/systemusers", params=params, headers={"x-api-key": "key"}, timeout=30)
answer.raise_for_status()
print(json.dumps({**answer.json(), "error": None, "has_error": False}, indent=2))
