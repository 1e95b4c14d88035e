import type { Plan } from "../model.ts";
import { shutdownShares } from "./contract.ts";
import { healthPaths } from "./paths.ts";
import { checkConstants, checkList, type PythonCheck } from "./python.ts";

/** What the status and the details of servers with threads need. */
export function threadImports(checks: readonly PythonCheck[], hasDetails: boolean): string[] {
  return [
    ...(hasDetails ? ["import hmac", "import os", "from datetime import UTC, datetime"] : []),
    ...(hasDetails || checks.length > 0 ? ["import time"] : []),
    ...(checks.length > 0
      ? [
          "import logging",
          "import threading",
          "from collections.abc import Callable",
          "from concurrent.futures import Future, wait",
          "from dataclasses import dataclass",
        ]
      : []),
    ...checks.flatMap((check) => check.imports),
  ];
}

const stopping = `def is_stopping() -> bool:
    """Replaced by the hook in \`gunicorn.conf.py\`: the server was told to stop."""
    return False
`;

/** The state of the process; with checks, they run in parallel in threads of their own. */
export function threadedStatus(checks: readonly PythonCheck[], hasDetails: boolean): string {
  if (checks.length === 0) return `${hasDetails ? "_started = time.monotonic()\n\n" : ""}\n${stopping}`;
  return `${checkConstants}

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


${stopping}

${hasDetails ? "_started = time.monotonic()\n" : ""}_lock = threading.Lock()
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

/** Hooks by which Gunicorn goes on answering for a while when told to stop, and tells its workers to say so. */
export function gunicornConfiguration(plan: Plan, importLine: string): string {
  const { live, ready } = healthPaths(plan);
  const { drain, finish } = shutdownShares(plan.answers);
  return `import mmap
import os
import signal
import threading

from gunicorn.glogging import Logger

# Seconds that a shutdown may take.
graceful_timeout = ${drain + finish}
# Seconds of them that it goes on answering, until no balancer sends requests.
drain = ${drain}
# Its place is a home folder, which a container has not.
control_socket_disable = True
# One byte that the workers share: Gunicorn itself tells them only when it is too late.
_stopping = mmap.mmap(-1, 1)


class AccessLog(Logger):
    def access(self, resp, req, environ, request_time):
        if req.path not in ("${live}", "${ready}"):
            super().access(resp, req, environ, request_time)


logger_class = AccessLog


def when_ready(server):
    stop = signal.getsignal(signal.SIGTERM)

    def begin(number, frame):
        _stopping[0] = 1
        signal.signal(signal.SIGTERM, stop)  # a second one ends it at once
        server.cfg.set("graceful_timeout", max(1, server.cfg.graceful_timeout - drain))
        timer = threading.Timer(drain, os.kill, (os.getpid(), signal.SIGTERM))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGTERM, begin)


def post_worker_init(worker):
    ${importLine}

    health.is_stopping = lambda: _stopping[0] == 1
`;
}
