// What ShellCheck is given of a file, and how its answers come back to their places.
import { describe, expect, test } from "vitest";
import { defaultConfiguration } from "../../../server/engine/config/configuration.ts";
import {
  applyEdits,
  check,
  detectLanguage,
  type Language,
  readShellcheck,
  type ShellcheckAnswers,
  SourceText,
  shellcheckInputs,
  unseenWorkspace,
} from "../../../server/engine/index.ts";

const ci = ".github/workflows/ci.yml";
const configuration = defaultConfiguration();

function inputs(text: string, path = ci) {
  return shellcheckInputs(new SourceText(path, text), detectLanguage(path) as Language, configuration);
}

/** A workflow of one job with these lines below `steps:`, each indented by six. */
function workflow(steps: string, head = ""): string {
  return `on: push\n${head}jobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n${steps.replace(/^(?=.)/gm, "      ")}`;
}

interface Said {
  /** On its first appearance in the script, or behind so many others. */
  readonly on: string;
  readonly nth?: number;
  readonly code: number;
  readonly level?: string;
  readonly message?: string;
  /** Quotes around it. */
  readonly isQuoted?: boolean;
}

/** Answers as ShellCheck counts: lines and columns from 1, in characters of Unicode. */
function saying(...all: readonly Said[]): ShellcheckAnswers {
  return ({ text }) => {
    const comments = all.flatMap(({ on, nth = 0, code, level = "warning", message = "words", isQuoted }) => {
      let offset = -1;
      for (let i = 0; i <= nth; i++) offset = text.indexOf(on, offset + 1);
      if (offset < 0) return [];
      const place = (at: number) => {
        const lines = text.slice(0, at).split("\n");
        return [lines.length, [...(lines.at(-1) as string)].length + 1] as const;
      };
      const [line, column] = place(offset);
      const [endLine, endColumn] = place(offset + on.length);
      const quote = (l: number, c: number, insertionPoint: string) => ({
        line: l,
        endLine: l,
        column: c,
        endColumn: c,
        precedence: 7,
        insertionPoint,
        replacement: '"',
      });
      const fix = isQuoted ? { replacements: [quote(line, column, "afterEnd"), quote(endLine, endColumn, "beforeStart")] } : null;
      return [{ file: "-", line, column, endLine, endColumn, level, code, message, fix }];
    });
    return readShellcheck(JSON.stringify({ comments }));
  };
}

function findings(text: string, answers: ShellcheckAnswers, path = ci) {
  const source = new SourceText(path, text);
  const options = { workspace: unseenWorkspace(), configuration, today: "2026-11-23", shellcheck: answers };
  return check(source, detectLanguage(path) as Language, options)
    .filter(({ rule }) => rule.endsWith("/shellcheck") || rule.endsWith("/unused-suppression"))
    .map(({ rule, severity, span, message, help, fixes }) => {
      const { line, character } = source.positionAt(span.start);
      const [change] = fixes?.[0]?.changes ?? [];
      const fixed = change?.kind === "edit" ? applyEdits(text, change.edits) : undefined;
      return { rule, severity, message, help, at: `${line + 1}:${character + 1}`, on: source.slice(span), fixed };
    });
}
const on = (text: string, answers: ShellcheckAnswers, path?: string) => findings(text, answers, path).map((finding) => finding.on);

