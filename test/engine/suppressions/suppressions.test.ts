import { describe, expect, it } from "vitest";
import type { Language } from "../../../server/engine/languages/index.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import type { Finding, RuleId } from "../../../server/engine/rule.ts";
import { ignoreFinding, ignoreInFile, suppressionsOf } from "../../../server/engine/suppressions.ts";
import { applyEdits, type Change } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { latest, rootUser, ruleOf, rules, secretVariable, untagged } from "../config/rules.ts";

const shell = ruleOf("dockerfile/shell", { alsoKnownAs: ["hadolint:SC2086", "shellcheck:SC2086"] });
const all = [...rules, shell];

function fileOf(text: string, language: Language = "dockerfile") {
  return parse(new SourceText(language === "dockerfile" ? "Dockerfile" : ".dockerignore", text), language);
}

/** A finding of a rule where the text stands (its n-th occurrence). */
function findingAt(text: string, rule: RuleId, words: string, nth = 1): Finding {
  let start = -1;
  for (let i = 0; i < nth; i++) start = text.indexOf(words, start + 1);
  if (start < 0) throw new Error(`no ${words} in ${text}`);
  return { rule, span: { start, end: start + words.length }, message: "", severity: "warning", path: "Dockerfile" };
}

/** Whether the comments of a text silence a finding of a rule at some words. */
function silences(text: string, rule: RuleId, words: string, nth = 1, language: Language = "dockerfile"): boolean {
  return suppressionsOf(fileOf(text, language), all).silences(findingAt(text, rule, words, nth));
}

/** The unused comments after the given findings were shown: `span → message`, and the text that each fix makes. */
function unused(text: string, findings: Finding[] = [], hasRun?: (rule: RuleId) => boolean, language: Language = "dockerfile") {
  const suppressions = suppressionsOf(fileOf(text, language), all);
  for (const finding of findings) suppressions.silences(finding);
  return suppressions.unused(hasRun).map(({ span, message, fixes = [] }) => ({
    told: `${text.slice(span.start, span.end)} → ${message}`,
    fixed: fixes.map(({ changes, safety }) => `${safety}: ${apply(text, changes[0] as Change)}`),
  }));
}

function apply(text: string, change: Change): string {
  if (change.kind !== "edit") throw new Error("an edit was expected");
  return applyEdits(text, change.edits);
}

