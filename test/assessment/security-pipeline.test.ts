import { describe, expect, test } from "vitest";
import { item, tell } from "./support.ts";

const node = {
  "package.json": '{"name":"web","scripts":{"start":"node index.js"},"dependencies":{"express":"5"}}',
  "package-lock.json": "{}",
  "index.js": "",
};
const ci = ".github/workflows/ci.yml";
const workflow = (text: string) => ({ ...node, [ci]: text });
const sha = "3d3c42e5aac5ba805825da76410c181273ba90b1";
const job = (...steps: string[]) =>
  `jobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n${steps.map((step) => `      - ${step}\n`).join("")}`;

describe("security.pipeline-hardened", () => {
  test.each<[string, Record<string, string>, string]>([
    [
      "pinned, least",
      workflow(`on: push\npermissions:\n  contents: read\n${job(`uses: docker/login-action@${sha}`)}`),
      `met ${ci}:2 ${ci}:8`,
    ],
    [
      "GitHub's own by a tag",
      workflow(`on: push\npermissions:\n  contents: read\n${job("uses: actions/checkout@v7")}`),
      `likely ${ci}:2 ${ci}:8`,
    ],
    ["another's by a tag", workflow(`on: push\npermissions:\n  contents: read\n${job("uses: docker/login-action@v4")}`), `open !${ci}:8`],
    ["no permissions", workflow(`on: push\n${job(`uses: docker/login-action@${sha}`)}`), `open !${ci}:2`],
    ["all permissions", workflow(`on: push\npermissions: write-all\n${job("run: make")}`), `open !${ci}:2`],
    [
      "code of strangers",
      workflow(
        `on: pull_request_target\npermissions:\n  contents: read\n${job(`uses: actions/checkout@${sha}\n        with:\n          ref: \${{ github.event.pull_request.head.sha }}`, "run: npm ci && npm test")}`,
      ),
      "",
    ],
    [
      "what strangers write",
      workflow(`on: issues\npermissions:\n  contents: read\n${job('run: echo "${{ github.event.issue.title }}"')}`),
      `open !${ci}:8`,
    ],
    [
      "a workflow elsewhere, by a branch",
      workflow("on: push\npermissions:\n  contents: read\njobs:\n  a:\n    uses: acme/.github/.github/workflows/docker.yml@main\n"),
      `likely ${ci}:2 ${ci}:6`,
    ],
    ["no pipeline", node, "not-applicable"],
    ["another's pipeline", { ...node, ".gitlab-ci.yml": "a:\n  script: make\n" }, "open"],
  ])("%s", (name, files, expected) => {
    if (name !== "code of strangers") return expect(tell("security.pipeline-hardened", files)).toBe(expected);
    const found = item("security.pipeline-hardened", files);
    expect(found.status).toBe("open");
    return expect(found.evidence[0]).toMatchObject({ note: "code of strangers runs with secrets", isAgainst: true });
  });

  test("what can be fixed is offered at its place", () => {
    const files = workflow(`on: push\n${job("run: npm ci")}`);
    expect(item("security.pipeline-hardened", files).action).toMatchObject({ kind: "fix", rule: "workflow/missing-permissions" });
  });
});

