// Names of a Dockerfile: the scopes of variables, and the files of the workspace that name stages and arguments too.
import { describe, expect, it, test } from "vitest";
import { prepareRename, references, rename } from "../../../server/engine/editor/editor.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { editor } from "./workflow.ts";

const today = "2026-11-23";

/** What a rename at the `|` of a Dockerfile leaves of the files that it changes; why it does not where it does not. */
function renamed(marked: string, name: string, others: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> | string {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const files: Record<string, string> = { Dockerfile: text, ...others };
  const options = { workspace: memoryWorkspace(files), today };
  const result = rename(new SourceText("Dockerfile", text), "dockerfile", offset, name, options);
  if (!result) return "nothing";
  if ("refusal" in result) return result.refusal;
  return Object.fromEntries(
    result.changes.map((one) => [one.path, one.kind === "edit" ? applyEdits(files[one.path] as string, one.edits) : ""]),
  );
}

describe("a variable is renamed in its scope", () => {
  test.each([
    [
      "an ARG of a stage, not that of another",
      "FROM a AS x\nARG |V=1\nRUN echo $V\nFROM b\nARG V=2\nRUN echo $V\n",
      "FROM a AS x\nARG N=1\nRUN echo $N\nFROM b\nARG V=2\nRUN echo $V\n",
    ],
    [
      "an ARG of FROM, not one that a stage gives a value",
      "ARG |V=1\nFROM a:${V}\nARG V=2\nRUN echo $V\nFROM a:$V\n",
      "ARG N=1\nFROM a:${N}\nARG V=2\nRUN echo $V\nFROM a:$N\n",
    ],
    [
      "an ARG of FROM with the stages that let it in",
      "ARG V=1\nFROM a:${V} AS x\nARG V\nRUN echo ${V:-2}\nFROM x\nENV A=$|V\nFROM b\nARG V=3\nRUN $V\n",
      "ARG N=1\nFROM a:${N} AS x\nARG N\nRUN echo ${N:-2}\nFROM x\nENV A=$N\nFROM b\nARG V=3\nRUN $V\n",
    ],
    [
      "what a stage inherits from another",
      "FROM a AS x\nENV |V=1\nFROM x AS y\nENV V=2\nRUN echo $V\nFROM x\nRUN echo $V\nFROM c\nENV V=$Q\n",
      "FROM a AS x\nENV N=1\nFROM x AS y\nENV N=2\nRUN echo $N\nFROM x\nRUN echo $N\nFROM c\nENV V=$Q\n",
    ],
    [
      "heredocs that are replaced, not those that are quoted",
      'FROM a\nARG |V=1\nRUN <<X\necho $V\nX\nCOPY <<Y /y\n$V\nY\nCOPY <<"Z" /z\n$V\nZ\n',
      'FROM a\nARG N=1\nRUN <<X\necho $N\nX\nCOPY <<Y /y\n$N\nY\nCOPY <<"Z" /z\n$V\nZ\n',
    ],
    [
      "scripts that set it anew, but not what stands in front of a program",
      "FROM a\nARG |V=1\nRUN V=${V#v} && export V && V=$V make && for V in 1 2; do echo $V; done\n",
      "FROM a\nARG N=1\nRUN N=${N#v} && export N && V=$N make && for N in 1 2; do echo $N; done\n",
    ],
    [
      "PowerShell by its environment",
      'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nARG |V=1\nSHELL ["powershell"]\nRUN $V = $env:V; echo ${Env:V} $V\n',
      'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nARG N=1\nSHELL ["powershell"]\nRUN $V = $env:N; echo ${Env:N} $V\n',
    ],
    [
      "cmd",
      "# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nARG |V=1\nRUN echo %V%\n",
      "# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nARG N=1\nRUN echo %N%\n",
    ],
    [
      "CRLF and continuations",
      "FROM a\r\nARG |V=1\r\nRUN a \\\r\n  $V \\\r\n  ${V}\r\n",
      "FROM a\r\nARG N=1\r\nRUN a \\\r\n  $N \\\r\n  ${N}\r\n",
    ],
  ])("%s", (_, before, after) => expect(renamed(before, "N")).toEqual({ Dockerfile: after }));

  it("is renamed with all ARGs of its name where who builds gives them one value", () => {
    const compose = "services:\n  a:\n    build:\n      context: .\n      args:\n        - V=1\n";
    expect(renamed("FROM a AS x\nARG |V=1\nFROM b\nARG V=2\nFROM c\nENV V=3\n", "N", { "compose.yaml": compose })).toEqual({
      Dockerfile: "FROM a AS x\nARG N=1\nFROM b\nARG N=2\nFROM c\nENV V=3\n",
      "compose.yaml": compose.replace("V=1", "N=1"),
    });
    expect(renamed("FROM a AS x\nARG V=1\nFROM c\nENV |V=3\n", "N", { "compose.yaml": compose })).toEqual({
      Dockerfile: "FROM a AS x\nARG V=1\nFROM c\nENV N=3\n",
    });
  });

  test.each([
    ["comes from the base image", "FROM a\nENV PA|TH=/x:$PATH\n", "N", "comes with the base image"],
    ["has a name that a script uses", "FROM a\nARG |V=1\nRUN for N in 1; do echo $N $V; done\n", "N", "There is a variable `N` already"],
  ])("is not renamed where it %s", (_, text, name, why) => expect(renamed(text, name)).toContain(why));

  it("is no name of the file where no declaration reaches", () => {
    const source = new SourceText("Dockerfile", "ARG V=1\nFROM a\nRUN echo $V\n");
    const options = { workspace: memoryWorkspace({}), today };
    expect(references(source, "dockerfile", 5, { ...options, withDefinition: true })).toHaveLength(1);
    expect(prepareRename(source, "dockerfile", source.text.length - 2, options)).toBeUndefined();
  });
});

describe("a stage that a variable names", () => {
  it("is renamed in the variable's default", () => {
    expect(renamed("ARG BASE=Slim\nFROM a AS slim\nFROM b AS fat\nFROM ${BASE}\nCOPY --from=s|lim /x /x\n", "thin")).toEqual({
      Dockerfile: "ARG BASE=thin\nFROM a AS thin\nFROM b AS fat\nFROM ${BASE}\nCOPY --from=thin /x /x\n",
    });
  });

  it("keeps its name where only a part of it is the variable's", () => {
    for (const base of [
      "ARG OS=linux\nFROM a AS |for-linux\nFROM b\nFROM for-$OS\n",
      "ARG OS\nFROM a AS |linux\nFROM b\nFROM ${OS:-linux}\n",
    ])
      expect(renamed(base, "x")).toContain("A variable makes up this name");
  });
});

describe("files that build the image", () => {
  const dockerfile = "FROM a AS |build\nARG VERSION=1\nFROM b\nCOPY --from=build /x /x\n";
  const other = "FROM a AS |build\nARG VERSION=1\n".replace("|", "");

  test.each([
    [
      "docker-bake.hcl",
      `# target = "build"
target "base" {
  target = "build"
  args = { VERSION = "2", "OTHER" = "VERSION" }
}
target "app" {
  inherits = ["base"]
  context = "."
  labels = { build = "build" }
  args = {
    VERSION = other
  }
}
target "other" {
  context = "other"
  target = "build"
  args = { VERSION = 3 }
}
`,
      [3, 4, 11],
    ],
    ["docker-bake.json", `{ "target": { "app": {\n"target": "build",\n"args": {\n"VERSION": "{build}" } } } }\n`, [2, 4]],
    [
      ".github/workflows/ci.yml",
      `jobs:
  a:
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: .
          target: build
          build-args: |
            OTHER=VERSION
            VERSION=\${{ github.sha }}
      - uses: docker/build-push-action@v6
        with: { context: other, target: build, build-args: VERSION=1 }
      - run: |
          docker build --target build \\
            --build-arg VERSION=2 --build-arg "OTHER=VERSION" .
          docker build --target=build other
      - run: docker build --target="build" --build-arg=VERSION .
`,
      [7, 10, 14, 15, 17, 17],
    ],
  ])("%s", (path, text, lines) => {
    const files = { [path]: text, "other/Dockerfile": other };
    const stage = renamed(dockerfile, "compile", files) as Record<string, string>;
    expect(stage.Dockerfile).toBe(dockerfile.replace("|", "").replaceAll("build", "compile"));
    const argument = renamed(dockerfile.replace("|", "").replace("VERSION", "|VERSION"), "NUMBER", files) as Record<string, string>;
    const changed = [stage, argument].flatMap((result) => {
      const before = text.split("\n");
      return (result[path] ?? text).split("\n").flatMap((line, i) => {
        if (line === before[i]) return [];
        expect(line).toMatch(/compile|NUMBER/);
        return i + 1;
      });
    });
    expect(changed.sort((a, b) => a - b)).toEqual(lines);
  });
});

describe("from the files that build it", () => {
  const dockerfile = "ARG VERSION=1\nFROM a:$VERSION AS Build\nFROM b AS other\nCOPY --from=build /x /x\n";
  const files = { Dockerfile: dockerfile };
  const compose = (build: string) => `services:\n  web:\n    build: { context: ., ${build} }\n`;
  const workflow = "jobs:\n  a:\n    steps:\n      - run: docker build --target bu|>ild --build-arg VERSION=2 .\n";

  test.each([
    ["compose.yaml", compose("target: bu|>ild"), ["Dockerfile:2 Build"], "build"],
    ["compose.yaml", compose("args: { VERS|>ION: 2 }"), ["Dockerfile:1 VERSION"], "VERSION"],
    [".github/workflows/ci.yml", workflow, ["Dockerfile:2 Build"], "build"],
  ])("%s leads to its stages and arguments: %j", (path, text, definition, name) => {
    const open = editor(text, files, path);
    expect(open.definition()).toEqual(definition);
    expect(open.origin()).toEqual([expect.stringMatching(new RegExp(` ${name}$`))]);
    expect(open.references().length).toBeGreaterThan(2);
    expect(open.target()).toBe(name);
    const result = open.rename("fresh") as Record<string, string>;
    expect(result[path]).toBe(text.replace(/\w+\|>\w+/, "fresh"));
    expect(result.Dockerfile).toBe(dockerfile.replaceAll(new RegExp(name, "gi"), "fresh"));
    expect(open.rename("1 2")).toContain("cannot be the name");
  });

  test.each([
    ["another Dockerfile", compose("dockerfile: gone, target: bu|>ild")],
    ["a stage that is not there", compose("target: bu|>ilder")],
    ["a service of the same name", "services:\n  build:\n    build: { context: ., target: build }\n    image: bu|>ild\n"],
  ])("nothing of %s", (_, text) => {
    const open = editor(text, files, "compose.yaml");
    expect([open.definition(), open.references(), open.target(), open.rename("x")]).toEqual([[], [], undefined, undefined]);
  });
});
