import { describe, expect, it } from "vitest";
import unsetVariable from "../../../server/engine/rules/compose/unset-variable.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const web = (lines: string) => `services:\n  web:\n    image: web:1\n${lines.replace(/^(?=.)/gm, "    ")}`;
const files = { ".env": "LOG_LEVEL=info\n" };

describe("compose/unset-variable", () => {
  it("reports a name once, with all its places in the fix", () => {
    const text = web("environment:\n  A: ${HOST_NAME}\n  B: http://${HOST_NAME}/$PORT_NUMBER\n");
    const found = run(unsetVariable, text, { files });
    expect(found.map(({ on }) => on)).toEqual(["HOST_NAME", "PORT_NUMBER"]);
    expect(found[0]?.fixed[0]).toContain("B: http://${HOST_NAME:?HOST_NAME is not set}/$PORT_NUMBER");
    expect(found[1]?.fixed[1]).toContain("${PORT_NUMBER:-}");
    expectLawfulFixes(unsetVariable, text, { files });
    expect(run(unsetVariable, "services:\n  web:\n    image: web:$TAG\n", { files: {} })[0]?.message).toContain(
      "there is no `.env` to set it",
    );
  });

  it("finds slips", () => {
    const text = web("environment:\n  LEVEL: ${LOG_LEVLE}\n");
    expect(run(unsetVariable, text, { files })[0]?.fixed[0]).toContain("${LOG_LEVEL}");
    expectLawfulFixes(unsetVariable, text, { files });
  });

  it("knows that shells keep UID and GID for themselves", () => {
    expect(run(unsetVariable, web('user: "${UID}:${GID}"\n'), { files }).map(({ message }) => message.slice(0, 20))).toEqual([
      "Shells have `UID` fo",
      "Shells have `GID` fo",
    ]);
  });

  it("reports what has come to the template of `.env` since it was copied", () => {
    const text = web("environment:\n  KEY: ${NEW_SETTING}\n");
    expect(run(unsetVariable, text, { files: { ...files, ".env.example": "NEW_SETTING=1\n" } })[0]?.message).toContain("`.env.example`");
    expect(places(unsetVariable, text, { files: { ".env.example": "NEW_SETTING=1\n" } })).toEqual([]);
  });

  it.each([
    ["a default", "environment:\n  A: ${HOST_NAME:-x}\n  B: ${HOST_NAME-}\n"],
    ["a message", "environment:\n  A: ${HOST_NAME:?}\n  B: $HOST_NAME\n"],
    ["a replacement", "environment:\n  A: ${HOST_NAME:+x}\n"],
    ["a variable in a default", "environment:\n  A: ${LOG_LEVEL:-$HOST_NAME}\n"],
    ["a dollar sign", "command: echo $$HOST_NAME\n"],
    [
      "what Compose and systems set",
      "environment:\n  A: ${COMPOSE_PROJECT_NAME} $PWD $HOME $USER ${DOCKER_HOST} ${HTTP_PROXY} ${CI} ${GITHUB_SHA}\n",
    ],
    ["what `.env` sets", "environment:\n  A: $LOG_LEVEL\n"],
    ["what is meant for the container", "environment:\n  ROLE: a\nhealthcheck:\n  test: ['CMD-SHELL', 'check $ROLE']\n"],
    ["a password hash", "labels:\n  - users=admin:$apr1$ABCDEFGH$abc\n"],
    ["a name that is handed on", "environment:\n  - HOST_NAME\n"],
    ["a file of variables that is not here", "env_file: other.env\nenvironment:\n  A: $HOST_NAME\n"],
  ])("is silent about %s", (_, lines) => {
    expect(places(unsetVariable, web(lines), { files })).toEqual([]);
  });

  it.each([
    ["another environment file", { "prod.env": "HOST_NAME=a\n" }],
    ["an environment file elsewhere", { "config/prod.env": "HOST_NAME=a\n" }],
    ["a makefile", { Makefile: "up:\n\tHOST_NAME=a docker compose up\n" }],
    ["a workflow", { ".github/workflows/ci.yml": "env:\n  HOST_NAME: a\n" }],
    ["a script", { "up.sh": "export HOST_NAME\n" }],
  ])("is silent where %s sets it", (_, more: Readonly<Record<string, string>>) => {
    expect(places(unsetVariable, web("environment:\n  A: $HOST_NAME\n"), { files: { ...files, ...more } })).toEqual([]);
  });

  it("reads the `.env` of folders above, in which Compose may be started", () => {
    const text = web("environment:\n  A: $HOST_NAME\n");
    expect(places(unsetVariable, text, { path: "deploy/compose.yaml", files: { ".env": "HOST_NAME=a\n" } })).toEqual([]);
  });

  it("is silent where `.env` may be on other machines, nothing is seen, or all comes from outside", () => {
    const text = web("environment:\n  A: $HOST_NAME\n");
    expect(places(unsetVariable, text, { files: {} })).toHaveLength(1);
    expect(places(unsetVariable, text, { files: { ".gitignore": ".env\n" } })).toEqual([]);
    expect(places(unsetVariable, text)).toEqual([]);
    const full = web("environment:\n  A: $AA\n  B: $BB\n  C: $CC\n  D: $DD\n");
    expect(places(unsetVariable, full, { files: {} })).toEqual([]);
    expect(places(unsetVariable, full, { files })).toEqual([]);
    expect(places(unsetVariable, `${full}      E: $LOG_LEVEL\n`, { files })).toHaveLength(4);
  });

  it("reads the `.env` of the file that includes it", () => {
    const text = web("environment:\n  A: $HOST_NAME\n");
    const including = { "compose.yaml": "include:\n  - web/compose.yaml\n", ".env": "HOST_NAME=a\n", "web/.env": "B=1\n" };
    expect(places(unsetVariable, text, { path: "web/compose.yaml", files: including })).toEqual([]);
    expect(places(unsetVariable, text, { path: "other/web/compose.yaml", files: { "other/web/.env": "B=1\n" } })).toHaveLength(1);
  });

  it("offers to leave to the container what it may have", () => {
    const text = web("command: run --name ${host_name} $host_name\n");
    expect(run(unsetVariable, text, { files })[0]?.fixed[0]).toContain("run --name $${host_name} $$host_name");
    expectLawfulFixes(unsetVariable, text, { files });
    const content = "services: {web: {image: 'web:1'}}\nconfigs:\n  site:\n    content: |\n      proxy_pass http://app$request_uri;\n";
    expect(run(unsetVariable, content, { files })[0]?.message).toContain("`$$request_uri`");
  });

  it("writes no braces between brackets", () => {
    const text = web("command: [echo, $HOST_NAME]\n");
    expect(run(unsetVariable, text, { files })[0]?.fixed).toEqual([]);
    const quoted = web('command: [echo, "$HOST_NAME"]\n');
    expect(run(unsetVariable, quoted, { files })[0]?.fixed[0]).toContain('"${HOST_NAME:?');
    expectLawfulFixes(unsetVariable, quoted, { files });
  });
});