describe("our own comments", () => {
  const text = `FROM a:latest
# deployment-patterns-ignore dockerfile/latest-base-image, dockerfile/untagged-base-image -- the tests need it
FROM b:latest
FROM c:latest
`;
  it("silence the named rules in the next instruction alone", () => {
    expect(silences(text, latest.id, "latest", 3)).toBe(true);
    expect(silences(text, untagged.id, "b")).toBe(false);
    expect(silences(text, untagged.id, "b:latest")).toBe(true);
    expect(silences(text, rootUser.id, "b:latest")).toBe(false);
    expect(silences(text, latest.id, "a:latest")).toBe(false);
    expect(silences(text, latest.id, "c:latest")).toBe(false);
  });

  it.each([
    "# deployment-patterns-ignore dockerfile/root-user",
    "#deployment-patterns-ignore dockerfile/root-user",
    "#\t deployment-patterns-ignore:  dockerfile/root-user --",
    "# deployment-patterns-ignore dockerfile/root-user because of the tests",
    "# deployment-patterns-ignore dockerfile/x , dockerfile/root-user--reason",
    "# deployment-patterns-ignore dockerfile/x dockerfile/root-user",
    "# deployment-patterns-ignore dockerfile/root-user\n# hadolint ignore=DL3002",
    "# deployment-patterns-ignore dockerfile/root-user\n\n# something else",
  ])("may be written %j", (comment) => {
    const expected = !comment.includes("root-user--reason");
    expect(silences(`${comment}\nFROM a\n`, rootUser.id, "FROM")).toBe(expected);
  });

  it.each([
    "# deployment-patterns-ignored dockerfile/root-user",
    "# deployment-patterns-ignore -- dockerfile/root-user",
    "# deployment-patterns-ignore root-user",
    "# see deployment-patterns-ignore dockerfile/root-user",
  ])("are not %j", (comment) => {
    expect(silences(`${comment}\nFROM a\n`, rootUser.id, "FROM")).toBe(false);
  });

  it("hold for a whole instruction, its continued lines and heredocs", () => {
    const run =
      "FROM a\n# deployment-patterns-ignore dockerfile/shell\nRUN a && \\\n  b\n# deployment-patterns-ignore dockerfile/shell\nRUN <<EOF\n# x\ninside\nEOF\nRUN after\n";
    expect(silences(run, shell.id, "  b")).toBe(true);
    expect(silences(run, shell.id, "inside")).toBe(true);
    expect(silences(run, shell.id, "after")).toBe(false);
  });

  it("inside a continued instruction hold for the next line with content", () => {
    const run = "FROM a\nRUN one && \\\n# deployment-patterns-ignore dockerfile/shell\n\n# more\n  two && \\\n  three\n";
    expect(silences(run, shell.id, "one")).toBe(false);
    expect(silences(run, shell.id, "two")).toBe(true);
    expect(silences(run, shell.id, "three")).toBe(false);
  });

  it("are text inside a heredoc", () => {
    expect(silences("FROM a\nRUN <<EOF\n# deployment-patterns-ignore-file dockerfile/shell\necho\nEOF\n", shell.id, "echo")).toBe(false);
  });

  it("for the file may stand anywhere", () => {
    const last = "FROM a\nRUN b\n# deployment-patterns-ignore-file dockerfile/root-user, dockerfile/shell -- old";
    expect(silences(last, rootUser.id, "FROM")).toBe(true);
    expect(silences(last, shell.id, "RUN")).toBe(true);
    expect(silences(last, latest.id, "FROM")).toBe(false);
  });

  it("work with other line breaks, a byte order mark and templates", () => {
    expect(silences("\uFEFF# deployment-patterns-ignore dockerfile/root-user\r\nFROM a\r\n", rootUser.id, "FROM")).toBe(true);
    expect(silences("{% if x %}\n# deployment-patterns-ignore dockerfile/root-user\nFROM {{ a }}\n", rootUser.id, "FROM")).toBe(true);
  });

  it("work in ignore files", () => {
    const ignore = "# deployment-patterns-ignore dockerignore/incomplete -- small\n*.log\n*.tmp\n";
    expect(silences(ignore, "dockerignore/incomplete", "*.log", 1, "dockerignore")).toBe(true);
    expect(silences(ignore, "dockerignore/incomplete", "*.tmp", 1, "dockerignore")).toBe(false);
  });
});

