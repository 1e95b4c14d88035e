import { inFolder } from "../../workspace/paths.ts";
import type { Plan } from "../model.ts";
import { indented, type Lines, text } from "../yaml-text.ts";
import { rolloutTimeoutSeconds } from "./budget.ts";
import { manifestsFolder, namespaceIn, productionOf, shapeOf } from "./shape.ts";

/** Where the script lies that leads a release with two variants. */
export function scriptPath({ answers: { folder, strategy } }: Plan): string {
  return inFolder(folder, strategy === "canary" ? "scripts/canary.sh" : "scripts/switch.sh");
}

/** How the script is called, up to the command. */
export function scriptCall(plan: Plan, environment: string): string {
  return plan.answers.layout === "plain" ? `sh ${scriptPath(plan)}` : `sh ${scriptPath(plan)} ${environment}`;
}

interface Command {
  readonly name: string;
  readonly argument?: string;
  readonly about: string;
  /** The lines that do it. */
  readonly does: Lines;
}

/** What both scripts begin with: who may call them how, where the manifests are, and the words for what they do. */
function script(plan: Plan, title: string, functions: Lines, commands: readonly Command[]): string {
  const { answers } = plan;
  const isPlain = answers.layout === "plain";
  const call = scriptCall(plan, "ENVIRONMENT").replace(/^sh /, "");
  const width = Math.max(...commands.map(({ name, argument }) => `${name} ${argument ?? ""}`.trimEnd().length));
  const usage = commands.map(({ name, argument, about }) => `  ${`${name} ${argument ?? ""}`.trimEnd().padEnd(width)}  ${about}`);
  const environments = isPlain ? "" : `\nENVIRONMENT is ${answers.environments.join(" or ")}.`;
  const folder = manifestsFolder(answers);
  const local = folder.slice(answers.folder === "" ? 0 : answers.folder.length + 1);
  return text(
    "#!/bin/sh",
    `# ${title}`,
    "set -eu",
    "",
    "usage() {",
    "  cat >&2 <<'USAGE'",
    `usage: ${call} COMMAND${environments}`,
    ...usage,
    "USAGE",
    "  exit 2",
    "}",
    "",
    !isPlain && ["environment=${1:-}", '[ "$#" -eq 0 ] || shift'],
    "command=${1:-}",
    "argument=${2:-}",
    isPlain
      ? `namespace=${namespaceIn(answers, productionOf(answers))}`
      : [
          'case "$environment" in',
          ...answers.environments.map((environment) => `  ${environment}) namespace=${namespaceIn(answers, environment)} ;;`),
          "  *) usage ;;",
          "esac",
        ],
    `manifests=$(dirname "$0")/../${local}${isPlain ? "" : "/overlays/$environment"}`,
    "",
    'k() { kubectl --namespace "$namespace" "$@"; }',
    "",
    ...functions,
    "",
    'case "$command" in',
    ...commands.flatMap(({ name, argument, does }) => [
      `  ${name})`,
      ...indented(4, argument !== undefined && !argument.startsWith("[") && '[ -n "$argument" ] || usage', ...does),
      "    ;;",
    ]),
    "  *) usage ;;",
    "esac",
  );
}

/** What both strategies need: putting a version into one variant, waiting for it, and asking it. */
function commonFunctions(plan: Plan): Lines {
  const { answers } = plan;
  const { service, image } = answers;
  const { port } = shapeOf(plan);
  const isPlain = answers.layout === "plain";
  return [
    'say() { echo "$*" >&2; }',
    "",
    "# The number of pods that a set is meant to have; nothing where it is not there.",
    `pods() { k get deployment "${service}-$1" --ignore-not-found --output 'jsonpath={.spec.replicas}'; }`,
    "",
    "ready() {",
    `  k rollout status "deployment/${service}-$1" --timeout=${rolloutTimeoutSeconds(answers)}s`,
    "}",
    "",
    "# Puts the image $2 into the set $1 and touches nothing else.",
    "put() {",
    '  case "${2##*/}" in',
    isPlain
      ? "    *@sha256:* | *:*) ;;"
      : ['    *@sha256:*) name=${2%%@*} pin="digest: ${2#*@}" ;;', '    *:*) name=${2%:*} pin="newTag: \\"${2##*:}\\"" ;;'],
    '    *) say "the image needs a tag or a digest: $2"; usage ;;',
    "  esac",
    ...(isPlain
      ? [
          '  for file in "$manifests/$1"/*.yaml; do',
          '    case "$file" in',
          `      */deployment.yaml) kubectl set image --local --filename "$file" "${service}=$2" --output yaml | k apply --filename - ;;`,
          '      *) k apply --filename "$file" ;;',
          "    esac",
          "  done",
        ]
      : [
          '  release=$(mktemp -d "$manifests/release.XXXXXX")',
          "  trap 'rm -rf \"$release\"' EXIT",
          '  cat >"$release/kustomization.yaml" <<RELEASE',
          "apiVersion: kustomize.config.k8s.io/v1beta1",
          "kind: Kustomization",
          "resources:",
          "  - ../$1",
          "images:",
          `  - name: ${image}`,
          "    newName: $name",
          "    $pin",
          "RELEASE",
          '  k apply --kustomize "$release"',
        ]),
    "}",
    "",
    "# What all versions have in common is there from the first release on.",
    "share() {",
    port === undefined
      ? `  found=$(k get serviceaccount ${service} --ignore-not-found --output name)`
      : `  found=$(k get service ${plan.answers.service}${shapeOf(plan).traffic === "gateway" ? "-stable" : ""} --ignore-not-found --output name)`,
    isPlain
      ? '  [ -n "$found" ] || k apply --filename "$manifests/shared"'
      : '  [ -n "$found" ] || k apply --kustomize "$manifests/shared"',
    "}",
  ];
}

