import { describe, expect, it } from "vitest";
import type { Rule } from "../../../server/engine/rule.ts";
import addedCapability from "../../../server/engine/rules/kubernetes/added-capability.ts";
import broadPermissions from "../../../server/engine/rules/kubernetes/broad-permissions.ts";
import defaultServiceAccount from "../../../server/engine/rules/kubernetes/default-service-account.ts";
import deprecatedServiceAccountKey from "../../../server/engine/rules/kubernetes/deprecated-service-account-key.ts";
import hostNamespaces from "../../../server/engine/rules/kubernetes/host-namespaces.ts";
import hostPath from "../../../server/engine/rules/kubernetes/host-path.ts";
import hostPort from "../../../server/engine/rules/kubernetes/host-port.ts";
import keptCapabilities from "../../../server/engine/rules/kubernetes/kept-capabilities.ts";
import lowUserId from "../../../server/engine/rules/kubernetes/low-user-id.ts";
import missingSeccompProfile from "../../../server/engine/rules/kubernetes/missing-seccomp-profile.ts";
import podSecurityViolation from "../../../server/engine/rules/kubernetes/pod-security-violation.ts";
import privilegeEscalation from "../../../server/engine/rules/kubernetes/privilege-escalation.ts";
import privilegedContainer from "../../../server/engine/rules/kubernetes/privileged-container.ts";
import privilegedPort from "../../../server/engine/rules/kubernetes/privileged-port.ts";
import procMount from "../../../server/engine/rules/kubernetes/proc-mount.ts";
import rootUser from "../../../server/engine/rules/kubernetes/root-user.ts";
import sshPort from "../../../server/engine/rules/kubernetes/ssh-port.ts";
import unknownServiceAccount from "../../../server/engine/rules/kubernetes/unknown-service-account.ts";
import unsafeSysctl from "../../../server/engine/rules/kubernetes/unsafe-sysctl.ts";
import unverifiedUser from "../../../server/engine/rules/kubernetes/unverified-user.ts";
import writableRootFilesystem from "../../../server/engine/rules/kubernetes/writable-root-filesystem.ts";
import { expectLawfulFixes, run } from "../support.ts";

/** A Deployment; `pod` are lines of the pod's `spec`, `container` those of its one container, both without indentation. */
const deployment = (pod = "", container = "", kind = "Deployment") =>
  [
    "apiVersion: apps/v1",
    `kind: ${kind}`,
    "metadata:",
    "  name: web",
    "spec:",
    "  selector:",
    "    matchLabels:",
    "      app: web",
    "  template:",
    "    metadata:",
    "      labels:",
    "        app: web",
    "    spec:",
    ...indented(pod, 6),
    "      containers:",
    "        - name: web",
    "          image: registry.example.com/web:1.4.2 # from the pipeline",
    ...indented(container, 10),
    "",
  ].join("\n");

function indented(lines: string, by: number): string[] {
  return lines === "" ? [] : lines.split("\n").map((line) => " ".repeat(by) + line);
}

const messages = (rule: Rule, text: string, files?: Record<string, string>) =>
  run(rule, text, files ? { files } : {}).map(({ on, severity }) => `${on}${severity ? ` ${severity}` : ""}`);

const restricted = "securityContext:\n  runAsNonRoot: true\n  seccompProfile:\n    type: RuntimeDefault";
const tight = "securityContext:\n  allowPrivilegeEscalation: false\n  capabilities:\n    drop: [ALL]";