describe("what it is given", () => {
  test("the scripts that a shell runs which it knows, with the shell's dialect and `-e`", () => {
    const text = workflow(
      `- run: echo one
- shell: sh
  run: echo two
- shell: bash -l {0}
  run: echo three
- shell: pwsh
  run: echo four
- shell: python
  run: print(5)
- uses: actions/checkout@v5
- run:
`,
    );
    expect(inputs(text)).toEqual([
      { dialect: "bash", text: "#!/bin/bash -e\necho one\n" },
      { dialect: "sh", text: "#!/bin/sh -e\necho two\n" },
      { dialect: "bash", text: "#!/bin/bash\necho three\n" },
    ]);
    expect(inputs(text.replace("ubuntu-24.04", "windows-2025")).map(({ dialect }) => dialect)).toEqual(["sh", "bash"]);
    expect(inputs("runs:\n  using: composite\n  steps:\n    - run: echo\n      shell: bash\n", "action.yml")).toHaveLength(1);
  });

  test("a word of the same length for an expression, however it is written", () => {
    const text = workflow('- run: |\n    echo "${{ github.ref }}" ${{\n      toJSON(env) }}\n    echo done\n');
    const [input] = inputs(text);
    expect(input?.text).toBe(`#!/bin/bash -e\necho "${"_".repeat(17)}" ${"_".repeat("${{\n  toJSON(env) }}".length)}\necho done\n`);
    expect(inputs(workflow("- run: echo ${{ github.ref\n"))).toEqual([]);
  });

  test("directives at the top stay at the top, behind a `#!` line of the script's own, too", () => {
    const text = workflow("- run: |\n    #!/usr/bin/env bash\n    # shellcheck disable=SC2086\n    echo $A\n");
    expect(inputs(text)[0]?.text).toBe("#!/bin/bash -e\n##/usr/bin/env bash\n# shellcheck disable=SC2086\necho $A\n");
  });

  test("the commands of a Dockerfile in their shell", () => {
    const text = `FROM debian:trixie-slim
RUN echo one \\
    # a comment
    two
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
RUN echo three
RUN <<EOF
echo four
EOF
RUN <<EOF
#!/bin/dash
echo five
EOF
RUN ["echo", "six"]
HEALTHCHECK CMD curl -f http://localhost || exit 1
CMD echo seven
`;
    expect(
      inputs(text, "Dockerfile").map(({ dialect, text: given }) => [
        dialect,
        given.split("\n").slice(1, -1).join("\n").replace(/ +/g, " "),
      ]),
    ).toEqual([
      ["sh", "echo one two"],
      ["bash", "echo three"],
      ["bash", "echo four"],
      ["dash", "##/bin/dash\necho five"],
      ["bash", "curl -f http://localhost || exit 1"],
      ["bash", "echo seven"],
    ]);
    const windows = 'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\nRUN Get-Item\n';
    expect(inputs(windows, "Dockerfile")).toEqual([]);
  });

  test("no command of a Dockerfile that does not parse, of which `shell-syntax` speaks, but one that only Bash 5.3 reads", () => {
    const scripts = "FROM debian:13-slim\nRUN if a; then b\nONBUILD RUN echo 'a\nRUN <<EOF\n(a\nEOF\n";
    expect(inputs(scripts, "Dockerfile")).toEqual([]);
    expect(inputs('FROM debian:13-slim\nSHELL ["bash", "-c"]\nRUN echo ${ a; }\n', "Dockerfile")).toHaveLength(1);
  });

  test("nothing of an ignore file, of a file that is left out, and where the rule is off", () => {
    expect(inputs("node_modules\n", ".dockerignore")).toEqual([]);
    const off = { ...configuration, severityOf: () => "off" as const };
    expect(shellcheckInputs(new SourceText(ci, workflow("- run: echo\n")), "workflow", off)).toEqual([]);
    const ignoring = { ...configuration, ignores: () => true };
    expect(shellcheckInputs(new SourceText(ci, workflow("- run: echo\n")), "workflow", ignoring)).toEqual([]);
  });
});

describe("places", () => {
  test.each([
    ["block", "- run: |\n    echo a\n    cat $FILE\n"],
    ["block with its own indentation", "- run: |2-\n      echo a\n\n      cat $FILE"],
    ["folded", "- run: >-\n    cat\n    $FILE\n    more\n"],
    ["plain", "- run: cat $FILE\n"],
    ["plain over lines", "- run: cat\n    $FILE\n"],
    ["double quoted", '- run: "cat \\"x\\" $FILE"\n'],
    ["single quoted", "- run: 'cat ''x'' $FILE'\n"],
    ["behind wide characters and a tab", "- run: |\n    \techo é😀 $FILE\n"],
    ["behind an expression", "- run: cat ${{ github.ref }} $FILE\n"],
  ])("in a %s scalar", (_, steps) => {
    const text = workflow(steps);
    const { line, character } = new SourceText(ci, text).positionAt(text.indexOf("$FILE"));
    expect(findings(text, saying({ on: "$FILE", code: 2086 })).map(({ at, on }) => [at, on])).toEqual([
      [`${line + 1}:${character + 1}`, "$FILE"],
    ]);
  });

  test("in lines that end with CR LF", () => {
    const answers = saying({ on: "$FILE", code: 2086 });
    expect(on(workflow("- run: |\n    echo a\n    cat $FILE\n").replaceAll("\n", "\r\n"), answers)).toEqual(["$FILE"]);
    const dockerfile = "FROM alpine:3.24\r\nRUN echo a && \\\r\n  cat $FILE\r\nRUN <<X\r\ncat $FILE\r\nX\r\n";
    expect(on(dockerfile, answers, "Dockerfile")).toEqual(["$FILE", "$FILE"]);
  });

  test("over the continuation of a Dockerfile's line", () => {
    const text = "FROM alpine:3.24\nRUN echo a && \\\n  # why\n  cat $FI\\\nLE\n";
    const [finding] = findings(text, saying({ on: "$FILE", code: 2086, isQuoted: true }), "Dockerfile");
    expect(finding).toMatchObject({ at: "4:7", on: "$FI\\\nLE" });
    expect(finding?.fixed).toBe('FROM alpine:3.24\nRUN echo a && \\\n  # why\n  cat "$FI\\\nLE"\n');
  });

  test("a point is the word at it, several lines are their first", () => {
    const text = workflow("- run: |\n    if true\n    echo\n");
    const comment = (line: number, column: number, endLine: number, endColumn: number, code: number) => ({
      ...{ line, column, endLine, endColumn, code },
      level: "error",
      message: "m",
    });
    const comments = [comment(2, 1, 2, 1, 1049), comment(2, 4, 3, 5, 2091), comment(9, 1, 9, 1, 1072), comment(1, 1, 1, 5, 2187)];
    expect(on(text, () => readShellcheck(JSON.stringify({ comments })))).toEqual(["if", "true", "\n"]);
  });
});