/** Asks a Service from here, through the API server, so that network policies and routes do not matter. */
function smoke(plan: Plan, suffix: string): Lines {
  const { service, readinessPath } = plan.answers;
  return [
    "# Asks the new version by its own Service, before anybody else does.",
    "smoke() {",
    `  kubectl --namespace "$namespace" port-forward service/${service}-${suffix} "\${SMOKE_PORT:-18080}:80" >/dev/null &`,
    "  forward=$!",
    "  answers=true",
    "  curl --fail --silent --show-error --output /dev/null --max-time 5 --retry 10 --retry-delay 1 --retry-connrefused \\",
    `    "http://127.0.0.1:\${SMOKE_PORT:-18080}${readinessPath}" || answers=false`,
    "  # Without the tunnel somebody else has answered.",
    '  kill "$forward" || answers=false',
    '  "$answers"',
    "}",
  ];
}

/** Gives a set a number of pods, whatever load it has. */
function fill(plan: Plan): Lines {
  const { service } = plan.answers;
  const { isAutoscaled } = shapeOf(plan);
  return [
    isAutoscaled && [
      "# Sets the fewest pods that the autoscaler leaves the set $1: one without load would lose them.",
      `keep() { k patch hpa "${service}-$1" --type merge --patch "{\\"spec\\":{\\"minReplicas\\":$2}}"; }`,
      "",
    ],
    "fill() {",
    isAutoscaled && '  keep "$1" "$2"',
    `  k scale "deployment/${service}-$1" --replicas="$2"`,
    "}",
  ];
}

function minimum(plan: Plan): Lines {
  const { answers } = plan;
  const production = productionOf(answers);
  const others = Math.min(2, answers.minReplicas);
  if (answers.layout === "plain" || others === answers.minReplicas || answers.environments.length === 1)
    return [`minimum=${answers.minReplicas}`];
  return [`minimum=${others}`, `[ "$environment" != ${production} ] || minimum=${answers.minReplicas}`];
}

