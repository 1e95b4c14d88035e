import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/leftover-pip-cache.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/leftover-pip-cache", () => {
  it.each([
    ["pip", "FROM python:3.14-slim\nRUN pip install flask==3.1.2\n", ["2:5"]],
    ["pip by Python", "FROM python:3.14-slim\nRUN python3 -m pip install -r requirements.txt\n", ["2:5"]],
    ["pip of a virtual environment", "FROM python:3.14-slim\nRUN /venv/bin/pip install -U pip\n", ["2:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["the option", "FROM python:3.14-slim\nRUN pip install --no-cache-dir flask\n"],
    ["the variable in ENV", "FROM python:3.14-slim\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n"],
    ["the variable in a stage below", "FROM python:3.14-slim AS b\nENV PIP_NO_CACHE_DIR=on\nFROM b\nRUN pip install flask\n"],
    ["settings that are copied", "FROM python:3.14-slim\nCOPY pip.conf /etc/pip.conf\nRUN pip install flask\n"],
    [
      "a virtual environment of a builder",
      "FROM python:3.14 AS b\nRUN python -m venv /v && /v/bin/pip install flask\nFROM python:3.14-slim\nCOPY --from=b /v /v\n",
    ],
    ["the variable in front", "FROM python:3.14-slim\nRUN PIP_NO_CACHE_DIR=1 pip install flask\n"],
    ["a cache mount", "FROM python:3.14-slim\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n"],
    ["the cache deleted", "FROM python:3.14-slim\nRUN pip install flask && rm -rf ~/.cache\n"],
    ["the cache purged", "FROM python:3.14-slim\nRUN pip install flask && pip cache purge\n"],
    ["settings made before", "FROM python:3.14-slim\nRUN pip config set global.no-cache-dir true\nRUN pip install flask\n"],
    ["pipx and pipenv", "FROM python:3.14-slim\nRUN pipx install flask && pipenv install --system\n"],
    [
      "a virtual environment that another stage builds",
      "FROM python:3.14 AS build\nRUN python -m venv /venv && /venv/bin/pip install flask\nFROM python:3.14\nCOPY --from=build /venv /venv\n",
    ],
    ["uv", "FROM python:3.14-slim\nRUN uv pip install flask\n"],
    ["pip download", "FROM python:3.14-slim\nRUN pip download flask\n"],
    ["a builder", "FROM python:3.14 AS build\nRUN pip install flask\nFROM scratch\nCOPY --from=build /x /x\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
