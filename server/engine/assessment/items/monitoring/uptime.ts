import type { Step } from "../../../languages/workflow/model.ts";
import { stepsWithin } from "../../../pipeline/callee.ts";
import { programsOf } from "../../../pipeline/programs.ts";
import { isTolerated } from "../../../pipeline/supply-chain.ts";
import { swallowedFailures } from "../../../pipeline/swallowed.ts";
import { readYaml, type YamlValue } from "../../../workspace/yaml-tree.ts";
import { pathsAbout } from "../../about.ts";
import type { Assessor, Evidence } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { terraformResources } from "../../terraform.ts";
import { evidence, likely, manual, met, notApplicable } from "../../verdict.ts";
import { isServed } from "../security/served.ts";

/** Something asks the service from outside. */
interface Watch {
  readonly evidence: Evidence;
  /** It tells somebody, or fails, where no good answer comes. */
  readonly isTelling: boolean;
}

export const uptime: Assessor = {
  id: "monitoring.uptime",
  looksAt:
    "Probes of the Prometheus operator, Prometheus' jobs for the blackbox exporter, Terraform's uptime checks, settings of Upptime, Gatus and Checkly, and workflows that ask an address on a schedule and fail where it does not answer.",
  action: {
    kind: "decide",
    title: "Watch it from outside",
    asks: "Name the monitor that asks the health endpoint from another network, and whom it tells.",
  },
  assess(service) {
    if (!isServed(service)) return notApplicable("Nobody reaches it from outside: it answers no requests.");
    const found = [
      ...ofObjects(service),
      ...ofPrometheus(service),
      ...ofTerraform(service),
      ...ofSettings(service),
      ...ofWorkflows(service),
    ];
    const telling = found.filter(({ isTelling }) => isTelling);
    const places = [...telling, ...found.filter((one) => !telling.includes(one))].map((one) => one.evidence).slice(0, 5);
    if (telling.length > 0) return met("Something outside asks for an answer at intervals.", places);
    if (found.length > 0) return likely("Something asks for an answer at intervals, and goes on whatever it gets.", places);
    return manual(
      "Nothing in this repository watches it from outside; probes of the cluster ask from within. Name the monitor where it is kept.",
    );
  },
};

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Probe */
function ofObjects({ objects }: Service): readonly Watch[] {
  return objects.flatMap((object): Watch[] => {
    const { kind, spec, file, group } = object;
    if (!(/^(?:Probe|VMProbe)$/.test(kind) && /monitoring\.coreos\.com|victoriametrics/.test(group ?? "")) || spec.has("targets") !== true)
      return [];
    const { path, line } = placeIn(file, object.kindField.span ?? object.span);
    return [{ evidence: evidence(path, line, `a ${kind} asks it`), isTelling: true }];
  });
}

const address = /^https?:\/\/(?!localhost|127\.|0\.0\.0\.0|\[::1\]|example\.(?:com|org))[^\s/]+\.[^\s]+/;

/** A job of Prometheus that asks by the blackbox exporter. https://github.com/prometheus/blackbox_exporter */
function ofPrometheus(service: Service): readonly Watch[] {
  return pathsAbout(service, /(?:^|\/)[\w.-]*prometheus[\w.-]*\.ya?ml$/i).flatMap((path) => {
    const text = service.workspace.read(path) ?? "";
    const jobs = readYaml(text).flatMap((root) => root.get("scrape_configs")?.items ?? []);
    return jobs
      .filter((job) => job.get("metrics_path")?.text === "/probe" && targetsIn(job).some((target) => address.test(target)))
      .map((job) => ({
        evidence: evidence(path, lineOf(text, job), "the blackbox exporter asks it"),
        isTelling: true,
      }));
  });
}

function targetsIn(job: YamlValue): readonly string[] {
  return (job.get("static_configs")?.items ?? []).flatMap((config) =>
    (config.get("targets")?.items ?? []).flatMap(({ rawText }) => rawText ?? []),
  );
}

function lineOf(text: string, { span }: YamlValue): number {
  return text.slice(0, span.start).split("\n").length;
}

