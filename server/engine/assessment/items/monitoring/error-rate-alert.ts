import { type Alert, alertsOf } from "../../alerts.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";

export const errorRateAlert: Assessor = {
  id: "monitoring.error-rate-alert",
  looksAt:
    "Rules of Prometheus, Grafana, Sloth and Pyrra, alarms of CloudFormation and monitors of Terraform: whether one is about the rate of failed answers, and lasts (`for`, or several windows).",
  action: {
    kind: "decide",
    title: "Alert on errors",
    asks: "Add a rule such as the ratio of 5xx to all answers over 5 minutes, with `for`, a severity and the address of its runbook; or name the alert where it is kept.",
  },
  assess(service) {
    if (service.application?.kind.value === "static") return notApplicable("Files alone fail nobody; who serves them does.");
    const alerts = alertsOf(service);
    const onErrors = alerts.filter(({ isOnErrors }) => isOnErrors);
    const proven = onErrors.filter(({ isRate, isLasting }) => isRate && isLasting);
    const places = [...proven, ...onErrors.filter((one) => !proven.includes(one))].slice(0, 5).map(place);
    if (proven.length > 0) {
      const urgent = proven.some(({ severity, path }) => severity !== undefined || /\.(?:tf|json)$/.test(path));
      return met(
        `An alert watches the rate of failed answers.${urgent ? "" : " Give it a severity, so that it reaches somebody."}`,
        places,
      );
    }
    const [first] = onErrors;
    if (first) {
      const what = first.isRate
        ? "has no `for`, and is set off by a single bad moment"
        : "looks at a count that never falls, and not at a rate";
      return likely(`\`${first.name}\` is about errors; it ${what}.`, places);
    }
    if (alerts.length > 0) return open("There are alerts, and none is about failed answers.", alerts.slice(0, 3).map(place));
    const [tracker] = trackers(service);
    if (tracker)
      return manual("Errors are sent to a service that can tell of them; its rules are kept there, and not in the repository.", [tracker]);
    return open("No rule of Prometheus, Grafana, Terraform or CloudFormation in this repository tells of failed answers.");
  },
};

function place({ path, line, name, isOnErrors, for: lasts }: Alert): Evidence {
  return evidence(
    path,
    line,
    isOnErrors ? `alert \`${name}\`${lasts === undefined ? "" : ` after ${lasts}`}` : `\`${name}\`, about something else`,
  );
}

const trackerPackages =
  /^(?:@sentry\/.+|sentry-sdk|github\.com\/getsentry\/sentry-go|io\.sentry:.+|Sentry(?:\..+)?|sentry-(?:ruby|rails)|sentry\/sentry-\w+|@bugsnag\/.+|bugsnag|rollbar|@honeybadger-io\/.+|honeybadger|@appsignal\/nodejs|appsignal|airbrake|dd-trace|ddtrace|newrelic|elastic-apm-node)$/;

function trackers({ dependencies }: Service): readonly Evidence[] {
  return dependencies.find(trackerPackages).map(({ name, from }) => evidence(from.path, from.line, `depends on \`${name}\``, "code"));
}
