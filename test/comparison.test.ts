// docs/comparison.md names every name under which the rules for workflows and manifests know what other tools report, and nothing else.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rules } from "../server/engine/index.ts";

const page = readFileSync(join(import.meta.dirname, "../docs/comparison.md"), "utf8");

interface Family {
  readonly languages: readonly string[];
  /** Tools by the name that stands in `alsoKnownAs`, with their headings on the page. */
  readonly headings: Readonly<Record<string, string>>;
  /** The heading of what no rule covers; undefined where all is covered. */
  readonly notCovered: string | undefined;
  /** Tools of which a name or two are known, too few for a table. */
  readonly inPassing?: readonly string[];
}

const families: Readonly<Record<string, Family>> = {
  Dockerfiles: {
    languages: ["dockerfile", "dockerignore"],
    headings: {
      hadolint: "hadolint",
      buildkit: "BuildKit",
      trivy: "Trivy",
      checkov: "Checkov",
      sonar: "SonarQube",
      "dockerfile-utils": "dockerfile-utils",
      semgrep: "Semgrep",
      dockle: "dockle",
    },
    notCovered: "Not covered by a rule",
    inPassing: ["kics", "scorecard"],
  },
  Workflows: {
    languages: ["workflow", "action"],
    headings: { actionlint: "actionlint", zizmor: "zizmor", ghalint: "ghalint", scorecard: "OpenSSF Scorecard" },
    notCovered: "Not covered",
  },
  Kubernetes: {
    languages: ["kubernetes"],
    headings: { "kube-linter": "KubeLinter", "kube-score": "kube-score", polaris: "Polaris", checkov: "Checkov", trivy: "Trivy" },
    notCovered: "Left out for manifests",
  },
  "Compose files": {
    languages: ["compose"],
    headings: { dclint: "dclint", semgrep: "Semgrep" },
    notCovered: undefined,
  },
};

/** The part of the page below a heading, up to the next of its level. */
const below = (text: string, level: string, heading: string) =>
  text.split(new RegExp(`^${level} `, "m")).find((part) => part.startsWith(`${heading}\n`)) ?? "";

/** `tool:id` of all that a family's table of what is left out names. */
function leftOut(family: string): readonly string[] {
  const { headings, notCovered } = families[family] as Family;
  if (notCovered === undefined) return [];
  const byTitle = new Map(Object.entries(headings).map(([tool, heading]) => [heading.split(" ").at(-1), tool]));
  return [...below(below(page, "##", family), "###", notCovered).matchAll(/^\| ([\w-]+) (.*?) \|/gm)].flatMap(
    ([, title = "", cell = ""]) =>
      title === "There" ? [] : [...cell.matchAll(/`([\w-]+)`/g)].map(([, id]) => `${byTitle.get(title)}:${id}`),
  );
}

describe.each(Object.entries(families))("%s", (family, { languages, headings, notCovered, inPassing = [] }) => {
  const ours = rules.filter(({ language }) => languages.includes(language));
  const known = ours.flatMap(({ id, alsoKnownAs = [] }) => alsoKnownAs.map((name) => `${name} ${id}`));

  test.each(Object.entries(headings))("what %s reports stands with the rules for it", (tool, heading) => {
    const section = below(below(page, "##", family), "###", heading);
    const listed = [...section.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].flatMap(([, id = "", cell = ""]) =>
      [...cell.matchAll(/\]\(rules\/([\w/-]+)\.md\)/g)].map(([, rule = ""]) => `${tool}:${id} ${rule}`),
    );
    const expected = known.filter((name) => name.startsWith(`${tool}:`));
    expect(listed.sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(5);
  });

  test("no rule has a name of a tool that the page leaves out", () => {
    expect(new Set(known.map((name) => name.slice(0, name.indexOf(":"))))).toEqual(new Set([...Object.keys(headings), ...inPassing]));
  });

  test("what is not covered is known by no rule", () => {
    const names = new Set(known.map((name) => name.slice(0, name.indexOf(" "))));
    expect(leftOut(family).length).toBeGreaterThan(notCovered === undefined ? -1 : 3);
    expect(leftOut(family).filter((name) => names.has(name) || name.startsWith("undefined"))).toEqual([]);
  });
});

/** All rules of dclint 3.1, with what it says of files that it cannot read. */
const dclintRules = `
  invalid-schema invalid-yaml no-build-and-image no-duplicate-container-names no-duplicate-exported-ports no-quotes-in-volumes
  no-unbound-port-interfaces no-version-field require-project-name-field require-quotes-in-ports service-container-name-regex
  service-dependencies-alphabetical-order service-image-require-explicit-tag service-keys-order service-ports-alphabetical-order
  services-alphabetical-order top-level-properties-order`;

test("every rule of dclint has one here", () => {
  const known = new Set(rules.flatMap(({ alsoKnownAs = [] }) => alsoKnownAs));
  expect(
    dclintRules
      .trim()
      .split(/\s+/)
      .filter((id) => !known.has(`dclint:${id}`)),
  ).toEqual([]);
});