/** Blue-green: all traffic goes from one slot to the other in one step. */
export function switchScript(plan: Plan): string {
  const { service } = plan.answers;
  const { isAutoscaled } = shapeOf(plan);
  return script(
    plan,
    `Blue-green releases of ${service}: one slot has the traffic, the other is idle.`,
    [
      ...minimum(plan),
      "",
      ...commonFunctions(plan),
      "",
      `active() { k get service ${service} --output 'jsonpath={.spec.selector.slot}'; }`,
      'other() { case "$1" in blue) echo green ;; green) echo blue ;; *) say "no slot has the traffic"; exit 1 ;; esac; }',
      "",
      "# Sends the requests for the Service $1 to the slot $2.",
      'point() { k patch service "$1" --type merge --patch "{\\"spec\\":{\\"selector\\":{\\"slot\\":\\"$2\\"}}}"; }',
      "",
      ...fill(plan),
      "",
      ...smoke(plan, "preview"),
      "",
      "# Fills the slot $1 with as many pods as the slot $2 has, and waits for them.",
      "prepare() {",
      '  wanted=$(pods "$2")',
      '  [ "${wanted:-0}" -ge "$minimum" ] || wanted=$minimum',
      '  fill "$1" "$wanted"',
      '  ready "$1"',
      "}",
    ],
    [
      {
        name: "deploy",
        argument: "IMAGE",
        about: "puts an image into the idle slot, which gets no traffic",
        does: [
          "share",
          "active=$(active)",
          'idle=$(other "$active")',
          'put "$idle" "$argument"',
          'prepare "$idle" "$active"',
          `point ${service}-preview "$idle"`,
          'say "$argument is ready in the slot $idle; all traffic still goes to $active"',
        ],
      },
      {
        name: "switch",
        about: "checks the idle slot and gives it all traffic",
        does: [
          "active=$(active)",
          'idle=$(other "$active")',
          'prepare "$idle" "$active"',
          `point ${service}-preview "$idle"`,
          'smoke || { say "the slot $idle does not answer; all traffic stays with $active"; exit 1; }',
          `point ${service} "$idle"`,
          `point ${service}-preview "$active"`,
          'say "all traffic goes to $idle; $active stays up for the way back: back"',
        ],
      },
      {
        name: "back",
        about: "gives all traffic back to the slot that had it before",
        does: [
          "active=$(active)",
          'idle=$(other "$active")',
          'prepare "$idle" "$active"',
          `point ${service} "$idle"`,
          `point ${service}-preview "$active"`,
          'say "all traffic is back at $idle"',
        ],
      },
      {
        name: "retire",
        about: "stops the idle slot, once the new version has proved itself",
        does: [
          "active=$(active)",
          isAutoscaled && 'keep "$active" "$minimum"',
          `k scale "deployment/${service}-$(other "$active")" --replicas=0`,
        ],
      },
      {
        name: "status",
        about: "tells which slot has the traffic, and what runs in both",
        does: ['say "all traffic goes to $(active)"', `k get deployments --selector app.kubernetes.io/name=${service} --output wide`],
      },
    ],
  );
}

/** Canary: a share of the traffic first. */
export function canaryScript(plan: Plan): string {
  return shapeOf(plan).traffic === "gateway" ? weightsScript(plan) : sharesScript(plan);
}

/** Without a stable version there is nothing to try a new one beside. */
function firstRelease(filled: Lines): Lines {
  return [
    "stable=$(pods stable)",
    'if [ -z "$stable" ]; then',
    ...indented(
      2,
      'put stable "$argument"',
      ...filled,
      "ready stable",
      'say "$argument is the first version, and gets everything"',
      "exit",
    ),
    "fi",
  ];
}

/** What nobody has started, or somebody has stopped, is neither given a share nor promoted. */
const running: Lines = [
  "# Ends here unless a canary runs: there was none before the second release, and one that was stopped is to be deployed again.",
  "running() {",
  "  canary=$(pods canary)",
  '  case "$canary" in',
  '    "") say "the first version has no canary"; exit ;;',
  '    0) say "no canary runs: deploy one first"; exit 1 ;;',
  "  esac",
  "}",
];

/** Takes the canary's pods away, where there is one. */
function stop(service: string): Lines {
  return ["stop() {", "  canary=$(pods canary)", `  [ -z "$canary" ] || k scale deployment/${service}-canary --replicas=0`, "}"];
}

const imageOfCanary = (service: string) =>
  `k get deployment ${service}-canary --output 'jsonpath={.spec.template.spec.containers[0].image}'`;

