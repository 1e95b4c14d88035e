import { pathsAbout, pathsBeside } from "../../about.ts";
import { linesOf } from "../../lines.ts";
import type { Assessor, Evidence } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { terraformResources } from "../../terraform.ts";
import { evidence, likely, manual, met, notApplicable } from "../../verdict.ts";

export const objectives: Assessor = {
  id: "monitoring.objectives",
  looksAt:
    "Objectives as OpenSLO, Sloth, Pyrra, Nobl9 and Terraform write them, and dashboards: Grafana's files and objects, Terraform's. A document that names an objective or links a dashboard is a word.",
  action: {
    kind: "decide",
    title: "Write down the objectives",
    asks: "Say in `slo.yaml` or a document which part of the answers has to be good and fast enough over which time, and link the dashboard that shows it.",
  },
  assess(service) {
    const kind = service.application?.kind.value;
    if (kind === "job") return notApplicable("It runs to an end; there is no level of service to keep.");
    const targets = [...ofFiles(service), ...ofTerraform(service, objectiveTypes, "an objective")];
    const dashboards = [...ofDashboards(service), ...ofTerraform(service, dashboardTypes, "a dashboard")];
    const words = ofDocuments(service);
    const places = [...targets.slice(0, 3), ...dashboards.slice(0, 2), ...words].slice(0, 5);
    if (targets.length > 0 && dashboards.length > 0) return met("Objectives are written down, and a dashboard is kept with them.", places);
    if (targets.length > 0) return likely("Objectives are written down; no dashboard shows how they are kept.", places);
    if (dashboards.length > 0) return likely("There is a dashboard; what is good enough is written nowhere.", places);
    if (words.length > 0) return likely("A document speaks of objectives or a dashboard; nothing measures them.", places);
    return manual("Neither objectives nor a dashboard are kept in this repository. Name both where they are.");
  },
};

/** https://github.com/OpenSLO/OpenSLO, https://sloth.dev, https://github.com/pyrra-dev/pyrra, https://docs.nobl9.com/yaml-guide/ */
function ofFiles(service: Service): readonly Evidence[] {
  const ofObjects = service.objects.flatMap((object): Evidence[] => {
    const { kind, file, apiVersion } = object;
    const isObjective =
      /^(?:PrometheusServiceLevel|ServiceLevelObjective)$/.test(kind) || (kind === "SLO" && /openslo|n9/.test(apiVersion.value ?? ""));
    if (!isObjective) return [];
    const { path, line } = placeIn(file, object.kindField.span ?? object.span);
    return [evidence(path, line, `a ${kind}`)];
  });
  const seen = new Set(ofObjects.map(({ path }) => path));
  const others = pathsAbout(service, /(?:^|\/)[\w.-]*(?:slos?|objectives?|service-?levels?)[\w.-]*\.ya?ml$|(?:^|\/)slos?\/.*\.ya?ml$/i)
    .filter((path) => !seen.has(path))
    .flatMap((path) => {
      const text = service.workspace.read(path) ?? "";
      if (!/^(?:apiVersion:\s*["']?(?:openslo|n9)|version:\s*["']?prometheus\/v1)/m.test(text)) return [];
      return linesOf(service.workspace, path, /^\s*(?:-\s*)?(?:objective|target):\s*["']?[\d.]+/)
        .slice(0, 1)
        .map(({ line }) => evidence(path, line, "an objective"));
    });
  return [...ofObjects, ...others];
}

const objectiveTypes =
  /^(?:datadog_service_level_objective|google_monitoring_slo|newrelic_service_level|grafana_slo|nobl9_slo|honeycombio_slo|dynatrace_slo(?:_v2)?|aws_applicationsignals_service_level_objective)$/;
const dashboardTypes =
  /^(?:grafana_dashboard|datadog_dashboard(?:_json)?|aws_cloudwatch_dashboard|google_monitoring_dashboard|newrelic_one_dashboard(?:_json)?|azurerm_portal_dashboard|honeycombio_(?:flexible_)?board|dynatrace_(?:json_)?dashboard)$/;

function ofTerraform(service: Service, types: RegExp, note: string): readonly Evidence[] {
  return terraformResources(service, types).map(({ path, line }) => evidence(path, line, note));
}

/** https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
function ofDashboards(service: Service): readonly Evidence[] {
  const ofObjects = service.objects.flatMap((object): Evidence[] => {
    const { kind, file, labels } = object;
    if (kind !== "GrafanaDashboard" && !(kind === "ConfigMap" && labels.entries.some(({ key }) => key === "grafana_dashboard"))) return [];
    const { path, line } = placeIn(file, object.kindField.span ?? object.span);
    return [evidence(path, line, "a dashboard of Grafana")];
  });
  const files = pathsAbout(service, /(?:dashboard|grafana)[^\n]*\.json$/i).filter((path) => {
    const text = service.workspace.read(path) ?? "";
    return /"panels"\s*:/.test(text) && /"schemaVersion"\s*:/.test(text);
  });
  return [...ofObjects, ...files.map((path) => evidence(path, 1, "a dashboard of Grafana"))];
}

/** Documents that name a figure beside the word, or link a dashboard. */
function ofDocuments(service: Service): readonly Evidence[] {
  const pattern =
    /\b(?:SLOs?|service[- ]level[- ]objectives?)\b[^\n]{0,80}\b\d{2}(?:\.\d+)?\s?%|\b\d{2}(?:\.\d+)?\s?%[^\n]{0,60}\b(?:SLOs?|availability|uptime)\b|\[[^\]\n]*dashboard[^\]\n]*\]\(https?:\/\/[^)\s]+\)/i;
  return pathsBeside(
    service,
    /(?:^|\/)(?:README|SLO|RUNBOOK|OPERATIONS|MONITORING)\.md$|(?:^|\/)docs?\/[^\n]*(?:slo|objective|monitoring|runbook|operations)[^\n]*\.md$/i,
  ).flatMap((path) =>
    linesOf(service.workspace, path, pattern)
      .slice(0, 1)
      .map(({ line }) => evidence(path, line, "a document speaks of it", "word")),
  );
}