/** All checks that the tools for manifests have: KubeLinter up to 0.8, kube-score 1.20.0, Polaris, Checkov 3.3.30. */
const checks: Readonly<Record<string, string>> = {
  "kube-linter": `
    access-to-create-pods access-to-secrets cluster-admin-role-binding dangling-horizontalpodautoscaler dangling-ingress
    dangling-networkpolicy dangling-networkpolicypeer-podselector dangling-service dangling-servicemonitor default-service-account
    deprecated-service-account-field dnsconfig-options docker-sock drop-net-raw-capability duplicate-env-var env-value-from
    env-var-secret exposed-services host-ipc host-network host-pid hpa-minimum-three-replicas invalid-target-ports
    job-ttl-seconds-after-finished latest-tag liveness-port minimum-three-replicas mismatching-selector no-anti-affinity
    no-extensions-v1beta no-liveness-probe no-node-affinity no-read-only-root-fs no-readiness-probe no-rolling-update-strategy
    non-existent-service-account non-isolated-pod pdb-max-unavailable pdb-min-available pdb-unhealthy-pod-eviction-policy
    priority-class-name privilege-escalation-container privileged-container privileged-ports read-secret-from-env-var readiness-port
    required-annotation-email required-label-owner restart-policy run-as-non-root scc-deny-privileged-container schema-validation
    sensitive-host-mounts sorted-keys ssh-port startup-port unsafe-proc-mount unsafe-sysctls unset-cpu-requirements
    unset-memory-requirements use-namespace wildcard-in-rules writable-host-mount`,
  "kube-score": `
    deployment-strategy deployment-replicas ingress-targets-service cronjob-has-deadline cronjob-restartpolicy container-resources
    container-resource-requests-equal-limits container-cpu-requests-equal-limits container-memory-requests-equal-limits
    container-image-tag container-image-pull-policy container-ephemeral-storage-request-and-limit
    container-ephemeral-storage-request-equals-limit container-ports-check environment-variable-key-duplication
    statefulset-has-poddisruptionbudget deployment-has-poddisruptionbudget poddisruptionbudget-has-policy pod-networkpolicy
    networkpolicy-targets-pod pod-probes pod-probes-identical container-security-context-user-group-id
    container-security-context-privileged container-security-context-readonlyrootfilesystem container-seccomp-profile
    service-targets-pod service-type stable-version deployment-has-host-podantiaffinity statefulset-has-host-podantiaffinity
    deployment-targeted-by-hpa-does-not-have-replicas-configured statefulset-has-servicename
    deployment-pod-selector-labels-match-template-metadata-labels statefulset-pod-selector-labels-match-template-metadata-labels
    label-values horizontalpodautoscaler-has-target horizontalpodautoscaler-replicas pod-topology-spread-constraints`,
  polaris: `
    deploymentMissingReplicas hostIPCSet hostPathSet hostProcess hostPIDSet hostNetworkSet automountServiceAccountToken
    topologySpreadConstraint procMount memoryLimitsMissing memoryRequestsMissing cpuLimitsMissing cpuRequestsMissing
    readinessProbeMissing livenessProbeMissing pullPolicyNotAlways tagNotSpecified hostPortSet runAsRootAllowed runAsPrivileged
    notReadOnlyRootFilesystem privilegeEscalationAllowed dangerousCapabilities insecureCapabilities priorityClassNotSet
    linuxHardening sensitiveContainerEnvVar tlsSettingsMissing pdbDisruptionsIsZero metadataAndInstanceMismatched
    missingPodDisruptionBudget missingNetworkPolicy sensitiveConfigmapContent clusterrolePodExecAttach rolePodExecAttach
    clusterrolebindingPodExecAttach rolebindingClusterRolePodExecAttach rolebindingRolePodExecAttach clusterrolebindingClusterAdmin
    rolebindingClusterAdminClusterRole rolebindingClusterAdminRole hpaMaxAvailability hpaMinAvailability
    pdbMinAvailableGreaterThanHPAMinReplicas pdbMinAvailableEqualToHPAMinReplicas`,
  // Of `CKV_K8S_` the numbers, and of `CKV2_K8S_` those after `2:`.
  checkov: `
    1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 49
    68 69 70 71 72 73 74 75 77 78 79 80 81 82 83 84 85 86 88 89 90 91 92 93 94 95 96 97 99 100 102 104 105 106 107 108 110 111 112
    113 114 115 116 117 118 119 121 138 139 140 141 143 144 145 146 147 148 149 151 152 153 154 155 156 157 158 159 2:1 2:2 2:3 2:4
    2:5 2:6`,
};

test.each(Object.entries(checks))("each check of %s is a rule's here, or stands with the reason why it is none", (tool, text) => {
  const ids = text.trim().split(/\s+/);
  const names = ids.map((id) => `${tool}:${tool !== "checkov" ? id : id.startsWith("2:") ? `CKV2_K8S_${id.slice(2)}` : `CKV_K8S_${id}`}`);
  const known = rules
    .filter(({ language }) => language === "kubernetes")
    .flatMap(({ alsoKnownAs = [] }) => alsoKnownAs.filter((name) => name.startsWith(`${tool}:`)));
  const left = leftOut("Kubernetes").filter((name) => name.startsWith(`${tool}:`));
  expect([...new Set([...known, ...left])].sort()).toEqual(names.sort());
});
