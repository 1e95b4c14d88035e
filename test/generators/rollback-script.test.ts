// The scripts are run: against programs that say what a cluster or a host would, and write down what they are asked.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { project, render, textOf } from "./support.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollback-"));
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "scripts"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program of this name whose script gets the words that it was called with; they are written to `calls`. */
function program(name: string, script: string): void {
  const path = join(folder, "bin", name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >>"${join(folder, "calls")}"\n${script}\n`);
  chmodSync(path, 0o755);
}

function calls(pattern: RegExp): string[] {
  const path = join(folder, "calls");
  const all = existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
  return all.filter((line) => pattern.test(line));
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync("sh", ["scripts/rollback.sh", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: `${join(folder, "bin")}:${process.env.PATH ?? ""}`, ...env },
  });
  return { status, stdout, stderr };
}

function write(answers: Readonly<Record<string, unknown>>): void {
  const result = render("rollback", project("go-service"), { service: "shop", image: "ghcr.io/acme/shop", ...answers });
  for (const { path, text } of result.files) if (path.startsWith("scripts/")) writeFileSync(join(folder, path), text);
  textOf(result, "scripts/rollback.sh");
}

const image = (digit: string) => `ghcr.io/acme/shop@sha256:${digit.repeat(64)}`;
const revisions = `10 ${image("c")}\\n9 ${image("b")}\\n2 ${image("a")}`;

const cluster = `case "$*" in
  *"get replicasets"*) printf '${revisions}\\n' ;;
  *"get deployment/shop"*) printf '%s' '${image("c")}' ;;
esac`;

describe("scripts/rollback.sh", () => {
  test("goes back to the revision before the last", () => {
    write({});
    program("kubectl", cluster);
    program("docker", "");
    const output = join(folder, "output");
    expect(run(["production"], { GITHUB_OUTPUT: output })).toMatchObject({
      status: 0,
      stdout: `production: ${image("c")} -> ${image("b")}\n`,
    });
    expect(calls(/rollout|set image/)).toEqual([
      "kubectl --namespace shop rollout undo deployment/shop --to-revision=9",
      expect.stringMatching(/^kubectl --namespace shop rollout status deployment\/shop --timeout=\d+s$/),
    ]);
    expect(readFileSync(output, "utf8")).toBe(`old=${image("c")}\nnew=${image("b")}\n`);
  });

  test("goes to a revision by its number, and names those that are kept where there is no such", () => {
    write({});
    program("kubectl", cluster);
    program("docker", "");
    expect(run(["staging", "revision", "2"]).status).toBe(0);
    expect(calls(/undo/)).toEqual(["kubectl --namespace shop-staging rollout undo deployment/shop --to-revision=2"]);
    const refused = run(["staging", "revision", "1"]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(`9 ${image("b")}`);
  });

  test.each([
    [`sha256:${"d".repeat(64)}`, image("d")],
    ["4f2c1d0", "ghcr.io/acme/shop:4f2c1d0"],
    ["ghcr.io/acme/other:1", "ghcr.io/acme/other:1"],
  ])("goes to the image %s", (given, wanted) => {
    write({});
    program("kubectl", cluster);
    program("docker", "");
    expect(run(["production", "image", given]).status).toBe(0);
    expect(calls(/docker/)).toEqual([`docker buildx imagetools inspect ${wanted}`]);
    expect(calls(/set image/)).toEqual([`kubectl --namespace shop set image deployment/shop shop=${wanted}`]);
  });

  test("changes nothing where the registry has the image no more, where it is only tried, and where it is called wrongly", () => {
    write({});
    program("kubectl", cluster);
    program("docker", "exit 1");
    expect(run(["production"]).stderr).toContain("cannot be had from the registry");
    program("docker", "");
    expect(run(["production"], { DRY_RUN: "true" }).status).toBe(0);
    for (const wrong of [
      [],
      ["elsewhere"],
      ["production", "revision", "1; rm"],
      ["production", "image", "$(id)"],
      ["production", "image"],
      ["production", "newest"],
    ])
      expect(run(wrong).status, wrong.join(" ")).toBe(2);
    expect(calls(/undo|set image/)).toEqual([]);
  });

  test("gives the requests back to the other slot", () => {
    write({ strategy: "blue-green" });
    program(
      "kubectl",
      `case "$*" in
  *"get service shop"*) printf green ;;
  *"get deployment shop-green"*) printf '%s' '${image("c")}' ;;
  *"get deployment shop-blue"*) printf '%s' '${image("b")}' ;;
  *slot=green*) printf "\${NEWEST:-2026-11-23T09:00:00Z}" ;;
  *slot=blue*) printf 2026-11-20T09:00:00Z ;;
