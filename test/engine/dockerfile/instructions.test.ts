import { describe, expect, it } from "vitest";
import type { Word } from "../../../server/engine/languages/dockerfile/model.ts";
import { dockerfile, instruction } from "./parsed.ts";

const texts = (words: readonly Word[]): string[] => words.map(({ text }) => text);

describe("FROM", () => {
  it.each([
    ["node", { registry: "docker.io", repository: "library/node", name: "node", tag: undefined, digest: undefined }],
    ["node:20-alpine", { registry: "docker.io", repository: "library/node", name: "node", tag: "20-alpine" }],
    ["docker.io/node:20", { registry: "docker.io", repository: "library/node", name: "node", tag: "20" }],
    ["docker.io/library/node", { registry: "docker.io", repository: "library/node", name: "node" }],
    ["index.docker.io/bitnami/nginx", { registry: "docker.io", repository: "bitnami/nginx", name: "bitnami/nginx" }],
    ["bitnami/nginx:1", { registry: "docker.io", repository: "bitnami/nginx", name: "bitnami/nginx", tag: "1" }],
    ["gcr.io/distroless/static", { registry: "gcr.io", repository: "distroless/static", name: "gcr.io/distroless/static", tag: undefined }],
    ["localhost/app", { registry: "localhost", repository: "app", name: "localhost/app", tag: undefined }],
    ["host:5000/img", { registry: "host:5000", repository: "img", name: "host:5000/img", tag: undefined }],
    ["host:5000/img:1@sha256:abc", { registry: "host:5000", name: "host:5000/img", tag: "1", digest: "sha256:abc" }],
    ["node@sha256:abc", { name: "node", tag: undefined, digest: "sha256:abc" }],
  ])("splits %s", (reference, parts) => {
    const file = dockerfile(`FROM ${reference}`);
    const { image } = instruction(file, "FROM");
    expect(image).toBeDefined();
    for (const [part, value] of Object.entries(parts)) expect(image?.[part as "tag"], part).toBe(value);
    expect(image?.value).toBe(reference);
  });

  it("gives the places of name, tag and digest, where no variable hides them", () => {
    const places = (text: string): (string | undefined)[] => {
      const file = dockerfile(text);
      const { image } = instruction(file, "FROM");
      return [image?.nameSpan, image?.tagSpan, image?.digestSpan].map((span) => span && file.source.slice(span));
    };
    expect(places("FROM host:5000/img:1@sha256:abc AS x")).toEqual(["host:5000/img", "1", "sha256:abc"]);
    expect(places("FROM node")).toEqual(["node", undefined, undefined]);
    expect(places("ARG V=20\nFROM node:$V")).toEqual(["node", undefined, undefined]);
    expect(places("ARG V=20\nFROM node:${V}-alpine@sha256:abc")).toEqual(["node", undefined, "sha256:abc"]);
    expect(places("FROM ${REGISTRY:-host:5000}/node:20")).toEqual([undefined, "20", undefined]);
    expect(places('FROM "node:20"')).toEqual(["node", "20", undefined]);
    expect(places("FROM no\\\nde:2\\\n0")).toEqual(["no\\\nde", "2\\\n0", undefined]);
  });

  it("gives stage name and platform", () => {
    const file = dockerfile("FROM --platform=linux/amd64 node:20 aS Build");
    const from = instruction(file, "FROM");
    expect(from.name?.text).toBe("Build");
    expect(from.name && file.source.slice(from.name.span)).toBe("Build");
    expect(from.platform?.value).toBe("linux/amd64");
    expect(file.source.slice(from.flags[0]?.span ?? { start: 0, end: 0 })).toBe("--platform=linux/amd64");
    expect(file.source.slice(from.flags[0]?.nameSpan ?? { start: 0, end: 0 })).toBe("platform");
    expect(from.platform && file.source.slice(from.platform.span)).toBe("linux/amd64");
    expect(file.stages[0]?.name).toBe("build");
  });
});

