// What is misspelt is read as what was meant, so that nothing but the slip itself is reported.
import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

const read = (text: string) => parseWorkflow(new SourceText(".github/workflows/ci.yml", text));
const jobs = (below: string, root = "jobs") =>
  read(`on: push\n${root}:\n  build:\n    runs-on: x\n    steps: [{run: a}]\n  deploy:\n    runs-on: x\n${below}    steps: [{run: b}]\n`);
const deploy = (below: string) => jobs(below).job("deploy");

describe("a misspelt key", () => {
  it("is read as the one that was meant", () => {
    expect(deploy("    need: build\n")?.neededJobs.map(({ id }) => id)).toEqual(["build"]);
    expect(deploy("    enviroment: production\n")?.environment?.name?.text).toBe("production");
    expect(deploy("    timeout: 15\n")?.map?.entry("timeout-minutes")?.key).toBe("timeout");
    expect(jobs("", "job").jobs.map(({ id }) => id)).toEqual(["build", "deploy"]);
  });

  it("never stands for one that is there", () => {
    const job = deploy("    needs: []\n    need: build\n");
    expect(job?.needs).toEqual([]);
  });

  it("is a key of its own where nothing is near", () => {
    expect(deploy("    something: build\n")?.needs).toEqual([]);
  });

  it("keeps the expressions below it in their job", () => {
    const [place] = read("on: push\njob:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ github.sha }}\n").expressions;
    expect(place?.job?.id).toBe("a");
    expect(place?.step?.index).toBe(0);
  });
});

describe("a misspelt job", () => {
  it.each([
    ["biuld", ["build"]],
    ["[Build]", ["build"]],
    ["nothing-like-it", []],
    ["deploi", []],
    ["${{ x }}", []],
    ["[build, biuld]", ["build"]],
  ])("in `needs: %s` is the one that is near", (needs, found) => {
    expect(deploy(`    needs: ${needs}\n`)?.neededJobs.map(({ id }) => id)).toEqual(found);
  });
});
