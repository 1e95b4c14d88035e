// Law 4 on everything at hand: the bad side of every example, and whole bad projects.
import { describe, expect, it } from "vitest";
import { defaultConfiguration } from "../../server/engine/config/configuration.ts";
import { detectLanguage, memoryWorkspace, rules, SourceText, unseenWorkspace } from "../../server/engine/index.ts";
import { usualPaths } from "../../server/engine/languages/parse.ts";
import { tryLaws } from "./laws.ts";

const today = "2026-11-23";
const configuration = defaultConfiguration({ preset: "all" });

describe.each(rules)("$id", (rule) => {
  describe.each(rule.examples)("$title", (example) => {
    const path = example.path ?? usualPaths[rule.language];
    const language = detectLanguage(path) ?? rule.language;
    it.each([
      ["as written", example.bad],
      ["with CRLF", example.bad.replaceAll("\n", "\r\n")],
      ["without a last line break", example.bad.replace(/\n$/, "")],
      [
        "with comments around",
        `# Comment above.\n\n${example.bad
          .replaceAll(/\n(?=RUN|COPY|CMD|USER|EXPOSE)/g, "\n# Comment between.\n")
          .replaceAll(
            /\n( *)(?=- (?:uses|run|name|if):|(?:steps|needs|with|permissions):)/g,
            "\n$1# Comment between.\n$1",
          )}# Comment below.\n`,
      ],
    ])("keeps law 4 %s", (_, text) => {
      const workspace = example.files ? memoryWorkspace({ ...example.files, [path]: text }) : unseenWorkspace();
      if (!example.files) workspace.open(path, text);
      const trial = tryLaws(new SourceText(path, text), language, { workspace, configuration, today });
      expect(trial.breaches).toEqual([]);
    });
  });
});

describe("a throw", () => {
  it("is a breach, so that a law can be seen to be broken", () => {
    const path = "Dockerfile";
    const workspace = unseenWorkspace();
    const broken = {
      ...configuration,
      severityOf: () => {
        throw new Error("out of order");
      },
    };
    expect(detectLanguage(path)).toBe("dockerfile");
    expect(tryLaws(new SourceText(path, "FROM node\n"), "dockerfile", { workspace, configuration: broken, today }).breaches[0]).toContain(
      "out of order",
    );
  });
});