esac`,
    );
    program("docker", "");
    writeFileSync(join(folder, "scripts/switch.sh"), `echo "switch $*" >>"${join(folder, "calls")}"\n`);
    expect(run(["production"])).toMatchObject({ status: 0, stdout: `production: ${image("c")} -> ${image("b")}\n` });
    expect(run(["production", "image", "4f2c1d0"]).status).toBe(0);
    const refused = run(["production"], { NEWEST: "2026-11-19T09:00:00Z" });
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("The slot blue holds a newer version") });
    expect(calls(/^switch/)).toEqual([
      "switch production back",
      "switch production deploy ghcr.io/acme/shop:4f2c1d0",
      "switch production switch",
    ]);
  });

  test("aborts a canary before it goes back", () => {
    write({ strategy: "canary" });
    program("kubectl", cluster.replace("deployment/shop", "deployment/shop-stable"));
    program("docker", "");
    writeFileSync(join(folder, "scripts/canary.sh"), `echo "canary $*" >>"${join(folder, "calls")}"\n`);
    expect(run(["production"]).status).toBe(0);
    expect(calls(/^canary|undo/)).toEqual([
      "canary production abort",
      "kubectl --namespace shop rollout undo deployment/shop-stable --to-revision=9",
    ]);
    expect(calls(/get replicasets/)[0]).toContain("track=stable");
  });

  test("leaves the stable version alone where a canary is still out", () => {
    write({ strategy: "canary" });
    program(
      "kubectl",
      `case "$*" in
  *shop-canary*replicas*) printf 2 ;;
  *shop-canary*) printf '%s' '${image("d")}' ;;
  *shop-stable*image*) printf '%s' '${image("c")}' ;;
esac`,
    );
    program("docker", "");
    writeFileSync(join(folder, "scripts/canary.sh"), `echo "canary $*" >>"${join(folder, "calls")}"\n`);
    expect(run(["production"])).toMatchObject({ status: 0, stdout: `production: ${image("d")} -> ${image("c")}\n` });
    expect(calls(/^canary|undo|set image/)).toEqual(["canary production abort"]);
  });

  test("gives a Rollout the image of before, and waits until the controller has come to an end", () => {
    write({ strategy: "canary", controller: "argo-rollouts" });
    program(
      "kubectl",
      `case "$*" in
  *"get replicasets"*) printf '${revisions}\\n' ;;
  *"{.spec.template"*) printf '%s' '${image("c")}' ;;
  *metadata.generation*) printf 7 ;;
  *observedGeneration*) printf '7 Healthy' ;;
esac`,
    );
    program("docker", "");
    expect(run(["production"]).status).toBe(0);
    expect(calls(/patch/)[0]).toContain(`"value":"${image("b")}"`);
  });

  test("has the host start the release before", () => {
    write({ target: "compose" });
    program("docker", "");
    program(
      "ssh",
      `case "$*" in
  *.release.previous) echo '${image("b")}' ;;
  *.release) echo '${image("c")}' ;;
  *) cat >/dev/null ;;
esac`,
    );
    expect(run(["production"]).stderr).toContain("SSH_TARGET");
    expect(run(["production"], { SSH_TARGET: "deploy@shop.example.com" })).toMatchObject({
      status: 0,
      stdout: `production: ${image("c")} -> ${image("b")}\n`,
    });
    expect(calls(/sh -s/)).toEqual([`ssh deploy@shop.example.com sh -s -- /srv/shop compose.yaml ${image("b")}`]);
  });

  test("hands the platform's command the image and the environment", () => {
    write({ target: "command", rollbackCommand: 'platform deploy "$IMAGE" "$ENVIRONMENT"' });
    program("docker", "");
    program("platform", "");
    expect(run(["production"]).status).toBe(2);
    expect(run(["production", "image", "4f2c1d0"]).status).toBe(0);
    expect(calls(/^platform/)).toEqual(["platform deploy ghcr.io/acme/shop:4f2c1d0 production"]);
  });
});

describe("scripts/release.sh", () => {
  const release = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync("sh", [join(folder, "scripts/release.sh"), folder, "compose.yaml", ...args], {
      encoding: "utf8",
      env: { PATH: `${join(folder, "bin")}:${process.env.PATH ?? ""}` },
    });
    return { status, stdout, stderr };
  };
  const kept = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8").trim() : undefined);

  test("remembers the release before, and starts it again where the new one does not come up", () => {
    write({ target: "compose" });
    program("docker", `case "$IMAGE $*" in *bad*up*) exit 1 ;; esac; echo "image $IMAGE" >>"${join(folder, "calls")}"`);
    expect(release("previous").status).toBe(1);
    expect(release("shop:1")).toMatchObject({ status: 0, stdout: "nothing -> shop:1\n" });
    expect(release("shop:2")).toMatchObject({ status: 0, stdout: "shop:1 -> shop:2\n" });
    expect([kept(".release"), kept(".release.previous")]).toEqual(["shop:2", "shop:1"]);
    expect(release("shop:bad")).toMatchObject({ status: 1, stderr: expect.stringContaining("shop:2 runs again") });
    expect([kept(".release"), kept(".release.previous")]).toEqual(["shop:2", "shop:1"]);
    expect(release("previous").stdout).toBe("shop:2 -> shop:1\n");
    expect([kept(".release"), kept(".release.previous")]).toEqual(["shop:1", "shop:2"]);
    expect(calls(/up/)[0]).toBe("docker compose --file compose.yaml up --detach --no-build --wait --wait-timeout 180 --remove-orphans");
  });
});