describe("what is said", () => {
  test("in its own words, more weakly than it says so, with its own page", () => {
    const text = workflow("- run: cat $A $B $C $D\n");
    const levels = ["error", "warning", "info", "style"].map((level, i) => ({ on: `$${"ABCD"[i]}`, code: 2000 + i, level }));
    const all = findings(text, saying(...levels));
    expect(all.map(({ severity }) => severity)).toEqual(["warning", "info", "hint", "hint"]);
    expect(all[0]).toMatchObject({ rule: "workflow/shellcheck", message: "SC2000: words", help: "https://www.shellcheck.net/wiki/SC2000" });
  });

  test("nothing as long as it has not been asked, and nothing where the host does not", () => {
    const text = workflow("- run: cat $A\n");
    expect(findings(text, () => undefined)).toEqual([]);
    const options = { workspace: unseenWorkspace(), configuration, today: "2026-11-23" };
    expect(check(new SourceText(ci, text), "workflow", options).filter(({ rule }) => rule === "workflow/shellcheck")).toEqual([]);
  });

  test("a comment silences it, and is unused only once everything has been answered", () => {
    const text = workflow("- run: cat $A\n# deployment-patterns-ignore workflow/shellcheck -- on purpose\n- run: cat $B\n");
    const answers = saying({ on: "$A", code: 2086 }, { on: "$B", code: 2086 });
    expect(on(text, answers)).toEqual(["$A"]);
    expect(on(text, (input) => (input.text.includes("$B") ? undefined : answers(input)))).toEqual(["$A"]);
    const rules = findings(text, saying({ on: "$A", code: 2086 })).map(({ rule }) => rule);
    expect(rules).toEqual(["workflow/shellcheck", "workflow/unused-suppression"]);
    const options = { workspace: unseenWorkspace(), configuration, today: "2026-11-23" };
    expect(check(new SourceText(ci, text), "workflow", options).filter(({ rule }) => rule.endsWith("/unused-suppression"))).toEqual([]);
  });

  test("not about the word that stands for an expression", () => {
    const text = workflow(`- run: |
    if [ "\${{ github.ref }}" = main ]; then echo; fi
    for i in \${{ inputs.all }}; do echo; done
    FOO_\${{ matrix.a }}=1
    echo $\${{ matrix.b }}
    if [ "a" = b ]; then echo; fi
    cd $HOME/\${{ inputs.folder }}
`);
    const word = (expression: string) => "_".repeat(expression.length);
    const matrix = word("${{ matrix.a }}");
    const folder = word("${{ inputs.folder }}");
    const answers = saying(
      { on: "= main", code: 2050 },
      { on: `${word("${{ inputs.all }}")};`, code: 2043 },
      { on: "for i in", code: 2043 },
      { on: `FOO_${matrix}`, code: 2034 },
      { on: "FOO", code: 2034, message: `FOO_${matrix} appears unused.` },
      { on: `$${matrix}`, code: 2154 },
      { on: "= b", code: 2050 },
      { on: "$HOME", code: 2086 },
      { on: `cd $HOME/${folder}`, code: 2164 },
    );
    expect(on(text, answers)).toEqual(["= b", "cd $HOME/${{ inputs.folder }}", "$HOME"].sort((a, b) => text.indexOf(a) - text.indexOf(b)));
  });

  test("not about variables that come from elsewhere", () => {
    const answers = saying({ on: "$name", code: 2154 });
    const silent = [
      workflow("- run: echo $name\n", "env:\n  name: x\n"),
      workflow("- env: { name: x }\n  run: echo $name\n"),
      workflow('- run: echo "name=x" >> "$GITHUB_ENV"\n- run: echo $name\n'),
      workflow("- uses: some/action@v1\n- run: echo $name\n"),
      workflow("- run: echo $name\n").replace("steps:", "container: node:24\n    steps:"),
    ];
    for (const text of silent) expect(on(text, answers)).toEqual([]);
    expect(on("runs:\n  using: composite\n  steps:\n    - run: echo $name\n      shell: bash\n", answers, "action.yml")).toEqual([]);
    expect(on("FROM some/image:1\nRUN echo $name\n", answers, "Dockerfile")).toEqual([]);
    expect(on(workflow("- uses: actions/checkout@v5\n- run: nmae=x; echo $name\n"), answers)).toEqual(["$name"]);
  });

  test("not about files that it does not follow", () => {
    expect(on(workflow("- run: . ./env.sh\n"), saying({ on: "./env.sh", code: 1091 }))).toEqual([]);
  });

  test("what `sh` lacks of Bash, where it does", () => {
    const answers = saying({ on: "[[", code: 3010 });
    const dockerfile = (image: string) => on(`FROM ${image}\nRUN [[ -f x ]]\n`, answers, "Dockerfile");
    expect(dockerfile("debian:trixie-slim")).toEqual(["[["]);
    for (const image of ["alpine:3.24", "fedora:43", "some/image:1"]) expect(dockerfile(image)).toEqual([]);
    expect(on(workflow("- shell: sh\n  run: '[[ -f x ]]'\n"), answers)).toEqual(["[["]);
  });

  test("not what hadolint's comment ignores", () => {
    const answers = saying({ on: "$A", code: 2086 });
    const dockerfile = (comment: string) => on(`FROM alpine:3.24\n${comment}\nRUN cat $A\nRUN true; cat $A\n`, answers, "Dockerfile");
    expect(dockerfile("# why")).toEqual(["$A", "$A"]);
    expect(dockerfile("# hadolint ignore=DL3008,SC2086")).toEqual(["$A"]);
    expect(dockerfile("# hadolint ignore=SC2046")).toEqual(["$A", "$A"]);
    expect(dockerfile("# hadolint global ignore=SC2086")).toEqual([]);
  });
});