describe("kubernetes/root-user", () => {
  it("takes the container's own setting before the pod's", () => {
    expect(messages(rootUser, deployment("securityContext:\n  runAsUser: 0", "securityContext:\n  runAsUser: 1000"))).toEqual([]);
    expect(messages(rootUser, deployment("securityContext:\n  runAsUser: 1000", "securityContext:\n  runAsUser: 0"))).toEqual(["0"]);
  });

  it("tells of a setting of the pod once", () => {
    const text = deployment("securityContext:\n  runAsUser: 0").replace(
      "      containers:",
      "      initContainers:\n        - name: first\n          image: a:1\n      containers:",
    );
    expect(messages(rootUser, text)).toEqual(["0"]);
    expectLawfulFixes(rootUser, text);
  });

  it("tells of a contradiction", () => {
    const [problem] = run(rootUser, deployment("securityContext:\n  runAsNonRoot: true\n  runAsUser: 0"));
    expect(problem?.message).toContain("refuses to start it");
  });

  it.each([
    ["nothing is set", deployment()],
    ["a template sets it", deployment("securityContext:\n  runAsUser: {{ .Values.uid }}")],
    ["the pod runs on Windows", deployment("os:\n  name: windows\nsecurityContext:\n  runAsUser: 0")],
    ["a user beside runAsNonRoot: false", deployment("securityContext:\n  runAsNonRoot: false\n  runAsUser: 1000")],
  ])("is silent where %s", (_, text) => {
    expect(messages(rootUser, text)).toEqual([]);
  });

  it("reads the Dockerfile that the image is built from", () => {
    const compose = "services:\n  web:\n    build: .\n    image: registry.example.com/web:1.4.2\n";
    const root = { "compose.yaml": compose, Dockerfile: 'FROM alpine:3.22\nCOPY app /app\nCMD ["/app"]\n' };
    expect(messages(rootUser, deployment(), root)).toEqual(["web"]);
    const named = { ...root, Dockerfile: 'FROM alpine:3.22\nRUN adduser -D app\nUSER app\nCMD ["/app"]\n' };
    expect(messages(rootUser, deployment(), named)).toEqual([]);
    expect(messages(rootUser, deployment("securityContext:\n  runAsNonRoot: true"), named)).toEqual(["true"]);
    const numeric = { ...root, Dockerfile: 'FROM alpine:3.22\nUSER 10001\nCMD ["/app"]\n' };
    expect(messages(rootUser, deployment("securityContext:\n  runAsNonRoot: true"), numeric)).toEqual([]);
  });
});

describe("an image whose user is a name, which the kubelet cannot check", () => {
  const compose = "services:\n  web:\n    build: .\n    image: registry.example.com/web:1.4.2\n";
  const around = (user: string) => ({ "compose.yaml": compose, Dockerfile: `FROM alpine:3.22\n${user}CMD ["/app"]\n` });
  const known = around("RUN adduser -D -u 1234 app\nUSER app\n");
  const unknown = around("RUN adduser -S app\nUSER app\n");
  /** What each fix of each finding leaves, if nothing else is wrong with it under any of the rules about users. */
  const fixedBy = (rule: Rule, text: string, files: Record<string, string>) => {
    expectLawfulFixes(rule, text, { files });
    const all = run(rule, text, { files }).flatMap(({ fixed }) => fixed);
    for (const one of all) expect([...messages(rootUser, one, files), ...messages(lowUserId, one, files)]).toEqual([]);
    return all;
  };

  it.each([
    ["kubernetes/unverified-user", unverifiedUser, 0],
    ["kubernetes/unverified-user, all of the standard", unverifiedUser, 1],
    ["kubernetes/missing-seccomp-profile", missingSeccompProfile, 1],
    ["kubernetes/privilege-escalation", privilegeEscalation, 1],
    ["kubernetes/kept-capabilities", keptCapabilities, 1],
  ])("%s writes its number for the pod beside the check", (_, rule, index) => {
    expect(fixedBy(rule, deployment(), known)[index]).toMatch(/ {6}securityContext:\n {8}runAsNonRoot: true\n {8}runAsUser: 1234\n/);
    // Where nobody can tell it, an editor asks for it.
    expect(fixedBy(rule, deployment(), unknown)[index]).toContain("        runAsUser: 10001\n");
    const numeric = around("USER 1234\n");
    expect(fixedBy(rule, deployment(), numeric)[index]).not.toContain("runAsUser");
  });

  it("is a number of the container where the pod has others", () => {
    const text = deployment("initContainers:\n  - name: first\n    image: ghcr.io/example/first:1");
    for (const fixed of fixedBy(unverifiedUser, text, known)) {
      expect(fixed).toMatch(/ {6}securityContext:\n {8}runAsNonRoot: true\n {6,8}(?!.*runAsUser)/);
      expect(fixed).toMatch(/from the pipeline\n {10}securityContext:\n {12}runAsUser: 1234\n/);
    }
    const twice = text.replace("ghcr.io/example/first:1", "registry.example.com/web:1.4.2");
    expect(fixedBy(unverifiedUser, twice, known)[0]).toMatch(/ {8}runAsNonRoot: true\n {8}runAsUser: 1234\n/);
  });

  it("is decided in an editor where it is not known", () => {
    const [problem] = run(unverifiedUser, deployment(), { files: unknown });
    const edits = problem?.fixes?.[0]?.changes.flatMap((change) => (change.kind === "edit" ? change.edits : [])) ?? [];
    expect(edits.flatMap(({ text, placeholders }) => (placeholders ?? []).map(({ start, end }) => text.slice(start, end)))).toEqual([
      "10001",
    ]);
  });

  it("is left alone beside a number", () => {
    const text = deployment("", "securityContext:\n  runAsUser: 1234");
    expect(fixedBy(privilegeEscalation, text, known)[1]?.match(/runAsUser/g)).toHaveLength(1);
  });

  it("comes with the check that somebody switched off", () => {
    expect(fixedBy(rootUser, deployment("securityContext:\n  runAsNonRoot: false"), known)[0]).toMatch(
      / {8}runAsNonRoot: true\n {8}runAsUser: 1234\n/,
    );
    expect(fixedBy(rootUser, deployment("", "securityContext:\n  runAsNonRoot: false"), known)[0]).toMatch(
      / {12}runAsNonRoot: true\n {12}runAsUser: 1234\n/,
    );
  });

  it("is what kubernetes/root-user writes under a check that is there", () => {
    const text = deployment("securityContext:\n  runAsNonRoot: true");
    expect(fixedBy(rootUser, text, known)[0]).toMatch(/ {8}runAsNonRoot: true\n {8}runAsUser: 1234\n/);
    expect(fixedBy(rootUser, text, unknown)).toEqual([]);
    expect(messages(rootUser, text, around("ARG UID=1234\nUSER $UID\n"))).toEqual([]);
  });

  it("is no low id where the image's files belong to it", () => {
    expect(messages(lowUserId, deployment("securityContext:\n  runAsUser: 1234"), known)).toEqual([]);
    expect(messages(lowUserId, deployment("securityContext:\n  runAsUser: 1000"), known)).toEqual(["1000"]);
  });
});

