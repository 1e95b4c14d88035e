import { execFileSync } from "node:child_process";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import type { GenerateResult } from "../../server/engine/generate.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { combinations, expectLawful, type Files, project, render, textOf } from "./support.ts";

/** A project of each kind. */
const kinds: Readonly<Record<string, Files>> = {
  web: { ...project("code-django"), "config/migrations/0001_first.py": "" },
  worker: {
    "pyproject.toml": '[project]\nname = "mailer"\ndependencies = ["celery", "redis"]\n',
    "mailer.py": 'from celery import Celery\n\napp = Celery("mailer")\n',
  },
  static: project("static-html"),
  job: { "go.mod": "module example.com/report\n\ngo 1.26.0\n", "main.go": 'package main\n\nfunc main() {\n\tprintln("done")\n}\n' },
};

/** Blocks for a shell, in all documents. */
function shellBlocks({ files }: GenerateResult): string[] {
  return files.flatMap(({ path, text }) =>
    path.endsWith(".md")
      ? [...text.matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map((match) =>
          (match[2] as string).replaceAll(new RegExp(`^${match[1]}`, "gm"), ""),
        )
      : [],
  );
}

/** Links that lead nowhere: to a file that is not generated, or a heading that it does not have. */
function brokenLinks({ files }: GenerateResult): string[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const anchors = (text: string) =>
    [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
      (match[1] as string)
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] as string)
      .filter((link) => {
        const [file = "", anchor] = link.split("#");
        const other = texts.get(file === "" ? path : posix.join(posix.dirname(path), file));
        return other === undefined || (anchor !== undefined && !anchors(other).includes(anchor));
      })
      .map((link) => `${path}: ${link}`),
  );
}

const seen = new Set<string>();

/** Each block once: most say the same in many combinations. */
function expectShell(blocks: readonly string[]): void {
  for (const block of blocks) {
    if (seen.has(block)) continue;
    seen.add(block);
    try {
      execFileSync("sh", ["-n"], { input: block, stdio: ["pipe", "ignore", "pipe"] });
    } catch (fault) {
      throw new Error(`${block}\n${String((fault as { stderr?: Buffer }).stderr)}`);
    }
  }
}

describe.each(Object.entries(kinds))("runbooks of a %s", (kind, files) => {
  it("are of that kind", () => {
    expect(applicationIn(memoryWorkspace({ ...files }), "")?.kind.value).toBe(kind);
  });

  it("are lawful, with commands that a shell can read and links that lead somewhere", () => {
    const platforms = [
      ...combinations({
        target: ["kubernetes"],
        strategy: ["rolling", "blue-green", "canary"],
        controller: ["native", "argo-rollouts"],
        route: ["none", "gateway"],
        layout: ["kustomize", "plain"],
      }),
      { target: "compose" },
      { target: "command" },
      { target: "command", rollbackCommand: 'fly deploy --image "$IMAGE" --app "shop-$ENVIRONMENT"' },
      { target: "command", rollbackCommand: "heroku rollback" },
    ];
    const others = [
      { services: "", environments: "production", owner: "team-shop" },
      { services: "postgres,mysql,mongodb,redis,rabbitmq", environments: "development,staging,production", host: "shop.example.com" },
    ];
    for (const platform of platforms)
      for (const other of others) {
        const result = expectLawful("runbook", files, { ...platform, ...other });
        expectShell(shellBlocks(result));
        expect(brokenLinks(result)).toEqual([]);
      }
  });
});

const web = kinds.web as Files;
const rollbackOf = (answers: Readonly<Record<string, unknown>>, files: Files = web) =>
  textOf(render("runbook", files, answers), "docs/runbooks/rollback.md");

