import type { Plan } from "../model.ts";
import { drainVariable } from "./contract.ts";
import { checkList, constants, type PythonCheck } from "./python.ts";

/** What the checks of servers with threads need. */
export const threadImports = [
  "import logging",
  "import os",
  "import threading",
  "import time",
  "from collections.abc import Callable",
  "from concurrent.futures import Future, wait",
  "from dataclasses import dataclass",
];

/** The checks, in parallel in threads of their own, and what they come to. */
export function threadedChecks(plan: Plan, checks: readonly PythonCheck[]): string {
  return `${constants(plan, false)}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Check:
    name: str
    ping: Callable[[], object]
    critical: bool = True  # without it no request can be answered


${checkList(checks)}


@dataclass(frozen=True)
class Result:
    check: Check
    up: bool
    milliseconds: int


def is_stopping() -> bool:
    """Set by the hooks in \`gunicorn.conf.py\`: the server was told to stop."""
    return False


_started = time.monotonic()
_lock = threading.Lock()
_running: dict[str, Future[Result]] = {}
_results: list[Result] = []
_checked = float("-inf")


def _run(check: Check, future: Future[Result]) -> None:
    begun = time.monotonic()
    try:
        check.ping()
        up = True
    except Exception as fault:
        # Not its message: that could hold an address or a password.
        log.warning("health check %s: %s", check.name, type(fault).__name__)
        up = False
    future.set_result(Result(check, up, round((time.monotonic() - begun) * 1000)))


def _check() -> list[Result]:
    global _results, _checked
    with _lock:
        if time.monotonic() - _checked <= CACHE:
            return _results
        for check in CHECKS:
            # One that still hangs is not started once more.
            if check.name not in _running or _running[check.name].done():
                future = _running[check.name] = Future()
                # A daemon: it does not keep the process from ending.
                threading.Thread(target=_run, args=(check, future), daemon=True).start()
        wait(_running.values(), TIMEOUT)
        _results = [
            _running[check.name].result()
            if _running[check.name].done()
            else Result(check, up=False, milliseconds=round(TIMEOUT * 1000))
            for check in CHECKS
        ]
        _checked = time.monotonic()
        return _results


def _status(results: list[Result]) -> str:
    down = [result.check for result in results if not result.up]
    if is_stopping() or any(check.critical for check in down):
        return "down"
    return "degraded" if down else "ok"
`;
}

/** The body of the detailed endpoint, without its status. */
export const detailsBody = `"version": os.environ.get("APP_VERSION", "unknown"),
"uptime": round(time.monotonic() - _started),
"timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
"checks": {
    result.check.name: {
        "status": "ok" if result.up else "down",
        "critical": result.check.critical,
        "milliseconds": result.milliseconds,
    }
    for result in results
},`;

/** Hooks by which Gunicorn goes on answering for a while when told to stop, and tells its workers to say so. */
export function gunicornConfiguration(plan: Plan, importLine: string): string {
  const { livenessPath, readinessPath, drainSeconds, shutdownSeconds } = plan.answers;
  const paths = [...new Set([livenessPath, readinessPath])].map((path) => `"${path}"`);
  return `import mmap
import os
import signal
import threading

from gunicorn.glogging import Logger

# Seconds that requests under way may take to finish.
graceful_timeout = ${shutdownSeconds}
# Seconds that it goes on answering after SIGTERM, until no balancer sends requests.
drain = float(os.environ.get("${drainVariable}") or ${drainSeconds})
# One byte that the workers share: Gunicorn itself tells them only when it is too late.
_stopping = mmap.mmap(-1, 1)


class AccessLog(Logger):
    def access(self, resp, req, environ, request_time):
        if req.path not in (${paths.join(", ")}${paths.length === 1 ? "," : ""}):
            super().access(resp, req, environ, request_time)


logger_class = AccessLog


def when_ready(server):
    stop = signal.getsignal(signal.SIGTERM)

    def begin(number, frame):
        _stopping[0] = 1
        signal.signal(signal.SIGTERM, stop)  # a second one ends it at once
        timer = threading.Timer(drain, os.kill, (os.getpid(), signal.SIGTERM))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGTERM, begin)


def post_worker_init(worker):
    ${importLine}

    health.is_stopping = lambda: _stopping[0] == 1
`;
}
