import type { Ecosystem } from "../../../detection/names.ts";
import { inFolder } from "../../../workspace/paths.ts";
import type { Action, Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { targetsOf } from "../../targets.ts";
import { counterEvidence, evidence, likely, met, open } from "../../verdict.ts";
import { unreadPipeline } from "./other-pipelines.ts";
import { type Scan, scansOf } from "./scans.ts";
import { type Updates, updatesFor, type Watched } from "./updates.ts";

const rule = "workflow/unblocking-scan";

export const dependencyScan: Assessor = {
  id: "security.dependency-scan",
  looksAt:
    "Steps of workflows that look for known holes (`npm audit`, `pip-audit`, `govulncheck`, `trivy`, `grype`, `osv-scanner`, `dependency-review-action` and others), whether what they find stops the run, and what Dependabot or Renovate is set up for: the packages, base images and actions.",
  rules: [rule],
  action: { kind: "generate", generator: "pipeline", title: "Generate a pipeline with a scan" },
  assess(service) {
    const scans = scansOf(service).filter(({ of }) => of === "all" || of.some((one) => ecosystemsOf(service).includes(one)));
    const failing = scans.filter(({ isFailing, isSwallowed }) => isFailing && !isSwallowed);
    const others = scans.filter((scan) => !failing.includes(scan));
    const updates = updatesFor(service);
    const bots = updates.flatMap((one) => placesOf(one, service));
    const left = ecosystemsOf(service).filter((one) => !failing.some(({ of }) => of === "all" || of.includes(one)));
    const places = [...failing.slice(0, 3).map((scan) => evidence(scan.path, scan.line, `\`${scan.name}\` stops the run`)), ...bots].slice(
      0,
      6,
    );
    if (failing.length > 0) {
      if (left.length === 0) return met("A scan of the pipeline stops the run where a dependency has a known hole.", places);
      return likely(`A scan stops the run; what is written in ${left.join(", ")} is not among what it looks at.`, places);
    }
    const watched = updates.some((one) => one.watches("packages"));
    const passing = others.map((scan) => passingPlace(scan));
    const fix = fixFor(service);
    if (watched) {
      const missing = missingOf(updates, service);
      const lacks = missing.length > 0 ? ` ${missing.join(" and ")} are left out.` : "";
      const bot = updates.map((one) => one.bot).join(" and ");
      return likely(
        `${bot} brings new versions, and no step of the pipeline stops on a known hole.${lacks}`,
        [...bots, ...passing.filter(({ isAgainst }) => !isAgainst)],
        fix,
      );
    }
    if (passing.some(({ isAgainst }) => !isAgainst))
      return likely(
        "A scan reports what it finds, and does not stop the run.",
        passing.filter(({ isAgainst }) => !isAgainst),
        fix,
      );
    if (passing.length > 0) return open("There is a scan, and the run goes on whatever it finds.", passing, fix);
    if (bots.length > 0)
      return open("New versions are brought for the pipeline's own parts; nothing looks at what the service depends on.", bots);
    return open(
      `No step of a workflow looks for known holes in dependencies, and no bot is set up to bring new versions.${unreadPipeline(service)}`,
    );
  },
};

/** The ecosystems of the manifests in the service's folder. */
function ecosystemsOf({ application, folder, workspace }: Service): readonly Ecosystem[] {
  const own = application?.ecosystem.value;
  const all = new Set<Ecosystem>(own === undefined || own === "static" ? [] : [own]);
  if (workspace.has(inFolder(folder, "package.json"))) all.add("node");
  return [...all];
}

/** A report that others read, such as code scanning, shows something; one that is thrown away shows the contrary. */
function passingPlace({ path, line, name, isSwallowed }: Scan): Evidence {
  return isSwallowed
    ? counterEvidence(path, line, `\`${name}\` fails, and that is thrown away`)
    : evidence(path, line, `\`${name}\` reports, and does not stop the run`);
}

const all: readonly Watched[] = ["packages", "docker", "github-actions"];

function placesOf(updates: Updates, service: Service): readonly Evidence[] {
  const watched = needed(service).filter((what) => updates.watches(what));
  const places = watched.map((what) => ({ what, ...updates.placeOf(what) }));
  const lines = [...new Set(places.map(({ line }) => line))];
  return lines.map((line) => {
    const here = places.filter((one) => one.line === line);
    return evidence(updates.from.path, line, `${updates.bot} watches ${here.map(({ what }) => words[what]).join(", ")}`);
  });
}

const words: Readonly<Record<Watched, string>> = { packages: "the packages", docker: "base images", "github-actions": "actions" };

function needed(service: Service): readonly Watched[] {
  return all.filter((what) =>
    what === "docker" ? targetsOf(service).dockerfiles.length > 0 : what === "github-actions" ? service.workflows.length > 0 : true,
  );
}

function missingOf(updates: readonly Updates[], service: Service): readonly string[] {
  const missing = needed(service).filter((what) => !updates.some((one) => one.watches(what)));
  return missing.map((what) => words[what]).map((text, at) => (at === 0 ? text.charAt(0).toUpperCase() + text.slice(1) : text));
}

function fixFor(service: Service): Action | undefined {
  const [found] = service.findings(rule);
  if (!found?.isFixable) return undefined;
  return { kind: "fix", rule, path: found.path, line: found.line, title: "Let the scan stop the run" };
}