describe("security.image-provenance", () => {
  const docker = { ...node, Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["node", "index.js"]\n' };
  const pushed = (...more: string[]) => ({
    ...docker,
    [ci]: `on: push\n${job("uses: docker/build-push-action@v7\n        id: push\n        with:\n          push: true\n          tags: ghcr.io/acme/web:1.4.2\n          sbom: true", ...more)}`,
  });
  const scan =
    'uses: aquasecurity/trivy-action@v0.36.0\n        with:\n          image-ref: ghcr.io/acme/web:1.4.2\n          exit-code: "1"';
  test.each<[string, Record<string, string>, string]>([
    ["all of it", pushed(scan, "run: cosign sign --yes ghcr.io/acme/web@$DIGEST"), `met ${ci}:12 ${ci}:6 ${ci}:6 ${ci}:16`],
    [
      "attested",
      pushed(
        scan,
        "uses: actions/attest-build-provenance@v4\n        with:\n          subject-name: ghcr.io/acme/web\n          subject-digest: ${{ steps.push.outputs.digest }}",
      ),
      `met ${ci}:12 ${ci}:6 ${ci}:6 ${ci}:16`,
    ],
    ["not signed", pushed(scan), `likely ${ci}:12 ${ci}:6 ${ci}:6`],
    [
      "files are signed",
      pushed(scan, "uses: actions/attest@v4\n        with:\n          subject-checksums: sums.txt"),
      `likely ${ci}:12 ${ci}:6 ${ci}:6`,
    ],
    ["not scanned", pushed("run: cosign sign --yes ghcr.io/acme/web@$DIGEST"), `open ${ci}:6 ${ci}:6 ${ci}:12`],
    ["a scan of the code", pushed(scan.replace("image-ref: ghcr.io/acme/web:1.4.2", "scan-type: fs")), `open ${ci}:6 ${ci}:6`],
    ["a word", pushed("run: echo trivy cosign syft"), `open ${ci}:6 ${ci}:6`],
    [
      "a workflow elsewhere",
      { ...docker, [ci]: "on: push\njobs:\n  a:\n    uses: acme/.github/.github/workflows/docker.yml@main\n" },
      `open ${ci}:4`,
    ],
    ["no push", docker, "open"],
    ["no image", node, "not-applicable"],
  ])("%s", (_, files, expected) => expect(tell("security.image-provenance", files)).toBe(expected));

  test("the fix of what is missing", () => {
    expect(item("security.image-provenance", pushed(scan.replace("image-ref", "scan-type: fs\n          scan-ref"))).action).toMatchObject({
      kind: "generate",
    });
    expect(item("security.image-provenance", pushed(scan)).action).toMatchObject({ kind: "decide", title: "Sign it" });
    expect(item("security.image-provenance", pushed()).action).toMatchObject({ kind: "fix", rule: "workflow/unscanned-image", line: 6 });
  });
});

describe("security.install-scripts", () => {
  const manifest = (more: string, file = "package.json") => ({
    ...node,
    [file]: file === "package.json" ? `{"name":"web","scripts":{"start":"node index.js"},"dependencies":{"express":"5"},\n${more}}` : more,
  });
  test.each<[string, Record<string, string>, string]>([
    ["npm's list", manifest('"allowScripts":{"sharp":true}'), "met package.json:2"],
    ["none", manifest('"allowScripts":{}'), "met package.json:2"],
    ["npm 12", manifest('"packageManager":"npm@12.1.0"'), "met package.json:2"],
    ["npm 11", manifest('"packageManager":"npm@11.6.0"'), "open"],
    ["ignored", manifest("ignore-scripts=true\n", ".npmrc"), "met .npmrc:1"],
    ["not ignored", manifest("# ignore-scripts=true\nignore-scripts=false\n", ".npmrc"), "open"],
    [
      "pnpm's list",
      { ...manifest("allowBuilds:\n  esbuild: true\n", "pnpm-workspace.yaml"), "pnpm-lock.yaml": "lockfileVersion: '9.0'\n" },
      "met pnpm-workspace.yaml:2",
    ],
    [
      "pnpm, all",
      { ...manifest("dangerouslyAllowAllBuilds: true\n", "pnpm-workspace.yaml"), "pnpm-lock.yaml": "lockfileVersion: '9.0'\n" },
      "open !pnpm-workspace.yaml:1",
    ],
    ["Yarn", { ...manifest("enableScripts: false\n", ".yarnrc.yml"), "yarn.lock": "__metadata:\n  version: 8\n" }, "met .yarnrc.yml:1"],
    [
      "Yarn, on",
      { ...manifest("enableScripts: true\n", ".yarnrc.yml"), "yarn.lock": "__metadata:\n  version: 8\n" },
      "open !.yarnrc.yml:1",
    ],
    ["the image", manifest("FROM node:24\nRUN npm ci --ignore-scripts\n", "Dockerfile"), "met Dockerfile:2"],
    ["one of the image's installs", manifest("FROM node:24\nRUN npm ci --ignore-scripts\nRUN npm install tool\n", "Dockerfile"), "open"],
    ["nothing", node, "open"],
    [
      "a native one left out",
      {
        ...node,
        "package.json": '{"name":"web","scripts":{"start":"node index.js"},"dependencies":{"bcrypt":"6"},\n"allowScripts":{"sharp":true}}',
      },
      "likely package.json:2",
    ],
    [
      "a native one, by release",
      {
        ...node,
        "package.json":
          '{"name":"web","scripts":{"start":"node index.js"},"dependencies":{"bcrypt":"6"},\n"allowScripts":{"bcrypt@6.0.0":true}}',
      },
      "met package.json:2",
    ],
    [
      "Composer",
      { "composer.json": '{"require":{"symfony/framework-bundle":"7"},\n"config":{"allow-plugins":{"symfony/flex":true}}}' },
      "met composer.json:2",
    ],
    [
      "Composer, all",
      { "composer.json": '{"require":{"symfony/framework-bundle":"7"},\n"config":{"allow-plugins":true}}' },
      "open !composer.json:2",
    ],
    ["Go", { "go.mod": "module a\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() {}\n" }, "not-applicable"],
  ])("%s", (_, files, expected) => expect(tell("security.install-scripts", files)).toBe(expected));
});

test("a review is for people", () => {
  expect(tell("security.reviewed", node)).toBe("manual");
  expect(tell("security.reviewed", { ...node, "docs/threat-model.md": "# Threats" })).toBe("manual docs/threat-model.md:1");
});
