import { describe, expect, it } from "vitest";
import unescapedDollar from "../../../server/engine/rules/compose/unescaped-dollar.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const service = (lines: string, environment = "    environment:\n      POSTGRES_USER: app\n") =>
  `services:\n  db:\n    image: postgres:17\n${environment}${lines.replace(/^(?=.)/gm, "    ")}`;
const files = {};

describe("compose/unescaped-dollar", () => {
  it.each([
    ["a health check in a list", 'healthcheck:\n  test: ["CMD-SHELL", "pg_isready -U $POSTGRES_USER"]\n', "$$POSTGRES_USER"],
    ["a health check that is a text", "healthcheck:\n  test: pg_isready -U ${POSTGRES_USER}\n", "$${POSTGRES_USER}"],
    ["a shell as command", "command: [sh, -c, 'psql -U \"$POSTGRES_USER\"']\n", '"$$POSTGRES_USER"'],
    ["a script in several lines", "command:\n  - bash\n  - -ec\n  - |\n    psql -U $POSTGRES_USER\n", "psql -U $$POSTGRES_USER"],
    ["a shell as entrypoint", "entrypoint: ['/bin/sh', '-c']\ncommand: ['exec psql -U $POSTGRES_USER']\n", "$$POSTGRES_USER"],
    [
      "a shell as entrypoint that is given its option by the command",
      "entrypoint: /bin/bash\ncommand:\n  - -c\n  - exec psql -U $POSTGRES_USER\n",
      "psql -U $$POSTGRES_USER",
    ],
    ["a label", "labels:\n  - user=$POSTGRES_USER\n", "user=$$POSTGRES_USER"],
    [
      "every place in the text",
      "command: sh -c 'a $POSTGRES_USER; b ${POSTGRES_USER}'\nentrypoint: [sh, -c]\n",
      "a $$POSTGRES_USER; b $${POSTGRES_USER}",
    ],
  ])("reports %s", (_, lines, fixed) => {
    const text = service(lines);
    const [problem, ...others] = run(unescapedDollar, text, { files });
    expect(others).toEqual([]);
    expect(problem?.message).toContain("`environment`");
    expect(problem?.fixed[0]).toContain(fixed);
    expectLawfulFixes(unescapedDollar, text, { files });
  });

  it("knows what the script itself, a file, Docker and the image set", () => {
    const check = (script: string) => service(`command: ["sh", "-c", "${script}"]\n`, "");
    expect(run(unescapedDollar, check("for i in 1 2; do echo $i; done"), { files })).toMatchObject([{ on: "$i" }]);
    expect(run(unescapedDollar, check("now=1; echo $now"), { files })).toMatchObject([{ on: "$now" }]);
    expect(run(unescapedDollar, check("while read line; do echo $line; done"), { files })).toMatchObject([{ on: "$line" }]);
    expect(run(unescapedDollar, check("echo $HOSTNAME"), { files })).toMatchObject([{ on: "$HOSTNAME" }]);
    expect(run(unescapedDollar, check("ls $PGDATA"), { files })).toMatchObject([{ on: "$PGDATA" }]);
    const fromFile = service('env_file: db.env\nhealthcheck:\n  test: ["CMD-SHELL", "check $ROLE"]\n', "");
    expect(places(unescapedDollar, fromFile, { files: { "db.env": "A=1\n" } })).toEqual([]);
    expect(run(unescapedDollar, fromFile, { files: { "db.env": "ROLE=1\n" } })).toMatchObject([{ on: "$ROLE", severity: "info" }]);
    expectLawfulFixes(unescapedDollar, fromFile, { files: { "db.env": "ROLE=1\n" } });
    const handed = fromFile.replace("db.env", ".env.production");
    expect(places(unescapedDollar, handed, { files: { ".env.production": "ROLE=1\n" } })).toEqual([]);
    const below = fromFile.replace("db.env", "env/db.env");
    expect(places(unescapedDollar, below, { files: { "env/db.env": "ROLE=1\n" } })).toHaveLength(1);
    const built = 'services:\n  web:\n    build: .\n    healthcheck:\n      test: ["CMD-SHELL", "check $APP_HOME"]\n';
    expect(run(unescapedDollar, built, { files: { Dockerfile: "FROM alpine:3.24\nENV APP_HOME=/app\n" } })).toMatchObject([
      { on: "$APP_HOME" },
    ]);
    expect(places(unescapedDollar, built, { files: { Dockerfile: "FROM alpine:3.24\n" } })).toEqual([]);
  });

  it("has a shell run what none has read", () => {
    const text = service("healthcheck:\n  test: [CMD, pg_isready, -U, $POSTGRES_USER, -d, a:$POSTGRES_USER]\n");
    const [first] = run(unescapedDollar, text, { files });
    expect(first?.fixed[0]).toContain(`test: ["CMD-SHELL", "pg_isready -U $$POSTGRES_USER -d a:$$POSTGRES_USER"]`);
    const quoted = service("healthcheck:\n  test: [CMD, check, 'a b', $POSTGRES_USER]\n");
    expect(run(unescapedDollar, quoted, { files })[0]?.fixed).toEqual([]);
  });

  it("says what else to do where no shell reads the command", () => {
    const [problem] = run(unescapedDollar, service("command: [psql, -U, $POSTGRES_USER]\n"), { files });
    expect(problem?.message).toContain("`sh -c`");
    expect(problem?.fixed).toEqual([]);
  });

  it("reports password hashes in labels", () => {
    const text =
      "services:\n  web:\n    image: traefik:3\n    labels:\n      - traefik.users=admin:$apr1$ABCDEFGH$0123456789abcdefghijkl\n";
    expect(run(unescapedDollar, text)).toMatchObject([
      { on: "$apr1", fixed: [expect.stringContaining("admin:$$apr1$$ABCDEFGH$$0123456789abcdefghijkl")] },
    ]);
    expectLawfulFixes(unescapedDollar, text);
    expect(places(unescapedDollar, text.replaceAll("$", "$$$$"))).toEqual([]);
  });

  it.each([
    ["two dollar signs", service('healthcheck:\n  test: ["CMD-SHELL", "pg_isready -U $$POSTGRES_USER"]\n')],
    ["a default", service('healthcheck:\n  test: ["CMD-SHELL", "pg_isready -U ${POSTGRES_USER:-app}"]\n')],
    ["a variable of nobody", service('healthcheck:\n  test: ["CMD-SHELL", "pg_isready -U $DB_USER"]\n')],
    [
      "a variable that comes from the host",
      service(
        'healthcheck:\n  test: ["CMD-SHELL", "pg_isready -U $POSTGRES_USER"]\n',
        "    environment:\n      POSTGRES_USER: ${POSTGRES_USER}\n",
      ),
    ],
    [
      "a variable that is handed on",
      service('healthcheck:\n  test: ["CMD-SHELL", "pg_isready -U $POSTGRES_USER"]\n', "    environment:\n      - POSTGRES_USER\n"),
    ],
    [
      "a variable that other places take from the host",
      `${service('healthcheck:\n  test: ["CMD-SHELL", "pg_isready -U $POSTGRES_USER"]\n')}  web:\n    image: web:1\n    environment:\n      DATABASE: postgres://\${POSTGRES_USER}@db\n`,
    ],
    ["what the script takes from the host", service('command: ["sh", "-c", "TAG=$TAG; echo $TAG"]\n')],
    ["what the system sets", service('command: ["sh", "-c", "HOME=/tmp; ls $HOME"]\n')],
  ])("is silent about %s", (_, text) => {
    expect(places(unescapedDollar, text, { files })).toEqual([]);
  });

  it("is silent where `.env` sets it, a template of it does, and where nothing can be seen", () => {
    const text = service('healthcheck:\n  test: ["CMD-SHELL", "pg_isready -U $POSTGRES_USER"]\n');
    expect(places(unescapedDollar, text, { files: { ".env": "POSTGRES_USER=app\n" } })).toEqual([]);
    expect(places(unescapedDollar, text, { files: { ".env.example": "POSTGRES_USER=app\n" } })).toEqual([]);
    expect(places(unescapedDollar, text)).toEqual([]);
    expect(places(unescapedDollar, text, { path: "deploy/compose.yaml", files: { ".env": "POSTGRES_USER=app\n" } })).toEqual([]);
    expect(places(unescapedDollar, text, { files: { ".env": "POSTGRES_DB=app\n" } })).toHaveLength(1);
  });
});
