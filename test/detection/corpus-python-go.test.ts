import { describe, expect, it } from "vitest";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import type { Application, Detected } from "../../server/engine/detection/model.ts";
import { corpusProject, hasCorpus } from "./corpus.ts";

type Told = Readonly<Record<string, string>>;

/** What was read of real projects by eye: value, place, and how sure that is. */
const expected: readonly (readonly [project: string, folder: string, Told])[] = [
  [
    "nickjj__docker-django-example",
    "",
    {
      name: "hello @ pyproject.toml:2",
      framework: "django @ pyproject.toml:8",
      kind: "web @ pyproject.toml:8",
      packageManager: "uv @ uv.lock:1",
      runtimeVersion: "3.14 @ Dockerfile:72",
      command: "gunicorn -c python:config.gunicorn config.wsgi @ Dockerfile:114",
      port: "8000 @ Dockerfile:112",
      livenessPath: "/up @ compose.yaml:81",
      "tasks.lint": "uv run ruff check . @ pyproject.toml:14",
      "tasks.unit": "uv run python src/manage.py test @ src/manage.py:1",
      "tasks.migrate": "python src/manage.py migrate --noinput @ src/manage.py:1",
      services: "postgres @ pyproject.toml:12, redis @ pyproject.toml:13",
    },
  ],
  [
    "fastapi__full-stack-fastapi-template",
    "backend",
    {
      name: "app @ backend/pyproject.toml:2",
      context: "",
      framework: "fastapi @ backend/pyproject.toml:7",
      packageManager: "uv @ uv.lock:1",
      runtimeVersion: "3.14 @ .python-version:1",
      command: "fastapi run --workers 4 @ backend/Dockerfile:65",
      port: "8000 @ compose.override.yml:36",
      livenessPath: "/api/v1/utils/health-check/ @ compose.yml:68",
      "tasks.lint": "uv run ruff check . @ backend/pyproject.toml:29",
      "tasks.typecheck": "uv run mypy . @ backend/pyproject.toml:27",
      "tasks.unit": "uv run pytest @ backend/pyproject.toml:26",
      "tasks.migrate": "alembic upgrade head @ backend/alembic.ini:1",
      services: "postgres @ backend/pyproject.toml:16",
    },
  ],
  [
    "dockersamples__example-voting-app",
    "vote",
    {
      name: "vote @ vote:1 (likely)",
      framework: "flask @ vote/requirements.txt:1",
      packageManager: "pip @ vote/requirements.txt:1",
      runtimeVersion: "3.11 @ vote/Dockerfile:2",
      command: "gunicorn app:app -b 0.0.0.0:80 --log-file - --access-logfile - --workers 4 --keep-alive 0 @ vote/Dockerfile:32",
      port: "80 @ vote/Dockerfile:29",
      livenessPath: "undefined",
      services: "redis @ vote/requirements.txt:2",
    },
  ],
  [
    "stefanprodan__podinfo",
    "",
    {
      name: "podinfo @ go.mod:1",
      framework: "net-http @ go.mod:11",
      runtimeVersion: "1.26 @ go.mod:3",
      command: "/podinfo @ cmd/podinfo/main.go:1 (likely)",
      port: "9898 @ otel/docker-compose.yaml:10",
      livenessPath: "/healthz @ kustomize/deployment.yaml:56",
      readinessPath: "/readyz @ kustomize/deployment.yaml:65",
      "tasks.build": "go build ./cmd/podinfo @ go.mod:1 (likely)",
      services: "redis @ go.mod:10",
    },
  ],
];

function told(application: Application, key: string): string {
  const value = key.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], application);
  if (Array.isArray(value)) return value.map((one) => text(one)).join(", ");
  return value !== null && typeof value === "object" ? text(value as Detected<unknown>) : String(value);
}

function text({ value, from, confidence }: Detected<unknown>): string {
  const shown = Array.isArray(value) ? value.join(" ") : String(value);
  return `${shown} @ ${from ? `${from.path}:${from.line}` : "nothing"}${confidence === "certain" ? "" : ` (${confidence})`}`;
}

describe.skipIf(!hasCorpus())("real projects of Python and Go", () => {
  it.each(expected)("%s %s", (name, folder, values) => {
    const application = applicationIn(corpusProject(name), folder);
    if (!application) throw new Error("nothing was recognised");
    expect(Object.fromEntries(Object.keys(values).map((key) => [key, told(application, key)]))).toEqual(values);
  });

  it("the root of a workspace without an application is none", () => {
    expect(applicationIn(corpusProject("fastapi__full-stack-fastapi-template"), "")?.ecosystem.value).not.toBe("python");
  });
});
