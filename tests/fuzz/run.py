"""Fuzzes the API of the real server from its own OpenAPI document, then asks `steward verify` whether anything was harmed.

    STEWARD=target/debug/steward python tests/fuzz/run.py

STEWARD_FUZZ_SECONDS is the most for each log-in (45 by default). A short run sends the same every time, so that it fails for what was
changed and not for its luck; from 300 seconds on each log-in does everything, with other values every night. STEWARD_FUZZ_SEED repeats one.
The document itself is checked first.
"""

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from openapi_spec_validator import validate

HERE = Path(__file__).parent
STEWARD = os.environ.get("STEWARD", "target/debug/steward")
SECONDS = os.environ.get("STEWARD_FUZZ_SECONDS", "45")
PASSWORD = re.search(r'^password = "(.*)"', (HERE / "../../world/company.toml").read_text(), re.M).group(1)
# One who may everything, and the manager of one community. In a short run the first sends every kind of value that the document allows
# or forbids once, the second whatever comes to mind.
LONG = int(SECONDS) >= 300
LOGINS = {"admin": "coverage", "songlan": "examples,fuzzing"}
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
]
# What would end the very session or account the fuzzer works with, or answers anybody with a log-in form.
LEFT_OUT = [
    "identity.session.open",
    "identity.session.end",
    "identity.account.disable",
    "identity.account.sign_out",
    "identity.grant.end",
    "identity.role.edit",
    "org.org.end",
    "org.staff.end",
]


class Api:
    def __init__(self, url):
        self.url = url
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open

    def call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"})
        return json.load(self.open(request))


def pool(api, document):
    """Every id that the lists of this log-in show, by noun."""
    found = {}

    def collect(value):
        if isinstance(value, dict):
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)
        elif isinstance(value, str) and (at := re.match(r"^([a-z_]+)_[0-9a-f]{32}$", value)):
            found.setdefault(at.group(1), set()).add(value)

    for path, verbs in document["paths"].items():
        if "get" in verbs and "{" not in path:
            try:
                collect(api.call(path))
            except urllib.error.HTTPError:
                pass  # Not for this log-in.
    return {noun: sorted(ids)[:60] for noun, ids in found.items()}


def fuzz(url, login, folder):
    api = Api(url)
    api.call("/api/v1/sign_in", {"login": login, "password": PASSWORD})
    token = api.call("/api/v1/account/tokens", {"name": "fuzz"})["token"]
    document = api.call("/api/openapi.json")
    validate(document)
    (folder / "pool.json").write_text(json.dumps(pool(api, document)))
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        url + "/api/openapi.json",
        *("--header", f"Authorization: Bearer {token}"),
        *("--checks", ",".join(CHECKS)),
        *("--phases", "examples,coverage,fuzzing" if LONG else LOGINS[login]),
        *("--max-time", SECONDS),
        *("--max-examples", "100" if LONG else "8"),
        *("--suppress-health-check", "all"),
        *("--warnings", "off"),
        # One thread: where two read a source at once CPython 3.11 loses count of the depth and the run ends in its own error.
        *("--workers", "1"),
        "--no-shrink",
        "--continue-on-failure",
    ]
    for operation in LEFT_OUT:
        command += ["--exclude-operation-id", operation]
    if seed := os.environ.get("STEWARD_FUZZ_SEED", None if LONG else "7"):
        command += ["--seed", seed]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE), "FUZZ_POOL": str(folder / "pool.json")}
    return subprocess.run(command, cwd=folder, env=environment).returncode


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = str(folder / "data")
        steward = str(Path(STEWARD).resolve())
        make = ["demo", "--data", data, "--months", "1", "--scale", "0.05", "--until", "2026-11-20T08:00:00Z", "--make-only"]
        subprocess.run([steward, *make], check=True)
        serve = ["serve", "--data", data, "--listen", "127.0.0.1:0", "--unlimited"]
        server = subprocess.Popen([steward, *serve], stdout=subprocess.PIPE, text=True)
        try:
            url = re.search(r"http://[^/\s]+", server.stdout.readline()).group(0)
            failed = [login for login in LOGINS if fuzz(url, login, folder) != 0]
        finally:
            server.send_signal(signal.SIGTERM)
            ended = server.wait(timeout=60)
        sound = subprocess.run([steward, "verify", "--data", data]).returncode
    if failed or ended or sound:
        sys.exit(f"fuzz: as {failed or 'nobody'} the answers differ from the document; server ended with {ended}, verify with {sound}")
    print("fuzz: every answer is as documented, and all is sound")


if __name__ == "__main__":
    main()
