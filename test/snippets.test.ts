// Law 5 for snippets that the editor reads from their file: what they write is clean under `strict`, or parses in its language.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { readBody } from "../server/engine/complete/snippets/body.ts";
import { parseShell } from "../server/engine/languages/shell/parse.ts";
import { MappedText } from "../server/engine/text/mapped.ts";
import { expansions, findingsIn, readSnippet, servedSnippets, snippetsFor, staticSnippets } from "./snippets/support.ts";

const root = join(import.meta.dirname, "..");
const all = [
  ...staticSnippets.map(({ title, prefix, description, body }) => ({ title, prefix, about: description, ...readSnippet(body) })),
  ...Object.values(servedSnippets).flatMap((snippets) =>
    snippets.map(({ prefix, title, about, body }) => ({ title, prefix, about, ...readBody(body) })),
  ),
];

describe("every snippet", () => {
  it("has a prefix of the scheme, which no other has in its language", () => {
    const names = [...staticSnippets.flatMap(({ prefix, scope }) => scope.split(",").map((language) => `${language} ${prefix}`))];
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    const offered = Object.values(servedSnippets).flatMap((snippets) => snippets.map(({ prefix }) => prefix));
    expect(offered.filter((name, i) => offered.indexOf(name) !== i)).toEqual([]);
    for (const { prefix } of all) expect(prefix).toMatch(/^dp(?:-[a-z0-9]+)+$/);
  });

  it("says what it writes, and more", () => {
    for (const { title, about } of all) {
      expect(title.length, title).toBeLessThan(70);
      expect(about, title).toMatch(/^[A-Z`].{15,260}\.$/);
    }
  });

  it("counts its tab stops without a gap, and ends at one place", () => {
    for (const { prefix, placeholders } of all) {
      const numbers = [...new Set(placeholders.map(({ tabStop = 0 }) => tabStop))].filter((number) => number > 0).sort((a, b) => a - b);
      expect(numbers, prefix).toEqual(numbers.map((_, i) => i + 1));
      expect(placeholders.filter(({ tabStop }) => tabStop === 0).length, prefix).toBeLessThanOrEqual(1);
    }
  });

  it("is plain ASCII, in lines of its own, without a version that moves", () => {
    for (const { prefix, text } of all) {
      expect(text, prefix).toMatch(/^[\n\t -~]*$/);
      expect(text, prefix).not.toMatch(/[ \t]$|\{\{[a-z]+ |:latest\b|@(?:main|master)\b/m);
    }
  });

  it("takes its versions from the tables", () => {
    const sources = join(root, "snippets/source");
    for (const file of readdirSync(sources)) {
      const written = readFileSync(join(sources, file), "utf8").match(
        /(?:\b(?:FROM|image:|--from=)\s*(?!registry\.example)[\w./-]+:|uses: [\w./-]+@)v?\d.*/g,
      );
      expect(written, file).toBeNull();
    }
  });

  it("stands in the list of the README and on the page of all", () => {
    for (const file of ["README.md", "docs/snippets.md"]) {
      const text = readFileSync(join(root, file), "utf8");
      for (const { prefix } of all) expect(text, file).toContain(`\`${prefix}\``);
    }
  });
});

const user = "USER 10001:10001\n";
const health = `HEALTHCHECK CMD ["true"]\n`;
const node = (text: string) => `FROM node:24-trixie-slim\nWORKDIR /app\n${text}`;
const afterwards = `COPY . .\n${user}${health}CMD ["node", "server.js"]\n`;

/** The Dockerfile around each snippet that is none by itself. */
const places: Readonly<Record<string, (text: string) => string>> = {
  "dp-user-debian": (text) => `FROM debian:13-slim\n${text}${health}CMD ["/server"]\n`,
  "dp-user-alpine": (text) => `FROM alpine:3.24\n${text}${health}CMD ["/server"]\n`,
  "dp-healthcheck-node": (text) =>
    `FROM node:24-trixie-slim\nENV NODE_ENV=production\nEXPOSE 3000\n${user}${text}CMD ["node", "server.js"]\n`,
  "dp-healthcheck-python": (text) => `FROM python:3.14-slim-trixie\nEXPOSE 8000\n${user}${text}CMD ["gunicorn", "app:app"]\n`,
  "dp-healthcheck-go": (text) => `FROM gcr.io/distroless/static-debian13:nonroot\nCOPY server /server\n${text}ENTRYPOINT ["/server"]\n`,
  "dp-healthcheck-wget": (text) => `FROM nginx:1.30-alpine\nEXPOSE 8080\n${user}${text}`,
  "dp-cache-npm": (text) => node(text + afterwards),
  "dp-cache-pnpm": (text) => node(`RUN --mount=type=cache,target=/root/.npm npm install --global pnpm@12\n${text}${afterwards}`),
  "dp-cache-pip": (text) =>
    `FROM python:3.14-slim-trixie\nWORKDIR /app\n${text}COPY app ./app\n${user}${health}CMD ["gunicorn", "app:app"]\n`,
  "dp-cache-uv": (text) =>
    `FROM python:3.14-slim-trixie\nCOPY --from=ghcr.io/astral-sh/uv:0.13 /uv /bin/\nWORKDIR /app\n${text}COPY app ./app\n${user}${health}CMD ["/app/.venv/bin/gunicorn", "app:app"]\n`,
  "dp-cache-go": (text) =>
    `FROM golang:1.27-trixie AS build\nWORKDIR /src\n${text}COPY . .\nRUN CGO_ENABLED=0 go build -o /server .\nFROM gcr.io/distroless/static-debian13:nonroot\nCOPY --from=build /server /server\n${health}ENTRYPOINT ["/server"]\n`,
  "dp-cache-apt": (text) => `FROM debian:13-slim\n${text}${user}${health}CMD ["/server"]\n`,
  "dp-cache-maven": (text) =>
    `FROM eclipse-temurin:25-jdk AS build\nWORKDIR /src\n${text}COPY src src\nRUN --mount=type=cache,target=/root/.m2 ./mvnw package\nFROM eclipse-temurin:25-jre\nWORKDIR /app\nCOPY --from=build /src/target/app.jar app.jar\n${user}CMD ["java", "-jar", "app.jar"]\n`,
  "dp-secret-mount": (text) => node(`COPY package.json package-lock.json ./\n${text}${afterwards}`),
  "dp-labels-oci": (text) => `FROM debian:13-slim\n${text}${user}${health}CMD ["/server"]\n`,
  "dp-multiarch": (text) =>
    `${text}FROM gcr.io/distroless/static-debian13:nonroot\nCOPY --from=build /server /server\n${health}ENTRYPOINT ["/server"]\n`,
  "dp-init-tini": (text) => node(text.replace("ENTRYPOINT", `${user}${health}ENTRYPOINT`)),
};

/** What stands beside a Dockerfile. */
const project: Readonly<Record<string, string>> = {
  ".dockerignore": ".git\n.env\nnode_modules\n",
  "package.json": "{}",
  "package-lock.json": "{}",
};

describe("Dockerfiles", () => {
  const snippets = snippetsFor("dockerfile");

  it("have a place for what is a part of one", () => {
    const prefixes = snippets.map(({ prefix }) => prefix);
    expect(Object.keys(places).filter((prefix) => !prefixes.includes(prefix))).toEqual([]);
  });

  it.each(snippets)("$prefix writes what is clean under strict", ({ prefix, body }) => {
    for (const text of expansions(body)) {
      const dockerfile = places[prefix]?.(`${text}\n`) ?? `${text}\n`;
      expect(findingsIn("Dockerfile", { ...project, Dockerfile: dockerfile }), dockerfile).toEqual([]);
    }
  });
});

describe("ignore files", () => {
  it.each(snippetsFor("ignore"))("$prefix is clean under strict and keeps secrets out", ({ prefix, body, include }) => {
    expect(include).toEqual(["**/*.dockerignore", "**/.containerignore"]);
    const [text = ""] = expansions(body);
    const files = { ...project, ".dockerignore": `${text}\n`, Dockerfile: "FROM node:24-trixie-slim\nCOPY . .\n" };
    expect(findingsIn(".dockerignore", files), prefix).toEqual([]);
    expect(text).toMatch(/^\*\*\/\.env$/m);
    const lines = text.split("\n");
    expect(new Set(lines).size).toBe(lines.length);
  });
});

describe("code", () => {
  it.each([...snippetsFor("typescript"), ...snippetsFor("javascript")].map((one) => ({ ...one })))("$prefix parses", ({ body, scope }) => {
    const loader = scope.includes("javascript") ? "js" : "ts";
    const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } };
    for (const text of expansions(body)) expect(transformSync(text, { loader, tsconfigRaw, format: "esm" }).warnings).toEqual([]);
  });

  it.each(snippetsFor("shellscript"))("$prefix parses", ({ body }) => {
    for (const text of expansions(body)) expect(parseShell(new MappedText(text, 0)).errors).toEqual([]);
  });

  it.each(snippetsFor("json"))("$prefix is JSON", ({ body }) => {
    for (const text of expansions(body)) expect(JSON.parse(text)).toHaveProperty("extends");
  });
});

