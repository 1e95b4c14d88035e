// Snippets that the server offers: in files of their kind, where they fit, and clean under `strict` there.
import { describe, expect, it } from "vitest";
import {
  applyEdits,
  type Completion,
  complete,
  completeNewFile,
  detectLanguage,
  memoryWorkspace,
  SourceText,
} from "../../server/engine/index.ts";
import { findingsIn, servedSnippets, today, variants } from "./support.ts";

type Files = Readonly<Record<string, string>>;

/** What is offered at the `|` of a file, as an editor asks for it. */
function offered(path: string, marked: string, files: Files = {}): { readonly text: string; readonly items: readonly Completion[] } {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const source = new SourceText(path, text);
  const language = detectLanguage(path, "yaml", () => text);
  const workspace = memoryWorkspace({ ...files, [path]: text });
  const items = language ? complete(source, language, offset, { workspace, today }) : completeNewFile(source, offset);
  return { text, items: items.filter(({ detail }) => detail?.startsWith("dp-")) };
}

const prefixes = (path: string, marked: string, files: Files = {}) => offered(path, marked, files).items.map(({ detail }) => detail);

/** Where a snippet is asked for, with the file around it and the files beside. */
interface Place {
  readonly path: string;
  readonly around: string;
  readonly files?: Files;
}

const workflow = (around: string): Place => ({ path: ".github/workflows/ci.yml", around });
const head = `name: CI
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}
`;
const pushed = head
  .replace("  pull_request:\n", "")
  .replace(/group: .*/, "group: deploy-staging")
  .replace(/cancel-in-progress: .*/, "cancel-in-progress: false");
const build = `  build:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - name: Build
        id: build
        run: echo "digest=$(./build.sh)" >> "$GITHUB_OUTPUT"
`;
/** A job that ends with a place for a key. */
const job = (keys: string, at = "|") =>
  `${head}jobs:\n  build:\n    runs-on: ubuntu-24.04\n${keys}    ${at}\n    steps:\n      - run: make\n`;
const bounded = "    timeout-minutes: 10\n";

const manifest = (around: string, files: Files = {}): Place => ({ path: "k8s/app.yaml", around, files });
const podHead = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
spec:
`;
const template = (container: string, pod = "") => `  selector:
    matchLabels:
      app: app
  template:
    metadata:
      labels:
        app: app
    spec:
${pod}      containers:
      - name: app
        image: registry.example.com/app:1.0.0
        ports:
        - name: http
          containerPort: 8080
${container}`;
const rolling = `  minReadySeconds: 10
  strategy:
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
`;
const pieces = {
  automount: "      automountServiceAccountToken: false\n",
  grace: "      terminationGracePeriodSeconds: 45\n",
  spread:
    "      topologySpreadConstraints:\n      - maxSkew: 1\n        topologyKey: kubernetes.io/hostname\n        whenUnsatisfiable: ScheduleAnyway\n        labelSelector:\n          matchLabels:\n            app: app\n        matchLabelKeys:\n        - pod-template-hash\n",
  pod: "      securityContext:\n        runAsNonRoot: true\n        runAsUser: 10001\n        seccompProfile:\n          type: RuntimeDefault\n",
  security:
    "        securityContext:\n          allowPrivilegeEscalation: false\n          readOnlyRootFilesystem: true\n          capabilities:\n            drop:\n            - ALL\n",
  resources:
    "        resources:\n          requests:\n            cpu: 100m\n            memory: 128Mi\n          limits:\n            memory: 256Mi\n",
  startup:
    "        startupProbe:\n          httpGet:\n            path: /livez\n            port: http\n          periodSeconds: 5\n          failureThreshold: 30\n",
  liveness:
    "        livenessProbe:\n          httpGet:\n            path: /livez\n            port: http\n          periodSeconds: 10\n          timeoutSeconds: 2\n          failureThreshold: 6\n",
  readiness:
    "        readinessProbe:\n          httpGet:\n            path: /readyz\n            port: http\n          periodSeconds: 5\n          timeoutSeconds: 2\n          failureThreshold: 3\n",
  lifecycle: "        lifecycle:\n          preStop:\n            sleep:\n              seconds: 10\n",
} as const;
type Piece = keyof typeof pieces;
const inPod: readonly Piece[] = ["automount", "grace", "spread", "pod"];
/** A whole Deployment but for some of its pieces, with a place in its container or pod. */
function deployment(without: readonly Piece[], level: "container" | "pod"): Place {
  const written = (Object.keys(pieces) as Piece[]).filter((piece) => !without.includes(piece));
  const text = (ofPod: boolean) =>
    written
      .filter((piece) => inPod.includes(piece) === ofPod)
      .map((piece) => pieces[piece])
      .join("");
  const container = text(false) + (level === "container" ? "        |\n" : "");
  const pod = text(true) + (level === "pod" ? "      |\n" : "");
  return manifest(`${podHead}  replicas: 3\n${rolling}${template(container, pod)}${service}${budget}${policy}`);
}
const service =
  "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: app\nspec:\n  selector:\n    app: app\n  ports:\n  - name: http\n    port: 80\n    targetPort: http\n";
const budget =
  "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: app\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: app\n";
const policy =
  "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: app\nspec:\n  podSelector:\n    matchLabels:\n      app: app\n  policyTypes:\n  - Ingress\n  ingress:\n  - from:\n    - podSelector: {}\n    ports:\n    - port: http\n";
/** The application that objects belong to. */
const whole = `${podHead}  replicas: 3\n${rolling}${template(
  pieces.lifecycle + pieces.startup + pieces.liveness + pieces.readiness + pieces.resources + pieces.security,
  pieces.automount + pieces.grace + pieces.spread + pieces.pod,
)}${service}${budget}${policy}`;
const document = manifest("|\n");

const compose = (around: string): Place => ({
  path: "compose.yaml",
  around,
  files: { "secrets/db-password.txt": "a", "secrets/redis-password.txt": "a" },
});
const web = (more: string) => `name: app
services:
  web:
    image: registry.example.com/app:1.0.0
    user: "10001:10001"
    security_opt:
      - no-new-privileges:true
    restart: unless-stopped