describe("kubernetes/unverified-user", () => {
  it("stands once for all containers of a pod, at the first", () => {
    const text = deployment().replace(
      "      containers:",
      "      initContainers:\n        - name: first\n          image: a:1\n      containers:",
    );
    const [problem, ...others] = run(unverifiedUser, text);
    expect(others).toEqual([]);
    expect(problem?.message).toContain("`web` and `first`");
    expect(problem?.fixed[0]).toContain("      securityContext:\n        runAsNonRoot: true\n      initContainers:");
  });

  it("writes all of the restricted standard as its second fix", () => {
    const [problem] = run(unverifiedUser, deployment());
    const fixed = problem?.fixed[1] ?? "";
    for (const rule of [unverifiedUser, privilegeEscalation, keptCapabilities, missingSeccompProfile])
      expect(messages(rule, fixed)).toEqual([]);
    expect(fixed).toContain("# from the pipeline");
  });

  it.each([
    ["runAsUser is not root", deployment("securityContext:\n  runAsUser: 1000")],
    ["each container says so", deployment("", "securityContext:\n  runAsNonRoot: true")],
    ["a template may say so", deployment("securityContext:\n  {{- toYaml .Values.podSecurityContext | nindent 8 }}")],
    [
      "the object is a patch",
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: a:2\n",
    ],
  ])("is silent where %s", (_, text) => {
    expect(messages(unverifiedUser, text)).toEqual([]);
  });
});

describe("kubernetes/privileged-container", () => {
  it("is a remark on agents of the node", () => {
    expect(messages(privilegedContainer, deployment("", "securityContext:\n  privileged: true"))).toEqual(["privileged: true"]);
    expect(messages(privilegedContainer, deployment("", "securityContext:\n  privileged: true", "DaemonSet"))).toEqual([
      "privileged: true info",
    ]);
    expect(messages(privilegedContainer, deployment("", "securityContext:\n  privileged: false"))).toEqual([]);
  });

  it("reads true as YAML 1.1 does", () => {
    expect(messages(privilegedContainer, deployment("", "securityContext:\n  privileged: yes"))).toEqual(["privileged: yes"]);
    expect(messages(privilegedContainer, deployment("", 'securityContext:\n  privileged: "true"'))).toEqual([]);
  });
});

