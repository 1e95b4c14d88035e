import { describe, expect, it } from "vitest";
import { refactorings } from "../../../server/engine/editor/editor.ts";
import rule from "../../../server/engine/rules/dockerfile/ownership-layer.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const from = "FROM node:24-slim\n";

describe("dockerfile/ownership-layer", () => {
  it.each([
    [
      "a RUN of its own",
      `${from}COPY . /app\nRUN chown -R node:node /app\nUSER node\n`,
      `${from}COPY --chown=node:node . /app\nUSER node\n`,
    ],
    ["the end of the file", `${from}COPY . /app\nRUN chown -R node:node /app`, `${from}COPY --chown=node:node . /app\n`],
    [
      "the working directory",
      `${from}WORKDIR /app\nCOPY . .\nRUN chown -R 1000:1000 .\n`,
      `${from}WORKDIR /app\nCOPY --chown=1000:1000 . .\n`,
    ],
    ["no group", `${from}COPY a /app/\nRUN chown -R node /app\n`, `${from}COPY --chown=node:root a /app/\n`],
    [
      "several copies, of which one has flags",
      `${from}COPY a /app/a\nCOPY --from=x --exclude=y /b /app/b/\nCOPY c /etc/c\nRUN chown -Rh 5:5 /app/\n`,
      `${from}COPY --chown=5:5 a /app/a\nCOPY --from=x --exclude=y --chown=5:5 /b /app/b/\nCOPY c /etc/c\n`,
    ],
    ["a mode", `${from}COPY bin /app/bin\nRUN chmod -R 755 /app/bin\n`, `${from}COPY --chmod=755 bin /app/bin\n`],
    [
      "the middle of a chain",
      `${from}COPY . /app\nRUN a /x \\\n    && chown -R node:node /app \\\n    && b\n`,
      `${from}COPY --chown=node:node . /app\nRUN a /x \\\n    && b\n`,
    ],
    ["the start of a chain", `${from}COPY . /app\nRUN chown -R node:node /app && b\n`, `${from}COPY --chown=node:node . /app\nRUN b\n`],
    ["the end of a chain", `${from}COPY . /app\nRUN a /x && chown -R node:node /app\n`, `${from}COPY --chown=node:node . /app\nRUN a /x\n`],
    [
      "a user that was there before",
      `${from}RUN useradd -u 5000 app\nCOPY . /app\nRUN chown -R app:app /app\n`,
      `${from}RUN useradd -u 5000 app\nCOPY --chown=app:app . /app\n`,
    ],
    ["a comment above", `${from}COPY . /app\n# Owner\nRUN chown -R node:node /app\n`, `${from}COPY --chown=node:node . /app\n# Owner\n`],
  ])("moves %s to the copy", (_, text, fixed) => {
    expect(run(rule, text)).toMatchObject([{ fixed: [fixed] }]);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it.each([
    ["a user that is created later", `${from}COPY . /app\nRUN useradd app && chown -R app:app /app\n`, "3:20"],
    ["a user that a package brings later", `${from}COPY . /app\nRUN apt-get install -y nginx\nRUN chown -R nginx:nginx /app\n`, "4:5"],
    ["a symbolic mode", `${from}COPY . /app\nRUN chmod -R u+x /app\n`, "3:5"],
    ["a mode for everybody", `${from}COPY . /app\nRUN chmod -R 777 /app\n`, "3:5"],
    ["a variable", `${from}ARG ID\nCOPY . /app\nRUN chown -R $ID /app\n`, "4:5"],
    ["a folder of the system", `${from}COPY . /var/www/html\nRUN chown -R www-data /var/www\n`, "3:5"],
    ["a copy that has an owner", `${from}COPY --chown=1:1 . /app\nCOPY x /app/x\nRUN chown -R 2:2 /app\n`, "4:5"],
    ["a linked copy and a name", `${from}COPY --link . /app\nRUN chown -R node:node /app\n`, "3:5"],
    ["ADD, which may unpack", `${from}ADD . /app\nRUN chown -R node:node /app\n`, "3:5"],
    ["a folder that was made there", `${from}COPY . /app\nRUN mkdir /app/data && chown -R node:node /app\n`, "3:24"],
    ["another list than a chain", `${from}COPY . /app\nRUN chown -R 1:1 /app; a\n`, "3:5"],
    ["a heredoc", `${from}COPY . /app\nRUN <<EOF\nchown -R 1:1 /app\nEOF\n`, "4:1"],
    ["a comment inside", `${from}COPY . /app\nRUN a \\\n  # Owner\n  && chown -R 1:1 /app\n`, "5:6"],
  ])("gives no fix for %s", (_, text, at) => {
    expect(run(rule, text)).toMatchObject([{ at, fixed: [] }]);
  });

  it.each([
    ["what an install has written", `${from}WORKDIR /app\nCOPY . .\nRUN npm ci\nRUN chown -R node:node /app\n`],
    ["what the same RUN has written", `${from}WORKDIR /app\nCOPY . .\nRUN npm ci && chown -R node:node /app\n`],
    ["what a base stage has written", `FROM node:24 AS base\nWORKDIR /app\nRUN npm ci\nFROM base\nCOPY . .\nRUN chown -R node:node /app\n`],
    ["what a RUN has written by its path", `${from}COPY a /app/a\nRUN tar -xf /tmp/x -C /app\nRUN chown -R 1:1 /app\n`],
    ["copies that say it already", `${from}WORKDIR /app\nCOPY --chown=node:node . .\nRUN chown -R node:node /app\n`],
    ["an empty folder", `${from}RUN mkdir /data && chown -R node:node /data\n`],
    ["a part of what was copied", `${from}COPY . /app\nRUN chown -R node:node /app/data\n`],
    ["a single file", `${from}COPY run.sh /run.sh\nRUN chmod +x /run.sh\n`],
    ["several paths", `${from}COPY . /app\nRUN chown -R node:node /app /data\n`],
    ["a pattern", `${from}COPY . /app\nRUN chown -R node:node /app/*\n`],
    ["files that are copied later", `${from}RUN chown -R node:node /app\nCOPY . /app\n`],
    ["the owner of another file", `${from}COPY . /app\nRUN chown -R --reference=/x /app\n`],
    ["a condition", `${from}COPY . /app\nRUN if x; then chown -R 1:1 /app; fi\n`],
    ["an unknown folder", "FROM base\nCOPY . .\nRUN chown -R 1:1 .\n"],
    ["a stage that only builds", `FROM golang:1.26 AS b\nCOPY . /app\nRUN chown -R 1:1 /app\n${from}COPY --from=b /x /x\n`],
    ["a trigger", `${from}COPY . /app\nONBUILD RUN chown -R 1:1 /app\n`],
    ["a template", `${from}COPY . /app\nRUN chown -R 1:1 /app\n{% if x %}\nUSER node\n{% endif %}\n`],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("reports what each program changes once", () => {
    const text = `${from}COPY . /app\nRUN chown -R 1:1 /app && chmod -R 755 /app\nRUN chown -R 2:2 /app\n`;
    expect(places(rule, text)).toEqual(["3:5", "3:26"]);
    expect(places(rule, `${from}COPY a /app/\nRUN chown -R 1:1 /app\nCOPY b /app/\nRUN chown -R 1:1 /app\n`)).toEqual(["3:5", "5:5"]);
    expectLawfulFixes(rule, `${from}COPY . /app\nRUN chown -R 1:1 /app && chmod -R 755 /app\n`);
  });

  it("says where the folder itself is not changed", () => {
    const title = (text: string) => run(rule, text)[0]?.fixes?.[0]?.title;
    expect(title(`${from}WORKDIR /app\nCOPY . .\nRUN chown -R node:node /app\n`)).toContain("the folder itself");
    expect(title(`${from}COPY . /app\nRUN chown -R node:node /app\n`)).toBe("Give the files to `node:node` as they are copied");
  });

  it("is offered in stages that only build as well", () => {
    const text = `${from.replace("\n", " AS b\n")}COPY . /app\nRUN chown -R node:node /app\nFROM scratch\nCOPY --from=b / /x\n`;
    const found = refactorings(new SourceText("Dockerfile", text), "dockerfile", text.indexOf("RUN"), {
      workspace: unseenWorkspace(),
      today: "2026-11-23",
    });
    expect(found.map((one) => one.title)).toContain("Give the files to `node:node` as they are copied");
  });
});
