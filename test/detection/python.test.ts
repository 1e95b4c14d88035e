import { describe, expect, it } from "vitest";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import type { Detected } from "../../server/engine/detection/model.ts";
import { allows } from "../../server/engine/detection/python-versions.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { type Files, project } from "../generators/support.ts";
import { detect } from "./told.ts";

/** `value` and where it stands: `fastapi @ pyproject.toml:3`. */
function told(detected: Detected<unknown> | undefined): string | undefined {
  if (!detected) return undefined;
  const { value, from, confidence } = detected;
  const text = Array.isArray(value) ? value.join(" ") : String(value);
  return from ? `${text} @ ${from.path}:${from.line}` : `${text} (${confidence})`;
}

const pyproject = (dependencies: readonly string[], more = "") =>
  `[project]\nname = "shop"\nrequires-python = ">=3.12"\ndependencies = [\n${dependencies.map((one) => `  "${one}",\n`).join("")}]\n${more}`;

const djangoSettings = `import os
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ["SECRET_KEY"]
DATABASE = env.db("DATABASE_URL")
ALLOWED_HOSTS = ["shop.example.org"]
WSGI_APPLICATION = "config.wsgi.application"
STATIC_ROOT = BASE_DIR / "staticfiles"
`;
const manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n';

describe("Python", () => {
  it("reads a uv project with its sources", () => {
    const found = detect({ ...project("python-uv"), "uv.lock": "version = 1\n" });
    expect(told(found.framework)).toBe("fastapi @ pyproject.toml:5");
    expect(told(found.packageManager)).toBe("uv @ uv.lock:1");
    expect(told(found.command)).toBe("uvicorn orders.main:app @ src/orders/main.py:3");
    expect(told(found.livenessPath)).toBe("/livez @ src/orders/main.py:6");
    expect(told(found.port)).toBe("8000 (assumed)");
    expect(told(found.runtimeVersion)).toBe("3.14 @ pyproject.toml:4");
    expect(told(found.name)).toBe("orders @ pyproject.toml:2");
    expect(told(found.tasks.lint)).toBe("uv run ruff check . @ pyproject.toml:8");
    expect(told(found.tasks.typecheck)).toBe("uv run mypy . @ pyproject.toml:8");
    expect(told(found.tasks.unit)).toBe("uv run pytest @ pyproject.toml:8");
    expect(told(found.tasks.install)).toBe("uv sync --locked @ uv.lock:1");
    expect(found.python).toMatchObject({ isPackage: true, importFolder: "src" });
  });

  it("finds the function that makes an application, where it can be called without arguments", () => {
    const found = detect(project("python-pip"));
    expect(told(found.command)).toBe("gunicorn shop:create_app() @ shop/__init__.py:4");
    expect(told(found.livenessPath)).toBe("/healthz @ shop/__init__.py:8");
    const needy = detect({ ...project("python-pip"), "shop/__init__.py": "def create_app(settings):\n    return Flask(__name__)\n" });
    expect(needy.command).toBeUndefined();
  });

  it("reads Django's settings", () => {
    const found = detect({
      "requirements.txt": "Django==5.2.8\ngunicorn\npsycopg2==2.9.10\nwhitenoise\n",
      "manage.py": manage,
      "config/__init__.py": "",
      "config/settings.py": djangoSettings,
      "config/wsgi.py": manage,
    });
    expect(told(found.framework)).toBe("django @ requirements.txt:1");
    expect(told(found.command)).toBe("gunicorn config.wsgi:application @ config/settings.py:7");
    expect(told(found.tasks.migrate)).toBe("python manage.py migrate --noinput @ manage.py:1");
    expect(told(found.tasks.unit)).toBe("python manage.py test @ manage.py:1");
    expect(found.services.map(told)).toEqual(["postgres @ requirements.txt:3"]);
    expect(found.python?.native).toEqual(["psycopg2"]);
    const django = found.python?.django;
    expect(told(django?.staticRoot)).toBe("staticfiles @ config/settings.py:8");
    expect(told(django?.allowedHosts)).toBe("shop.example.org @ config/settings.py:6");
    expect(django?.required).toEqual([
      { name: "SECRET_KEY", reader: "environ" },
      { name: "DATABASE_URL", reader: "env.db" },
    ]);
  });

  it("takes the settings of servers where they are not those of developers", () => {
    const found = detect({
      "pyproject.toml": pyproject(["django", "daphne", "channels"]),
      "manage.py": manage.replace("config.settings", "config.settings.local"),
      "config/asgi.py": manage.replace("config.settings", "config.settings.production"),
      "config/settings/production.py": "from .base import *\n",
      "config/settings/base.py": djangoSettings,
    });
    expect(told(found.command)).toBe("daphne config.asgi:application @ config/asgi.py:1");
    expect(told(found.python?.django?.settings)).toBe("config.settings.production @ config/asgi.py:2");
    expect(found.python?.django).toMatchObject({ isOtherThanManage: true, collectsStatic: true });
  });

  it.each<[string, readonly string[], string | undefined]>([
    ["exact names alone", ["django-environ", "flask-is-not-this"], undefined],
    ["normalised names", ["FastAPI[standard]>=0.115"], "uvicorn main:app @ main.py:1"],
    ["a server that is there", ["flask", "waitress"], "waitress-serve main:app @ main.py:1"],
    ["the usual one where none is", ["flask"], "gunicorn main:app @ main.py:1"],
    ["no worker processes where one serves", ["fastapi", "gunicorn", "uvicorn"], "uvicorn main:app @ main.py:1"],
    ["Litestar", ["litestar", "granian"], "granian --interface asgi main:app @ main.py:1"],
  ])("chooses the server by %s", (_, dependencies, expected) => {
    const type = dependencies.some((one) => /flask/.test(one))
      ? "Flask"
      : dependencies.some((one) => /litestar/.test(one))
        ? "Litestar"
        : "FastAPI";
    const text = expected === undefined ? "print(1)\n" : `app = ${type}()\n`;
    expect(told(detect({ "pyproject.toml": pyproject(dependencies), "main.py": text }).command)).toBe(expected);
  });

  it.each<[string, Files, string]>([
    [
      "the declared entry point",
      { "pyproject.toml": pyproject(["fastapi[standard]"], '[tool.fastapi]\nentrypoint = "a.b:c"\n') },
      "uvicorn a.b:c @ pyproject.toml:8",
    ],
    [
      "the Procfile",
      { "requirements.txt": "flask\ngunicorn\n", Procfile: "web: gunicorn shop:app --workers 3 --bind 0.0.0.0:$PORT\n" },
      "gunicorn shop:app --workers 3 --bind 0.0.0.0:8000 @ Procfile:1",
    ],
    [
      "the Dockerfile",
      {
        "requirements.txt": "flask\ngunicorn\n",
        Dockerfile: 'FROM python:3.13-slim\nEXPOSE 9000\nCMD ["uv", "run", "gunicorn", "shop:app"]\n',
      },
      "gunicorn shop:app @ Dockerfile:3",
    ],
    [
      "Celery's application",
      { "requirements.txt": "celery[redis]\n", "work/celery.py": "from celery import Celery\n\napp = Celery()\n" },
      "celery --app work worker --loglevel INFO @ work/celery.py:3",
    ],
    [
      "Streamlit's module",
      { "requirements.txt": "streamlit\n", "app.py": "import pandas\nimport streamlit as st\n" },
      "streamlit run app.py @ app.py:2",
    ],
    [
      "a module of an unusual name",
      { "requirements.txt": "fastapi\nuvicorn\n", "service/web/entry.py": "import x\n\nservice: FastAPI = FastAPI(\n    title='x',\n)\n" },
      "uvicorn service.web.entry:service @ service/web/entry.py:3",
    ],
    [
      "a program without a server",
      { "requirements.txt": "requests\n", "main.py": 'print(1)\nif __name__ == "__main__":\n    pass\n' },
      "python main.py @ main.py:2",
    ],
  ])("starts what %s says", (_, files, expected) => {
    expect(told(detect(files).command)).toBe(expected);
  });

  it("does not start what belongs to a development server", () => {
    const files = {
      "requirements.txt": "flask\ngunicorn\n",
      Dockerfile: 'FROM python:3.13\nCMD ["flask", "run"]\n',
      "app.py": "app = Flask(__name__)\n",
    };
    expect(told(detect(files).command)).toBe("gunicorn app:app @ app.py:1");
  });

  it.each<[string, Files, string]>([
    ["`.python-version`", { ".python-version": "3.13.2\n" }, "3.13 @ .python-version:1"],
    ["a release that has ended", { ".python-version": "3.8\n" }, "3.12 @ .python-version:1"],
    [
      "the newest that the range takes",
      { "pyproject.toml": '[project]\nname = "x"\nrequires-python = ">=3.9,<3.13"\ndependencies = ["flask"]\n' },
      "3.12 @ pyproject.toml:3",
    ],
    ["Poetry's caret", { "pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.11"\nflask = "*"\n' }, "3.14 @ pyproject.toml:2"],
    ["the Dockerfile", { Dockerfile: "FROM python:3.13-slim\n" }, "3.13 @ Dockerfile:1"],
    ["nothing", {}, "3.14 (assumed)"],
  ])("takes the version of %s", (_, files, expected) => {
    expect(told(detect({ "requirements.txt": "flask\n", ...files }).runtimeVersion)).toBe(expected);
  });

  it.each([
    [">=3.10,<3.14", "3.13", true],
    [">=3.10,<3.14", "3.14", false],
    ["~=3.12", "3.14", true],
    ["~=3.12.1", "3.13", false],
    ["==3.12.*", "3.12", true],
    ["^3.11", "3.10", false],
    ["3.13", "3.13", true],
    ["!=3.12", "3.12", false],
    ["<=3.12 || >=3.14", "3.13", false],
  ])("the range %s and %s: %s", (range, cycle, expected) => {
    expect(allows(range, cycle)).toBe(expected);
  });

  it.each<[string, Files, string]>([
    [
      "poetry",
      {
        "pyproject.toml": '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\nflask = "*"\n',
        "poetry.lock": "# This file is automatically @generated by Poetry 2.1.3 and\n",
      },
      "poetry @ poetry.lock:1",
    ],
    ["pdm", { "pyproject.toml": pyproject(["flask"]), "pdm.lock": "" }, "pdm @ pdm.lock:1"],
    ["pipenv", { Pipfile: '[packages]\nflask = "*"\n', "Pipfile.lock": "{}" }, "pipenv @ Pipfile.lock:1"],
    ["a table alone", { "pyproject.toml": pyproject(["flask"], "[tool.uv]\n") }, "uv @ pyproject.toml:7"],
    ["settings of uv without a project", { "pyproject.toml": "[tool.uv]\n", "requirements.txt": "flask\n" }, "pip @ requirements.txt:1"],
    ["no trace", { "pyproject.toml": pyproject(["flask"]) }, "pip (assumed)"],
  ])("tells the package manager by %s", (_, files, expected) => {
    expect(told(detect(files).packageManager)).toBe(expected);
  });

  it("runs tools of other groups with those groups, and integration tests apart", () => {
    const groups = '[dependency-groups]\nlint = ["ruff"]\n[project.optional-dependencies]\ntest = ["pytest"]\n';
    const { tasks } = detect({
      "pyproject.toml": pyproject(["fastapi", "uvicorn"], groups),
      "uv.lock": "",
      "tests/integration/test_a.py": "",
      "tests/unit/test_b.py": "",
    });
    expect(told(tasks.lint)).toBe("uv run --group lint ruff check . @ pyproject.toml:9");
    expect(told(tasks.unit)).toBe("uv run --extra test pytest tests/unit @ pyproject.toml:11");
    expect(told(tasks.integration)).toBe("uv run --extra test pytest tests/integration @ tests/integration:1");
  });

  it("takes a member of a uv workspace with the members that it needs", () => {
    const root = '[tool.uv.workspace]\nmembers = ["services/*", "libs/*"]\n';
    const member = (name: string, dependencies: string) =>
      `[project]\nname = "${name}"\ndependencies = [${dependencies}]\n[build-system]\nrequires = ["hatchling"]\n`;
    const found = detect(
      {
        "pyproject.toml": root,
        "uv.lock": "",
        "services/api/pyproject.toml": member("api", '"fastapi", "uvicorn", "acme-core"'),
        "services/api/api/main.py": "app = FastAPI()\n",
        "services/jobs/pyproject.toml": member("jobs", '"celery"'),
        "libs/core/pyproject.toml": member("acme_core", ""),
      },
      "services/api",
    );
    expect(found.context).toBe("");
    expect(found.python).toMatchObject({ members: ["services/api", "libs/core"], needsAllMembers: false, packageName: "api" });
  });

  it("knows what the system has to bring, and private indexes", () => {
    const found = detect({
      "requirements.txt": "--extra-index-url https://me:pass@packages.example.org/simple\n-r base.txt\npsycopg[c]\n",
      "base.txt": "flask\nprivate @ git+https://git.example.org/x\n",
    });
    expect(found.python).toMatchObject({ requirementFiles: ["requirements.txt", "base.txt"], usesGit: true, native: ["psycopg2"] });
    expect(told(found.python?.privateIndex)).toBe("https://packages.example.org/simple @ requirements.txt:1");
  });

  it("leaves a project of another ecosystem to that, and a root that only holds members together", () => {
    const workspace = memoryWorkspace({
      "requirements.txt": "pre-commit\n",
      "go.mod": "module x\n\ngo 1.26\n",
      "main.go": "package main\n",
    });
    expect(applicationIn(workspace, "")?.ecosystem.value).toBe("go");
    expect(applicationIn(memoryWorkspace({ "pyproject.toml": '[tool.uv.workspace]\nmembers = ["a"]\n' }), "")).toBeUndefined();
  });

  it("reads the paths that the health generator's endpoints have, not those behind a prefix", () => {
    const sources = { "requirements.txt": "fastapi\nuvicorn\n", "main.py": "app = FastAPI()\n" };
    const own = '@router.get("/livez")\ndef livez(): ...\n@router.get("/readyz")\n';
    const found = detect({ ...sources, "health.py": `router = APIRouter()\n${own}` });
    expect([told(found.livenessPath), told(found.readinessPath)]).toEqual(["/livez @ health.py:2", "/readyz @ health.py:4"]);
    expect(detect({ ...sources, "health.py": `router = APIRouter(prefix="/api")\n${own}` }).livenessPath).toBeUndefined();
  });
});