/** By the weights of the route. */
function weightsScript(plan: Plan): string {
  const { service } = plan.answers;
  const { isAutoscaled } = shapeOf(plan);
  return script(
    plan,
    `Canary releases of ${service}: the weights of its HTTPRoute decide who gets the new version.`,
    [
      ...minimum(plan),
      "",
      ...commonFunctions(plan),
      "",
      ...fill(plan),
      "",
      ...running,
      "",
      ...stop(service),
      "",
      ...smoke(plan, "canary"),
      "",
      "# Gives the canary $1 percent of the requests. The second rule of the route has the weights.",
      "weigh() {",
      `  k patch httproute ${service} --type json --patch "[`,
      '    {\\"op\\":\\"replace\\",\\"path\\":\\"/spec/rules/1/backendRefs/0/weight\\",\\"value\\":$((100 - $1))},',
      '    {\\"op\\":\\"replace\\",\\"path\\":\\"/spec/rules/1/backendRefs/1/weight\\",\\"value\\":$1}]"',
      "}",
    ],
    [
      {
        name: "deploy",
        argument: "IMAGE",
        about: "starts the canary, for testers alone: header x-canary: always",
        does: [
          "share",
          ...firstRelease(['fill stable "$minimum"']),
          "weigh 0",
          'put canary "$argument"',
          'fill canary "$minimum"',
          "ready canary",
          'smoke || { say "the canary does not answer; nobody gets it"; exit 1; }',
          'say "the canary is ready for testers; next: weight 5"',
        ],
      },
      {
        name: "weight",
        argument: "PERCENT",
        about: "gives the canary a share: 5, then 25, 50, 100; 0 takes it away",
        does: [
          'case "$argument" in',
          "  0) weigh 0; exit ;;",
          "  [1-9] | [1-9][0-9] | 100) ;;",
          "  *) usage ;;",
          "esac",
          "running",
          "stable=$(pods stable)",
          isAutoscaled && [
            "# The stable version keeps its pods for the way back, however little they have to do.",
            'keep stable "$stable"',
          ],
          "# Enough pods for the share before it comes.",
          "wanted=$(((stable * argument + 99) / 100))",
          '[ "$wanted" -ge "$minimum" ] || wanted=$minimum',
          'fill canary "$wanted"',
          "ready canary",
          'smoke || { say "the canary does not answer; its share stays as it was"; exit 1; }',
          'weigh "$argument"',
          'say "$argument % of the requests go to the canary; watch errors and latency before the next step"',
        ],
      },
      {
        name: "promote",
        argument: "[IMAGE]",
        about: "makes the canary's image, or another one, the stable version",
        does: [
          "share",
          "image=$argument",
          'if [ -z "$image" ]; then',
          "  running",
          `  image=$(${imageOfCanary(service)})`,
          "fi",
          "wanted=$(pods stable)",
          "canary=$(pods canary)",
          '[ "${wanted:-0}" -ge "${canary:-0}" ] || wanted=$canary',
          '[ "${wanted:-0}" -ge "$minimum" ] || wanted=$minimum',
          'put stable "$image"',
          'fill stable "$wanted"',
          "ready stable",
          "weigh 0",
          isAutoscaled && 'keep stable "$minimum"',
          "stop",
          'say "$image is the stable version"',
        ],
      },
      {
        name: "abort",
        about: "takes all traffic from the canary at once, and stops it",
        does: ["weigh 0", "stop", isAutoscaled && 'keep stable "$minimum"', 'say "all traffic goes to the stable version"'],
      },
      {
        name: "status",
        about: "tells the weights, and what runs",
        does: [
          `k get httproute ${service} --output 'jsonpath={.spec.rules[1].backendRefs[*].weight}'`,
          "echo",
          `k get deployments --selector app.kubernetes.io/name=${service} --output wide`,
        ],
      },
    ],
  );
}

/** By the numbers of pods. */
function sharesScript(plan: Plan): string {
  const { service } = plan.answers;
  const what = shapeOf(plan).port === undefined ? "work" : "connections";
  const scaleCanary = (pods: string) => `k scale deployment/${service}-canary --replicas=${pods}`;
  return script(
    plan,
    `Canary releases of ${service}: the canary's share of the ${what} is its share of the pods.`,
    [...commonFunctions(plan), "", ...running, "", ...stop(service)],
    [
      {
        name: "deploy",
        argument: "IMAGE",
        about: "starts one pod of a new version beside the others",
        does: [
          "share",
          ...firstRelease([]),
          'put canary "$argument"',
          `ready canary || { stop; say "the canary does not get ready, and is stopped"; exit 1; }`,
          'say "1 of $((stable + 1)) pods is the canary"',
        ],
      },
      {
        name: "weight",
        argument: "PERCENT",
        about: "gives the canary as many pods as come nearest above a share: 5, 25, 50; 0 none",
        does: [
          'case "$argument" in',
          "  0) stop; exit ;;",
          "  [1-9] | [1-9][0-9]) ;;",
          "  *) usage ;;",
          "esac",
          "running",
          "stable=$(pods stable)",
          "wanted=$(((stable * argument + 99 - argument) / (100 - argument)))",
          '[ "$wanted" -ge 1 ] || wanted=1',
          scaleCanary('"$wanted"'),
          "ready canary",
          `say "$wanted of $((stable + wanted)) pods are the canary: $((100 * wanted / (stable + wanted))) % of the ${what}"`,
        ],
      },
      {
        name: "promote",
        argument: "[IMAGE]",
        about: "makes the canary's image, or another one, the stable version",
        does: [
          "share",
          "image=$argument",
          'if [ -z "$image" ]; then',
          "  running",
          `  image=$(${imageOfCanary(service)})`,
          "fi",
          'put stable "$image"',
          "ready stable",
          "stop",
          'say "$image is the stable version"',
        ],
      },
      { name: "abort", about: "stops the canary", does: ["stop", 'say "only the stable version runs"'] },
      {
        name: "status",
        about: "tells what runs, and how many pods of it",
        does: [`k get deployments --selector app.kubernetes.io/name=${service} --output wide`],
      },
    ],
  );
}