describe("fixes", () => {
  const quote = saying({ on: "$A", code: 2086, isQuoted: true });
  const fixed = (steps: string, answers = quote) => findings(workflow(steps), answers)[0]?.fixed;

  test("in a block as it stands", () => {
    expect(fixed("- run: |\n    cat $A \\\n      b\n")).toBe(workflow('- run: |\n    cat "$A" \\\n      b\n'));
    expect(fixed("- run: >\n    cat\n    $A\n    b\n")).toBe(workflow('- run: >\n    cat\n    "$A"\n    b\n'));
    expect(fixed("- run: |\n    $A\n")).toBe(workflow('- run: |\n    "$A"\n'));
  });

  test("in a plain scalar where its quotes are none of YAML's", () => {
    expect(fixed("- run: cat $A\n")).toBe(workflow('- run: cat "$A"\n'));
    expect(fixed("- run: $A b\n")).toBeUndefined();
  });

  test("none inside quotes of YAML's own", () => {
    expect(fixed('- run: "cat $A"\n')).toBeUndefined();
    expect(fixed("- run: 'cat $A'\n")).toBeUndefined();
  });

  test("none that would replace an expression, break a line or overlap itself", () => {
    const replacing = (...replacements: object[]): ShellcheckAnswers => {
      const place = { line: 2, endLine: 2, column: 1, endColumn: 4 };
      const comments = [{ ...place, code: 2000, level: "style", message: "m", fix: { replacements } }];
      return () => readShellcheck(JSON.stringify({ comments }));
    };
    const at = (column: number, endColumn: number, replacement: string) => ({
      ...{ line: 2, endLine: 2, column, endColumn },
      replacement,
      precedence: 1,
    });
    expect(fixed("- run: |\n    cat x\n", replacing(at(1, 4, "tac")))).toBe(workflow("- run: |\n    tac x\n"));
    expect(fixed("- run: |\n    cat ${{ github.ref }}\n", replacing(at(1, 8, "tac")))).toBeUndefined();
    expect(fixed("- run: |\n    cat x\n", replacing(at(1, 4, "a\nb")))).toBeUndefined();
    expect(fixed("- run: |\n    cat x\n", replacing(at(1, 4, "tac"), at(2, 3, "x")))).toBeUndefined();
    expect(fixed("- run: |\n    cat x\n", replacing(at(1, 4, "tac"), { line: 2 }))).toBeUndefined();
  });
});

test("what is no answer of ShellCheck's is told from one that has nothing in it", () => {
  for (const output of ["", "In - line 2:", "[]", "null", '{"comments":1}', '"x"']) expect(readShellcheck(output)).toBeUndefined();
  expect(readShellcheck('{"comments":[]}')).toEqual([]);
  expect(readShellcheck('{"comments":[null,1,{},{"line":0,"column":1,"endLine":1,"endColumn":1,"code":1,"message":""}]}')).toEqual([]);
});
