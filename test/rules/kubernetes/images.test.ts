// What the images of containers are called.
import { describe, expect, it } from "vitest";
import pullPolicy from "../../../server/engine/rules/kubernetes/image-pull-policy.ts";
import withoutDigest from "../../../server/engine/rules/kubernetes/image-without-digest.ts";
import invalid from "../../../server/engine/rules/kubernetes/invalid-image-reference.ts";
import mutableTag from "../../../server/engine/rules/kubernetes/mutable-image-tag.ts";
import { expectLawfulFixes, places, run } from "../support.ts";
import { workload } from "./manifests.ts";

const digest = `sha256:${"a".repeat(64)}`;
const kustomization = (more: string) => `resources:\n  - app.yaml\n${more}`;

describe("kubernetes/mutable-image-tag", () => {
  it.each([
    ["ghcr.io/example/web", "ghcr.io/example/web"],
    ["registry.example.com:5000/web", "registry.example.com:5000/web"],
    ["ghcr.io/example/web:latest", "latest"],
    ["ghcr.io/example/web:main", "main"],
    ["ghcr.io/example/web:stable-alpine", "stable-alpine"],
    ["ghcr.io/example/web:dev", "dev"],
    ["localhost:5000/web:edge", "edge"],
    ["redis:alpine", "alpine"],
    ["python:slim", "slim"],
    ['"ghcr.io/example/web:latest"', "latest"],
  ])("reports %s", (image, on) => {
    expect(run(mutableTag, workload({ image }), { files: {} })).toMatchObject([{ on }]);
  });

  it.each([
    ["a version", "ghcr.io/example/web:1.4.2"],
    ["a version behind a port", "registry.example.com:5000/web:1.4.2"],
    ["a part of a version", "nginx:1.30-alpine"],
    ["a commit", "ghcr.io/example/web:main-3f2a91c"],
    ["a build of a branch", "ghcr.io/example/web:dev-20261123"],
    ["a name that is no moving word", "argoproj/rollouts-demo:blue"],
    ["a digest", `ghcr.io/example/web@${digest}`],
    ["a digest behind a tag that moves", `ghcr.io/example/web:latest@${digest}`],
    ["a variable", "$(IMAGE)"],
    ["a variable as the tag", "ghcr.io/example/web:${TAG}"],
    ["a chart's value", "{{ .Values.image.repository }}:latest"],
    ["a word for the pipeline", "ghcr.io/example/web:IMAGE_TAG"],
    ["a word in brackets", "ghcr.io/example/web:<tag>"],
    ["a word between underlines", "ghcr.io/example/web:__TAG__"],
    ["a name for the pipeline", "REPLACE_ME"],
    ["a name for the reader", "your-registry/your-app"],
    ["sources that a tool builds", "ko://github.com/example/web/cmd/web"],
    ["an image that was given up", "centos"],
  ])("is silent on %s", (_, image) => {
    expect(places(mutableTag, workload({ image }), { files: {} })).toEqual([]);
  });

  it("looks at all containers of all workloads", () => {
    const init = workload({ pod: "      initContainers:\n        - name: migrate\n          image: ghcr.io/example/migrate\n" });
    expect(run(mutableTag, init)).toMatchObject([{ on: "ghcr.io/example/migrate" }]);
    const job =
      "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: tidy\nspec:\n  schedule: 0 3 * * *\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: tidy\n              image: ghcr.io/example/tidy:latest\n";
    expect(run(mutableTag, job)).toMatchObject([{ on: "latest" }]);
  });

  it("offers what the workspace uses, then what the tables recommend", () => {
    const files = { "compose.yaml": "services:\n  cache:\n    image: redis:7.4.1\n  old:\n    image: redis:latest\n" };
    const text = workload({ image: "redis:latest" });
    const [problem] = run(mutableTag, text, { files });
    expect(problem?.fixes?.map(({ title }) => title)).toEqual(["Use `redis:7.4.1`", "Use `redis:8`"]);
    expect(problem?.fixed[0]).toBe(workload({ image: "redis:7.4.1" }));
    expectLawfulFixes(mutableTag, text, { files });
    expectLawfulFixes(mutableTag, workload({ image: "'redis'" }), { files });
  });

  it("is silent where Kustomize sets the tag, and tells of one that moves there", () => {
    const text = workload({ image: "ghcr.io/example/web" });
    const path = "deploy/app.yaml";
    const pinned = kustomization("images:\n  - name: ghcr.io/example/web\n    newTag: 1.4.2\n");
    expect(places(mutableTag, text, { path, files: { "deploy/kustomization.yaml": pinned } })).toEqual([]);
    const byDigest = kustomization(`images:\n  - name: ghcr.io/example/web\n    digest: ${digest}\n`);
    expect(places(mutableTag, text, { path, files: { "deploy/kustomization.yaml": byDigest } })).toEqual([]);
    const moving = kustomization("images:\n  - name: ghcr.io/example/web\n    newTag: latest\n");
    expect(places(mutableTag, text, { path, files: { "deploy/kustomization.yaml": moving } })).toEqual([]);
    expect(run(mutableTag, moving, { path: "deploy/kustomization.yaml", files: { [path]: text } })).toMatchObject([{ on: "latest" }]);
    const others = kustomization("images:\n  - name: ghcr.io/example/api\n    newTag: 1.4.2\n");
    expect(places(mutableTag, text, { path, files: { "deploy/kustomization.yaml": others } })).toHaveLength(1);
  });

  it.each([
    ["Skaffold", "skaffold.yaml", "apiVersion: skaffold/v4beta11\nkind: Config\nbuild:\n  artifacts:\n    - image: web\n"],
    ["Tilt", "Tiltfile", "docker_build('web', '.')\n"],
    [
      "a workflow",
      ".github/workflows/deploy.yml",
      "jobs:\n  deploy:\n    steps:\n      - run: kustomize edit set image web=ghcr.io/example/web:$GITHUB_SHA\n",
    ],
    ["kubectl set image", "scripts/deploy.sh", "kubectl set image deployment/web main=web:$(git rev-parse HEAD)\n"],
    ["sed", "Makefile", "deploy:\n\tsed -i 's|web:latest|web:$(TAG)|' deploy/app.yaml\n"],
  ])("is silent where %s sets the image", (_, path, text) => {
    expect(places(mutableTag, workload({ image: "web:latest" }), { files: { [path]: text } })).toEqual([]);
    expect(places(mutableTag, workload({ image: "api:latest" }), { files: { [path]: text } })).toHaveLength(1);
  });

  it("is silent where a controller writes the image", () => {
    expect(places(mutableTag, workload({ image: 'ghcr.io/example/web:latest # {"$imagepolicy": "flux-system:web"}' }))).toEqual([]);
    const triggered = workload({ image: "ghcr.io/example/web:latest" }).replace(
      "  name: web\n",
      "  name: web\n  annotations:\n    image.openshift.io/triggers: '[]'\n",
    );
    expect(places(mutableTag, triggered)).toEqual([]);
  });

  it("informs only of images without versions, and of those that were put on the node", () => {
    expect(run(mutableTag, workload({ image: "gcr.io/distroless/static:latest" }))).toMatchObject([{ severity: "info" }]);
    expect(run(mutableTag, workload({ image: "web:latest", container: "          imagePullPolicy: Never\n" }))).toMatchObject([
      { severity: "info" },
    ]);
  });

  it("has the words as an option", () => {
    expect(places(mutableTag, workload({ image: "ghcr.io/example/web:blue" }), { options: { tags: ["blue"] } })).toHaveLength(1);
    expect(places(mutableTag, workload({ image: "ghcr.io/example/web:main" }), { options: { tags: ["blue"] } })).toEqual([]);
  });
});

