import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unforwarded-signals.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const pack = (start: string, more: Readonly<Record<string, unknown>> = {}) => ({
  "package.json": JSON.stringify({ scripts: { start }, dependencies: { next: "16.0.0" }, ...more }),
});
const image = (start: string, base = "node:24-slim") => `FROM ${base}\nWORKDIR /app\nCOPY . .\n${start}\n`;

describe("dockerfile/unforwarded-signals", () => {
  it.each([
    ["npm", image('CMD ["npm", "start"]'), ["4:6"]],
    ["npm with a script", image('CMD [ "npm", "run", "serve" ]'), ["4:7"]],
    ["Yarn", image('CMD ["yarn", "start"]'), ["4:6"]],
    ["pnpm", image('ENTRYPOINT ["pnpm", "run", "start:prod"]'), ["4:13"]],
    ["npm behind the image's own entrypoint", image('CMD ["npm", "start"]', "node:24-alpine"), ["4:6"]],
    ["npm behind a script", image('ENTRYPOINT ["/docker-entrypoint.sh"]\nCMD ["npm", "start"]'), ["5:6"]],
    ["npx", image('CMD ["npx", "next", "start"]'), ["4:6"]],
    ["npm exec", image('CMD ["npm", "exec", "--", "next", "start"]'), ["4:6"]],
    ["a shell", image('CMD ["sh", "-c", "node server.js"]'), ["4:6"]],
    ["a shell that does something before", image('CMD ["/bin/sh", "-c", "cd /app && gunicorn app:app"]', "python:3.14-slim"), ["4:6"]],
    ["npm in a shell", image('CMD ["sh", "-c", "npm start"]'), ["4:19"]],
    ["what the stage below starts", 'FROM node:24 AS base\nCMD ["npm", "start"]\nFROM base\nUSER node\n', ["2:6"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["the program itself", image('CMD ["node", "server.js"]')],
    ["the shell form", image("CMD npm start")],
    ["the shell form of an entrypoint", image("ENTRYPOINT npm start")],
    ["tini", image('ENTRYPOINT ["/sbin/tini", "--"]\nCMD ["npm", "start"]')],
    ["tini in front", image('CMD ["tini", "--", "npm", "start"]')],
    ["dumb-init", image('ENTRYPOINT ["dumb-init", "npm", "start"]')],
    ["dumb-init before a shell", image('ENTRYPOINT ["dumb-init", "--"]\nCMD ["sh", "-c", "node server.js"]')],
    ["an argument of another program", image('ENTRYPOINT ["node", "cli.js"]\nCMD ["npm", "start"]')],
    ["what is run before a program", image('CMD ["sh", "-c", "exec node server.js"]')],
    ["Bash, which hands over", image('CMD ["bash", "-c", "node server.js"]')],
    ["BusyBox, which hands over", image('CMD ["sh", "-c", "node server.js"]', "node:24-alpine")],
    ["a shell of an unknown image", image('CMD ["sh", "-c", "node server.js"]', "registry.example.com/a:1")],
    ["a shell that needs to stay", image('CMD ["sh", "-c", "node a.js & node b.js"]')],
    ["a shell with a trap", image(`CMD ["sh", "-c", "trap 'kill 0' TERM; node a.js"]`)],
    ["a shell for a job", image('CMD ["sh", "-c", "echo done"]')],
    ["tests", image('CMD ["npm", "test"]')],
    ["a job", image('CMD ["npm", "run", "db:migrate"]')],
    ["a command of npm's own", image('CMD ["npm", "ci"]')],
    ["a job of npx", image('CMD ["npx", "prisma", "migrate", "deploy"]')],
    ["npx behind an init", image('ENTRYPOINT ["tini", "--"]\nCMD ["npx", "next", "start"]')],
    ["pnpm exec, which has no shell in between", image('CMD ["pnpm", "exec", "next", "start"]')],
    ["a development server", image('CMD ["npm", "run", "dev"]')],
    ["runners that hand over", image('CMD ["poetry", "run", "gunicorn", "app:app"]', "python:3.14-slim")],
    ["a stage for developers", image('CMD ["npm", "start"]', "node:24 AS dev")],
    ["a builder", 'FROM node:24 AS build\nCMD ["npm", "start"]\nFROM scratch\nCOPY --from=build /a /a\n'],
    ["a supervisor", image('ENTRYPOINT ["/init"]\nCMD ["npm", "start"]')],
    ["a command that an entrypoint took away", 'FROM node:24 AS base\nCMD ["npm", "start"]\nFROM base\nENTRYPOINT ["node", "a.js"]\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it.each([
    ["an init of Compose's", { "compose.yaml": "services:\n  web:\n    build: .\n    init: true\n" }, []],
    ["Compose without one", { "compose.yaml": "services:\n  web:\n    build: .\n" }, ["4:6"]],
    ["a script that hands over", pack("exec node server.js"), []],
    ["a script that does not", pack("node --test"), ["4:6"]],
  ])("looks at other files: %s", (_, files, at) => {
    expect(places(rule, image('CMD ["npm", "start"]'), { files })).toEqual(at);
  });

  it.each([
    [
      "the program",
      'CMD ["npm", "start"]',
      pack("node --enable-source-maps dist/main.js"),
      ['CMD ["node", "--enable-source-maps", "dist/main.js"]'],
    ],
    [
      "a program of a dependency",
      'CMD ["yarn", "start"]',
      pack("next start -p 3000"),
      ['CMD ["node_modules/.bin/next", "start", "-p", "3000"]'],
    ],
    [
      "arguments go along",
      'CMD ["npm", "run", "start", "--", "--port", "80"]',
      pack("node a.js"),
      ['CMD ["node", "a.js", "--port", "80"]'],
    ],
    ["what npx finds", 'CMD ["npx", "next", "start", "-p", "80"]', pack(""), ['CMD ["node_modules/.bin/next", "start", "-p", "80"]']],
    ["what npx has to look for", 'CMD ["npx", "serve", "build"]', pack(""), []],
    ["quotes", 'CMD ["npm", "start"]', pack("node 'a b.js'"), ['CMD ["node", "a b.js"]']],
    ["a program that is not found by its name", 'CMD ["npm", "start"]', pack("serve -s build"), []],
    ["two commands", 'CMD ["npm", "start"]', pack("node a.js && node b.js"), []],
    ["a variable", 'CMD ["npm", "start"]', pack("node a.js --port $PORT"), []],
    ["variables of its own", 'CMD ["npm", "start"]', pack("NODE_ENV=production node a.js"), []],
    ["scripts around it", 'CMD ["npm", "start"]', pack("node a.js", { scripts: { start: "node a.js", prestart: "node b.js" } }), []],
    ["a script that is not seen", 'CMD ["npm", "start"]', {}, []],
  ])("starts %s", (_, start, files, fixed) => {
    expect(run(rule, image(start), { files }).map((one) => one.fixed)).toEqual([fixed.map((one) => image(one))]);
    expectLawfulFixes(rule, image(start), { files });
  });

  it("writes exec where the string has escapes", () => {
    const text = image('CMD ["sh", "-c", "echo \\"go\\" && node a.js \\\\\\n --x"]');
    expect(run(rule, text)[0]?.fixed).toEqual([text.replace("node a.js", "exec node a.js")]);
  });
});
