import type { Generation, Plan } from "../model.ts";
import { detailsPath } from "./contract.ts";
import { gunicornFile, gunicornNotes } from "./gunicorn.ts";
import { importLines, importOf, missingDrivers, type PythonCheck, placeOf, pythonChecks, pythonEntry } from "./python.ts";
import { detailsBody, gunicornConfiguration, threadedChecks, threadImports } from "./python-threads.ts";

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
    ],
  };
}

function health(plan: Plan, checks: readonly PythonCheck[]): string {
  const { livenessPath, readinessPath, details } = plan.answers;
  const hasDetails = details === "token";
  const imports = importLines([
    // The checks read addresses from the environment, and the details a token.
    ...threadImports.filter((line) => line !== "import os" || hasDetails || checks.length > 0),
    ...(hasDetails ? ["import hmac", "from datetime import UTC, datetime"] : []),
    `from flask import Blueprint, Response, ${hasDetails ? "abort, jsonify, request" : "jsonify"}`,
    ...checks.flatMap((check) => check.imports),
  ]);
  return `"""Health endpoints."""

${imports}

${threadedChecks(plan, checks)}

blueprint = Blueprint("health", __name__)


def _answer(status: str, **details: object) -> Response:
    response = jsonify(status=status, **details)
    response.status_code = 503 if status == "down" else 200
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("${livenessPath}")
def livez() -> Response:
    return _answer("ok")
${
  readinessPath === livenessPath
    ? ""
    : `

# The server asks for nothing before the application is loaded: it has started by now.
@blueprint.get("${readinessPath}")
def readyz() -> Response:
    return _answer("down" if is_stopping() else _status(_check()))
`
}${
  hasDetails
    ? `

@blueprint.get("${detailsPath}")
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
    results = _check()
    return _answer(
        _status(results),
${detailsBody
  .replace(/^"(\w+)": /gm, "$1=")
  .split("\n")
  .map((line) => `        ${line}`)
  .join("\n")}
    )
`
    : ""
}`;
}
