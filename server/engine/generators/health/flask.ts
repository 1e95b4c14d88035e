import type { Generation, Plan } from "../model.ts";
import { gunicornFile, gunicornNotes } from "./gunicorn.ts";
import { healthPaths, pathNote } from "./paths.ts";
import { detailArguments, importLines, importOf, missingDrivers, type PythonCheck, placeOf, pythonChecks, pythonEntry } from "./python.ts";
import { gunicornConfiguration, threadedStatus, threadImports } from "./python-threads.ts";

/** A blueprint, and hooks of Gunicorn that hold the process back from ending while requests still come. */
export function flaskHealth(plan: Plan): Generation {
  const entry = pythonEntry(plan);
  const checks = pythonChecks(plan, "sync");
  const importLine = importOf(entry.prefix, "health");
  return {
    files: [
      {
        path: entry.folder === "" ? "health.py" : `${entry.folder}/health.py`,
        text: health(plan, checks),
        about: "Health endpoints",
      },
      gunicornFile(plan, gunicornConfiguration(plan, importLine)),
    ],
    notes: [
      `Add \`${importLine}\` and \`${entry.object === "create_app" ? "app" : entry.object}.register_blueprint(health.blueprint)\` ${placeOf(entry)}, before other extensions answer requests.`,
      ...gunicornNotes(plan, importLine),
      ...missingDrivers(checks),
      ...pathNote(plan),
    ],
  };
}

function health(plan: Plan, checks: readonly PythonCheck[]): string {
  const { live, ready, details } = healthPaths(plan);
  const hasDetails = plan.answers.details === "token";
  const imports = importLines([
    ...threadImports(checks, hasDetails),
    `from flask import Blueprint, Response, ${hasDetails ? "abort, jsonify, request" : "jsonify"}`,
  ]);
  return `"""Health endpoints."""

${imports}

${threadedStatus(checks, hasDetails)}

blueprint = Blueprint("health", __name__)


def _answer(status: str, **details: object) -> Response:
    response = jsonify(status=status, **details)
    response.status_code = 503 if status == "down" else 200
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("${live}")
def livez() -> Response:
    return _answer("ok")


# The server asks for nothing before the application is loaded: it has started by now.
@blueprint.get("${ready}")
def readyz() -> Response:
    return _answer("down" if is_stopping() else ${checks.length > 0 ? "_status(_check())" : '"ok"'})
${
  hasDetails
    ? `

@blueprint.get("${details}")
def details() -> Response:
    """For monitoring: what it stands on, for who knows the token."""
    token = os.environ.get("HEALTH_TOKEN")
    if not token:
        abort(404)
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        refusal = jsonify(status="unauthorized")
        refusal.status_code = 401
        refusal.headers["WWW-Authenticate"] = "Bearer"
        refusal.headers["Cache-Control"] = "no-store"
        return refusal
${checks.length > 0 ? "    results = _check()\n" : ""}    return _answer(
        ${checks.length > 0 ? "_status(results)" : '"down" if is_stopping() else "ok"'},
${detailArguments(checks)}    )
`
    : ""
}`;
}
