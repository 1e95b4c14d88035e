// The scripts that lead a release are run by a real shell, against a `kubectl` that notes what it is asked.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { shop, worker } from "./kubernetes-projects.ts";
import { combinations, type Files, render } from "./support.ts";

/** Notes each call, and answers from files of the folder STATE: `slot`, `pods-blue`, `image`, `fails`. */
const kubectl = `#!/bin/sh
echo "$*" >>"$STATE/calls"
! grep -qsF -f "$STATE/fails" <<CALL || exit 1
$*
CALL
case "$*" in
  *"--ignore-not-found --output name"*) [ ! -e "$STATE/slot" ] || echo found ;;
  *"apply"*"shared"*) echo blue >"$STATE/slot" ;;
  *"get service shop --output"*) cat "$STATE/slot" ;;
  *"patch service shop --type"*) echo "$*" | sed 's/.*"slot":"\\([a-z]*\\)".*/\\1/' >"$STATE/slot" ;;
  *"get deployment"*"spec.replicas"*) name=$(echo "$*" | sed 's/.*deployment [a-z]*-\\([a-z]*\\) .*/\\1/'); cat "$STATE/pods-$name" 2>/dev/null || true ;;
  *"get deployment"*"image"*) echo ghcr.io/acme/shop:canary ;;
  *"apply --kustomize"*) for folder; do :; done; cat "$folder/kustomization.yaml" >"$STATE/applied" ;;
  *"apply --filename -"*) cat >"$STATE/applied" ;;
  *"set image --local"*) echo "$*" ;;
  *"port-forward"*) exec sleep 30 ;;
esac
`;
/** It comes too early until the tunnel stands. */
const curl = `#!/bin/sh
until grep -q port-forward "$STATE/calls"; do sleep 0.05; done
echo "curl $*" >>"$STATE/calls"
[ ! -e "$STATE/silent" ]
`;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Cluster {
  /** Runs a command of the script and gives what it did. */
  readonly run: (...words: string[]) => { readonly status: number | null; readonly calls: string[]; readonly output: string };
  readonly set: (name: string, value: string) => void;
  readonly get: (name: string) => string | undefined;
  readonly folder: string;
}