describe("kubernetes/privilege-escalation", () => {
  it("speaks of every container by itself", () => {
    const text = deployment("initContainers:\n  - name: first\n    image: a:1");
    expect(messages(privilegeEscalation, text)).toEqual(["web warning", "first warning"]);
    expectLawfulFixes(privilegeEscalation, deployment());
  });

  it.each([
    ["privileged", "securityContext:\n  privileged: true"],
    ["a container with SYS_ADMIN", "securityContext:\n  capabilities:\n    add: [SYS_ADMIN]"],
    ["a templated container", "{{- with .Values.securityContext }}\nsecurityContext:\n  {{- toYaml . | nindent 12 }}\n{{- end }}"],
  ])("leaves %s alone", (_, container) => {
    expect(messages(privilegeEscalation, deployment("", container))).toEqual([]);
  });
});

describe("kubernetes/kept-capabilities and kubernetes/added-capability", () => {
  it.each([
    ["drop: [ALL]", 0],
    ["drop: [all]", 0],
    ["drop: [CAP_ALL]", 0],
    ["drop: [NET_RAW]", 1],
    ["drop: []", 1],
    ["drop: {{ .Values.drop }}", 0],
  ])("%s", (drop, count) => {
    const text = deployment("", `securityContext:\n  capabilities:\n    ${drop}`);
    expect(run(keptCapabilities, text)).toHaveLength(count);
    expectLawfulFixes(keptCapabilities, text);
  });

  it("tells dangerous ones from others, and knows the prefix", () => {
    const text = deployment(
      "",
      "securityContext:\n  capabilities:\n    add:\n      - CAP_SYS_ADMIN\n      - NET_RAW\n      - NET_BIND_SERVICE\n      - cap_chown",
    );
    expect(messages(addedCapability, text)).toEqual(["CAP_SYS_ADMIN", "NET_RAW warning"]);
    expectLawfulFixes(addedCapability, text);
  });
});

describe("kubernetes/writable-root-filesystem", () => {
  it("mounts a volume for /tmp, beside those that are there", () => {
    const text = deployment(
      "volumes:\n  - name: tmp\n    configMap:\n      name: settings",
      "volumeMounts:\n  - name: tmp\n    mountPath: /settings",
    );
    const [problem] = run(writableRootFilesystem, text);
    expect(problem?.fixed[0]).toContain("- name: web-tmp\n");
    expect(problem?.fixed[0]).toContain("mountPath: /tmp");
    expectLawfulFixes(writableRootFilesystem, text);
  });

  it("leaves /tmp alone where it is mounted already", () => {
    const [problem] = run(writableRootFilesystem, deployment("", "volumeMounts:\n  - name: scratch\n    mountPath: /tmp/"));
    expect(problem?.fixed[0]?.match(/\/tmp/g)).toHaveLength(1);
  });

  it("leaves databases alone", () => {
    expect(messages(writableRootFilesystem, deployment().replace("registry.example.com/web:1.4.2", "postgres:18"))).toEqual([]);
  });
});

describe("kubernetes/missing-seccomp-profile", () => {
  it("is a remark where it is missing, a warning where the filter is switched off", () => {
    expect(messages(missingSeccompProfile, deployment())).toEqual(["web info"]);
    const off = deployment("securityContext:\n  seccompProfile:\n    type: Unconfined");
    expect(messages(missingSeccompProfile, off)).toEqual(["Unconfined"]);
    expectLawfulFixes(missingSeccompProfile, off);
  });

  it("is content with a profile of each container", () => {
    expect(
      messages(
        missingSeccompProfile,
        deployment("", "securityContext:\n  seccompProfile:\n    type: Localhost\n    localhostProfile: a.json"),
      ),
    ).toEqual([]);
  });
});

