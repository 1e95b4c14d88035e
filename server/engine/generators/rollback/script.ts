import { rolloutTimeoutSeconds } from "../kubernetes/budget.ts";
import { nameLabel, namespaceIn, shapeOf } from "../kubernetes/shape.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { ownPath } from "../pipeline/names.ts";
import { leadingScript, rolloutImagePatch, untilHealthy } from "../pipeline/target/cluster.ts";
import { hostFolder, releaseCommand } from "../pipeline/target/compose.ts";
import { indented, type Lines, text } from "../yaml-text.ts";

/** What can be gone back to: the version before, a revision by its number, or an image by its digest or tag. */
export type Way = "previous" | "revision" | "image";

/** The ways back that a platform has. */
export function waysBack(plan: Plan): readonly Way[] {
  const { target, rollbackCommand = "" } = plan.answers;
  if (target === "compose") return ["previous", "image"];
  if (target === "command") return /\$\{?IMAGE\b/.test(rollbackCommand) ? ["image"] : ["previous"];
  const { kind, strategy, variants } = shapeOf(plan);
  // A slot has no revisions that anybody knows by number, and a CronJob none at all.
  if (kind === "CronJob") return ["image"];
  return variants.length > 0 && strategy === "blue-green" ? ["previous", "image"] : ["previous", "revision", "image"];
}

const argumentOf: Readonly<Record<Way, string>> = {
  previous: "previous",
  revision: "revision NUMBER",
  image: "image DIGEST|TAG|IMAGE",
};

/** The script that brings an earlier version back, by hand and in the workflow alike. */
export function rollbackScript(plan: Plan): GeneratedFile {
  const { environments } = plan.answers;
  const ways = waysBack(plan);
  const [usual] = ways;
  const { resolve, act, before = [] } = parts(plan);
  return {
    path: ownPath("scripts/rollback.sh", plan),
    about: "Brings an earlier version back",
    isExecutable: true,
    text: text(
      "#!/bin/sh",
      `# Brings an earlier version of ${plan.answers.service} back.`,
      "# With DRY_RUN=true it only says what it would do.",
      "set -eu",
      "",
      "usage() {",
      "  cat >&2 <<'USAGE'",
      `usage: rollback.sh ENVIRONMENT ${ways.map((way) => argumentOf[way]).join(" | ")}`,
      `ENVIRONMENT is ${environments.join(" or ")}.`,
      "USAGE",
      "  exit 2",
      "}",
      "",
      "environment=${1:-}",
      usual === "previous" ? "target=${2:-previous}" : "target=${2:-}",
      "value=${3:-}",
      plan.answers.target === "kubernetes"
        ? [
            'case "$environment" in',
            ...environments.map((environment) => `  ${environment}) namespace=${namespaceIn(plan.answers, environment)} ;;`),
            "  *) usage ;;",
            "esac",
          ]
        : ['case "$environment" in', `  ${environments.join(" | ")}) ;;`, "  *) usage ;;", "esac"],
      'case "$target:$value" in',
      ways.includes("previous") && "  previous:) ;;",
      ways.includes("revision") && ["  revision:*[!0-9]*) usage ;;", "  revision:?*) ;;"],
      ways.includes("image") && ["  image:*[!A-Za-z0-9._:/@-]*) usage ;;", "  image:?*) ;;"],
      "  *) usage ;;",
      "esac",
      "",
      ...before,
      ...resolve,
      "",
      "# An image that is gone from the registry is found out before anything is changed.",
      'if [ -n "$image" ] && command -v docker >/dev/null && ! docker buildx imagetools inspect "$image" >/dev/null; then',
      '  echo "$image cannot be had from the registry." >&2',
      "  exit 1",
      "fi",
      "",
      'echo "$environment: ${current:-unknown} -> ${image:-the version before}"',
      'if [ -n "${GITHUB_OUTPUT:-}" ]; then',
      `  printf 'old=%s\\nnew=%s\\n' "\${current:-unknown}" "\${image:-the version before}" >>"$GITHUB_OUTPUT"`,
      "fi",
      '[ "${DRY_RUN:-false}" != true ] || exit 0',
      "",
      ...act,
    ),
  };
}

interface Parts {
  /** Functions that come first. */
  readonly before?: Lines;
  /** Lines that find `current`, the image that runs, and `image`, the one to go back to; either may stay empty. */
  readonly resolve: Lines;
  /** Lines that do it. */
  readonly act: Lines;
}

function parts(plan: Plan): Parts {
  const { target } = plan.answers;
  return target === "compose" ? composeParts(plan) : target === "command" ? commandParts(plan) : clusterParts(plan);
}

/** What is written of an image may be its digest or tag alone: the name is that of what runs. */
const wholeImage: Lines = [
  "# The name of the image that runs, with another digest or tag.",
  "named() {",
  "  name=${current%%@*}",
  '  case "${name##*/}" in *:*) name=${name%:*} ;; esac',
  '  case "$1" in',
  '    sha256:*) echo "$name@$1" ;;',
  '    */* | *@*) echo "$1" ;;',
  '    *) echo "$name:$1" ;;',
  "  esac",
  "}",
  "",
];

function clusterParts(plan: Plan): Parts {
  const { kind, variants, strategy } = shapeOf(plan);
  if (kind === "CronJob") return cronJobParts(plan);
  if (kind === "Rollout") return revisionParts(rolloutOf(plan));
  if (variants.length > 0 && strategy === "blue-green") return slotParts(plan);
  return revisionParts(deploymentOf(plan, variants.length > 0));
}

const k: Lines = ['k() { kubectl --namespace "$namespace" "$@"; }', ""];

/** A workload that keeps its revisions as ReplicaSets. */
interface Revised {
  /** `deployment/shop`. */
  readonly workload: string;
  /** Of its pods. */
  readonly selector: string;
  /** The workload of the canary beside it. */
  readonly canary?: string;
  /** The annotation of its ReplicaSets that has the number. */
  readonly annotation: string;
  /** What comes first, whatever is gone back to. */
  readonly first?: Lines;
  readonly toRevision: Lines;
  readonly toImage: Lines;
  readonly wait: Lines;
}

function deploymentOf(plan: Plan, isCanary: boolean): Revised {
  const { answers } = plan;
  const workload = `deployment/${answers.service}${isCanary ? "-stable" : ""}`;
  return {
    workload,
    ...(isCanary && {
      canary: `deployment/${answers.service}-canary`,
      first: [leadingScript(plan, '"$environment"', "abort").replace("sh scripts/", 'sh "$(dirname "$0")"/')],
    }),
    selector: `${nameLabel}=${answers.service}${isCanary ? ",track=stable" : ""}`,
    annotation: "deployment\\.kubernetes\\.io/revision",
    toRevision: [`k rollout undo ${workload} --to-revision="$revision"`],
    toImage: [`k set image ${workload} "${answers.service}=$image"`],
    wait: [`k rollout status ${workload} --timeout=${rolloutTimeoutSeconds(answers)}s`],
  };
}

function rolloutOf({ answers }: Plan): Revised {
  const workload = `rollout/${answers.service}`;
  const patch = [`k patch ${workload} ${rolloutImagePatch("$image")}`];
  return {
    workload,
    selector: `${nameLabel}=${answers.service}`,
    annotation: "rollout\\.argoproj\\.io/revision",
    // The controller sees that it had these pods before, and skips the steps.
    toRevision: patch,
    toImage: patch,
    wait: untilHealthy(answers.service, rolloutTimeoutSeconds(answers), "k"),
  };
}

function revisionParts({ workload, canary, first = [], selector, annotation, toRevision, toImage, wait }: Revised): Parts {
  const image = "{.spec.template.spec.containers[0].image}";
  const beforeLast = "$(revisions | tail -n 2 | sed '$d')";
  return {
    before: [
      ...k,
      "# Number and image of each revision that is kept, the newest last.",
      "revisions() {",
      `  k get replicasets --selector ${selector} --output \\`,
      `    'jsonpath={range .items[*]}{.metadata.annotations.${annotation}} ${image}{"\\n"}{end}' | sort -n`,
      "}",
      "",
      ...wholeImage,
    ],
    resolve: [
      `current=$(k get ${workload} --output 'jsonpath=${image}')`,
      "revision=",
      'case "$target" in',
      canary === undefined
        ? `  previous) line=${beforeLast} ;;`
        : [
            "  previous)",
            `    pods=$(k get ${canary} --ignore-not-found --output 'jsonpath={.spec.replicas}')`,
            '    if [ "${pods:-0}" -gt 0 ]; then',
            "      # While a canary is out, the version before is the stable one.",
            '      line="stable $current"',
            `      current=$(k get ${canary} --output 'jsonpath=${image}')`,
            "    else",
            `      line=${beforeLast}`,
            "    fi",
            "    ;;",
          ],
      '  revision) line=$(revisions | grep "^$value " || true) ;;',
      '  image) line="image $(named "$value")" ;;',
      "esac",
      'if [ -z "$line" ]; then',
      '  echo "There is no such revision; these are kept:" >&2',
      "  revisions >&2",
      "  exit 1",
      "fi",
      "image=${line#* }",
      '[ "$target" = image ] || revision=${line%% *}',
    ],
    act: [
      ...first,
      canary === undefined
        ? ['if [ -n "$revision" ]; then', ...indented(2, ...toRevision), "else", ...indented(2, ...toImage), "fi"]
        : [
            'case "$revision" in',
            "  stable) ;;",
            '  "")',
            ...indented(4, ...toImage, ";;"),
            "  *)",
            ...indented(4, ...toRevision, ";;"),
            "esac",
          ],
      ...wait,
    ],
  };
}

/** The other slot still has the version before: requests go back there at once. */
function slotParts(plan: Plan): Parts {
  const { service } = plan.answers;
  const script = (command: string) => leadingScript(plan, '"$environment"', command).replace("sh scripts/", 'sh "$(dirname "$0")"/');
  const imageOf = (slot: string) =>
    `k get deployment "${service}-${slot}" --ignore-not-found --output 'jsonpath={.spec.template.spec.containers[0].image}'`;
  return {
    before: [
      ...k,
      "# When the slot $1 got its newest version.",
      "since() {",
      `  k get replicasets --selector ${nameLabel}=${service},slot="$1" --sort-by=.metadata.creationTimestamp \\`,
      "    --output 'jsonpath={.items[-1:].metadata.creationTimestamp}'",
      "}",
      "",
      ...wholeImage,
    ],
    resolve: [
      `live=$(k get service ${service} --output 'jsonpath={.spec.selector.slot}')`,
      'if [ "$live" = blue ]; then idle=green; else idle=blue; fi',
      `current=$(${imageOf("$live")})`,
      'case "$target" in',
      `  previous) image=$(${imageOf("$idle")}) ;;`,
      '  image) image=$(named "$value") ;;',
      "esac",
      'if [ -z "$image" ]; then',
      '  echo "The slot $idle is empty: give the image to go back to." >&2',
      "  exit 1",
      "fi",
      "# A version that was put there and never got the requests is not the one before.",
      'if [ "$target" = previous ] && expr "$(since "$idle")" \\> "$(since "$live")" >/dev/null; then',
      '  echo "The slot $idle holds a newer version: give the image to go back to." >&2',
      "  exit 1",
      "fi",
    ],
    act: [
      'case "$target" in',
      `  previous) ${script("back")} ;;`,
      "  image)",
      `    ${script('deploy "$image"')}`,
      `    ${script("switch")}`,
      "    ;;",
      "esac",
    ],
  };
}

function cronJobParts({ answers: { service } }: Plan): Parts {
  return {
    before: [...k, ...wholeImage],
    resolve: [
      `current=$(k get cronjob/${service} --output 'jsonpath={.spec.jobTemplate.spec.template.spec.containers[0].image}')`,
      'image=$(named "$value")',
    ],
    act: [`k set image cronjob/${service} "${service}=$image"`],
  };
}

function composeParts(plan: Plan): Parts {
  const folder = hostFolder(plan);
  return {
    before: ['ssh_target=${SSH_TARGET:?"set SSH_TARGET to user@host"}', "", ...wholeImage],
    resolve: [
      `current=$(ssh "$ssh_target" cat ${folder}/.release)`,
      'case "$target" in',
      `  previous) image=$(ssh "$ssh_target" cat ${folder}/.release.previous) ;;`,
      '  image) image=$(named "$value") ;;',
      "esac",
    ],
    act: [`ssh "$ssh_target" ${releaseCommand(plan, '"$image"')} <"$(dirname "$0")/release.sh"`],
  };
}

function commandParts(plan: Plan): Parts {
  const { rollbackCommand = "", image } = plan.answers;
  return {
    before: waysBack(plan).includes("image") ? [`current=\${IMAGE_NAME:-${image}}`, "", ...wholeImage] : [],
    resolve: waysBack(plan).includes("image") ? ['image=$(named "$value")', "current="] : ["current=", "image="],
    act: ['export IMAGE="$image" ENVIRONMENT="$environment"', rollbackCommand],
  };
}