describe(".env files", () => {
  it.each(snippetsFor("dotenv"))("$prefix has one variable a line, and no secret's value", ({ body }) => {
    for (const text of expansions(body))
      for (const line of text.split("\n")) {
        expect(line).toMatch(/^(?:# .+|[A-Z][A-Z0-9_]*=[^\s'"#]*)$/);
        expect(line).not.toMatch(/^\w*(?:PASSWORD|SECRET|TOKEN|KEY)=.|:\/\/[^/]*:[^/]*@/);
      }
  });
});

describe("Markdown", () => {
  it.each(snippetsFor("markdown"))("$prefix has headings in order and closes what it opens", ({ body }) => {
    for (const text of expansions(body)) {
      const levels = [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^(#+) \S/gm)].map(([, marks = ""]) => marks.length);
      for (const [i, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[i - 1] ?? level) + 1);
      expect((text.match(/^```/gm) ?? []).length % 2).toBe(0);
    }
  });

  it("lists the items of the patterns", () => {
    const boxes = (prefix: string) =>
      snippetsFor("markdown")
        .find((one) => one.prefix === prefix)
        ?.body.match(/^- \[ \] /gm)?.length;
    expect([boxes("dp-readiness-list"), boxes("dp-rollback-list")]).toEqual([23, 5]);
  });
});
