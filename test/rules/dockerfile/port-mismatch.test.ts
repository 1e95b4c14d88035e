import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/port-mismatch.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const python = (expose: string, start: string) => `FROM python:3.14-slim\nEXPOSE ${expose}\n${start}\n`;

describe("dockerfile/port-mismatch", () => {
  it.each([
    ["uvicorn", python("80", 'CMD ["uvicorn", "app:app", "--port", "8000"]'), ["2:8"]],
    ["gunicorn's address", python("80/tcp", 'CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]'), ["2:8"]],
    ["the shell form", python("5000", "CMD flask run --host 0.0.0.0 --port=8000"), ["2:8"]],
    ["an option with its value", 'FROM node:24-slim\nEXPOSE 80\nCMD ["http-server", "-p8080"]\n', ["2:8"]],
    ["Django", python("80", 'CMD ["python", "manage.py", "runserver", "0.0.0.0:8000"]'), ["2:8"]],
    ["the variable", 'FROM node:24-slim\nENV PORT=8080\nEXPOSE 3000\nCMD ["node", "server.js"]\n', ["3:8"]],
    ["what the stage below exposes", 'FROM node:24-slim AS base\nEXPOSE 3000\nFROM base\nENV PORT=80\nCMD ["node", "a.js"]\n', ["2:8"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["the same port", python("8000", 'CMD ["uvicorn", "app:app", "--port", "8000"]')],
    ["one of several", python("80 443", 'CMD ["uvicorn", "app:app", "--port", "8000"]')],
    ["several instructions", python("80\nEXPOSE 9000", 'CMD ["uvicorn", "app:app", "--port", "8000"]')],
    ["another protocol", python("53/udp", 'CMD ["uvicorn", "app:app", "--port", "8000"]')],
    ["a range", python("8000-8010", 'CMD ["uvicorn", "app:app", "--port", "9000"]')],
    ["a variable as port", python("$PORT", 'CMD ["uvicorn", "app:app", "--port", "8000"]')],
    ["a variable in the command", "FROM python:3.14-slim\nENV P=8000\nEXPOSE 80\nCMD uvicorn app:app --port $P\n"],
    ["a variable with a default", python("80", "CMD uvicorn app:app --port ${PORT:-8000}")],
    ["a port that nobody tells", python("80", 'CMD ["gunicorn", "app:app"]')],
    ["the command over the variable", 'FROM python:3.14-slim\nENV PORT=9000\nEXPOSE 80\nCMD ["uvicorn", "app:app", "--port", "80"]\n'],
    ["a socket", python("80", 'CMD ["gunicorn", "--bind", "unix:/run/app.sock", "app:app"]')],
    ["a stage for developers", 'FROM node:24-slim AS dev\nENV PORT=8080\nEXPOSE 3000\nCMD ["node", "a.js"]\n'],
    ["a builder", 'FROM node:24-slim AS build\nENV PORT=8080\nEXPOSE 3000\nCMD ["node", "a.js"]\nFROM scratch\nCOPY --from=build /a /a\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("says where the port is named, and keeps the protocol", () => {
    const [problem] = run(rule, python("80/tcp", 'CMD ["uvicorn", "app:app", "--port", "8000"]'));
    expect(problem?.fixed).toEqual([python("8000/tcp", 'CMD ["uvicorn", "app:app", "--port", "8000"]')]);
    expect(problem?.related).toMatchObject([{ message: "Port 8000 is named here." }]);
  });
});