describe("peers' comments that name a rule of ours", () => {
  const file = (comment: string) => `FROM x\nRUN y\n${comment}\nFROM a\nRUN b\nFROM c\n`;
  /** Which of the places a comment between the second and the third instruction reaches. */
  const reached = (comment: string, rule: RuleId) =>
    ["FROM x", "FROM a", "RUN b", "FROM c"].filter((words) => silences(file(comment), rule, words));
  const everywhere = ["FROM x", "FROM a", "RUN b", "FROM c"];

  it.each<[string, RuleId, string[]]>([
    ["# hadolint ignore=DL3006", untagged.id, ["FROM a"]],
    ["#hadolint  ignore = DL3007 , DL3006", untagged.id, ["FROM a"]],
    ["# hadolint ignore=DL3007", untagged.id, []],
    ["# hadolint ignore=SC2086", shell.id, ["FROM a"]],
    ["# hadolint global ignore=DL3006", untagged.id, everywhere],
    ["# hadolint stage ignore=DL3006", untagged.id, ["FROM a", "RUN b"]],
    ["# Hadolint: ignore DL3006", untagged.id, []],
    ["# check=skip=SecretsUsedInArgOrEnv", secretVariable.id, ["FROM a"]],
    ["# check=error=true;skip=Other,SecretsUsedInArgOrEnv", secretVariable.id, ["FROM a"]],
    ["# check=skip=all", secretVariable.id, ["FROM a"]],
    ["# check=skip=all", untagged.id, []],
    ["# check=skip=secretsusedinargorenv", secretVariable.id, []],
    ["# check=skip=SecretsUsedInArgOrEnv\n", secretVariable.id, []],
    ["# checkov:skip=CKV_DOCKER_3:not needed", rootUser.id, everywhere],
    ["#checkov:skip=CKV_DOCKER_3", rootUser.id, everywhere],
    ["# checkov:skip=CKV_DOCKER_4", rootUser.id, []],
    ["# trivy:ignore:DS002", rootUser.id, ["FROM a"]],
    ["# trivy:ignore:DS-0002", rootUser.id, ["FROM a"]],
    ["# trivy:ignore:AVD-DS-0002", rootUser.id, ["FROM a"]],
    ["#trivy:ignore:AVD-DS-0001 trivy:ignore:DS002", rootUser.id, ["FROM a"]],
    ["# trivy:ignore:DS021", rootUser.id, []],
    ["# nosemgrep", rootUser.id, ["FROM a"]],
    ["# nosemgrep: dockerfile.security.missing-user.missing-user", rootUser.id, ["FROM a"]],
    ["# nosemgrep: other, missing-user", rootUser.id, ["FROM a"]],
    ["# nosemgrep: other", rootUser.id, []],
    ["# nosemgrep", untagged.id, []],
    ["# NOSONAR", rootUser.id, ["FROM a"]],
    ["# NOSONAR(docker:S6471)", rootUser.id, ["FROM a"]],
    ["# NOSONAR S6471 on purpose", rootUser.id, ["FROM a"]],
    ["# NOSONAR(S1)", rootUser.id, []],
    ["# NOSONAR", untagged.id, []],
  ])("%j silences %s at %j", (comment, rule, expected) => {
    expect(reached(comment, rule)).toEqual(expected);
  });

  it("BuildKit's directive holds for the file", () => {
    const text = "# syntax=docker/dockerfile:1\n# check=skip=JSONArgsRecommended,SecretsUsedInArgOrEnv;error=true\nFROM a\nENV KEY=1\n";
    expect(silences(text, secretVariable.id, "KEY")).toBe(true);
    expect(silences(text.replace("skip=", "skip=all;x="), secretVariable.id, "KEY")).toBe(true);
    expect(silences(text.replace("SecretsUsed", "Other"), secretVariable.id, "KEY")).toBe(false);
  });

  it("Trivy's at the top holds for the file, where it tells of the file as a whole", () => {
    expect(silences("#trivy:ignore:DS002\nFROM a\nRUN b\nFROM c\n", rootUser.id, "FROM c")).toBe(true);
  });

  it("may stand behind an instruction for the tools that read line by line", () => {
    const text = "FROM a\nRUN b # nosemgrep\nRUN c \\\n  && d # NOSONAR\nRUN e\n";
    expect(["RUN b", "RUN c", "d #", "RUN e"].map((words) => silences(text, rootUser.id, words))).toEqual([true, true, true, false]);
  });

  it("are honoured in ignore files", () => {
    expect(silences("# checkov:skip=CKV_DOCKER_3:x\n*\n", rootUser.id, "*", 1, "dockerignore")).toBe(true);
  });

  it("are never reported as unused", () => {
    const comments = [
      "hadolint ignore=DL3006",
      "check=skip=all",
      "checkov:skip=CKV_DOCKER_3",
      "trivy:ignore:DS002",
      "nosemgrep",
      "NOSONAR",
    ];
    expect(unused(`${comments.map((comment) => `# ${comment}\n`).join("")}FROM a\n`)).toEqual([]);
  });
});

describe("names of checks that BuildKit cannot skip", () => {
  it("are told: misspelt ones, and those above an instruction that the check never looks at", () => {
    const told = (text: string) => unused(text).map((one) => [one.told.replace(/ → .*/, ""), one.fixed]);
    expect(told("# check=skip=jsonargsrecommended;error=true\nFROM a\n")).toEqual([
      ["jsonargsrecommended", ["unsafe: # check=skip=JSONArgsRecommended;error=true\nFROM a\n"]],
    ]);
    expect(told("FROM a\n# check=skip=StageNameCasing\nRUN b\n")).toEqual([["StageNameCasing", ["safe: FROM a\nRUN b\n"]]]);
    expect(told("FROM a\n# check=skip=UndefinedVar, StageNameCasing\nRUN b\n")).toEqual([["StageNameCasing", []]]);
  });

  it.each([
    "# check=skip=JSONArgsRecommended,NewCheckOfTomorrow\nFROM a\n",
    "# check=skip=StageNameCasing,all\nFROM a\nRUN b\n",
    "FROM a\n# check=skip=SecretsUsedInArgOrEnv,UndefinedVar,all\nENV A=1\n",
    "FROM a\n# check=skip=StageNameCasing\n\nRUN b\n",
    "FROM a\n# check=skip=JSONArgsRecommended\nONBUILD CMD b\n",
    "# check=experimental=stagenamecasing\nFROM a\n",
  ])("others are the builder's to judge: %j", (text) => expect(unused(text)).toEqual([]));
});

describe("unused comments of ours", () => {
  it("are told and taken away with their line", () => {
    const text = "FROM a\n  # deployment-patterns-ignore dockerfile/latest-base-image -- reason\nFROM b\n";
    expect(unused(text)).toEqual([
      {
        told: "# deployment-patterns-ignore dockerfile/latest-base-image -- reason → `dockerfile/latest-base-image` reports nothing here, so this comment silences nothing. Remove it: it would hide the next finding.",
        fixed: ["safe: FROM a\nFROM b\n"],
      },
    ]);
    expect(unused(text, [findingAt(text, latest.id, "FROM b")])).toEqual([]);
    expect(unused(text, [findingAt(text, latest.id, "FROM a")])).toHaveLength(1);
  });

  it("of which some are used lose the others, one by one", () => {
    const text = "# deployment-patterns-ignore dockerfile/root-user, dockerfile/latest-base-image, dockerfile/opinion\nFROM b\n";
    expect(unused(text, [findingAt(text, latest.id, "FROM b")])).toEqual([
      {
        told: "dockerfile/root-user → `dockerfile/root-user` reports nothing here, so naming it silences nothing. Remove it: it would hide the next finding.",
        fixed: ["safe: # deployment-patterns-ignore dockerfile/latest-base-image, dockerfile/opinion\nFROM b\n"],
      },
      {
        told: "dockerfile/opinion → `dockerfile/opinion` reports nothing here, so naming it silences nothing. Remove it: it would hide the next finding.",
        fixed: ["safe: # deployment-patterns-ignore dockerfile/root-user, dockerfile/latest-base-image\nFROM b\n"],
      },
    ]);
  });

  it("are left alone where the rule has not run, unless it is for another language", () => {
    const hasRun = (rule: RuleId) => rule === rootUser.id;
    expect(unused("# deployment-patterns-ignore dockerfile/latest-base-image\nFROM a\n", [], hasRun)).toEqual([]);
    expect(unused("# deployment-patterns-ignore dockerfile/root-user\nFROM a\n", [], hasRun)).toHaveLength(1);
    expect(unused("# deployment-patterns-ignore dockerignore/incomplete\nFROM a\n", [], hasRun)).toHaveLength(1);
  });

  it("with an unknown name tell the nearest, and offer it where it would silence something", () => {
    const text = "# deployment-patterns-ignore dockerfile/rot-user -- reason\nFROM a\n";
    const told = "dockerfile/rot-user → `dockerfile/rot-user` is not a rule. Did you mean `dockerfile/root-user`? Nothing is silenced.";
    expect(unused(text)).toEqual([{ told, fixed: ["safe: FROM a\n"] }]);
    expect(unused(text, [findingAt(text, rootUser.id, "FROM")])).toEqual([
      { told, fixed: ["unsafe: # deployment-patterns-ignore dockerfile/root-user -- reason\nFROM a\n", "safe: FROM a\n"] },
    ]);
  });

  it("with a peer's name tell ours", () => {
    const text = "# deployment-patterns-ignore DL3006\nFROM a\n";
    expect(unused(text, [findingAt(text, untagged.id, "FROM")])).toEqual([
      {
        told: "DL3006 → `DL3006` is the name that hadolint gives it; here it is `dockerfile/untagged-base-image`. Nothing is silenced.",
        fixed: ["unsafe: # deployment-patterns-ignore dockerfile/untagged-base-image\nFROM a\n", "safe: FROM a\n"],
      },
    ]);
  });

  it("without a name are told too", () => {
    expect(unused("# deployment-patterns-ignore -- reason\nFROM a\n")).toEqual([
      {
        told: "# deployment-patterns-ignore -- reason → This comment names no rule, so it silences nothing. Write the rule's id behind it.",
        fixed: ["safe: FROM a\n"],
      },
    ]);
  });

  it.each([
    ["at the end without a line break", "FROM a\n# deployment-patterns-ignore dockerfile/opinion", "FROM a"],
    ["as the only line", "# deployment-patterns-ignore-file dockerfile/opinion", ""],
    ["behind a byte order mark", "\uFEFF# deployment-patterns-ignore dockerfile/opinion\r\nFROM a\r\n", "\uFEFFFROM a\r\n"],
    [
      "inside a continued instruction",
      "FROM a\nRUN b && \\\n# deployment-patterns-ignore dockerfile/opinion\n  c\n",
      "FROM a\nRUN b && \\\n  c\n",
    ],
    [
      "before what would become a directive",
      "# deployment-patterns-ignore dockerfile/opinion\n# escape=`\nFROM a\n",
      "#\n# escape=`\nFROM a\n",
    ],
    [
      "between a directive and what would become one",
      "# syntax=docker/dockerfile:1\n# deployment-patterns-ignore dockerfile/opinion\n# escape=`\nFROM a\n",
      "# syntax=docker/dockerfile:1\n#\n# escape=`\nFROM a\n",
    ],
    ["behind an empty line", "\n# deployment-patterns-ignore dockerfile/opinion\n# escape=`\nFROM a\n", "\n# escape=`\nFROM a\n"],
  ])("%s are taken away cleanly", (_, text, expected) => {
    expect(unused(text).map(({ fixed }) => fixed)).toEqual([[`safe: ${expected}`]]);
    expect(unused(expected)).toEqual([]);
    const directives = (one: string) => parse(new SourceText("Dockerfile", one), "dockerfile").directives.length;
    expect(directives(expected)).toBe(directives(text));
  });

  it("are told in ignore files", () => {
    expect(
      unused("# deployment-patterns-ignore dockerignore/incomplete\n*\n", [], undefined, "dockerignore").map(({ fixed }) => fixed),
    ).toEqual([["safe: *\n"]]);
  });
});

describe("adding a comment", () => {
  /** The text after ignoring a finding, with the placeholder in angle brackets. */
  function ignored(text: string, words: string, language: Language = "dockerfile", form = ignoreFinding, nth = 1): string {
    const file = fileOf(text, language);
    const change = form(file, findingAt(text, language === "dockerfile" ? "dockerfile/root-user" : "dockerignore/incomplete", words, nth));
    if (change.kind !== "edit" || change.edits.length !== 1) throw new Error("one edit was expected");
    const [edit] = change.edits;
    const [placeholder] = edit?.placeholders ?? [];
    expect(edit?.text.slice(placeholder?.start, placeholder?.end)).toBe("reason");
    const after = apply(text, change);
    // It does what it is for.
    const found = findingAt(after, "dockerfile/root-user", words, nth);
    const rule: RuleId = language === "dockerfile" ? "dockerfile/root-user" : "dockerignore/incomplete";
    expect(suppressionsOf(fileOf(after, language), all).silences({ ...found, rule })).toBe(true);
    return after;
  }
  const next = "# deployment-patterns-ignore dockerfile/root-user -- reason\n";
  const whole = "# deployment-patterns-ignore-file dockerfile/root-user -- reason\n";

  it("puts it above the instruction", () => {
    expect(ignored("# top\nFROM a\nRUN b\n", "FROM")).toBe(`# top\n${next}FROM a\nRUN b\n`);
    expect(ignored("FROM a\n\n  RUN b\n", "b")).toBe(`FROM a\n\n  ${next}  RUN b\n`);
  });

  it("keeps line breaks and a byte order mark", () => {
    expect(ignored("\uFEFFFROM a\r\nRUN b\r\n", "FROM")).toBe(`\uFEFF${next.replace("\n", "\r\n")}FROM a\r\nRUN b\r\n`);
  });

  it("never inside a continuation or a heredoc", () => {
    expect(ignored("FROM a\nRUN b && \\\n  # comment\n  c\n", "c", "dockerfile", ignoreFinding, 2)).toBe(
      `FROM a\n${next}RUN b && \\\n  # comment\n  c\n`,
    );
    expect(ignored("FROM a\nRUN <<EOF\nx\ninside\nEOF\n", "inside")).toBe(`FROM a\n${next}RUN <<EOF\nx\ninside\nEOF\n`);
  });

  it("leaves peers' comments next to their instruction", () => {
    expect(ignored("# why\n# hadolint ignore=DL3006\nFROM a\n", "FROM")).toBe(`# why\n${next}# hadolint ignore=DL3006\nFROM a\n`);
    expect(ignored("FROM a\n# check=skip=all\n# more\nRUN b\n", "RUN")).toBe(`FROM a\n${next}# check=skip=all\n# more\nRUN b\n`);
  });

  it("goes below the directives, and is for the file where the finding is in no instruction", () => {
    const text = "# syntax=docker/dockerfile:1\n# escape=`\n\nFROM a\n";
    expect(ignored(text, "syntax")).toBe(`# syntax=docker/dockerfile:1\n# escape=\`\n${whole}\nFROM a\n`);
    expect(ignored("# comment\nFROM a\n", "comment")).toBe(`${whole}# comment\nFROM a\n`);
    expect(ignored("# syntax=x", "syntax")).toBe(`# syntax=x\n${whole}`);
  });

  it("can be asked to be for the file", () => {
    expect(ignored("FROM a\nRUN b\n", "RUN", "dockerfile", ignoreInFile)).toBe(`${whole}FROM a\nRUN b\n`);
  });

  it("knows ignore files, whose comments start a line", () => {
    const comment = "# deployment-patterns-ignore dockerignore/incomplete -- reason\n";
    expect(ignored("a\n  b\n", "b", "dockerignore")).toBe(`a\n${comment}  b\n`);
  });

  it("silences a finding in a file without anything", () => {
    const file = fileOf("", "dockerignore");
    const finding: Finding = {
      rule: "dockerignore/incomplete",
      span: { start: 0, end: 0 },
      message: "",
      severity: "info",
      path: ".dockerignore",
    };
    const after = apply("", ignoreFinding(file, finding));
    expect(after).toBe("# deployment-patterns-ignore-file dockerignore/incomplete -- reason\n");
    expect(suppressionsOf(fileOf(after, "dockerignore"), all).silences(finding)).toBe(true);
  });
});

describe("no text makes it fall or slow", () => {
  it("whatever a file is cut to", () => {
    const text =
      "\uFEFF# check=skip=all\n# deployment-patterns-ignore a/b, c -- d\nFROM a\n# hadolint stage ignore=DL3006\nRUN b \\\n# deployment-patterns-ignore\n c # NOSONAR(\n";
    for (let end = 0; end <= text.length; end++) expect(() => unused(text.slice(0, end))).not.toThrow();
  });

  it("many names, known or not", () => {
    const start = performance.now();
    const comments = Array.from({ length: 5_000 }, (_, i) => `# deployment-patterns-ignore dockerfile/rot-${i}-user\n`).join("");
    expect(unused(`${comments}# deployment-patterns-ignore ${"dockerfile/x,".repeat(50_000)}\nFROM a\n`)).toHaveLength(5_100);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it("many comments and instructions", () => {
    const text = "# deployment-patterns-ignore dockerfile/root-user\nRUN a # nosemgrep\n".repeat(20_000);
    const start = performance.now();
    expect(unused(`FROM a\n${text}`)).toHaveLength(20_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
