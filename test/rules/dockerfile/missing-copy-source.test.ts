import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/missing-copy-source.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const files = { ".git/HEAD": "", "package.json": "{}", "src/server.js": "", "config/nginx.conf": "", "docs/a.md": "" };
const node = "FROM node:24\nWORKDIR /app\nCOPY package.json ./\n";
const build = (context: string) => `services:\n  api:\n    build:\n      context: ${context}\n      dockerfile: Dockerfile\n`;

describe("dockerfile/missing-copy-source", () => {
  it.each([
    ["a letter too many", "package.json srcs", "src", "COPY src /x/\n"],
    ["capitals", "Src", "src", "COPY src /x/\n"],
    ["capitals further up", "Config/nginx.conf", "config/nginx.conf", "COPY config/nginx.conf /x/\n"],
    ["a file that has moved", "nginx.conf", "config/nginx.conf", "COPY config/nginx.conf /x/\n"],
    ["a path with dots and a slash", "./Docs/", "docs", "COPY ./docs/ /x/\n"],
  ])("reports %s, and says what was meant", (_, sources, meant, fixed) => {
    const text = `${node}COPY ${sources.split(" ").at(-1)} /x/\n`;
    expect(run(rule, text, { files })).toMatchObject([
      { at: "4:6", message: expect.stringContaining(`\`${meant}\``), fixed: [`${node}${fixed}`] },
    ]);
    expectLawfulFixes(rule, text, { files });
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"), { files });
  });

  it.each([
    ["a file", `${node}COPY server.conf /x/\n`, ["4:6"]],
    ["one of several", `${node}COPY src server.conf docs /x/\n`, ["4:10"]],
    ["JSON form", `${node}COPY ["src", "server.conf", "/x/"]\n`, ["4:14"]],
    ["ADD", `${node}ADD server.conf /x/\n`, ["4:5"]],
    ["an absolute path, which starts at the context", `${node}COPY /home/me/server.conf /x/\n`, ["4:6"]],
    ["a known variable", `${node}ARG NAME=server\nCOPY $NAME.conf /x/\n`, ["5:6"]],
    ["a pattern without matches", `${node}COPY src/*.ts /x/\n`, ["4:6"]],
    ["a lock file", `${node}COPY package-lock.json ./\n`, ["4:6"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text, { files })).toEqual(at);
  });

  it.each([
    ["what is there", `${node}COPY src config/nginx.conf ./docs/ /src /x/\n`],
    ["the whole context", `${node}COPY . .\n`],
    ["a pattern that may find nothing", `${node}COPY yarn.lock* server.con[f] none? /x/\n`],
    ["a pattern that finds something", `${node}COPY *.json src/*.js /x/\n`],
    ["what a build leaves behind", `${node}COPY dist /x/\nCOPY web/build/index.html target/app app.jar app.tar.gz /x/\n`],
    ["secrets of one machine", `${node}COPY .env.production .npmrc tls.key /x/\n`],
    ["the history", `${node}COPY .git/HEAD /x/\n`],
    ["another stage's files", `FROM a AS a\n${node}COPY --from=a server.conf /x/\n`],
    ["another context's files", `${node}COPY --from=shared server.conf /x/\n`],
    ["an address", `${node}ADD https://example.com/server.conf /x/\n`],
    ["a Git repository", `${node}ADD git@example.com:a/b.git /x/\n`],
    ["a heredoc", `${node}COPY <<EOF /x/server.conf\na\nEOF\n`],
    ["a path out of the context, which has a rule of its own", `${node}COPY ../server.conf /x/\n`],
    ["an unknown variable", `${node}ARG NAME\nCOPY $NAME.conf /x/\n`],
    ["a trigger", `${node}ONBUILD COPY server.conf /x/\n`],
    ["a template", `${node}COPY server.conf /x/\n{% if x %}\nUSER node\n{% endif %}\n`],
    ["a Dockerfile of which nothing is there", "FROM node:24\nCOPY server.conf other.conf /x/\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text, { files })).toEqual([]);
  });

  it.each([
    ["Git ignores it", { ...files, ".gitignore": "server.conf\n" }],
    ["Git ignores its folder", { ...files, ".gitignore": "*.conf\n!config/*.conf\n" }],
    ["a task writes it", { ...files, Makefile: "all:\n\tenvsubst < a > server.conf\n" }],
    ["a pipeline writes it", { ...files, ".github/workflows/ci.yml": "run: ./generate server.conf\n" }],
    [
      "it may be built in two folders",
      { ...files, "compose.yaml": `${build(".")}  b:\n    build:\n      context: docs\n      dockerfile: ../Dockerfile\n` },
    ],
    [
      "a build names a context that is not known",
      {
        ...files,
        ".github/workflows/ci.yml":
          "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: ${{ matrix.x }}\n          file: Dockerfile\n",
      },
    ],
  ])("is silent where %s", (_, around) => {
    const text = `${node}COPY server.conf /x/\n`;
    expect(places(rule, text, { files: around as Record<string, string> })).toEqual([]);
  });

  it("needs a whole repository, unless the right name is beside the wrong one", () => {
    const { ".git/HEAD": _, ...loose } = files;
    expect(places(rule, `${node}COPY server.conf nginx.conf /x/\n`, { files: loose })).toEqual([]);
    expect(places(rule, `${node}COPY Src /x/\n`, { files: loose })).toEqual(["4:6"]);
  });

  it("does not take what is copied besides for what was meant", () => {
    const text = "FROM a:1\nWORKDIR /app\nCOPY gradlew ./\nCOPY gradle gradle\n";
    const wrapper = { "gradle/wrapper/gradle-wrapper.properties": "" };
    expect(run(rule, text, { files: wrapper })).toEqual([]);
    expect(run(rule, text, { files: { ...wrapper, ".git/HEAD": "" } })).toMatchObject([
      { at: "3:6", fixed: [], message: expect.stringContaining("Correct the path") },
    ]);
  });

  it("says nothing where the files cannot be seen", () => {
    expect(places(rule, `${node}COPY server.conf /x/\n`)).toEqual([]);
  });

  it("takes the context that a build names", () => {
    const around = { ...files, "api/package.json": "{}", "compose.yaml": "services:\n  api:\n    build: ./api\n" };
    const text = `${node}COPY src /x/\n`;
    expect(places(rule, text, { files: around, path: "api/Dockerfile" })).toEqual(["4:6"]);
    expect(places(rule, text, { files: { ...around, "api/src/a.js": "" }, path: "api/Dockerfile" })).toEqual([]);
  });

  it("takes a build's word where nothing else is there", () => {
    const text = "FROM node:24\nCOPY server.conf /x/\n";
    expect(places(rule, text, { files })).toEqual([]);
    expect(places(rule, text, { files: { ...files, "compose.yaml": build(".") } })).toEqual(["2:6"]);
  });

  it("judges each stage by itself", () => {
    expect(places(rule, `${node}FROM nginx:1.29\nCOPY server.conf /x/\n`, { files })).toEqual([]);
    expect(places(rule, `${node}FROM nginx:1.29\nCOPY server.conf docs /x/\n`, { files })).toEqual(["5:6"]);
  });

  it("leaves a source alone that it cannot write, and needs no fix where nothing is near", () => {
    expect(run(rule, `${node}ARG NAME=srcs\nCOPY $NAME /x/\n`, { files })).toMatchObject([{ fixed: [] }]);
    expect(run(rule, `${node}COPY server.conf /x/\n`, { files })).toMatchObject([{ fixed: [] }]);
  });
});
