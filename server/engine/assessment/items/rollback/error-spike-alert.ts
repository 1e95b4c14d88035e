import { type Alert, alertsOf } from "../../alerts.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";

/** Whoever rolls back has to know within so many seconds. */
const soon = 600;

/** Services that collect errors, and tell of them by rules that are set there. */
const collectors =
  /^(?:@sentry\/[\w-]+|sentry[-_]sdk|sentry-(?:ruby|rails)|sentry\/sentry(?:-[\w-]+)?|github\.com\/getsentry\/sentry-go|io\.sentry:.+|Sentry(?:\.\w+)*|sentry|@?rollbar|@bugsnag\/[\w-]+|bugsnag|@honeybadger-io\/[\w-]+|newrelic|dd-trace|ddtrace|@datadog\/[\w-]+|applicationinsights|@airbrake\/[\w-]+)$/;

export const errorSpikeAlert: Assessor = {
  id: "rollback.error-spike-alert",
  looksAt:
    "Alerts on failed answers (Prometheus, Grafana, Sloth, Pyrra, CloudFormation, Terraform) that look back over 10 minutes at most, and tell within 10 minutes.",
  action: {
    kind: "decide",
    title: "Show the alert",
    asks: "The address of an alert that tells within 10 minutes that more requests fail than before, and of its last test.",
  },
  assess(service) {
    if (!service.answersRequests && service.application?.kind.value === "static") return notApplicable("It is nothing but files.");
    const alerts = alertsOf(service).filter(({ isOnErrors }) => isOnErrors);
    const quick = alerts.filter((alert) => alert.isRate && isQuick(alert));
    if (quick.length > 0) return met("An alert tells within 10 minutes that requests fail.", quick.slice(0, 4).map(place));
    if (alerts.length > 0)
      return likely(
        alerts.some(({ isRate }) => isRate)
          ? "An alert looks at failed requests, over so long a time that a spike shows late."
          : "An alert looks at a number of failures since the start, and not at how many come now.",
        alerts.slice(0, 4).map(place),
      );
    const collected = collectorsOf(service);
    return collected.length > 0
      ? manual(
          "Errors are collected elsewhere; which rule tells of a spike stands there, and not in this repository.",
          collected.slice(0, 2),
        )
      : open("No alert on failed requests is in this repository.");
  },
};

function isQuick({ forSeconds, windows }: Alert): boolean {
  return forSeconds <= soon && windows.some((one) => one <= soon);
}

function place({ path, line, name }: Alert): Evidence {
  return evidence(path, line, `\`${name.slice(0, 60)}\``);
}

function collectorsOf({ dependencies }: Service): readonly Evidence[] {
  return dependencies.find(collectors).map(({ name, from }) => evidence(from.path, from.line, `depends on \`${name}\``, "code"));
}
