"""What the fuzzer cannot know by itself: ids that exist. Without them every request ends at "not found"."""

import json
import os
import random
import re

import schemathesis

# Written by run.py: noun -> ids that the token may see.
POOL = json.load(open(os.environ["FUZZ_POOL"])) if "FUZZ_POOL" in os.environ else {}
ID = re.compile(r"^([a-z_]+)_[0-9a-f]{32}$")
chance = random.Random(7)


def real(value):
    """The same value with most of its ids replaced by ones that exist."""
    if isinstance(value, dict):
        return {name: real(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [real(inner) for inner in value]
    if isinstance(value, str):
        found = ID.match(value)
        known = POOL.get(found.group(1)) if found else None
        if known and chance.random() < 0.9:
            return chance.choice(known)
    return value


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    return real(path_parameters)


@schemathesis.hook
def map_query(context, query):
    return real(query)


# Inner forms that a process asks for: only its definition knows them.
INNER = [
    {"summary": "厨房漏水", "trade": "water", "urgency": "normal", "facility_class": "home"},
    {"plan": "半小时内到"},
    {"result": "已修好", "labour_minutes": 20},
    {"reason": "waiting_parts", "until": "2026-12-01T00:00:00Z"},
    {"outcome": "satisfied", "call_note": "满意"},
    {"rating": 5},
]


@schemathesis.hook
def map_body(context, body):
    if isinstance(body, dict) and isinstance(body.get("input"), dict) and chance.random() < 0.6:
        body = {**body, "input": chance.choice(INNER)}
    return real(body)
