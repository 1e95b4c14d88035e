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

  const manifest = (container: string, image = "registry.example.com/acme/shop:1.4.2") =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          image: ${image}\n${container.replace(/^(?=.)/gm, "          ")}`;
  const compose = "services:\n  web:\n    build: .\n    image: acme/shop\n";
  const port = (number: number, more = "") => `ports:\n  - containerPort: ${number}\n${more}`;
  it.each<[string, Readonly<Record<string, string>>, string[]]>([
    ["another port", { "k8s/a.yaml": manifest(port(8080)) }, ["2:8"]],
    ["the same", { "k8s/a.yaml": manifest(port(3000)) }, []],
    ["another image", { "k8s/a.yaml": manifest(port(8080), "acme/other") }, []],
    ["two ports", { "k8s/a.yaml": manifest(port(8080, "  - containerPort: 9000\n")) }, []],
    ["a port for measurements", { "k8s/a.yaml": manifest(port(9090, "    name: metrics\n")) }, []],
    ["a variable that may be the port", { "k8s/a.yaml": manifest(port(8080, "env:\n  - name: HTTP_PORT\n    value: '8080'\n")) }, []],
    ["variables that are not seen", { "k8s/a.yaml": manifest(port(8080, "envFrom:\n  - configMapRef:\n      name: a\n")) }, []],
    ["another variable", { "k8s/a.yaml": manifest(port(8080, "env:\n  - name: LEVEL\n    value: info\n")) }, ["2:8"]],
    ["arguments", { "k8s/a.yaml": manifest(port(8080, "args: [--port, '8080']\n")) }, []],
    ["no port", { "k8s/a.yaml": manifest("") }, []],
    ["manifests that differ", { "k8s/a.yaml": manifest(port(8080)), "k8s/b.yaml": manifest(port(8081)) }, []],
    ["a template", { "k8s/a.yaml": manifest("ports:\n  - containerPort: {{ .Values.port }}\n") }, []],
    ["an image of two Dockerfiles", { "k8s/a.yaml": manifest(port(8080)), "b/compose.yaml": compose, "b/Dockerfile": "FROM a\n" }, []],
  ])("compares what Kubernetes says: %s", (_, files, at) => {
    const text = 'FROM node:24-slim\nEXPOSE 3000\nCMD ["node", "server.js"]\n';
    const setting = { files: { "compose.yaml": compose, ...files } };
    expect(places(rule, text, setting)).toEqual(at);
    expectLawfulFixes(rule, text, setting);
    // What the image says itself counts first, and of two images nobody knows which one is run.
    const two = "services:\n  a:\n    build: .\n    image: acme/shop\n  b:\n    build:\n      context: .\n      target: web\n";
    expect(places(rule, `${text.replace("slim", "slim AS web")}FROM web\n`, { files: { ...files, "compose.yaml": two } })).toEqual([]);
    expect(places(rule, text.replace("EXPOSE", "ENV PORT=3000\nEXPOSE"), setting)).toEqual([]);
  });
});