describe("the way back", () => {
  it.each([
    [{ target: "kubernetes", strategy: "rolling" }, "kubectl --namespace ledger rollout undo deployment/ledger"],
    [{ target: "kubernetes", strategy: "blue-green" }, "sh scripts/switch.sh production back"],
    [{ target: "kubernetes", strategy: "canary" }, "sh scripts/canary.sh production abort"],
    [{ target: "kubernetes", strategy: "canary", controller: "argo-rollouts" }, "kubectl argo rollouts abort ledger --namespace ledger"],
    [{ target: "compose" }, "sh scripts/rollback.sh production previous"],
    [{ target: "command", rollbackCommand: 'fly deploy --image "$IMAGE"' }, "sh scripts/rollback.sh production image sha256:..."],
    [{ target: "command" }, "# DECIDE: the platform's command that brings an earlier version back"],
  ])("%j: %s", (answers, command) => {
    expect(rollbackOf(answers)).toContain(command);
  });

  it("is what the generated scripts and workflow take", () => {
    for (const answers of combinations({ target: ["kubernetes", "compose"], strategy: ["rolling", "blue-green", "canary"] })) {
      const text = rollbackOf(answers);
      const rollback = render("rollback", web, answers);
      const workflow = textOf(rollback, ".github/workflows/rollback.yml");
      for (const [, field] of text.matchAll(/--field (\w+)=/g)) expect(workflow).toMatch(new RegExp(`^ {6}${field}:`, "m"));
      for (const [, environment, target] of text.matchAll(/scripts\/rollback\.sh (\w+) (\w+)/g)) {
        expect(workflow).toContain(environment);
        expect(textOf(rollback, "scripts/rollback.sh")).toMatch(new RegExp(`\\b${target}:`));
      }
      for (const [, name] of text.matchAll(/gh variable set (\w+)/g)) expect(workflow).toContain(name);
      if (answers.target === "kubernetes" && answers.strategy !== "rolling") {
        const [, script = "", command = ""] = /sh (scripts\/(?:switch|canary)\.sh) production (\w+)/.exec(text) ?? [];
        expect(textOf(render("kubernetes", web, answers), script)).toMatch(new RegExp(`^ +${command}\\)`, "m"));
      }
    }
  });

  it("says when, who and what about the database", () => {
    const text = rollbackOf({ owner: "team-ledger" });
    expect(text).toContain("more than 1 % for 5 minutes");
    expect(text).toContain("team-ledger answers for the service");
    expect(text).toContain('last_drill: "DECIDE: the date of the last rehearsal"');
    expect(text).toContain("A rollback brings back the program, not the schema");
    expect(rollbackOf({}, kinds.static as Files)).not.toContain("## Database");
  });

  it("has a guide for migrations only where there are any", () => {
    const paths = (files: Files) => render("runbook", files).files.map(({ path }) => path);
    expect(paths(web)).toContain("docs/migrations.md");
    expect(paths(kinds.static as Files)).not.toContain("docs/migrations.md");
    expect(paths(kinds.worker as Files)).toContain("docs/runbooks/queue-backlog.md");
    expect(paths(web)).not.toContain("docs/runbooks/queue-backlog.md");
  });

  it("lies beside one service of several, with an issue of its own", () => {
    const files = Object.fromEntries(Object.entries(web).map(([path, text]) => [`services/ledger/${path}`, text]));
    const result = render("runbook", files, {}, { folder: "services/ledger" });
    expect(textOf(result, "services/ledger/docs/runbooks/rollback.md")).toContain("sh services/ledger/scripts/rollback.sh");
    expect(textOf(result, ".github/ISSUE_TEMPLATE/rollback-drill-ledger.yml")).toContain("`rollback-ledger.yml`");
    expect(brokenLinks(result)).toEqual([]);
  });

  it("says what it calls that is not there yet", () => {
    expect(render("runbook", web).notes[0]).toBe(
      "The runbooks call `scripts/rollback.sh` and `.github/workflows/rollback.yml`: generate the rollback too.",
    );
    const there = { ...web, "scripts/rollback.sh": "", ".github/workflows/rollback.yml": "" };
    expect(render("runbook", there).notes.join("\n")).not.toContain("generate the rollback too");
  });
});
