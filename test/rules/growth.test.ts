import { describe, expect, it } from "vitest";
import { loadConfiguration, memoryWorkspace, parse, SourceText } from "../../server/engine/index.ts";
import type { Rule } from "../../server/engine/rule.ts";
import { rules } from "../../server/engine/rules/index.ts";

const workspace = memoryWorkspace({ Dockerfile: "", "package.json": "{}" });
const configuration = loadConfiguration("Dockerfile", workspace, { preset: "all" });
const all = rules.filter((rule): rule is Rule<"dockerfile"> => rule.language === "dockerfile" && !rule.needs);

const repeat = (times: number, lines: (index: number) => string) => Array.from({ length: times }, (_, index) => lines(index)).join("\n");

const chained = "stages that build on each other";

const shapes: Record<string, (size: number) => string> = {
  "one long stage": (size) =>
    `FROM node:22\nUSER app\n${repeat(
      size,
      (i) =>
        `COPY . .\nENV A${i}=1\nARG B${i}=$A${i}\nRUN npm install && pip install x${i}\nRUN sudo apt-get install x${i}\nRUN useradd u${i}\nUSER u${i}`,
    )}\n`,
  [chained]: (size) =>
    repeat(size, (i) => `FROM ${i ? `s${i - 1}` : "debian:12"} AS s${i}\nRUN apt-get install x${i}\nCOPY a${i} /b${i}\nUSER u${i}`),
  "stages that copy from each other": (size) =>
    `${repeat(size, (i) => `FROM debian:12 AS s${i}\nRUN make\n${i ? `COPY --from=s${i - 1} /a /a\n` : ""}USER u${i}`)}\n`,
  "one long script": (size) =>
    `FROM debian:12\nRUN <<EOF\n${repeat(size * 3, (i) => `apt-get update\napt-get install x${i}\nchmod 777 /x${i}\nrm -rf /x${i}`)}\nEOF\n`,
};

/** The time that a rule takes for a file nobody has looked at, in milliseconds. */
function timeOf(rule: Rule<"dockerfile">, text: string): number {
  const file = parse(new SourceText("Dockerfile", text), "dockerfile");
  const options = configuration.optionsOf(rule, "Dockerfile");
  const start = performance.now();
  rule.check(file, { options, workspace, today: "2026-01-01", kubernetesVersion: "1.35", report() {} });
  return performance.now() - start;
}

const best = (rule: Rule<"dockerfile">, text: string) => Math.min(timeOf(rule, text), timeOf(rule, text), timeOf(rule, text));

describe("What the rules of Dockerfiles cost grows with the text, not faster", () => {
  it.each(Object.entries(shapes))("%s", { timeout: 60_000 }, (name, shape) => {
    // Chains grow with the text until the model cuts them off, at 250 stages.
    const size = name === chained ? 300 : 125;
    const small = shape(size);
    const large = shape(4 * size);
    const slow = all.flatMap((rule) => {
      // What takes so little cannot have grown too fast.
      if (timeOf(rule, large) < 30) return [];
      const [before, after] = [best(rule, small), best(rule, large)];
      return after > 9 * before + 30 ? [`${rule.id}: ${before.toFixed()} ms, then ${after.toFixed()} ms`] : [];
    });
    expect(slow).toEqual([]);
  });
});
