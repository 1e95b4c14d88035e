import { expect, test } from "vitest";
import { item, tell } from "./support.ts";

const node = {
  "package.json": '{"name":"web","scripts":{"start":"node index.js"},"dependencies":{"express":"5"}}',
  "package-lock.json": "{}",
  "index.js": "",
};
const python = { "requirements.txt": "fastapi\n", "app.py": "from fastapi import FastAPI\napp = FastAPI()\n" };
const go = {
  "go.mod": "module a\n\ngo 1.26\n",
  "main.go": 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":80", nil) }\n',
};
const steps = (...lines: string[]) => ({
  ".github/workflows/ci.yml": `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n${lines.map((line) => `      ${line}\n`).join("")}`,
});
const dependabot = (...updates: string[]) => ({
  ".github/dependabot.yml": `version: 2\nupdates:\n${updates.map((one) => `  - { package-ecosystem: ${one.replace(" ", ", directory: ")}, schedule: { interval: weekly } }\n`).join("")}`,
});
const ci = ".github/workflows/ci.yml";
const bot = ".github/dependabot.yml";

test.each<[string, Record<string, string>, string]>([
  ["npm audit", { ...node, ...steps("- run: npm audit --audit-level=high") }, `met ${ci}:6`],
  [
    "npm audit by a script",
    { ...node, "package.json": node["package.json"].replace('"start"', '"scan":"npm audit","start"'), ...steps("- run: npm run scan") },
    `met ${ci}:6`,
  ],
  ["its failure thrown away", { ...node, ...steps("- run: npm audit || true") }, `open !${ci}:6`],
  ["tolerated", { ...node, ...steps("- run: npm audit", "  continue-on-error: true") }, `open !${ci}:6`],
  ["signatures alone", { ...node, ...steps("- run: npm audit signatures") }, "open"],
  ["in a comment", { ...node, ...steps("- run: |", "    # npm audit", "    npm ci") }, "open"],
  [
    "trivy that fails",
    { ...node, ...steps("- uses: aquasecurity/trivy-action@v0.36.0", "  with: { scan-type: fs, exit-code: '1' }") },
    `met ${ci}:6`,
  ],
  [
    "trivy that reports",
    { ...node, ...steps("- uses: aquasecurity/trivy-action@v0.36.0", "  with: { scan-type: fs, format: sarif, output: a.sarif }") },
    `likely ${ci}:6`,
  ],
  [
    "trivy for settings",
    { ...node, ...steps("- uses: aquasecurity/trivy-action@v0.36.0", "  with: { scan-type: config, exit-code: '1' }") },
    "open",
  ],
  [
    "trivy in a container",
    { ...node, ...steps("- run: docker run --rm -v .:/src aquasec/trivy:0.70.0 fs --exit-code 1 /src") },
    `met ${ci}:6`,
  ],
  ["dependency review", { ...node, ...steps("- uses: actions/dependency-review-action@v5") }, `met ${ci}:6`],
  ["another ecosystem's", { ...node, ...steps("- run: pip-audit") }, "open"],
  ["pip-audit", { ...python, ...steps("- run: uv run pip-audit") }, `met ${ci}:6`],
  ["pip-audit's action", { ...python, ...steps("- uses: pypa/gh-action-pip-audit@v1") }, `met ${ci}:6`],
  ["a front end beside", { ...python, "package.json": "{}", ...steps("- run: pip-audit") }, `likely ${ci}:6`],
  ["govulncheck", { ...go, ...steps("- uses: golang/govulncheck-action@v1") }, `met ${ci}:6`],
  ["govulncheck by go run", { ...go, ...steps("- run: go run golang.org/x/vuln/cmd/govulncheck@v1.1.4 ./...") }, `met ${ci}:6`],
  [
    "a called workflow",
    { ...go, [ci]: "on: push\njobs:\n  a:\n    uses: google/osv-scanner-action/.github/workflows/osv-scanner-reusable.yml@v2\n" },
    `met ${ci}:4`,
  ],
  ["Dependabot for packages", { ...node, ...dependabot("npm /") }, `likely ${bot}:3`],
  ["Dependabot for another folder", { ...node, ...dependabot("npm /web") }, "open"],
  ["Dependabot for actions alone", { ...node, ...dependabot("github-actions /"), ...steps("- run: npm ci") }, `open ${bot}:3`],
  [
    "a scan and Dependabot",
    { ...node, ...dependabot("npm /", "github-actions /"), ...steps("- run: npm audit") },
    `met ${ci}:6 ${bot}:3 ${bot}:4`,
  ],
  ["Renovate", { ...node, "renovate.json": '{"extends":["config:recommended"]}' }, "likely renovate.json:1"],
  ["Renovate for something else", { ...node, "renovate.json": '{"enabledManagers":["helmv3"]}' }, "open"],
  [
    "Renovate in package.json",
    { ...node, "package.json": node["package.json"].replace('"name"', '\n"renovate":{},"name"') },
    "likely package.json:2",
  ],
  ["nothing", node, "open"],
])("%s", (_, files, expected) => expect(tell("security.dependency-scan", files)).toBe(expected));

test("of several services, each has what is in its folder", () => {
  const files = {
    "web/package.json": node["package.json"],
    "web/index.js": "",
    "api/go.mod": go["go.mod"],
    "api/main.go": go["main.go"],
    ...steps("- run: npm audit", "  working-directory: web"),
    ...dependabot("gomod /api"),
  };
  expect(tell("security.dependency-scan", files, "web")).toBe(`met ${ci}:6`);
  expect(tell("security.dependency-scan", files, "api")).toBe(`likely ${bot}:3`);
});

test("another pipeline is said not to be read", () => {
  expect(item("security.dependency-scan", { ...node, ".gitlab-ci.yml": "a: {}\n" }).because).toContain("`.gitlab-ci.yml` is not read");
});

test("a scan that passes offers its fix", () => {
  const files = { ...node, ...steps("- uses: aquasecurity/trivy-action@v0.36.0", "  with:", "    image-ref: a") };
  expect(item("security.dependency-scan", files)).toMatchObject({
    status: "likely",
    action: { kind: "fix", rule: "workflow/unblocking-scan", line: 6 },
  });
});