function cluster(answers: Readonly<Record<string, unknown>>, project: Files = shop, member = ""): Cluster {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  folders.push(folder);
  const state = join(folder, "state");
  const programs = join(folder, "programs");
  const result = render("kubernetes", project, { image: "ghcr.io/acme/shop", ...answers }, { folder: member });
  for (const { path, text } of result.files) write(join(folder, "project", path), text);
  const script = result.files.find(({ path }) => path.endsWith(".sh"))?.path ?? "";
  mkdirSync(state);
  for (const [name, text] of Object.entries({ kubectl, curl })) {
    write(join(programs, name), text);
    chmodSync(join(programs, name), 0o755);
  }
  const get = (name: string) => (existsSync(join(state, name)) ? readFileSync(join(state, name), "utf8").trim() : undefined);
  return {
    folder: join(folder, "project"),
    get,
    set: (name, value) => writeFileSync(join(state, name), `${value}\n`),
    run(...words) {
      rmSync(join(state, "calls"), { force: true });
      const { status, stderr } = spawnSync("sh", [script, ...words], {
        cwd: join(folder, "project"),
        encoding: "utf8",
        env: { PATH: `${programs}:${process.env.PATH}`, STATE: state },
        timeout: 20_000,
      });
      return { status, output: stderr, calls: (get("calls") ?? "").split("\n").map((call) => call.replace(/^--namespace \S+ /, "")) };
    },
  };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The places of calls in the order of patterns: each is there, behind the one before. */
function expectOrder(calls: readonly string[], ...patterns: readonly RegExp[]): void {
  let at = -1;
  for (const pattern of patterns) {
    const next = calls.findIndex((call, i) => i > at && pattern.test(call));
    expect(next, `${pattern} behind ${at} in\n${calls.join("\n")}`).toBeGreaterThan(at);
    at = next;
  }
}

describe.each(["kustomize", "plain"])("blue-green, laid out as %s", (layout) => {
  const environment = layout === "plain" ? [] : ["production"];
  const start = () => cluster({ strategy: "blue-green", layout });

  it("puts a version into the idle slot, which gets no traffic", () => {
    const { run, get, set, folder } = start();
    set("slot", "green");
    set("pods-green", "7");
    const { status, calls } = run(...environment, "deploy", "ghcr.io/acme/shop@sha256:abc");
    expect(status).toBe(0);
    expectOrder(
      calls,
      /^apply/,
      /patch hpa shop-blue .*"minReplicas":7/,
      /scale deployment\/shop-blue --replicas=7/,
      /rollout status deployment\/shop-blue/,
    );
    expect(get("applied")).toMatch(
      layout === "plain"
        ? /k8s\/blue\/deployment\.yaml shop=ghcr\.io\/acme\/shop@sha256:abc/
        : /\.\.\/blue\n[\s\S]*newName: ghcr.io\/acme\/shop\n {4}digest: sha256:abc/,
    );
    expect(calls.join("\n")).not.toMatch(/shop-green --replicas|patch service shop /);
    expect(get("slot")).toBe("green");
    if (layout === "kustomize") expect(readdirSync(join(folder, "deploy/overlays/production"))).toEqual(["blue", "green", "shared"]);
  });

  it("makes what both slots share on the first release", () => {
    const { run, get } = start();
    const { status, calls } = run(...environment, "deploy", "ghcr.io/acme/shop:1.0.0");
    expect(status).toBe(0);
    expectOrder(calls, /^apply .*shared/, /^apply/, /rollout status deployment\/shop-green/);
    expect(get("slot")).toBe("blue");
    expect(run(...environment, "switch").status).toBe(0);
    expect(get("slot")).toBe("green");
  });

  it("waits, asks, then switches; and goes back", () => {
    const { run, get, set } = start();
    set("slot", "blue");
    set("pods-blue", "5");
    const forward = run(...environment, "switch");
    expect(forward.status).toBe(0);
    expectOrder(
      forward.calls,
      /scale deployment\/shop-green --replicas=5/,
      /rollout status deployment\/shop-green/,
      /port-forward service\/shop-preview/,
      /^curl .*\/readyz/,
      /patch service shop .*green/,
      /patch service shop-preview .*blue/,
    );
    expect(get("slot")).toBe("green");
    const back = run(...environment, "back");
    expect(back.status).toBe(0);
    expectOrder(back.calls, /rollout status deployment\/shop-blue/, /patch service shop .*blue/);
    expect(get("slot")).toBe("blue");
  });

  it.each<[string, string, string]>([
    ["is not ready", "fails", "rollout status"],
    ["does not answer", "silent", ""],
    ["is not there", "fails", "scale"],
  ])("leaves the traffic where it is when the new version %s", (_, name, value) => {
    const { run, get, set } = start();
    set("slot", "blue");
    set(name, value);
    const { status, calls } = run(...environment, "switch");
    expect(status).not.toBe(0);
    expect(calls.join("\n")).not.toMatch(/patch service shop /);
    expect(get("slot")).toBe("blue");
  });

  it("stops the idle slot, and lets the other follow its load", () => {
    const { run, set } = start();
    set("slot", "green");
    const { status, calls } = run(...environment, "retire");
    expect(status).toBe(0);
    expectOrder(calls, /patch hpa shop-green .*"minReplicas":3/, /scale deployment\/shop-blue --replicas=0/);
  });
});

describe.each(["kustomize", "plain"])("canary by weights, laid out as %s", (layout) => {
  const environment = layout === "plain" ? [] : ["production"];
  const start = () => {
    const made = cluster({ strategy: "canary", traffic: "gateway", layout });
    made.set("slot", "there");
    made.set("pods-stable", "10");
    made.set("pods-canary", "3");
    return made;
  };
  const weights = /patch httproute shop/;

  it("starts the canary for testers alone", () => {
    const { run, get } = start();
    const { status, calls } = run(...environment, "deploy", "ghcr.io/acme/shop:2.0.0");
    expect(status).toBe(0);
    expectOrder(calls, weights, /^apply/, /rollout status deployment\/shop-canary/, /^curl/);
    expect(get("applied")).toMatch(
      layout === "plain" ? /k8s\/canary\/deployment\.yaml shop=\S+:2\.0\.0/ : /\.\.\/canary\n[\s\S]*newTag: "2\.0\.0"/,
    );
  });

  it.each([
    ["5", 3],
    ["25", 3],
    ["50", 5],
    ["100", 10],
  ])("gives it %s %, with %i pods to bear that before", (share, pods) => {
    const { run } = start();
    const { status, calls } = run(...environment, "weight", share);
    expect(status).toBe(0);
    expectOrder(
      calls,
      /patch hpa shop-stable .*"minReplicas":10/,
      new RegExp(`scale deployment/shop-canary --replicas=${pods}$`),
      /rollout status deployment\/shop-canary/,
      /^curl/,
      weights,
    );
    const all = calls.join("\n");
    expect(all).toMatch(new RegExp(`backendRefs/0/weight","value":${100 - Number(share)}\\}`));
    expect(all).toMatch(new RegExp(`backendRefs/1/weight","value":${share}\\}`));
  });

  it.each(["fails", "silent"])("keeps the shares when the canary does not get ready or answer: %s", (name) => {
    const { run, set } = start();
    set(name, name === "fails" ? "rollout status" : "");
    const { status, calls } = run(...environment, "weight", "25");
    expect(status).not.toBe(0);
    expect(calls.join("\n")).not.toMatch(weights);
  });

  it.each(["", "101", "-5", "5%", "0x5"])("takes no share of %j", (share) => {
    const { run } = start();
    const { status, output } = run(...environment, "weight", share);
    expect(status).toBe(2);
    expect(output).toContain("usage:");
  });

  it("brings the stable version to the new image before it takes the traffic back", () => {
    const { run, set, get } = start();
    set("pods-canary", "12");
    const { status, calls } = run(...environment, "promote");
    expect(status).toBe(0);
    expectOrder(
      calls,
      /^apply/,
      /scale deployment\/shop-stable --replicas=12/,
      /rollout status deployment\/shop-stable/,
      weights,
      /scale deployment\/shop-canary --replicas=0/,
    );
    expect(get("applied")).toMatch(
      layout === "plain" ? /k8s\/stable\/deployment\.yaml shop=\S+:canary/ : /\.\.\/stable\n[\s\S]*newTag: "canary"/,
    );
  });

  it("leaves the canary as it is while the stable version does not get ready", () => {
    const { run, set } = start();
    set("fails", "rollout status deployment/shop-stable");
    const { status, calls } = run(...environment, "promote", "ghcr.io/acme/shop:2.0.0");
    expect(status).not.toBe(0);
    expect(calls.join("\n")).not.toMatch(/patch httproute|shop-canary --replicas=0/);
  });

  it("makes the first version the stable one, and everything after it for nothing", () => {
    const { run } = cluster({ strategy: "canary", traffic: "gateway", layout });
    const { status, calls } = run(...environment, "deploy", "ghcr.io/acme/shop:1.0.0");
    expect(status).toBe(0);
    expectOrder(calls, /^apply .*shared/, /^apply/, /rollout status deployment\/shop-stable/);
    expect(calls.join("\n")).not.toMatch(/shop-canary/);
    for (const words of [["weight", "5"], ["promote"], ["abort"]]) {
      const later = run(...environment, ...words);
      expect(later.status, words.join(" ")).toBe(0);
      expect(later.calls.join("\n")).not.toMatch(/--replicas=|set image|weight","value":[1-9]\d?\}\]/);
    }
  });

  it.each([["weight", "25"], ["promote"]])("gives nothing to a canary that was stopped: %s", (...words) => {
    const { run, set } = start();
    set("pods-canary", "0");
    const { status, calls } = run(...environment, ...words);
    expect(status).toBe(1);
    expect(calls.join("\n")).not.toMatch(/patch|--replicas=|apply.*release|set image/);
  });

  it("takes no failure of the cluster for the first release", () => {
    const { run, set } = start();
    set("fails", "get deployment");
    for (const words of [["deploy", "ghcr.io/acme/shop:2.0.0"], ["weight", "25"], ["promote"]]) {
      const { status, calls } = run(...environment, ...words);
      expect(status).not.toBe(0);
      expect(calls.join("\n")).not.toMatch(/patch|--replicas=|apply|set image/);
    }
  });

  it("takes the traffic away at once, and then stops the canary", () => {
    const { status, calls } = start().run(...environment, "abort");
    expect(status).toBe(0);
    expectOrder(calls, weights, /scale deployment\/shop-canary --replicas=0/);
  });
});

describe("canary by numbers of pods", () => {
  const start = (project: Files = shop) => {
    const made = cluster({ strategy: "canary", traffic: "replicas", service: "shop" }, project);
    made.set("slot", "there");
    made.set("pods-stable", "3");
    made.set("pods-canary", "1");
    return made;
  };

  it.each([
    ["5", 1, "25 %"],
    ["25", 1, "25 %"],
    ["50", 3, "50 %"],
    ["60", 5, "62 %"],
  ])("for %s %% starts %i pods, and says that this is %s", (share, pods, real) => {
    const { status, calls, output } = start().run("production", "weight", share);
    expect(status).toBe(0);
    expectOrder(calls, new RegExp(`scale deployment/shop-canary --replicas=${pods}$`), /rollout status deployment\/shop-canary/);
    expect(output).toContain(real);
  });

  it("stops a canary that does not get ready", () => {
    const { run, set } = start();
    set("fails", "rollout status");
    const { status, calls } = run("production", "deploy", "ghcr.io/acme/shop:2.0.0");
    expect(status).toBe(1);
    expectOrder(calls, /^apply/, /rollout status/, /scale deployment\/shop-canary --replicas=0/);
  });

  it("leads a worker's release, which nothing can be asked of", () => {
    const { run } = start(worker);
    const { status, calls } = run("staging", "deploy", "ghcr.io/acme/shop:2.0.0");
    expect(status).toBe(0);
    expect(calls.join("\n")).not.toContain("curl");
    expect(run("staging", "promote").status).toBe(0);
    expectOrder(run("staging", "abort").calls, /scale deployment\/shop-canary --replicas=0/);
  });
});

describe("every script", () => {
  const all = combinations({
    strategy: ["blue-green", "canary"],
    traffic: ["gateway", "replicas"],
    layout: ["kustomize", "plain"],
    maxReplicas: [3, 10],
  });

  it("is plain POSIX shell", () => {
    for (const answers of all) {
      const text = render("kubernetes", shop, answers).files.find(({ path }) => path.endsWith(".sh"))?.text ?? "";
      execFileSync("sh", ["-n"], { input: text });
      expect(text.length).toBeGreaterThan(1000);
    }
  });

  it("explains itself to who calls it wrongly, and touches nothing", () => {
    const { run } = cluster({ strategy: "blue-green" });
    for (const words of [[], ["production"], ["nowhere", "switch"], ["production", "deploy"], ["production", "deploy", "shop"]]) {
      const { status, output, calls } = run(...words);
      expect(status).toBe(2);
      expect(output).toContain("usage: scripts/switch.sh ENVIRONMENT COMMAND");
      expect(calls.filter((call) => /apply .*release|scale|patch/.test(call))).toEqual([]);
    }
  });

  it("finds the manifests from anywhere, in a member of a monorepo too", () => {
    const member = Object.fromEntries(Object.entries(shop).map(([path, text]) => [`services/shop/${path}`, text]));
    const { run, set, get } = cluster({ strategy: "blue-green" }, member, "services/shop");
    set("slot", "blue");
    expect(run("staging", "deploy", "ghcr.io/acme/shop:2.0.0").status).toBe(0);
    expect(get("applied")).toContain("../green");
  });
});
