import { unreleasedTag } from "../kubernetes/pod.ts";
import { shapeOf } from "../kubernetes/shape.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { type Lines, text } from "../yaml-text.ts";
import { previewImage } from "./image.ts";
import { packagesPermission } from "./image-name.ts";
import { pairs, section } from "./lines.ts";
import { environmentName, ownPath, workflowPath, workflowTitle } from "./names.ts";
import { checkout, job, run } from "./steps.ts";
import { appliesOverlays, forwardedSmokeTest, ownOverlay, rolloutStatus } from "./target/cluster.ts";
import { platformStep } from "./target/command.ts";
import { kubernetesTarget } from "./target/kubernetes.ts";

/** Why pull requests get no environment of their own though they were asked for, in a sentence. */
export function previewObstacle(plan: Plan): string | undefined {
  const { target } = plan.answers;
  if (target === "compose") return "A host with Compose has room for one version, so pull requests get no preview.";
  if (target === "command") return undefined;
  const { kind, variants } = shapeOf(plan);
  if (!appliesOverlays(plan))
    return "Previews stand on the overlays of `generate kubernetes`, which are not used here, so pull requests get none.";
  return kind !== "Deployment" || variants.length > 0
    ? "Previews are made for rolling Deployments, so pull requests get none here."
    : undefined;
}

function hasPreview(plan: Plan): boolean {
  return plan.answers.preview && previewObstacle(plan) === undefined;
}

/** Forks and Dependabot get no secrets, so they can have no preview. */
const isOurs =
  "github.event.pull_request.head.repo.full_name == github.repository && github.event.pull_request.user.login != 'dependabot[bot]'";

const number = "${{ github.event.pull_request.number }}";

/** What must not happen to the preview of one pull request at once. */
function oneAtATime({ answers: { service } }: Plan): Lines {
  return section("concurrency", `group: preview-${service}-${number}`, "cancel-in-progress: false");
}

function previewNamespace({ answers: { service } }: Plan): string {
  return `${service}-pr-${number}`;
}

/** The job that gives a pull request an environment of its own, once it is tested; undefined where there is none. */
export function previewJob(plan: Plan, needs: readonly string[]): Lines | undefined {
  if (!hasPreview(plan)) return undefined;
  const isCluster = plan.answers.target === "kubernetes";
  const { steps, image } = previewImage(plan);
  const environment = environmentName("preview", plan);
  const place = isCluster ? { NAMESPACE: previewNamespace(plan) } : { ENVIRONMENT: `pr-${number}` };
  return job({
    id: "preview",
    name: "Deploy a preview",
    needs,
    if: `github.event_name == 'pull_request' && ${isOurs}`,
    minutes: 30,
    keys: [
      `environment: ${environment}`,
      oneAtATime(plan),
      section("permissions", "contents: read", packagesPermission(plan, "write")),
      section("env", pairs(place)),
    ],
    steps: [checkout(), steps, isCluster ? clusterPreview(plan, image) : platformPreview(plan, image)],
  });
}

function clusterPreview(plan: Plan, image: string): Lines {
  const { service, port } = plan.answers;
  const workload = `deployment/${service}`;
  return [
    kubernetesTarget.login(plan),
    run({
      name: "Apply",
      folder: ownPath(ownOverlay(plan, "preview"), plan),
      run: [
        `kubectl create namespace "$NAMESPACE" --dry-run=client --output=yaml | kubectl apply --filename=-`,
        'kustomize edit set namespace "$NAMESPACE"',
        `kustomize edit set image "${plan.answers.image}=$IMAGE"`,
        "kubectl apply --kustomize .",
      ],
      env: { IMAGE: image },
    }),
    run({ name: "Roll out", run: [rolloutStatus(plan, workload)] }),
    port !== undefined && forwardedSmokeTest(plan, "Smoke test", workload, port),
  ];
}

/** Where its address comes from, the platform alone knows: it is not asked. */
function platformPreview({ answers: { deployCommand = "" } }: Plan, image: string): Lines {
  return platformStep({ name: "Deploy", command: deployCommand, env: { IMAGE: image } });
}

/** The files that previews need beside the job. */
export function previewFiles(plan: Plan): readonly GeneratedFile[] {
  return hasPreview(plan) && plan.answers.target === "kubernetes" ? [overlay(plan), teardown(plan)] : [];
}

/** The base in small, without what would take requests away from the environments. */
function overlay(plan: Plan): GeneratedFile {
  const { service, image } = plan.answers;
  const { route, isAutoscaled } = shapeOf(plan);
  const gateway = "gateway.networking.k8s.io/v1";
  const routes: readonly (readonly [string, string, string])[] =
    route === "gateway"
      ? [
          [gateway, "Gateway", service],
          [gateway, "HTTPRoute", service],
          [gateway, "HTTPRoute", `${service}-redirect`],
        ]
      : route === "ingress"
        ? [["networking.k8s.io/v1", "Ingress", service]]
        : [];
  const scaled = isAutoscaled
    ? ([
        ["minReplicas", 1],
        ["maxReplicas", 2],
      ] as const)
    : ([["replicas", 1]] as const);
  return {
    path: ownPath(`${ownOverlay(plan, "preview")}/kustomization.yaml`, plan),
    about: "What is different in the preview of a pull request",
    text: text(
      "apiVersion: kustomize.config.k8s.io/v1beta1",
      "kind: Kustomization",
      "# The pipeline puts the pull request's own namespace and image here.",
      `namespace: ${service}-preview`,
      "resources:",
      "  - ../../base",
      "labels:",
      "  - pairs:",
      "      environment: preview",
      "images:",
      `  - name: ${image}`,
      `    newTag: ${unreleasedTag}`,
      "patches:",
      "  - target:",
      `      kind: ${isAutoscaled ? "HorizontalPodAutoscaler" : "Deployment"}`,
      "    patch: |-",
      ...scaled.flatMap(([field, value]) => ["      - op: replace", `        path: /spec/${field}`, `        value: ${value}`]),
      ...routes.flatMap(([version, kind, name]) => [
        "  - patch: |-",
        "      $patch: delete",
        `      apiVersion: ${version}`,
        `      kind: ${kind}`,
        "      metadata:",
        `        name: ${name}`,
      ]),
    ),
  };
}

/** The workflow that takes the preview away when the pull request is closed. */
function teardown(plan: Plan): GeneratedFile {
  return {
    path: workflowPath("preview-teardown", plan),
    about: "Takes the preview of a pull request away when that is closed",
    text: text(
      `name: ${workflowTitle("Preview teardown", plan)}`,
      "",
      ...section("on", section("pull_request", "types: [closed]")),
      "",
      "permissions: {}",
      "",
      ...section(
        "jobs",
        job({
          id: "teardown",
          name: "Remove the preview",
          if: isOurs,
          minutes: 10,
          keys: [
            `environment: ${environmentName("preview", plan)}`,
            oneAtATime(plan),
            section("env", pairs({ NAMESPACE: previewNamespace(plan) })),
          ],
          steps: [
            kubernetesTarget.login(plan),
            run({ name: "Delete the namespace", run: ['kubectl delete namespace "$NAMESPACE" --ignore-not-found --wait=false'] }),
          ],
        }),
      ),
    ),
  };
}