const checks =
  /^(?:google_monitoring_uptime_check_config|aws_route53_health_check|aws_synthetics_canary|datadog_synthetics_test|checkly_check|uptimerobot_monitor|betteruptime_monitor|statuscake_uptime_check|pingdom_check|azurerm_application_insights_(?:standard_)?web_test|newrelic_synthetics_(?:monitor|script_monitor)|grafana_synthetic_monitoring_check|hyperping_monitor|updown_check|site24x7_website_monitor)$/;

function ofTerraform(service: Service): readonly Watch[] {
  return terraformResources(service, checks).map(({ path, line, type }) => ({
    evidence: evidence(path, line, `\`${type}\``),
    isTelling: true,
  }));
}

/** https://upptime.js.org/docs/configuration, https://github.com/TwiN/gatus, https://www.checklyhq.com/docs/cli/, https://docs.openstatus.dev */
function ofSettings(service: Service): readonly Watch[] {
  const lists = pathsAbout(service, /(?:^|\/)(?:\.upptimerc\.yml|[\w.-]*gatus[\w.-]*\.ya?ml|gatus\/.*\.ya?ml|openstatus\.ya?ml)$/).flatMap(
    (path): Watch[] => {
      const text = service.workspace.read(path) ?? "";
      const [root] = readYaml(text);
      const all = [
        ...(root?.get("sites")?.items ?? []),
        ...(root?.get("endpoints")?.items ?? []),
        ...(root?.entries.map(({ value }) => value) ?? []),
      ];
      const one = all.find((entry) => address.test(entry.get("url")?.rawText ?? entry.get("request")?.get("url")?.rawText ?? ""));
      return one ? [{ evidence: evidence(path, lineOf(text, one), "an address that is asked"), isTelling: true }] : [];
    },
  );
  const checkly = service.paths(/\.check\.[jt]s$|(?:^|\/)checkly\.config\.[cm]?[jt]s$/).flatMap((path): Watch[] => {
    const text = service.workspace.read(path) ?? "";
    const at = text.search(/\bnew\s+(?:ApiCheck|BrowserCheck|UrlMonitor|MultiStepCheck|TcpMonitor)\(|\bbrowserChecks\s*:/);
    const imported = /from\s+["']checkly(?:\/constructs)?["']|require\(["']checkly/.test(text);
    return imported && at >= 0
      ? [{ evidence: evidence(path, text.slice(0, at).split("\n").length, "a check of Checkly"), isTelling: true }]
      : [];
  });
  return [...lists, ...checkly];
}

/** A workflow on a schedule that asks an address. */
function ofWorkflows({ workflows, workspace }: Service): readonly Watch[] {
  return workflows
    .filter((workflow) => workflow.trigger("schedule"))
    .flatMap((workflow) =>
      workflow.jobs
        .flatMap((job) => stepsWithin(job, workspace).steps)
        .flatMap((step): Watch[] => {
          const asks = programsOf(step, workspace).find(
            ({ name, args }) => /^(?:curl|wget|http|https|hurl)$/.test(name) && args.some(isOwnAddress),
          );
          if (!asks) return [];
          const { path, line } = placeIn(step.file, asks.span);
          const fails = asks.name !== "curl" || asks.args.some((arg) => /^(?:-[a-zA-Z]*f[a-zA-Z]*|--fail(?:-with-body)?)$/.test(arg));
          return [{ evidence: evidence(path, line, "asked on a schedule"), isTelling: fails && !isSwallowed(step, asks.command) }];
        }),
    );
}

/** An address written out, or one that a variable or secret gives; downloads of tools are none. */
function isOwnAddress(text: string): boolean {
  if (/github\.com|githubusercontent|registry|install|\.(?:sh|tgz|tar\.gz|zip|deb|json|gpg)\b|api\.|hooks\.|webhook/i.test(text))
    return false;
  return (
    address.test(text) ||
    /^(?:https?:\/\/)?(?:\$\{\{\s*(?:vars|secrets|env|inputs)\.\w*(?:URL|HOST|DOMAIN|SITE)\w*\s*\}\}|\$\{?\w*(?:URL|HOST|DOMAIN|SITE)\w*\}?)/i.test(
      text,
    )
  );
}

function isSwallowed(step: Step, command: number): boolean {
  return isTolerated(step) || swallowedFailures(step).some(({ commands }) => commands.includes(command));
}