describe("ARG, ENV and LABEL", () => {
  it("reads names and values with their places", () => {
    const file = dockerfile('FROM alpine\nENV A=1 B="two words" \\\n  C=three\\ words D=');
    const env = instruction(file, "ENV");
    expect(env.assignments.map(({ name, value }) => [name, value?.raw, value?.text])).toEqual([
      ["A", "1", "1"],
      ["B", '"two words"', "two words"],
      ["C", "three\\ words", "three words"],
      ["D", "", ""],
    ]);
    expect(env.assignments.map(({ span, nameSpan }) => [file.source.slice(span), file.source.slice(nameSpan)])).toEqual([
      ["A=1", "A"],
      ['B="two words"', "B"],
      ["C=three\\ words", "C"],
      ["D=", "D"],
    ]);
    expect(env.assignments.map(({ value }) => value && file.source.slice(value.span))).toEqual(["1", '"two words"', "three\\ words", ""]);
  });

  it("reads the old form", () => {
    const file = dockerfile("FROM alpine\nENV NAME  all of   this\nLABEL note x=y");
    const [name] = instruction(file, "ENV").assignments;
    expect(name).toMatchObject({ name: "NAME", isLegacy: true });
    expect(name?.value?.raw).toBe("all of   this");
    expect(instruction(file, "LABEL").assignments.map(({ name: key, value }) => [key, value?.text])).toEqual([["note", "x=y"]]);
  });

  it("reads many ARGs in one line", () => {
    const file = dockerfile("FROM alpine\nARG A B=1 C");
    expect(instruction(file, "ARG").assignments.map(({ name, value }) => [name, value?.text])).toEqual([
      ["A", undefined],
      ["B", "1"],
      ["C", undefined],
    ]);
  });
});

describe("commands", () => {
  it("reads the exec form as JSON", () => {
    const file = dockerfile('FROM alpine\nCMD ["nginx", "-g", "daemon off;", "\\u00e9\\n\\""]');
    const { command } = instruction(file, "CMD");
    expect(command?.form).toBe("exec");
    expect(texts(command?.argv ?? [])).toEqual(["nginx", "-g", "daemon off;", 'é\n"']);
    expect(command?.argv.map(({ span }) => file.source.slice(span))).toEqual(['"nginx"', '"-g"', '"daemon off;"', '"\\u00e9\\n\\""']);
    expect(command?.script).toBeUndefined();
  });

  it("passes variables of the exec form on as they are", () => {
    const file = dockerfile('FROM alpine\nENV A=1\nCMD ["$A"]');
    expect(instruction(file, "CMD").command?.argv[0]?.value).toBe("$A");
  });

  it.each(["CMD ['a']", 'CMD ["a",]', 'CMD ["a"', "CMD [ -f x ]"])("reads %s as shell form", (line) => {
    const { command } = instruction(dockerfile(`FROM alpine\n${line}`), "CMD");
    expect(command).toMatchObject({ form: "shell", argv: [] });
    expect(command?.text.text).toBe(line.slice(4));
  });

  it("gives the text behind the flags", () => {
    const file = dockerfile("FROM alpine\nRUN --network=none \\\n  --mount=type=cache,target=/x \\\n  make all");
    const run = instruction(file, "RUN");
    expect(run.command?.text.text).toBe("make all");
    expect(run.command && file.source.slice(run.command.span)).toBe("make all");
    expect(run.flags.map(({ name, value }) => [name, value?.text])).toEqual([
      ["network", "none"],
      ["mount", "type=cache,target=/x"],
    ]);
  });

  it("may be missing", () => {
    const file = dockerfile("FROM alpine\nCMD\nENTRYPOINT []\nRUN");
    expect(instruction(file, "CMD").command).toBeUndefined();
    expect(instruction(file, "ENTRYPOINT").command).toMatchObject({ form: "exec", argv: [] });
    expect(file.problems).toEqual([]);
  });

  it("reads health checks", () => {
    const file = dockerfile(
      'FROM alpine\nHEALTHCHECK --interval=5s CMD curl -f localhost || exit 1\nHEALTHCHECK cmd ["a", "b"]\nHEALTHCHECK none',
    );
    const [shell, exec, none] = file.instructions.filter((target) => target.keyword === "HEALTHCHECK");
    expect(shell).toMatchObject({ isNone: false });
    expect(shell?.command?.text.text).toBe("curl -f localhost || exit 1");
    expect(texts(exec?.command?.argv ?? [])).toEqual(["a", "b"]);
    expect(none).toMatchObject({ isNone: true, command: undefined });
  });
});

