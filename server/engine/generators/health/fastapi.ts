import type { Generation, Plan } from "../model.ts";
import { shutdownShares } from "./contract.ts";
import { healthPaths, pathNote } from "./paths.ts";
import {
  checkConstants,
  checkList,
  detailArguments,
  importLines,
  importOf,
  missingDrivers,
  type PythonCheck,
  placeOf,
  pythonChecks,
  pythonEntry,
} from "./python.ts";

/** Routes, and a life span that holds the process back from ending while requests still come. */
export function fastapiHealth(plan: Plan): Generation {
  const { answers, workspace } = plan;
  const entry = pythonEntry(plan);
  const checks = pythonChecks(plan, "async");
  const source = (entry.path === undefined ? undefined : workspace.read(entry.path)) ?? "";
  const lifespan = /\blifespan\s*=\s*(\w+)/.exec(source)?.[1];
  const gate = /\b(?:TrustedHostMiddleware|HTTPSRedirectMiddleware)\b/.exec(source)?.[0];
  const include = `\`${importOf(entry.prefix, "health")}\` and \`${entry.object}.include_router(health.router)\``;
  return {
    files: [
      {
        path: entry.folder === "" ? "health.py" : `${entry.folder}/health.py`,
        text: health(plan, checks),
        about: "Health endpoints, and an end that loses no request",
      },
    ],
    notes: [
      lifespan === undefined
        ? `Add ${include} ${placeOf(entry)}, and make the application with \`FastAPI(lifespan=health.lifespan)\`.`
        : `Add ${include} ${placeOf(entry)}, and put \`async with health.serving():\` around the \`yield\` of \`${lifespan}\`.`,
      ...(answers.command?.includes("--timeout-graceful-shutdown")
        ? []
        : [
            `Start uvicorn with \`--timeout-graceful-shutdown ${shutdownShares(answers).finish}\`, or one request that hangs keeps it from ending.`,
          ]),
      ...(gate === undefined
        ? []
        : [`\`${gate}\` answers before the routes do: let the probes send a \`Host\` that it allows and \`X-Forwarded-Proto: https\`.`]),
      ...missingDrivers(checks),
      ...pathNote(plan),
    ],
  };
}

function health(plan: Plan, checks: readonly PythonCheck[]): string {
  const { live, ready, details } = healthPaths(plan);
  const hasDetails = plan.answers.details === "token";
  const hasChecks = checks.length > 0;
  const imports = importLines([
    "import asyncio",
    "import logging",
    "import signal",
    "import threading",
    "from collections.abc import AsyncIterator",
    "from contextlib import asynccontextmanager",
    "from types import FrameType",
    ...(hasChecks ? ["from collections.abc import Awaitable, Callable", "from dataclasses import dataclass", "import time"] : []),
    ...(hasDetails ? ["import hmac", "import os", "import time", "from datetime import UTC, datetime"] : []),
    `from fastapi import APIRouter, FastAPI${hasDetails ? ", HTTPException, Request" : ""}`,
    "from fastapi.responses import JSONResponse",
    ...checks.flatMap((check) => check.imports),
  ]);
  return `"""Health endpoints, and an end that loses no request."""

${imports}

# Seconds that it goes on answering after SIGTERM, until no balancer sends requests.
DRAIN = ${shutdownShares(plan.answers).drain}
PROBES = ("${live}", "${ready}")
${hasChecks ? `${checkConstants}\n` : ""}
router = APIRouter(include_in_schema=False)
${hasChecks ? checking(checks) : ""}_ready = False
${hasDetails ? "_started = time.monotonic()\n" : ""}

def _answer(status: str, **details: object) -> JSONResponse:
    code = 503 if status == "down" else 200
    headers = {"Cache-Control": "no-store"}
    return JSONResponse({"status": status, **details}, code, headers)


@router.api_route("${live}", methods=["GET", "HEAD"])
async def livez() -> JSONResponse:
    return _answer("ok")


@router.api_route("${ready}", methods=["GET", "HEAD"])
async def readyz() -> JSONResponse:
    return _answer(${hasChecks ? "_status(await _check() if _ready else [])" : '"ok" if _ready else "down"'})

${
  hasDetails
    ? `
@router.api_route("${details}", methods=["GET", "HEAD"])
async def details(request: Request) -> JSONResponse:
    """For monitoring: what it stands on, for who knows the token."""
    token = os.environ.get("HEALTH_TOKEN")
    if not token:
        raise HTTPException(404)
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        headers = {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}
        raise HTTPException(401, headers=headers)
${hasChecks ? "    results = await _check()\n" : ""}    return _answer(
        ${hasChecks ? "_status(results)" : '"ok" if _ready else "down"'},
${detailArguments(checks)}    )

`
    : ""
}
@asynccontextmanager
async def serving() -> AsyncIterator[None]:
    """Ready inside, until told to stop: enter it when all that is needed is there."""
    global _ready
    _drain_on_sigterm()
    _ready = True
    try:
        yield
    finally:
        _ready = False


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    async with serving():
        yield


def _drain_on_sigterm() -> None:
    stop = signal.getsignal(signal.SIGTERM)
    # Under a test client there is no server to stop.
    if threading.current_thread() is not threading.main_thread() or not callable(stop):
        return
    loop = asyncio.get_running_loop()

    def drain(_signal: int, _frame: FrameType | None) -> None:
        global _ready
        _ready = False
        signal.signal(signal.SIGTERM, stop)  # a second one ends it at once
        # As an interrupt: uvicorn exits with 0 after it, and with 143 after SIGTERM.
        loop.call_soon_threadsafe(loop.call_later, DRAIN, stop, signal.SIGINT, None)

    signal.signal(signal.SIGTERM, drain)


class _WithoutProbes(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        # Client, method, path, version and status.
        return not isinstance(record.args, tuple) or record.args[2] not in PROBES


logging.getLogger("uvicorn.access").addFilter(_WithoutProbes())
`;
}

function checking(checks: readonly PythonCheck[]): string {
  return `log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Check:
    name: str
    ping: Callable[[], Awaitable[object]]
    critical: bool = True  # without it no request can be answered


${checkList(checks)}


@dataclass(frozen=True)
class Result:
    check: Check
    up: bool
    milliseconds: int


_lock = asyncio.Lock()
_results: list[Result] = []
_checked = float("-inf")


async def _run(check: Check) -> Result:
    begun = time.monotonic()
    try:
        async with asyncio.timeout(TIMEOUT):
            await check.ping()
        up = True
    except Exception as fault:
        # Not its message: that could hold an address or a password.
        log.warning("health check %s: %s", check.name, type(fault).__name__)
        up = False
    return Result(check, up, round((time.monotonic() - begun) * 1000))


async def _check() -> list[Result]:
    global _results, _checked
    async with _lock:
        if time.monotonic() - _checked > CACHE:
            _results = await asyncio.gather(*map(_run, CHECKS))
            _checked = time.monotonic()
        return _results


def _status(results: list[Result]) -> str:
    down = [result.check for result in results if not result.up]
    if not _ready or any(check.critical for check in down):
        return "down"
    return "degraded" if down else "ok"


`;
}