describe("kubernetes/image-without-digest", () => {
  it("reports a tag alone", () => {
    expect(run(withoutDigest, workload())).toMatchObject([{ on: "1.4.2" }]);
  });

  it.each(["ghcr.io/example/web", "ghcr.io/example/web:latest", `ghcr.io/example/web:1.4.2@${digest}`, "ghcr.io/example/web:${TAG}"])(
    "is silent on %s",
    (image) => {
      expect(places(withoutDigest, workload({ image }))).toEqual([]);
    },
  );
});

describe("images that Kustomize sets", () => {
  const files = {
    "deploy/kustomization.yaml": kustomization(
      `images:\n  - name: Web\n    newName: ghcr.io/example/web\n    digest: ${digest}\n  - name: api\n    digest: ${digest}\n`,
    ),
  };

  it("are judged as they will be", () => {
    expect(places(invalid, workload({ image: "Web" }), { files })).toEqual([]);
    expect(places(invalid, workload({ image: "Other" }), { files })).toHaveLength(1);
    expect(places(withoutDigest, workload({ image: "api:1" }), { files })).toEqual([]);
    expect(places(withoutDigest, workload({ image: "other:1" }), { files })).toHaveLength(1);
  });
});

describe("kubernetes/image-pull-policy", () => {
  const policy = (value: string) => `          imagePullPolicy: ${value}\n`;

  it("reports a tag that moves and is not looked up again", () => {
    const text = workload({ image: "ghcr.io/example/web:main", container: policy("IfNotPresent") });
    expect(run(pullPolicy, text)).toMatchObject([
      { on: "IfNotPresent", fixed: [workload({ image: "ghcr.io/example/web:main", container: policy("Always") })] },
    ]);
    expectLawfulFixes(pullPolicy, text);
    expect(run(pullPolicy, workload({ image: "web", container: policy("Never") }))).toMatchObject([{ severity: "info", fixed: [] }]);
  });

  it("informs of a digest that is looked up each time", () => {
    const image = `ghcr.io/example/web@${digest}`;
    const text = workload({ image, container: policy("Always") });
    expect(run(pullPolicy, text)).toMatchObject([{ on: "Always", severity: "info", fixed: [workload({ image })] }]);
    expectLawfulFixes(pullPolicy, text);
  });

  it.each([
    ["a version, whatever the policy", workload({ container: policy("IfNotPresent") })],
    ["Always, which nobody is asked for", workload({ container: policy("Always") })],
    ["no policy", workload({ image: "web:latest" })],
    ["a placeholder", workload({ image: "web:${TAG}", container: policy("IfNotPresent") })],
    ["a policy that a template decides", workload({ image: "web:latest", container: policy("{{ .Values.pullPolicy }}") })],
  ])("is silent on %s", (_, text) => {
    expect(places(pullPolicy, text)).toEqual([]);
  });

  it("knows what Kustomize makes of the image", () => {
    const text = workload({ image: "web:latest", container: policy("IfNotPresent") });
    const files = { "deploy/kustomization.yaml": kustomization("images:\n  - name: web\n    newTag: 1.4.2\n") };
    expect(places(pullPolicy, text, { files })).toEqual([]);
  });
});