describe("COPY and ADD", () => {
  it("reads sources, destination and origin", () => {
    const file = dockerfile("FROM alpine AS base\nFROM alpine\nCOPY --from=base --chown=1:1 a b/ /c/\nADD x y");
    const copy = instruction(file, "COPY");
    expect(texts(copy.sources)).toEqual(["a", "b/"]);
    expect(copy.destination?.text).toBe("/c/");
    expect(copy.from?.text).toBe("base");
    expect(copy.fromStage).toBe(file.stages[0]);
    expect(copy.isJson).toBe(false);
    expect(texts(instruction(file, "ADD").sources)).toEqual(["x"]);
  });

  it("keeps blanks in JSON form", () => {
    const file = dockerfile('FROM alpine\nCOPY ["a b", "c", "/x y/"]');
    const copy = instruction(file, "COPY");
    expect(texts(copy.sources)).toEqual(["a b", "c"]);
    expect(copy.destination?.text).toBe("/x y/");
    expect(copy.isJson).toBe(true);
    expect(copy.destination && file.source.slice(copy.destination.span)).toBe('"/x y/"');
  });

  it("finds stages by name whatever its case, and by number, but only earlier ones", () => {
    const from = (value: string): number | undefined => {
      const file = dockerfile(`FROM a AS Base\nFROM b AS mid\nCOPY --from=${value} x y\nFROM c AS late`);
      return instruction(file, "COPY").fromStage?.index;
    };
    expect(["base", "BASE", "0", "mid", "1", "late", "2", "nginx"].map(from)).toEqual([
      0,
      0,
      0,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("the other instructions", () => {
  const file = dockerfile(
    [
      "FROM alpine",
      "USER app:staff",
      "WORKDIR /srv/my app",
      "EXPOSE 80 443/tcp ${PORT}",
      'VOLUME ["/a b", "/c"]',
      'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]',
      "STOPSIGNAL SIGQUIT",
      "MAINTAINER Somebody <a@b.example>",
      "ONBUILD RUN --network=none make",
      "FROOM x",
    ].join("\n"),
  );
  it("reads their arguments", () => {
    expect(instruction(file, "USER").user?.text).toBe("app:staff");
    expect(instruction(file, "WORKDIR").path?.text).toBe("/srv/my app");
    expect(texts(instruction(file, "EXPOSE").ports)).toEqual(["80", "443/tcp", "${PORT}"]);
    expect(texts(instruction(file, "VOLUME").paths)).toEqual(["/a b", "/c"]);
    expect(texts(instruction(file, "SHELL").argv)).toEqual(["/bin/bash", "-eo", "pipefail", "-c"]);
    expect(instruction(file, "STOPSIGNAL").value?.text).toBe("SIGQUIT");
    expect(instruction(file, "MAINTAINER").value?.text).toBe("Somebody <a@b.example>");
    expect(instruction(file, "UNKNOWN").keywordText).toBe("FROOM");
  });

  it("unwraps the trigger of ONBUILD", () => {
    const onbuild = instruction(file, "ONBUILD");
    const { trigger } = onbuild;
    expect(trigger).toMatchObject({ keyword: "RUN", index: onbuild.index, stage: file.stages[0] });
    expect(trigger?.onbuild).toBe(onbuild);
    expect(trigger && file.source.slice(trigger.span)).toBe("RUN --network=none make");
    expect(trigger && file.source.slice(trigger.keywordSpan)).toBe("RUN");
    expect(trigger?.keyword === "RUN" && trigger.command?.text.text).toBe("make");
    expect(file.instructions.some(({ keyword }) => keyword === "RUN")).toBe(false);
  });

  it("knows index and stage of each", () => {
    expect(file.instructions.map(({ index }) => index)).toEqual(file.instructions.map((_, i) => i));
    expect(new Set(file.instructions.map(({ stage }) => stage))).toEqual(new Set([file.stages[0]]));
  });
});

describe("mounts", () => {
  it("reads type and options", () => {
    const file = dockerfile("FROM alpine\nRUN --mount=type=cache,dst=/root/.cache,Sharing=locked,ro --mount=target=/x,from=base make");
    const [cache, bind] = instruction(file, "RUN").mounts;
    expect(cache?.type).toBe("cache");
    expect(["target", "dst", "destination", "sharing", "source", "readonly"].map((key) => cache?.get(key)?.text)).toEqual([
      "/root/.cache",
      "/root/.cache",
      "/root/.cache",
      "locked",
      undefined,
      undefined,
    ]);
    expect(cache?.options.map(({ key }) => key)).toEqual(["type", "dst", "sharing", "ro"]);
    expect(cache?.options.map(({ keySpan }) => file.source.slice(keySpan))).toEqual(["type", "dst", "Sharing", "ro"]);
    const target = cache?.get("target");
    expect(target && file.source.slice(target.span)).toBe("/root/.cache");
    expect(bind?.type).toBe("bind");
    expect(bind?.get("from")?.text).toBe("base");
  });

  it("looks through quotes and continuations", () => {
    const file = dockerfile('FROM alpine\nRUN --mount=type=cache,"target=/a b",\\\nid=x make');
    const [mount] = instruction(file, "RUN").mounts;
    expect(mount?.get("target")?.text).toBe("/a b");
    expect(mount?.get("id")?.text).toBe("x");
    const target = mount?.get("target");
    expect(target && file.source.slice(target.span)).toBe("/a b");
  });
});
