import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/shell-form-command.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const node = "FROM node:24\n";
const fixed = (text: string) => run(rule, node + text)[0]?.fixed[0]?.slice(node.length);
const safety = (text: string) => run(rule, node + text)[0]?.fixes?.[0]?.safety;

describe("dockerfile/shell-form-command", () => {
  it("reports the keyword", () => {
    expect(run(rule, `${node}CMD node server.js\n`)).toMatchObject([{ at: "2:1", on: "CMD" }]);
    expect(run(rule, `${node}ENTRYPOINT node server.js\n`)).toMatchObject([{ at: "2:1", on: "ENTRYPOINT" }]);
  });

  it.each([
    ["CMD node server.js", 'CMD ["node", "server.js"]'],
    ["CMD   node    server.js  ", 'CMD   ["node",    "server.js"]  '],
    ["CMD node 'my app.js' \"a b\"", 'CMD ["node", "my app.js", "a b"]'],
    ["CMD exec node server.js", 'CMD ["node", "server.js"]'],
    ["CMD node --env=it's-not", undefined],
    ["CMD nginx -g 'daemon off;'", 'CMD ["nginx", "-g", "daemon off;"]'],
    ["CMD java -Dname=value -jar /app.jar", 'CMD ["java", "-Dname=value", "-jar", "/app.jar"]'],
    ["CMD /srv/run", 'CMD ["/srv/run"]'],
    ['CMD "/usr/bin/run"', 'CMD ["/usr/bin/run"]'],
  ])("writes the words of `%s` as an array, safely", (text, expected) => {
    if (expected === undefined) {
      expect(safety(`${text}\n`)).toBe("unsafe");
    } else {
      expect(fixed(`${text}\n`)).toBe(`${expected}\n`);
      expect(safety(`${text}\n`)).toBe("safe");
    }
    expectLawfulFixes(rule, `${node}${text}\n`);
  });

  it("is sure of a script only where that says who reads it", () => {
    const text = `${node}COPY run.sh /\nCMD /run.sh\n`;
    const safetyWith = (files?: Record<string, string>) => run(rule, text, files ? { files } : {})[0]?.fixes?.[0]?.safety;
    expect(run(rule, text)[0]?.fixed[0]).toContain('CMD ["/run.sh"]');
    expect(safetyWith({ "run.sh": "#!/bin/sh\nnode a.js\n" })).toBe("safe");
    expect(safetyWith({ "run.sh": "node a.js\n" })).toBe("unsafe");
    expect(safetyWith()).toBe("unsafe");
  });

  it.each([
    ["CMD node server.js --port $PORT", 'CMD ["sh", "-c", "exec node server.js --port $PORT"]'],
    ['CMD node server.js "$PORT"', 'CMD ["sh", "-c", "exec node server.js \\"$PORT\\""]'],
    ["CMD npm run migrate && node server.js", 'CMD ["sh", "-c", "npm run migrate && exec node server.js"]'],
    ["CMD a; b || c", 'CMD ["sh", "-c", "a; b || exec c"]'],
    ["CMD FOO=1 node server.js", 'CMD ["sh", "-c", "exec env FOO=1 node server.js"]'],
    ["CMD exec node $FILE", 'CMD ["sh", "-c", "exec node $FILE"]'],
    ["CMD cat log | grep x", 'CMD ["sh", "-c", "cat log | grep x"]'],
    ["CMD (cd /srv && ./run)", 'CMD ["sh", "-c", "(cd /srv && ./run)"]'],
    ["CMD if true; then a; fi", 'CMD ["sh", "-c", "if true; then a; fi"]'],
    ["CMD a & b", 'CMD ["sh", "-c", "a & exec b"]'],
    ["CMD a &", 'CMD ["sh", "-c", "a &"]'],
    ["CMD a && cd /srv", 'CMD ["sh", "-c", "a && cd /srv"]'],
    ["CMD ls *.js", 'CMD ["sh", "-c", "exec ls *.js"]'],
    ["CMD echo a\\tb", 'CMD ["sh", "-c", "exec echo a\\\\tb"]'],
    ["CMD [ -f x ]", 'CMD ["sh", "-c", "exec [ -f x ]"]'],
  ])("keeps the shell of `%s`, to be looked at", (text, expected) => {
    expect(fixed(`${text}\n`)).toBe(`${expected}\n`);
    expect(safety(`${text}\n`)).toBe("unsafe");
    expectLawfulFixes(rule, `${node}${text}\n`);
  });

  it.each([
    ["CMD ['node', 'server.js']", 'CMD ["node", "server.js"]'],
    ['CMD ["node" "server.js"]', 'CMD ["node", "server.js"]'],
    ['CMD ["node", "server.js",]', 'CMD ["node", "server.js"]'],
    ['CMD ["node", "server.js"', 'CMD ["node", "server.js"]'],
    ["CMD [“node”, “server.js”]", 'CMD ["node", "server.js"]'],
  ])("mends the array that `%s` was meant to be", (text, expected) => {
    expect(fixed(`${text}\n`)).toBe(`${expected}\n`);
    expect(run(rule, `${node}${text}\n`)[0]?.message).toMatch(/JSON array/);
    expectLawfulFixes(rule, `${node}${text}\n`);
  });

  it.each([
    ["the exec form", `${node}ENTRYPOINT ["node"]\nCMD ["server.js"]\n`],
    ["an empty array", `${node}CMD []\n`],
    ["a SHELL", `${node}SHELL ["/bin/bash", "-c"]\nCMD node server.js\n`],
    ["a SHELL in the stage below", `FROM node:24 AS base\nSHELL ["/bin/bash", "-c"]\nFROM base\nCMD node server.js\n`],
    ["a HEALTHCHECK", `${node}HEALTHCHECK CMD curl -f http://localhost/ || exit 1\nCMD ["node", "server.js"]\n`],
    ["RUN", `${node}RUN npm ci\n`],
    ["a stage that only builds", `FROM node:24 AS build\nCMD node server.js\nFROM node:24\nCOPY --from=build /a /a\n`],
    ["an earlier CMD that a later one replaces", `${node}CMD node a.js\nCMD ["node", "b.js"]\n`],
    ["a CMD that a later stage replaces", `FROM node:24 AS base\nCMD node a.js\nFROM base\nCMD ["node", "b.js"]\n`],
    ["a CMD that a later stage's ENTRYPOINT takes away", `FROM node:24 AS base\nCMD node a.js\nFROM base\nENTRYPOINT ["node", "b.js"]\n`],
    ["Windows", "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCMD node server.js\n"],
    ["a template", "FROM {{ image }}\nCMD node server.js\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("reports what the final image inherits, once", () => {
    expect(places(rule, "FROM node:24 AS base\nCMD node server.js\nFROM base\nENV A=1\n")).toEqual(["2:1"]);
  });

  it("finds the final stages that other files name", () => {
    const files = { "compose.yaml": "services:\n  app:\n    build:\n      context: .\n      target: web\n" };
    const text = 'FROM node:24 AS web\nCMD node server.js\nFROM node:24 AS worker\nCMD ["node", "worker.js"]\n';
    expect(places(rule, text, { files })).toEqual(["2:1"]);
    expect(places(rule, text)).toEqual([]);
  });

  it("takes a SHELL behind the instruction for no reason to be silent", () => {
    expect(places(rule, `${node}CMD node server.js\nSHELL ["/bin/bash", "-c"]\n`)).toEqual(["2:1"]);
  });

  it("reports a trigger for the child image", () => {
    const [problem] = run(rule, `${node}ONBUILD CMD node server.js\n`);
    expect(problem).toMatchObject({ at: "2:9", on: "CMD", message: expect.stringContaining("when a child image is built") });
    expect(problem?.fixed[0]).toBe(`${node}ONBUILD CMD ["node", "server.js"]\n`);
  });

  it("leaves an ENTRYPOINT that hides a CMD to a person", () => {
    const text = `${node}ENTRYPOINT node\nCMD ["server.js"]\n`;
    expect(run(rule, text)).toMatchObject([{ at: "2:1", fixes: [{ safety: "unsafe" }] }]);
  });

  it("gives a hint only for development", () => {
    expect(run(rule, `${node}CMD node server.js\n`, { path: "Dockerfile.dev" })).toMatchObject([{ severity: "hint" }]);
    expect(run(rule, "FROM node:24 AS dev\nCMD node server.js\n")).toMatchObject([{ severity: "hint" }]);
  });

  it.each([
    ["CMD exec gunicorn --bind :$PORT main:app", "hint", /^`CMD` in shell form needs `\/bin\/sh`, though/],
    ["CMD ./migrate && exec node server.js $ARGS", "hint", /though `exec` passes the stop signal on/],
    ["CMD exec node server.js", "hint", /Write the words as a JSON array/],
    ["ENTRYPOINT exec node server.js $ARGS", "hint", /takes no arguments/],
    ["ENTRYPOINT exec node server.js $ARGS\nCMD --all", undefined, /takes no arguments/],
    ['ENTRYPOINT exec /run.sh "$0" "$@"\nCMD ["run", "web"]', "hint", /needs `\/bin\/sh`, though/],
    ["CMD ./feed | exec node server.js $ARGS", undefined, /gets no stop signal/],
    ["CMD exec ./migrate; node server.js $ARGS", "hint", /though/],
    ["CMD ./run exec; node server.js $ARGS", undefined, /gets no stop signal/],
  ])("only mentions where `%s` lets the program take the shell's place", (text, severity, message) => {
    expect(run(rule, `${node}${text}\n`)[0]).toMatchObject({ message: expect.stringMatching(message) });
    expect(run(rule, `${node}${text}\n`)[0]?.severity).toBe(severity);
  });

  it("keeps continuations and the comments between them", () => {
    const text = "CMD node \\\n    # the server\n    server.js \\\n\n    --port 80\n";
    expect(fixed(text)).toBe('CMD ["node", \\\n    # the server\n    "server.js", \\\n\n    "--port", "80"]\n');
    expectLawfulFixes(rule, node + text);
  });

  it("keeps them in front of a shell, too", () => {
    const text = 'CMD node \\\n    # the server\n    server.js \\\n    --name "$NAME"\n';
    expect(fixed(text)).toBe('CMD ["sh", "-c", "exec node \\\n    # the server\n    server.js \\\n    --name \\"$NAME\\""]\n');
    expectLawfulFixes(rule, node + text);
  });

  it.each([
    ["CRLF", "# a\r\nFROM node:24\r\nCMD node \\\r\n  server.js\r\n"],
    ["CRLF and a shell", "FROM node:24\r\nCMD node \\\r\n  $FILE\r\n# end\r\n"],
    ["another escape character", "# escape=`\nFROM node:24\nCMD node `\n  server.js\n"],
    ["lower case and no line break at the end", "from node:24\ncmd node server.js"],
    ["a heredoc before", "FROM node:24\nRUN <<EOF\necho hi\nEOF\nCMD node $FILE\n"],
    ["two findings", "FROM node:24\nENTRYPOINT node server.js\nCMD a $B\n"],
    ["a tab in the text", "FROM node:24\nCMD node\t$FILE\n"],
    ["a word over two lines", "FROM node:24\nCMD node ser\\\nver.js\n"],
  ])("keeps the laws with %s", (_, text) => {
    expect(run(rule, text).length).toBeGreaterThan(0);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a RUN", 'RUN ["npm", "ci",]', 'RUN ["npm", "ci"]'],
    ["a RUN in single quotes", "RUN ['npm', 'ci']", 'RUN ["npm", "ci"]'],
    ["a RUN with blanks", "RUN [ 'npm', 'ci' ]", 'RUN ["npm", "ci"]'],
    ["a RUN with flags", "RUN --network=none ['npm', 'ci']", 'RUN --network=none ["npm", "ci"]'],
    ["a health check", "HEALTHCHECK CMD ['node', 'h.js']", 'HEALTHCHECK CMD ["node", "h.js"]'],
    ["a trigger", "ONBUILD RUN ['npm', 'ci']", 'ONBUILD RUN ["npm", "ci"]'],
  ])("reports %s that was meant as an array", (_, line, wanted) => {
    const text = `${node}${line}\nCMD ["node"]\n`;
    const [problem, ...more] = run(rule, text);
    expect(more).toEqual([]);
    expect(problem?.message).toContain("looks like a JSON array");
    expect(problem?.fixed[0]?.replaceAll(/\s+/g, " ").replaceAll(/\[ | \]/g, (found) => found.trim())).toContain(wanted);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a test", 'RUN [ -f x ] && [ "$A" = "b" ]'],
    ["a test with two brackets", "RUN [[ -f x ]]"],
    ["a test with quotes first", 'RUN [ "$A" = "b" ] || exit 1'],
    ["an array", 'RUN ["npm", "ci"]'],
    ["a heredoc", "RUN <<EOF\n['a']\nEOF"],
  ])("is silent on a RUN with %s", (_, line) => {
    expect(places(rule, `${node}${line}\nCMD ["node"]\n`)).toEqual([]);
  });
});
