import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/script-without-exec.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const image = 'FROM node:24-slim\nCOPY . .\nENTRYPOINT ["/entrypoint.sh"]\n';
const reported = (script: string, text = image) => {
  const files = { "entrypoint.sh": script };
  expectLawfulFixes(rule, text, { files });
  return run(rule, text, { files }).map(({ at, others }) => [at, others[0]?.["entrypoint.sh"]]);
};

describe("dockerfile/script-without-exec", () => {
  it.each([
    ["what it was given", '#!/bin/sh\n"$@"\n', '#!/bin/sh\nexec "$@"\n'],
    ["a server", "#!/bin/bash\nnginx -g 'daemon off;'\n", "#!/bin/bash\nexec nginx -g 'daemon off;'\n"],
    ["an interpreter", "#!/usr/bin/env bash\nset -e\nnode server.js\n", "#!/usr/bin/env bash\nset -e\nexec node server.js\n"],
    ["a script without a first line", "echo start\njava -jar app.jar\n", "echo start\nexec java -jar app.jar\n"],
    ["behind another command", "#!/bin/sh\ncd /app && node server.js\n", "#!/bin/sh\ncd /app && exec node server.js\n"],
    ["variables of its own", "#!/bin/sh\nA=1 node server.js\n", "#!/bin/sh\nexec env A=1 node server.js\n"],
    ["as another user", "#!/bin/sh\ngosu app node server.js\n", "#!/bin/sh\nexec gosu app node server.js\n"],
    ["a comment at the end", '#!/bin/sh\n"$@"\n# the end\n', '#!/bin/sh\nexec "$@"\n# the end\n'],
    ["Windows line breaks", "#!/bin/sh\r\nnode a.js\r\n", "#!/bin/sh\r\nexec node a.js\r\n"],
    ["several lines", "#!/bin/sh\ngunicorn \\\n  --bind :80 \\\n  app:app\n", "#!/bin/sh\nexec gunicorn \\\n  --bind :80 \\\n  app:app\n"],
    [
      "one that may have been handed over before",
      '#!/bin/sh\nif [ "$1" = x ]; then\n  exec a\nfi\n"$@"',
      '#!/bin/sh\nif [ "$1" = x ]; then\n  exec a\nfi\nexec "$@"',
    ],
  ])("reports %s", (_, script, fixed) => {
    expect(reported(script)).toEqual([["3:13", fixed]]);
  });

  it.each([
    ["a shell that reads it", 'FROM node:24-slim\nCOPY entrypoint.sh /\nCMD ["sh", "/entrypoint.sh"]\n', "3:12"],
    ["the shell form", "FROM node:24-slim\nCOPY entrypoint.sh /\nCMD /entrypoint.sh\n", "3:5"],
    ["tini, which knows its child alone", 'FROM node:24-slim\nCOPY entrypoint.sh /\nENTRYPOINT ["tini", "--", "/entrypoint.sh"]\n', "3:27"],
    ["another name for it", 'FROM node:24-slim\nCOPY entrypoint.sh /start.sh\nCMD ["/start.sh"]\n', "3:6"],
    ["a stage below", 'FROM node:24-slim AS base\nCOPY entrypoint.sh /\nENTRYPOINT ["/entrypoint.sh"]\nFROM base\n', "3:13"],
  ])("finds the script: %s", (_, text, at) => {
    expect(reported("#!/bin/sh\nnode a.js\n", text)).toEqual([[at, "#!/bin/sh\nexec node a.js\n"]]);
  });

  it("mends a script in a heredoc", () => {
    const text = 'FROM node:24-slim\nCOPY <<"EOF" /entrypoint.sh\n#!/bin/sh\nnode a.js\nEOF\nENTRYPOINT ["sh", "/entrypoint.sh"]\n';
    expect(run(rule, text)[0]?.fixed).toEqual([text.replace("node a.js", "exec node a.js")]);
    expectLawfulFixes(rule, text);
  });

  it("says where the program is started", () => {
    const [problem] = run(rule, image, { files: { "entrypoint.sh": '#!/bin/sh\n"$@"\n' } });
    expect(problem?.related).toEqual([{ path: "entrypoint.sh", span: { start: 10, end: 14 }, message: "It is started here." }]);
  });

  it.each([
    ["exec", '#!/bin/sh\nexec "$@"\n'],
    ["exec at the end of every way", '#!/bin/sh\nif [ "$1" ]; then\n  exec "$@"\nelse\n  node a.js\nfi\n'],
    ["a trap", '#!/bin/sh\ntrap stop TERM\n"$@"\n'],
    ["programs in the background", "#!/bin/sh\nnode a.js &\nnode b.js &\nwait\n"],
    ["one in the background", "#!/bin/sh\ncron &\nnode b.js\n"],
    ["a job at the end", "#!/bin/sh\nnode a.js\necho done\n"],
    ["a program that may end soon", "#!/bin/sh\n./migrate\n"],
    ["a fallback", "#!/bin/sh\ntest -f x || node a.js\n"],
    ["a pipeline", "#!/bin/sh\nnode a.js | tee log\n"],
    ["a loop", "#!/bin/sh\nwhile true; do node a.js; done\n"],
    ["a function", "#!/bin/sh\nstart() { node a.js; }\nstart\n"],
    ["a program in Python", "#!/usr/bin/env python3\nnode\n"],
    ["a script of s6", "#!/usr/bin/with-contenv sh\nnode a.js\n"],
    ["a broken script", '#!/bin/sh\nif true; then\n"$@"\n'],
    ["nothing", ""],
  ])("is silent on a script with %s", (_, script) => {
    expect(places(rule, image, { files: { "entrypoint.sh": script } })).toEqual([]);
  });

  it.each([
    ["a script that is not seen", image, {}],
    ["dumb-init", 'FROM node:24-slim\nCOPY . .\nENTRYPOINT ["dumb-init", "--", "/entrypoint.sh"]\n', { "entrypoint.sh": "node a.js\n" }],
    [
      "tini for all",
      'FROM node:24-slim\nCOPY . .\nENTRYPOINT ["/sbin/tini", "-g", "--", "/entrypoint.sh"]\n',
      { "entrypoint.sh": "node a.js\n" },
    ],
    ["a program of Python", 'FROM python:3.14\nCOPY . .\nCMD ["python", "main.py"]\n', { "main.py": "node a.js\n" }],
    ["a stage for developers", image.replace("slim", "slim AS dev"), { "entrypoint.sh": "node a.js\n" }],
    [
      "a script of another stage",
      'FROM node:24-slim AS a\nCOPY . .\nFROM node:24-slim\nCOPY --from=a /entrypoint.sh /\nENTRYPOINT ["/entrypoint.sh"]\n',
      { "entrypoint.sh": "node a.js\n" },
    ],
  ])("is silent on %s", (_, text, files) => {
    expect(places(rule, text, { files })).toEqual([]);
  });
});
