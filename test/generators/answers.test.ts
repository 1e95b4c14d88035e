// What can be answered: one definition for the command line, the wizard and files of answers.
import { describe, expect, it } from "vitest";
import { answersIn, generate, readAnswers } from "../../server/engine/generate.ts";
import { answerKeys, problemWith, readAnswer } from "../../server/engine/generators/answers.ts";
import { generators } from "../../server/engine/generators/index.ts";
import { answersSchema } from "../../server/engine/generators/json-schema.ts";
import { questionOf } from "../../server/engine/generators/questions/index.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { type Files, render, today } from "./support.ts";

const files: Files = {
  "package.json": '{ "name": "shop", "dependencies": { "express": "5.1.0" }, "scripts": { "start": "node index.js" } }\n',
  "package-lock.json": "{}\n",
  "index.js": "",
};

describe("the answers", () => {
  it("are each asked by a question with a title and a sentence, and stand in the schema of files of answers", () => {
    const { properties } = answersSchema() as { properties: Record<string, { description: string }> };
    expect(Object.keys(properties)).toEqual(answerKeys);
    for (const key of answerKeys) {
      const { title, help } = questionOf(key);
      expect(title, key).toMatch(/^[A-Z]/);
      expect(help, key).toMatch(/^[A-Z].*\.$/);
      expect(properties[key]?.description, key).toBe(help);
    }
    for (const { id, asks, customises } of generators) {
      expect(asks.length, id).toBeLessThanOrEqual(4);
      const all = [...asks, ...customises];
      expect(new Set(all).size, id).toBe(all.length);
    }
  });

  it.each([
    ["port", "8080", 8080],
    ["port", "eighty", "eighty"],
    ["preview", "true", true],
    ["environments", "staging, production", ["staging", "production"]],
    ["services", "", []],
    ["runtimeVersion", "24", "24"],
    ["service", "shop-2", "shop-2"],
  ] as const)("%s=%s is read as %o", (key, written, value) => {
    expect(readAnswer(key, written)).toEqual(value);
  });

  it.each([
    ["port", 0],
    ["port", 70_000],
    ["folder", "../outside"],
    ["folder", "/etc"],
    ["service", "Shop"],
    ["service", "a".repeat(54)],
    ["image", "Ghcr.io/Shop"],
    ["image", "ghcr.io/shop:1"],
    ["host", "shop"],
    ["command", "a\nb"],
    ["environments", []],
    ["base", "fat"],
    ["memoryLimit", "lots"],
  ] as const)("%s cannot be %o", (key, value) => {
    expect(problemWith(key, value)).toMatch(/\S/);
  });

  it("are read from YAML and JSON, and from nothing else", () => {
    expect(answersIn("port: 8080\nservices: [postgres, redis]\n")).toEqual({ port: "8080", services: "postgres,redis" });
    expect(answersIn('{ "port": 8080 }')).toEqual({ port: "8080" });
    for (const text of ["- port\n", "port", "", "# nothing\n", "\t: ["]) expect(answersIn(text)).toBeUndefined();
    expect(readAnswers(answersIn("port: 8080\nservices: [postgres]\n") ?? {}).given).toEqual({ port: 8080, services: ["postgres"] });
  });
});

describe("the file that keeps answers", () => {
  const path = ".deployment-patterns/answers.yaml";

  it("holds what was asked and given beside what stands there, in one order, and is read the next time", () => {
    const { answersFile } = render("container", { ...files, [path]: 'strategy: "canary"\n' }, { port: 4000, base: "alpine" });
    expect(answersFile).toMatchObject({ path, action: "edit" });
    expect(answersFile.text).toContain('base: "alpine"\n');
    expect(answersFile.text).toContain("port: 4000\n");
    expect(answersFile.text).toContain('strategy: "canary"\n');
    const kept = { ...files, [path]: answersFile.text };
    const again = render("container", kept);
    expect(again.answers).toMatchObject({ port: 4000, base: "alpine", strategy: "canary" });
    expect(again.answersFile.action).toBe("unchanged");
    expect(render("container", kept, { port: 5000 }).answers.port).toBe(5000);
  });

  it("is told of where it holds what cannot be taken", () => {
    for (const text of ["port: many\n", "prot: 1\n", "- a\n"]) {
      const result = generate("container", { workspace: memoryWorkspace({ ...files, [path]: text }), folder: "", today, given: {} });
      expect("problem" in result ? result.problem : "", text).toContain(path);
    }
  });
});