describe("kubernetes/invalid-image-reference", () => {
  it.each([
    ["ghcr.io/Example/web:1.4.2", "ghcr.io/Example/web", "ghcr.io/example/web:1.4.2"],
    ["https://ghcr.io/example/web:1.4.2", "https://", "ghcr.io/example/web:1.4.2"],
    ["docker://redis:8", "docker://", "redis:8"],
    ['" redis:8"', '" redis:8"', '"redis:8"'],
    ["redis:", "redis:", undefined],
    ["redis@sha256:abc", "sha256:abc", undefined],
    [`redis@md5:${"a".repeat(32)}`, `md5:${"a".repeat(32)}`, undefined],
    ['"redis:8 alpine"', '"redis:8 alpine"', undefined],
    ["redis:-8", "-8", undefined],
    ["-web:1", "-web", undefined],
    ['""', '""', undefined],
  ])("reports %s", (image, on, fixed) => {
    const text = workload({ image });
    expect(run(invalid, text)).toMatchObject([{ on, fixed: fixed === undefined ? [] : [workload({ image: fixed })] }]);
    expectLawfulFixes(invalid, text);
  });

  it.each([
    ["an image", "ghcr.io/example/web:1.4.2"],
    ["a host in upper case", "GHCR.io/example/web:1.4.2"],
    ["a port", "localhost:5000/web"],
    ["dashes, dots and underlines", "example.com/a-b/c__d/e.f:1_2.3-4"],
    ["a digest", `redis:8@${digest}`],
    ["OpenShift's blank", '" "'],
    ["a word for the pipeline", "IMAGE"],
    ["a variable", "${REGISTRY}/Web"],
    ["a chart's value", "{{ .Values.image }}"],
    ["sources that a tool builds", "ko://github.com/Example/web"],
  ])("is silent on %s", (_, image) => {
    expect(places(invalid, workload({ image }))).toEqual([]);
  });
});