${more}`;
const checked =
  '    healthcheck:\n      test: ["CMD", "/server", "healthcheck"]\n      interval: 30s\n      timeout: 5s\n      retries: 3\n      start_period: 10s\n';
const limited = '    deploy:\n      resources:\n        limits:\n          cpus: "1.0"\n          memory: 512m\n';
const logged = "    logging:\n      driver: local\n";
const declared = (volume: string, secret: string) => `volumes:\n  ${volume}:\nsecrets:\n  ${secret}:\n    file: ./secrets/${secret}.txt\n`;

/** Where each is asked for, where that is not a new file of its kind. */
const places: Readonly<Record<string, Place>> = {
  "dp-job-lint": workflow(`${head}jobs:\n  |\n`),
  "dp-job-test": workflow(`${head}jobs:\n  |\n`),
  "dp-job-integration": workflow(`${head}jobs:\n  |\n`),
  "dp-job-smoke": workflow(
    `${pushed}jobs:\n${build.replace("build:", "deploy:").replace("    steps", "    environment: staging\n    steps")}  |\n`,
  ),
  "dp-job-migrate": workflow(`${pushed}jobs:\n${build}  |\n`),
  "dp-scan-deps": workflow(`${head}jobs:\n  |\n`),
  "dp-permissions": workflow(
    `name: CI\non:\n  push:\n    branches: [main]\n|\nconcurrency:\n  group: \${{ github.ref }}\n  cancel-in-progress: false\njobs:\n${build}`,
  ),
  "dp-permissions-oidc": workflow(job(bounded)),
  "dp-concurrency-ci": workflow(
    `name: CI\non:\n  push:\n    branches: [main]\n  pull_request:\npermissions:\n  contents: read\n|\njobs:\n${build}`,
  ),
  "dp-concurrency-deploy": workflow(`name: CI\non:\n  push:\n    branches: [main]\npermissions:\n  contents: read\n|\njobs:\n${build}`),
  "dp-environment": workflow(job(bounded)),
  "dp-dispatch-inputs": workflow(
    `name: CI\non:\n  |\npermissions:\n  contents: read\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 10\n    env:\n      A: \${{ inputs.environment }}\n      B: \${{ inputs.version }}\n      C: \${{ inputs.dry-run }}\n    steps:\n      - run: make\n`,
  ),
  "dp-scan-trivy": workflow(`${head}jobs:\n${build}      |\n`),
  "dp-attest": workflow(
    `${head}jobs:\n${build.replace("    steps:", "    permissions:\n      contents: read\n      id-token: write\n      attestations: write\n      packages: write\n    steps:")}      |\n`,
  ),
  "dp-timeout": workflow(job("")),
  "dp-job-service-postgres": workflow(job(`${bounded}    services:\n`, "  |")),
  "dp-k8s-probes": deployment(["startup", "liveness", "readiness"], "container"),
  "dp-k8s-readiness": deployment(["readiness"], "container"),
  "dp-k8s-liveness": deployment(["liveness"], "container"),
  "dp-k8s-startup": deployment(["startup"], "container"),
  "dp-k8s-resources": deployment(["resources"], "container"),
  "dp-k8s-security": deployment(["security"], "container"),
  "dp-k8s-prestop": deployment(["lifecycle"], "container"),
  "dp-k8s-security-pod": deployment(["pod"], "pod"),
  "dp-k8s-spread": deployment(["spread"], "pod"),
  "dp-k8s-rolling": manifest(whole.replace(rolling, "  |\n")),
  "dp-k8s-env-secret": manifest(whole.replace(pieces.lifecycle, `${pieces.lifecycle}        env:\n          |\n`)),
  "dp-kustomize-base": {
    path: "k8s/base/kustomization.yaml",
    around: "|\n",
    files: { "k8s/base/deployment.yaml": whole, "k8s/base/service.yaml": service.slice(4) },
  },
  "dp-kustomize-overlay": {
    path: "k8s/overlays/production/kustomization.yaml",
    around: "|\n",
    files: { "k8s/base/kustomization.yaml": "resources:\n- app.yaml\n", "k8s/base/app.yaml": whole },
  },
  "dp-kustomize-component": {
    path: "k8s/components/hpa/kustomization.yaml",
    around: "|\n",
    files: {
      "k8s/components/hpa/hpa.yaml":
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: app\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: app\n  minReplicas: 3\n  maxReplicas: 10\n",
    },
  },
  "dp-compose-health": compose(web(`    |\n${limited}${logged}`)),
  "dp-compose-limits": compose(web(`    |\n${checked}${logged}`)),
  "dp-compose-depends-healthy": compose(
    `${web(`    |\n${checked}${limited}${logged}`)}${web(checked + limited + logged)
      .replace(/^.*\n.*\n/, "")
      .replace("web:", "db:")}`,
  ),
  "dp-compose-logging": compose(web(`    |\n${checked}${limited}`)),
  "dp-compose-init": compose(web(`    |\n${checked}${limited}${logged}`)),
  "dp-compose-readonly": compose(web(`    |\n${checked}${limited}${logged}`)),
  "dp-compose-postgres": compose(`name: app\nservices:\n  |\n${declared("db-data", "db-password")}`),
  "dp-compose-redis": compose(`name: app\nservices:\n  |\n${declared("redis-data", "redis-password")}`),
};
/** What stands beside whole documents. */
const companions: Readonly<Record<string, Files>> = {
  "dp-k8s-service": { "k8s/web.yaml": whole.replace(service, "") },
  "dp-k8s-deployment": { "k8s/rest.yaml": `${service}${budget}${policy}`.slice(4) },
};
const newFiles: Readonly<Record<string, Place>> = {
  workflow: workflow("|\n"),
  kubernetes: document,
  compose: compose("|\n"),
};
const pathsOf: Readonly<Record<string, string>> = {
  dependabot: ".github/dependabot.yml",
  rules: "prometheus/rules/app.yml",
  objective: "slo.yaml",
};

describe.each(Object.entries(servedSnippets).filter(([language]) => language !== "files"))("%s", (language, snippets) => {
  it.each(snippets)("$prefix is clean under strict", ({ prefix, title }) => {
    const place = places[prefix] ?? (newFiles[language] as Place);
    const files = { ...place.files, ...companions[prefix] };
    const { text, items } = offered(place.path, place.around, files);
    const item = items.find(({ detail }) => detail === prefix);
    expect(item?.label, items.map(({ detail }) => detail).join()).toBe(title);
    if (!item) return;
    expect(item.filter).toContain(prefix);
    for (const written of variants(item.text, item.placeholders ?? [])) {
      const result = applyEdits(text, [{ span: item.span, text: written }]);
      expect(result).not.toMatch(/[ \t]+$/m);
      expect(findingsIn(place.path, { ...files, [place.path]: result }), result).toEqual([]);
    }
  });
});

describe("files of other tools", () => {
  it.each(servedSnippets.files ?? [])("$prefix begins a new file by its path alone", ({ prefix, at }) => {
    const path = pathsOf[at] ?? "";
    expect(prefixes(path, "|")).toContain(prefix);
    expect(prefixes(path, "# ours\ndp|\n")).toContain(prefix);
    expect(prefixes(path, "version: 2\n|")).toEqual([]);
    expect(prefixes("config/settings.yaml", "|")).toEqual([]);
  });
});

describe("are offered where they fit alone", () => {
  it("in no YAML of other tools", () => {
    for (const path of ["mkdocs.yml", "config/app.yaml", ".gitlab-ci.yml", "charts/app/values.yaml", "openapi.yaml"])
      for (const text of ["|", "dp-|", "a: 1\n|"]) expect(prefixes(path, text), `${path}: ${text}`).toEqual([]);
  });

  it("in new workflows, manifests, Kustomize and Compose files by their paths", () => {
    for (const typed of ["|", "dp-|", "# a\n\ndp-wf|"]) expect(prefixes(".github/workflows/ci.yml", typed)).toContain("dp-wf-ci");
    for (const typed of ["|", "dp-|", "dp-k8s-d|"]) {
      expect(prefixes("deploy/app.yaml", typed)).toContain("dp-k8s-deployment");
      expect(prefixes("deploy/kustomization.yaml", typed)).toContain("dp-kustomize-base");
    }
    expect(prefixes("deploy/kustomization.yaml", "|")).not.toContain("dp-k8s-deployment");
    expect(prefixes("deploy/app.yaml", "|")).not.toContain("dp-kustomize-base");
    for (const path of ["compose.yaml", "docker-compose.yml", "compose.prod.yaml"])
      expect(prefixes(path, "dp-|")).toContain("dp-compose-prod");
  });

  it("as jobs below jobs, as steps below steps, as keys in a job", () => {
    const path = ".github/workflows/ci.yml";
    const jobs = prefixes(path, `${head}jobs:\n  |\n`);
    expect(jobs).toContain("dp-job-test");
    expect(jobs.filter((prefix) => /^dp-(?:wf|compose|k8s|timeout|attest)/.test(prefix ?? ""))).toEqual([]);
    expect(prefixes(path, `${head}jobs:\n${build}      |\n`)).toEqual(["dp-scan-trivy", "dp-attest"]);
    expect(prefixes(path, `${head}jobs:\n${build}      - |\n`)).toEqual(["dp-scan-trivy", "dp-attest"]);
    expect(prefixes(path, job(bounded))).not.toContain("dp-timeout");
    expect(prefixes(path, job(bounded))).toContain("dp-environment");
    expect(prefixes(path, `${head}|\n`)).not.toContain("dp-permissions");
    expect(prefixes(path, `${head}jobs:\n  a:\n    steps:\n      - run: |\n`)).toEqual([]);
  });

  it("as steps of an action", () => {
    expect(prefixes("action.yml", "name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - |\n")).toEqual([
      "dp-scan-trivy",
      "dp-attest",
    ]);
  });

  it("behind a dash without another one", () => {
    const { text, items } = offered(".github/workflows/ci.yml", `${head}jobs:\n${build}      - dp-at|\n`);
    const item = items.find(({ detail }) => detail === "dp-attest") as Completion;
    const result = applyEdits(text, [item]);
    expect(result).toContain("      - uses: actions/attest-build-provenance@");
    expect(result).toContain("\n        with:\n          subject-name: ghcr.io/owner/app\n");
  });

  it("in the indentation of the file, blank lines left blank", () => {
    const { text, items } = offered(
      "k8s/app.yaml",
      `${whole}---\n|\n`.replaceAll("\n      - name: app\n        image", "\n        - name: app\n          image"),
    );
    expect(items.find(({ detail }) => detail === "dp-k8s-deployment")).toBeDefined();
    expect(text).not.toBe("");
    const deep = offered(
      ".github/workflows/ci.yml",
      "on: push\njobs:\n    a:\n        runs-on: ubuntu-24.04\n        steps:\n            - run: make\n    |\n",
    );
    const lint = deep.items.find(({ detail }) => detail === "dp-job-lint");
    expect(lint?.text).toContain("lint:\n        runs-on: ubuntu-24.04\n");
  });

  it("with names that are written together and words to choose from", () => {
    const item = offered("k8s/app.yaml", "|").items.find(({ detail }) => detail === "dp-k8s-pdb");
    expect(item?.placeholders?.map(({ tabStop }) => tabStop)).toEqual([1, 1]);
    const configmap = offered("k8s/app.yaml", "|").items.find(({ detail }) => detail === "dp-k8s-configmap");
    expect(configmap?.placeholders?.at(-1)?.choices).toEqual(["info", "debug", "warn", "error"]);
  });
});