describe("what a pod takes of its node", () => {
  it.each(["hostNetwork", "hostPID", "hostIPC"])("%s, but for agents of the node", (key) => {
    expect(messages(hostNamespaces, deployment(`${key}: true`))).toEqual([`${key}: true`]);
    expect(messages(hostNamespaces, deployment(`${key}: true`, "", "DaemonSet"))).toEqual([]);
    expect(messages(hostNamespaces, deployment(`${key}: false`))).toEqual([]);
    expectLawfulFixes(hostNamespaces, deployment(`${key}: true`));
  });

  it.each([
    ["/var/run/docker.sock", ["/var/run/docker.sock"]],
    ["/run/containerd/containerd.sock", ["/run/containerd/containerd.sock"]],
    ["/etc/", ["/etc/"]],
    ["/", ["/"]],
    ["/data", ["/data warning"]],
    ["/etc/localtime", []],
    ["{{ .Values.path }}", []],
  ])("hostPath %s", (path, expected) => {
    const text = deployment(`volumes:\n  - name: one\n    hostPath:\n      path: ${path}`);
    expect(messages(hostPath, text)).toEqual(expected);
    expectLawfulFixes(hostPath, text);
  });

  it("a port, but with hostNetwork, where the API sets it", () => {
    const port = "ports:\n  - containerPort: 80\n    hostPort: 80";
    expect(messages(hostPort, deployment("", port))).toEqual(["hostPort: 80"]);
    expect(messages(hostPort, deployment("hostNetwork: true", port))).toEqual([]);
    expect(messages(hostPort, deployment("", "ports:\n  - containerPort: 80\n    hostPort: 0"))).toEqual([]);
    expectLawfulFixes(hostPort, deployment("", port));
  });
});

describe("service accounts", () => {
  it.each([
    ["nothing", "", 1],
    ["default by name", "serviceAccountName: default", 1],
    ["no token", "automountServiceAccountToken: false", 0],
    ["an account", "serviceAccountName: web", 0],
    ["the old key", "serviceAccount: web", 0],
    ["a template", "serviceAccountName: {{ .Values.account }}", 0],
  ])("with %s", (_, pod, count) => {
    expect(run(defaultServiceAccount, deployment(pod))).toHaveLength(count);
    expectLawfulFixes(defaultServiceAccount, deployment(pod));
  });

  it("renames the old key, removes it where both agree, and leaves the choice where they do not", () => {
    expect(run(deprecatedServiceAccountKey, deployment("serviceAccount: web"))[0]?.fixed[0]).toContain("      serviceAccountName: web\n");
    const both = deployment("serviceAccount: web\nserviceAccountName: web");
    expect(run(deprecatedServiceAccountKey, both)[0]?.fixed[0]).toBe(deployment("serviceAccountName: web"));
    expect(run(deprecatedServiceAccountKey, deployment("serviceAccount: a\nserviceAccountName: b"))[0]?.fixed).toEqual([]);
  });

  it("asks for an account only where accounts are kept", () => {
    const text = deployment("serviceAccountName: web");
    const account = (name: string) => `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\n`;
    expect(messages(unknownServiceAccount, text, {})).toEqual([]);
    expect(messages(unknownServiceAccount, text, { "deploy/account.yaml": account("wep") })).toEqual(["web"]);
    expect(messages(unknownServiceAccount, text, { "deploy/account.yaml": account("web") })).toEqual([]);
    expect(messages(unknownServiceAccount, text)).toEqual([]);
  });
});

