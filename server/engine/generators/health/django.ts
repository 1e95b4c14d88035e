import { pythonProject } from "../../workspace/project/python.ts";
import type { Generation, Plan } from "../model.ts";
import { gunicornFile, gunicornNotes } from "./gunicorn.ts";
import { healthPaths, pathNote } from "./paths.ts";
import { detailArguments, importLines, importOf, missingDrivers, type PythonCheck, pythonChecks } from "./python.ts";
import { gunicornConfiguration, threadedStatus, threadImports } from "./python-threads.ts";

/** A middleware that answers by itself, before anything can refuse, redirect or ask the database. */
export function djangoHealth(plan: Plan): Generation {
  const { base, package: name, settings, line } = djangoProject(plan);
  const checks = pythonChecks(plan, "django");
  const prefix = name === "" ? "" : `${name}.`;
  const importLine = importOf(prefix, "health");
  return {
    files: [
      { path: [base, ...name.split("."), "health.py"].filter(Boolean).join("/"), text: health(plan, checks), about: "Health endpoints" },
      gunicornFile(plan, gunicornConfiguration(plan, importLine)),
    ],
    notes: [
      `Put \`"${prefix}health.health"\` first in \`MIDDLEWARE\`${settings === undefined ? "" : ` in \`${settings}:${line}\``}: before \`SecurityMiddleware\`, whose redirect, and the check of the host, which would refuse the probes.`,
      ...gunicornNotes(plan, importLine),
      ...missingDrivers(checks),
      ...pathNote(plan),
    ],
  };
}

interface DjangoProject {
  /** The folder of `manage.py`, which modules are imported from; relative to the workspace. */
  readonly base: string;
  /** The package of the settings: `config`. */
  readonly package: string;
  /** The file that sets the middleware, and the line where it does. */
  readonly settings: string | undefined;
  readonly line: number;
}

export function djangoProject({ answers: { folder, command = "" }, application, workspace }: Plan): DjangoProject {
  const project = pythonProject(folder, workspace);
  const base = project?.managePath?.replace(/\/?manage\.py$/, "") ?? folder;
  // `config.settings.production` belongs to `config`.
  const module = application.python?.django?.settings?.value ?? project?.settingsModule;
  const served = /(?:^|\s)([\w.]+)\.[aw]sgi\b/.exec(command)?.[1];
  const packages = module?.replace(/\.?settings(?:\..*)?$/, "") ?? served ?? "";
  const settingsFolder = [base, ...packages.split(".")].filter(Boolean).join("/");
  const below = (name: string) => (settingsFolder === "" ? name : `${settingsFolder}/${name}`);
  const candidates = [
    ...(module === undefined ? [] : [`${[base, ...module.split(".")].filter(Boolean).join("/")}.py`]),
    below("settings.py"),
    below("settings/base.py"),
    below("settings/__init__.py"),
  ];
  for (const path of candidates) {
    const at = (workspace.read(path) ?? "").split("\n").findIndex((one) => /^MIDDLEWARE\s*[:=]/.test(one));
    if (at >= 0) return { base, package: packages, settings: path, line: at + 1 };
  }
  return { base, package: packages, settings: undefined, line: 1 };
}

function health(plan: Plan, checks: readonly PythonCheck[]): string {
  const { live, ready, details } = healthPaths(plan);
  const hasDetails = plan.answers.details === "token";
  const imports = importLines([
    ...threadImports(checks, hasDetails),
    "import asyncio",
    "from collections.abc import Callable",
    "from typing import Any",
    "from asgiref.sync import iscoroutinefunction",
    "from django.http import HttpRequest, HttpResponse, JsonResponse",
    "from django.utils.decorators import sync_and_async_middleware",
  ]);
  return `"""Health endpoints, answered before anything can refuse or redirect the probes."""

${imports}

${threadedStatus(checks, hasDetails)}

def _answer(status: str, **details: object) -> HttpResponse:
    response = JsonResponse({"status": status, **details})
    response.status_code = 503 if status == "down" else 200
    return response


def livez(_request: HttpRequest) -> HttpResponse:
    return _answer("ok")


# The server asks for nothing before the application is loaded: it has started by now.
def readyz(_request: HttpRequest) -> HttpResponse:
    return _answer("down" if is_stopping() else ${checks.length > 0 ? "_status(_check())" : '"ok"'})
${
  hasDetails
    ? `

def details(request: HttpRequest) -> HttpResponse:
    """For monitoring: what it stands on, for who knows the token."""
    token = os.environ.get("HEALTH_TOKEN")
    if not token:
        return HttpResponse(status=404)
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
${checks.length > 0 ? "    results = _check()\n" : ""}    return _answer(
        ${checks.length > 0 ? "_status(results)" : '"down" if is_stopping() else "ok"'},
${detailArguments(checks)}    )
`
    : ""
}

ENDPOINTS = {
    "${live}": livez,
    "${ready}": readyz,
${hasDetails ? `    "${details}": details,\n` : ""}}


def _answers(request: HttpRequest) -> bool:
    return request.path_info in ENDPOINTS and request.method in ("GET", "HEAD")


def _respond(request: HttpRequest) -> HttpResponse:
    response = ENDPOINTS[request.path_info](request)
    response["Cache-Control"] = "no-store"
    if request.method == "HEAD":
        response.content = b""
    return response


@sync_and_async_middleware
def health(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    if not iscoroutinefunction(get_response):
        return lambda request: (
            _respond(request) if _answers(request) else get_response(request)
        )

    async def answer(request: HttpRequest) -> Any:
        if _answers(request):
            # The checks wait, and may not hold up the event loop.
            return await asyncio.to_thread(_respond, request)
        return await get_response(request)

    return answer
`;
}
