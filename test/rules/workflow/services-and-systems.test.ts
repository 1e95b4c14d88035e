import { describe, expect, it } from "vitest";
import systems from "../../../server/engine/rules/workflow/shell-by-operating-system.ts";
import service from "../../../server/engine/rules/workflow/unhealthy-service.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const withService = (image: string, more = "", step = "npm test") =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    services:\n      db:\n        image: ${image}\n${more}    steps:\n      - run: ${step}\n`;

describe("workflow/unhealthy-service", () => {
  it.each([
    ["postgres:18", '--health-cmd "pg_isready -U postgres"'],
    ["mysql:9@sha256:0000000000000000000000000000000000000000000000000000000000000000", '--health-cmd "mysqladmin ping -h 127.0.0.1"'],
    ["docker.io/library/redis", '--health-cmd "redis-cli ping"'],
    ["mongo:8", `--health-cmd "mongosh --quiet --eval 'db.adminCommand({ping: 1})'"`],
  ])("waits for %s", (image, command) => {
    const text = withService(image, "        ports:\n          - 1:1\n");
    expect(run(service, text)[0]?.fixed[0]).toContain(
      `          - 1:1\n        options: >-\n          ${command}\n          --health-interval 10s\n`,
    );
    expectLawfulFixes(service, text);
  });

  it("keeps the options that are there", () => {
    const text = withService("redis:8", "        options: --memory 1g\n");
    expect(run(service, text)[0]?.fixed[0]).toContain(
      '        options: >-\n          --memory 1g\n          --health-cmd "redis-cli ping"\n',
    );
    expectLawfulFixes(service, text);
    const flow =
      "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    services:\n      db: { image: redis }\n    steps:\n      - run: npm test\n";
    expect(run(service, flow)).toHaveLength(1);
    expectLawfulFixes(service, flow);
  });

  it.each([
    ["a health check", withService("redis:8", "        options: --health-cmd 'redis-cli ping'\n")],
    ["one that is off", withService("redis:8", "        options: --no-healthcheck\n")],
    ["options that cannot be told", withService("redis:8", "        options: ${{ matrix.options }}\n")],
    ["an image that brings one", withService("localstack/localstack")],
    ["an image without a command that surely works", withService("memcached")],
    ["an image that nobody knows", withService("acme/db")],
    ["an image that cannot be told", withService("${{ matrix.image }}")],
    ["a registry, which is there at once", withService("registry:3")],
    ["a step that waits", withService("redis:8", "", "npx wait-on tcp:6379 && npm test")],
    ["a loop that waits", withService("redis:8", "", "timeout 60 sh -c 'until nc -z localhost 6379; do sleep 1; done'")],
  ])("is silent on %s", (_, text) => {
    expect(places(service, text)).toEqual([]);
  });
});

const onBoth = (step: string, more = "", os = "[ubuntu-latest, windows-latest]") =>
  `on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        os: ${os}\n    runs-on: \${{ matrix.os }}\n${more}    steps:\n${step.replace(/^/gm, "      ")}\n`;

describe("workflow/shell-by-operating-system", () => {
  it.each([
    "- run: |\n    if [ -f a ]; then npm test; fi",
    "- run: |\n    export CI=true\n    npm test",
    "- run: echo a=b >> $GITHUB_ENV",
    "- run: CI=true npm test",
    "- run: |\n    npm test \\\n      --coverage",
  ])("finds %j", (step) => {
    expect(run(systems, onBoth(step))).toMatchObject([{ on: "run" }]);
    expectLawfulFixes(systems, onBoth(step));
  });

  it.each([
    ["a plain command", onBoth("- run: npm test")],
    ["a shell", onBoth("- run: export A=1\n  shell: bash")],
    ["a shell for all", onBoth("- run: export A=1", "    defaults:\n      run:\n        shell: bash\n")],
    ["a step with a condition", onBoth("- run: export A=1\n  if: runner.os != 'Windows'")],
    ["one system", onBoth("- run: export A=1", "", "[ubuntu-latest, macos-latest]")],
    ["systems that cannot be told", onBoth("- run: export A=1", "", "${{ fromJSON(inputs.os) }}")],
    ["PowerShell's own", onBoth("- run: $env:A = 1")],
  ])("is silent on %s", (_, text) => {
    expect(places(systems, text)).toEqual([]);
  });
});
