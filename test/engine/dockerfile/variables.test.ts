import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dockerfile, instruction } from "./parsed.ts";

// What BuildKit (v0.34.2) put into the image's labels and working directory for these Dockerfiles, which are ours.
const recorded: readonly { text: string; labels: Record<string, string>; workdir?: string }[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/dockerfile/buildkit-values.json"), "utf8"),
);

/** Names that nothing gives a value: BuildKit takes them for empty, we for unknown. */
const unknownHere = new Set(["ARG A\nFROM scratch\nLABEL x=$A"]);

describe("values as BuildKit works them out", () => {
  it.each(recorded)("$text", ({ text, labels, workdir }) => {
    const stage = dockerfile(text).stages.at(-1);
    const values: Record<string, string | undefined> = {};
    for (const target of stage?.chainInstructions ?? []) {
      if (target.keyword === "LABEL") for (const { name, value } of target.assignments) values[name.replace("$A", "x")] = value?.value;
    }
    for (const [name, value] of Object.entries(labels)) if (!unknownHere.has(text)) expect(values[name]).toBe(value);
    expect(stage?.workdir()).toBe(workdir);
  });
});

/** The values of the labels of the last LABEL. */
function labels(text: string): (string | undefined)[] {
  const target = dockerfile(text).instructions.findLast(({ keyword }) => keyword === "LABEL");
  return target?.keyword === "LABEL" ? target.assignments.map(({ value }) => value?.value) : [];
}

describe("unknown values", () => {
  it("knows nothing of the variables of a base image", () => {
    expect(labels("FROM node:20\nLABEL a=$NODE_VERSION b=${NODE_VERSION:-x} c=x$PATH d=plain")).toEqual([
      undefined,
      undefined,
      undefined,
      "plain",
    ]);
  });

  it("knows nothing of an ARG without default, but of what stands in for it", () => {
    expect(labels("FROM node:20\nARG A\nLABEL a=$A b=${A:-x} c=${A:+x}")).toEqual([undefined, "x", undefined]);
  });

  it("knows nothing of the ARGs of platform and proxy", () => {
    expect(labels("FROM scratch\nARG TARGETARCH\nLABEL a=$TARGETARCH b=$HTTP_PROXY c=$https_proxy")).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(instruction(dockerfile("FROM --platform=$BUILDPLATFORM node"), "FROM").platform?.value).toBeUndefined();
  });

  it("takes the default of an ARG for its value", () => {
    const file = dockerfile("ARG VERSION=20\nARG VARIANT\nFROM node:${VERSION}-${VARIANT:-alpine}\nFROM node:$VARIANT\nFROM node:$MISSING");
    expect(file.stages.map(({ from }) => from.image?.value)).toEqual(["node:20-alpine", undefined, undefined]);
    expect(file.stages.map(({ from }) => from.image?.tag)).toEqual(["20-alpine", undefined, undefined]);
    expect(file.stages.map(({ base }) => base.kind)).toEqual(["image", "unknown", "unknown"]);
  });

  it("knows nothing of what a wrong substitution gives, nor of an open quote", () => {
    expect(labels("FROM scratch\nENV A=x\nLABEL a=${A^^} b=${A:=x} c=${A} d='")).toEqual([undefined, undefined, "x", undefined]);
  });

  it("knows nothing inside triggers, nor of what triggers of the base stage set", () => {
    const { trigger } = instruction(dockerfile("FROM scratch\nENV A=1\nONBUILD USER $A"), "ONBUILD");
    expect(trigger?.keyword === "USER" && trigger.user?.value).toBeUndefined();
    expect(labels("FROM scratch AS a\nENV A=1\nONBUILD ENV A=2\nFROM a\nLABEL a=$A")).toEqual([undefined]);
  });

  it("gives up on values that grow without end", () => {
    const text = `FROM scratch\nENV A=aaaaaaaaaa\n${"ENV A=$A$A\n".repeat(200)}LABEL a=$A`;
    expect(labels(text)).toEqual([undefined]);
  });

  it("follows ten thousand variables that build on each other", () => {
    const text = `FROM scratch\nENV A0=x\n${Array.from({ length: 10_000 }, (_, i) => `ENV A${i + 1}=$A${i}`).join("\n")}\nLABEL a=$A10000`;
    expect(labels(text)).toEqual(["x"]);
  });
});

describe("where a value holds", () => {
  it("counts from the next instruction on", () => {
    const file = dockerfile("FROM scratch\nUSER $U\nENV U=a\nUSER $U\nENV U=b\nUSER $U");
    const users = file.instructions.flatMap((target) => (target.keyword === "USER" ? [target] : []));
    expect(users.map(({ user }) => user?.value)).toEqual(["", "a", "b"]);
    const [stage] = file.stages;
    expect(users.map((target) => stage?.variable("U", target))).toEqual([undefined, "a", "b"]);
    expect(stage?.variable("U")).toBe("b");
  });

  it("is inherited by the stages built from it", () => {
    const file = dockerfile("FROM node AS base\nENV A=1\nARG B=2\nFROM base AS mid\nFROM mid\nLABEL a=$A b=$B\nFROM node\nLABEL a=$A");
    const [first, second] = file.instructions.flatMap((target) => (target.keyword === "LABEL" ? [target] : []));
    expect(first?.assignments.map(({ value }) => value?.value)).toEqual(["1", "2"]);
    expect(second?.assignments.map(({ value }) => value?.value)).toEqual([undefined]);
    expect(file.stages[2]?.variable("A")).toBe("1");
    expect(file.stages[3]?.variable("A")).toBeUndefined();
  });
});
