import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerignore/needed-file-ignored.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const setting = (copy: string, files: Record<string, string> = {}) => ({ files: { Dockerfile: `FROM base:1\n${copy}\n`, ...files } });

describe("dockerignore/needed-file-ignored", () => {
  it("reports the pattern that decides, points to the copy, and lets the file back in below it", () => {
    const at = setting("COPY dist/app.js /app/", { "dist/app.js": "" });
    expect(run(rule, "# built\ndist\n*.md\n", at)).toMatchObject([
      {
        at: "2:1",
        on: "dist",
        fixed: ["# built\ndist\n!dist/app.js\n*.md\n"],
        related: [{ path: "Dockerfile", span: { start: 17, end: 28 } }],
      },
    ]);
  });

  it.each([
    ["a file", "COPY go.sum ./", "go.sum\n"],
    ["a file at any depth", "COPY conf/app.ini ./", "**/*.ini\n"],
    ["a folder", "COPY public ./public", "public/\n"],
    ["a file in an ignored folder", "COPY build/out/app ./", "build\n"],
    ["a path written with ./", "COPY ./dist/app.js ./", "/dist\n"],
    ["an absolute path", "COPY /dist/app.js ./", "dist\n"],
    ["ADD", "ADD app.tar.gz /", "*.gz\n"],
    ["JSON form", 'COPY ["my file.txt", "/x/"]', "*.txt\n"],
    ["a bind mount", "RUN --mount=type=bind,source=package.json,target=package.json npm ci", "*.json\n"],
    ["a value that is known", "ARG F=go.sum\nCOPY $F ./", "go.*\n"],
    ["a file without a line break behind the pattern", "COPY go.sum ./", "go.sum"],
    ["an allow-list that forgets it", "COPY go.mod go.sum ./", "*\n!go.mod\n"],
  ])("reports %s", (_, copy, text) => {
    const at = setting(copy, { "go.sum": "", "conf/app.ini": "" });
    expect(places(rule, text, at)).toHaveLength(1);
    expectLawfulFixes(rule, text, at);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"), at);
  });

  it("names all files that one pattern hides, once", () => {
    const at = setting("COPY a.json b.json ./\nCOPY a.json /etc/");
    expect(run(rule, "*.json\n", at)).toMatchObject([{ at: "1:1", fixed: ["*.json\n!a.json\n!b.json\n"] }]);
    expectLawfulFixes(rule, "*.json\n", at);
  });

  it.each([
    ["nothing that is copied", "COPY src ./src", "dist\n"],
    ["a pattern, of which a part may be left", "COPY *.json ./", "a.json\n"],
    ["the whole context", "COPY . .", "*\n"],
    ["an unknown value", "ARG F\nCOPY $F ./", "*\n"],
    ["another stage's file", "COPY --from=base /dist ./", "dist\n"],
    ["another image's mount", "RUN --mount=type=bind,from=base,source=dist,target=/d ls", "dist\n"],
    ["an address", "ADD https://example.com/dist.tgz /", "*.tgz\n"],
    ["a repository", "ADD git@github.com:a/dist.git /", "*.git\n"],
    ["a heredoc", "COPY <<EOF dist\nx\nEOF", "dist\n"],
    ["a file that is let back in", "COPY dist/app.js ./", "dist\n!dist/app.js\n"],
    ["a file let back in by a pattern", "COPY dist/app.js ./", "dist\n!dist/*.js\n"],
    ["a trigger, which copies from the child's context", "ONBUILD COPY dist ./", "dist\n"],
    ["only what is in the folder", "COPY dist ./dist", "dist/**\n"],
    ["a comment", "COPY dist ./dist", "# dist\n"],
  ])("is silent on %s", (_, copy, text) => {
    expect(places(rule, text, setting(copy))).toEqual([]);
  });

  it("knows a folder of which a part is let back in", () => {
    const at = setting("COPY dist ./dist", { "dist/app.js": "", "dist/app.js.map": "" });
    expect(places(rule, "dist\n!dist/app.js\n", at)).toEqual([]);
    expect(places(rule, "dist\n!other/app.js\n", at)).toEqual(["1:1"]);
    expectLawfulFixes(rule, "dist\n!other/app.js\n", at);
    expect(places(rule, "*\n!**/*.js\n", at)).toEqual([]);
  });

  it("gives no fix for a secret, which is better not copied", () => {
    expect(run(rule, ".env\n", setting("COPY .env ./"))).toMatchObject([{ at: "1:1", fixed: [] }]);
    expect(run(rule, "*.key\n", setting("COPY server.key ./"))).toMatchObject([{ fixed: [] }]);
  });

  it("looks at every Dockerfile of the context, and at no other", () => {
    const files = { "a.Dockerfile": "FROM base:1\nCOPY dist ./\n", "b.Dockerfile": "FROM base:1\nCOPY src ./\n" };
    expect(run(rule, "dist\n", { files })).toMatchObject([{ related: [{ path: "a.Dockerfile" }] }]);
    const own = { "a.Dockerfile": "FROM base:1\nCOPY dist ./\n", "a.Dockerfile.dockerignore": "x\n" };
    expect(places(rule, "dist\n", { files: own })).toEqual([]);
    expect(places(rule, "dist\n", { files: { "a.Dockerfile": own["a.Dockerfile"] }, path: "a.Dockerfile.dockerignore" })).toEqual(["1:1"]);
    const named = { "api/Dockerfile": "FROM base:1\nCOPY dist ./\n", "compose.yaml": "services:\n  api:\n    build: ./api\n" };
    expect(places(rule, "dist\n", { files: named })).toEqual([]);
    expect(places(rule, "dist\n", { files: named, path: "api/.dockerignore" })).toEqual(["1:1"]);
  });

  it("goes by what is there where the context is a guess", () => {
    const files = { "docker/Dockerfile": "FROM base:1\nCOPY dist ./\n" };
    expect(places(rule, "dist\n", { files })).toEqual([]);
    expect(places(rule, "dist\n", { files: { ...files, "dist/app.js": "" } })).toEqual(["1:1"]);
  });

  it("is silent where nothing can be seen, and on templates", () => {
    expect(places(rule, "dist\n")).toEqual([]);
    expect(places(rule, "dist\n", { files: { Dockerfile: "FROM base:{{ v }}\nCOPY dist ./\n" } })).toEqual([]);
  });
});