describe("kubernetes/broad-permissions", () => {
  const role = (rule: string) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: web\nrules:\n  - ${rule}\n`;

  it.each([
    ["{apiGroups: ['*'], resources: ['*'], verbs: ['*']}", ["'*'"]],
    ["{apiGroups: ['*'], resources: ['*'], verbs: [get, list, watch]}", ["'*' info"]],
    ["{apiGroups: [''], resources: ['*'], verbs: [get, watch, list]}", ["'*' info"]],
    ["{apiGroups: [''], resources: ['*'], verbs: [get]}", []],
    ["{apiGroups: [apps], resources: ['*'], verbs: [get, list, watch]}", []],
    ["{apiGroups: [''], resources: ['*'], verbs: [list], resourceNames: [web]}", []],
    ["{apiGroups: [''], resources: [pods/exec], verbs: [create]}", ["pods/exec"]],
    ["{apiGroups: [''], resources: [nodes/proxy], verbs: [create]}", ["nodes/proxy"]],
    ["{apiGroups: [''], resources: [nodes/proxy, nodes/metrics], verbs: [get]}", []],
    ["{apiGroups: [''], resources: [secrets], verbs: [list]}", ["secrets"]],
    ["{apiGroups: [''], resources: [secrets], verbs: [list], resourceNames: [web]}", []],
    ["{apiGroups: [''], resources: [secrets], verbs: [get]}", []],
    ["{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate]}", ["escalate"]],
    ["{nonResourceURLs: [/metrics], verbs: [get]}", []],
    ["{apiGroups: [source.example.com], resources: ['*'], verbs: ['*']}", []],
    ["{apiGroups: [apps], resources: ['*'], verbs: [update]}", ["'*'"]],
  ])("%s", (rule, expected) => {
    expect(messages(broadPermissions, role(rule))).toEqual(expected);
  });

  it("does not take a role of another API for one", () => {
    expect(messages(broadPermissions, role("{verbs: ['*']}").replace("rbac.authorization.k8s.io", "example.com"))).toEqual([]);
  });
});

describe("kubernetes/pod-security-violation", () => {
  const namespace = (level: string) =>
    `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: ${level}\n`;
  const shop = (text: string) => text.replace("  name: web\n", "  name: web\n  namespace: shop\n");

  it("lists every failing field, and its fix answers all of them", () => {
    const files = { "deploy/namespace.yaml": namespace("restricted") };
    const text = shop(deployment());
    const [problem] = run(podSecurityViolation, text, { files });
    expect(problem?.message).toMatch(/allowPrivilegeEscalation.*seccompProfile.*capabilities\.drop.*runAsNonRoot/);
    expectLawfulFixes(podSecurityViolation, text, { files });
    expect(messages(podSecurityViolation, shop(deployment(restricted, tight)), files)).toEqual([]);
  });

  it("knows what the levels do not forbid", () => {
    expect(messages(podSecurityViolation, shop(deployment()), { "deploy/namespace.yaml": namespace("baseline") })).toEqual([]);
    expect(messages(podSecurityViolation, shop(deployment("hostPID: true")), { "deploy/namespace.yaml": namespace("privileged") })).toEqual(
      [],
    );
    expect(messages(podSecurityViolation, shop(deployment("hostPID: true")), { "deploy/namespace.yaml": namespace("baseline") })).toEqual([
      "web",
    ]);
    expect(messages(podSecurityViolation, deployment("hostPID: true"), { "deploy/namespace.yaml": namespace("baseline") })).toEqual([]);
  });

  it("goes by the version that the namespace enforces", () => {
    const probe = deployment("", "readinessProbe:\n  httpGet:\n    host: example.com\n    port: 80");
    expect(messages(podSecurityViolation, shop(probe), { "deploy/namespace.yaml": namespace("baseline") })).toEqual(["web"]);
    const pinned = `${namespace("baseline")}    pod-security.kubernetes.io/enforce-version: v1.33\n`;
    expect(messages(podSecurityViolation, shop(probe), { "deploy/namespace.yaml": pinned })).toEqual([]);
  });
});

describe("the smaller ones", () => {
  it("sysctls, ports and users", () => {
    expect(messages(unsafeSysctl, deployment("securityContext:\n  sysctls:\n    - name: kernel.msgmax\n      value: '1'"))).toEqual([
      "kernel.msgmax",
    ]);
    expect(messages(procMount, deployment("hostUsers: false", "securityContext:\n  procMount: Unmasked"))).toEqual([]);
    expect(messages(sshPort, deployment("", "ports:\n  - containerPort: 22\n    protocol: UDP"))).toEqual([]);
    const low = "ports:\n  - containerPort: 80\nsecurityContext:\n  runAsNonRoot: true";
    expect(messages(privilegedPort, deployment("", low))).toEqual(["80"]);
    expect(messages(privilegedPort, deployment("", `${low}\n  capabilities:\n    add: [NET_BIND_SERVICE]`))).toEqual([]);
    expect(messages(lowUserId, deployment("securityContext:\n  runAsUser: 1000"))).toEqual(["1000"]);
    expect(messages(lowUserId, deployment("securityContext:\n  runAsUser: 0"))).toEqual([]);
    expectLawfulFixes(lowUserId, deployment("securityContext:\n  runAsUser: 1000"));
  });
});
