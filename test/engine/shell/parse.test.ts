import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ShellCommand, ShellScript } from "../../../server/engine/languages/shell/model.ts";
import { parseShell } from "../../../server/engine/languages/shell/parse.ts";
import { MappedText } from "../../../server/engine/text/mapped.ts";

function whole(text: string): MappedText {
  return new MappedText(text, [{ joined: 0, source: 0, length: text.length }]);
}

function read(text: string, interpreter?: readonly string[]): ShellScript {
  return parseShell(whole(text), interpreter);
}

function names(text: string): (string | undefined)[] {
  return read(text).commands.map((command) => command.name);
}

function only(text: string): ShellCommand {
  const { commands } = read(text);
  expect(commands).toHaveLength(1);
  return commands[0] as ShellCommand;
}

/** What each command's spans cut out of the text, as `name: first letters of args`. */
function cut(text: string): string[] {
  return read(text).commands.map((command) => {
    const slice = (span: { start: number; end: number }) => text.slice(span.start, span.end);
    return [command.nameSpan, ...command.args.map((arg) => arg.span)].map(slice).join("|");
  });
}

describe("simple commands", () => {
  it("gives name, words and spans", () => {
    const text = "  apt-get install -y 'a b' c\"d\"e $X  ";
    const command = only(text);
    expect(command.name).toBe("apt-get");
    expect(command.args.map((arg) => [arg.raw, arg.text, arg.value])).toEqual([
      ["install", "install", "install"],
      ["-y", "-y", "-y"],
      ["'a b'", "a b", "a b"],
      ['c"d"e', "cde", "cde"],
      ["$X", "$X", undefined],
    ]);
    expect(cut(text)).toEqual(["apt-get|install|-y|'a b'|c\"d\"e|$X"]);
    expect(text.slice(command.span.start, command.span.end)).toBe(text.trim());
  });

  it("takes the folder off the program, even where the folder is a variable", () => {
    expect(names("/usr/bin/apt-get update; ./mvnw verify; $JAVA_HOME/bin/java; \"${VENV}\"/bin/pip; '/opt/a b/run'")).toEqual([
      "apt-get",
      "mvnw",
      "java",
      "pip",
      "run",
    ]);
    expect(names("$CMD x; ${X%/*}; `which ls`; /bin/$X; pip$V install; /opt/*")).toEqual([
      undefined,
      undefined,
      undefined,
      "which",
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("knows which words the shell changes at run time", () => {
    const command = only(String.raw`echo $A "\$A" '$A' *.txt \*.txt a[bc] {a,b} {} ~/x "~" $'a\nb' $((1 + 2)) a=b 'x'"$Y"`);
    expect(command.args.map((arg) => arg.value)).toEqual([
      undefined,
      "$A",
      "$A",
      undefined,
      "*.txt",
      undefined,
      undefined,
      "{}",
      undefined,
      "~",
      "a\nb",
      undefined,
      "a=b",
      undefined,
    ]);
    expect(command.args.map((arg) => arg.text).slice(3, 7)).toEqual(["*.txt", "*.txt", "a[bc]", "{a,b}"]);
  });

  it("gives redirects with descriptor, target and heredoc body", () => {
    const text = "cmd <in >>out 2>&1 &>all <<-'E O'\n\tline $X\n\tE O\n";
    const command = only(text);
    expect(command.redirects.map(({ operator, descriptor, target }) => [operator, descriptor, target?.text])).toEqual([
      ["<", undefined, "in"],
      [">>", undefined, "out"],
      [">&", 2, "1"],
      ["&>", undefined, "all"],
      ["<<-", undefined, "E O"],
    ]);
    const body = command.redirects[4]?.body;
    expect(body && text.slice(body.start, body.end)).toBe("\tline $X\n");
  });

  it("gives assignments in front, of env, and of export", () => {
    const command = only(`A=1 B="x y" C=$D env -i E='f' "G=h" run`);
    expect(command.name).toBe("run");
    expect(command.assignments.map(({ name, value }) => [name, value?.text, value?.value])).toEqual([
      ["A", "1", "1"],
      ["B", "x y", "x y"],
      ["C", "$D", undefined],
      ["E", "f", "f"],
      ["G", "h", "h"],
    ]);
    const text = "env NODE_ENV=production npm ci";
    const span = only(text).assignments[0]?.value?.span;
    expect(span && text.slice(span.start, span.end)).toBe("production");
    const exported = only("export TOKEN='abc' PATH");
    expect(exported.assignments.map(({ name, value }) => [name, value?.value])).toEqual([["TOKEN", "abc"]]);
    expect(exported.args.map((arg) => [arg.raw, arg.text])).toEqual([
      ["TOKEN='abc'", "TOKEN=abc"],
      ["PATH", "PATH"],
    ]);
    const bare = only("A=1 B=(x y)");
    expect(bare.name).toBeUndefined();
    expect(bare.assignments.map(({ name, value }) => [name, value?.value])).toEqual([
      ["A", "1"],
      ["B", undefined],
    ]);
  });
});

describe("lists", () => {
  it("numbers list items and names the operator before each", () => {
    const { commands } = read("a && b | c || d; e &\nf");
    expect(commands.map(({ name, list, operator }) => [name, list, operator])).toEqual([
      ["a", 0, undefined],
      ["b", 1, "&&"],
      ["c", 1, "&&"],
      ["d", 2, "||"],
      ["e", 3, ";"],
      ["f", 4, "&"],
    ]);
    expect(commands.map(({ pipe }) => pipe)).toEqual([
      undefined,
      { index: 0, length: 2 },
      { index: 1, length: 2 },
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("keeps what is inside a group at its list item and in its pipe", () => {
    const { commands } = read("x && { a; b; } | (c && d) && e");
    expect(commands.map(({ name, list, pipe }) => [name, list, pipe?.index])).toEqual([
      ["x", 0, undefined],
      ["a", 1, 0],
      ["b", 1, 0],
      ["c", 1, 1],
      ["d", 1, 1],
      ["e", 2, undefined],
    ]);
  });

  it("marks what may not run", () => {
    const { commands } = read(
      "if a; then b; elif c; then d; else e; fi; for x in $(f); do g; done; while h; do i; done; case $(j) in k) l;; esac; m() { n; }; o",
    );
    expect(commands.map(({ name, isConditional }) => `${name}${isConditional ? "?" : ""}`)).toEqual([
      ...["a", "b?", "c?", "d?", "e?", "f", "g?", "h?", "i?", "j", "l?", "n?", "o"],
    ]);
  });
});

describe("substitutions", () => {
  it("finds commands wherever the shell would", () => {
    const text = 'a "$(b `c`)" x$(d) <(e) > "$(f)"; V=$(g) h; [[ $(i) == 1 ]]; echo $(( $(j) + 1 )) ${K:-$(l)}; cat <<EOF\n$(m)\nEOF\n';
    const { commands } = read(text);
    expect(commands.filter((command) => command.inSubstitution).map((command) => command.name)).toEqual([
      ...["b", "c", "d", "e", "f", "g", "i", "j", "l", "m"],
    ]);
    for (const { name, nameSpan } of commands) expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
  });

  it("maps commands in nested backquotes", () => {
    const text = "echo `ls -l \\`dirname \\\\\\`pwd\\\\\\`\\` x`";
    expect(cut(text).slice(1)).toEqual(["ls|-l|\\`dirname \\\\\\`pwd\\\\\\`\\`|x", "dirname|\\\\\\`pwd\\\\\\`", "pwd"]);
  });

  it("leaves quoted and escaped ones alone", () => {
    expect(names("echo '$(a)' \\$\\(b\\) \"\\$(c)\" <<'E'\n$(d)\nE")).toEqual(["echo"]);
  });
});

describe("wrappers", () => {
  it.each([
    ["sudo -E -u app -- apt-get update", "apt-get", ["sudo"]],
    ["sudo -uapp HOME=/ npm ci", "npm", ["sudo"]],
    ["sudo --user app --preserve-env=HOME npm ci", "npm", ["sudo"]],
    ["doas -u app npm ci", "npm", ["doas"]],
    ["env -u X A=b npm ci", "npm", ["env"]],
    ["env - npm ci", "npm", ["env"]],
    ["exec -a name npm ci", "npm", ["exec"]],
    ["time -p npm ci", "npm", ["time"]],
    ["/usr/bin/time -f %e npm ci", "npm", ["time"]],
    ["nice -n 10 npm ci", "npm", ["nice"]],
    ["nice -10 npm ci", "npm", ["nice"]],
    ["command npm ci", "npm", ["command"]],
    ["nohup npm ci", "npm", ["nohup"]],
    ["ls | xargs -0 -n 1 -I {} npm ci", "npm", ["xargs"]],
    ["timeout -k 5 60 npm ci", "npm", ["timeout"]],
    ["gosu app:app npm ci", "npm", ["gosu"]],
    ["su-exec app npm ci", "npm", ["su-exec"]],
    ["runuser -u app -- npm ci", "npm", ["runuser"]],
    ["dumb-init -- npm ci", "npm", ["dumb-init"]],
    ["tini -g -- npm ci", "npm", ["tini"]],
    ["busybox wget x", "wget", ["busybox"]],
    ["sudo -E env A=b exec nice npm ci", "npm", ["sudo", "env", "exec", "nice"]],
  ])("%s", (text, name, wrappers) => {
    const command = read(text).commands.at(-1) as ShellCommand;
    expect([command.name, command.wrappers]).toEqual([name, wrappers]);
    expect(text.slice(command.nameSpan.start, command.nameSpan.end)).toBe(name);
    expect(command.span.start).toBe(text.includes("|") ? text.indexOf("xargs") : 0);
  });

  it.each([
    ["command -v npm", "command"],
    ["exec >log", "exec"],
    ["env", "env"],
    ["sudo -l", "sudo"],
    ["xargs", "xargs"],
    ["time", undefined],
    ["sudo $X npm", undefined],
    ["runuser app", "runuser"],
    ["constructor a", "constructor"],
    ["toString", "toString"],
  ])("%s wraps nothing", (text, name) => {
    expect(read(text).commands[0]?.name).toBe(name);
  });
});

describe("a script in an argument", () => {
  it("is read with the shell and its wrappers around it", () => {
    const text = `sudo -u app bash -lc 'npm ci && npm run "build x"' && y`;
    const { commands } = read(text);
    expect(commands.map(({ name, wrappers, isRequoted, list }) => [name, wrappers, isRequoted, list])).toEqual([
      ["bash", ["sudo"], false, 0],
      ["npm", ["sudo", "bash"], true, 0],
      ["npm", ["sudo", "bash"], true, 0],
      ["y", [], false, 1],
    ]);
    expect(cut(text).slice(1, 3)).toEqual(["npm|ci", 'npm|run|"build x"']);
  });

  it("maps through escapes, quotes put together, and shells in shells", () => {
    const escaped = String.raw`sh -c "apt-get \"install\" \$(uname -r) $(id -u) && echo \\"`;
    expect(cut(escaped).slice(1)).toEqual([
      String.raw`apt-get|\"install\"|\$(uname -r)|$(id -u)`,
      "uname|-r",
      "id|-u",
      String.raw`echo|\\`,
    ]);
    const joined = `sh -c 'echo '"'"'a b'"'"'; ls'`;
    expect(read(joined).commands.map(({ name, args }) => [name, args.map((arg) => arg.value)])).toEqual([
      ["sh", ["-c", "echo 'a b'; ls"]],
      ["echo", ["a b"]],
      ["ls", []],
    ]);
    expect(cut(joined).at(-1)).toBe("ls");
    const nested = `sh -c "bash -c 'sh -ec \\"npm ci\\"'"`;
    expect(names(nested)).toEqual(["sh", "bash", "sh", "npm"]);
    expect(cut(nested).at(-1)).toBe("npm|ci");
  });

  it.each([
    ["bash -euo pipefail -c 'npm ci'", "npm"],
    ["bash -ceuo pipefail 'npm ci'", "npm"],
    ["bash --login -c 'npm ci' name arg", "npm"],
    ["su - app -c 'npm ci'", "npm"],
    ["su -c 'npm ci' app", "npm"],
    ["runuser app -c 'npm ci'", "npm"],
    ["xargs -I{} sh -c 'npm ci'", "npm"],
    ["bash <<EOF\nnpm ci\nEOF\n", "npm"],
    ["bash -s <<'EOF'\nnpm ci\nEOF\n", "npm"],
  ])("%s", (text, name) => {
    expect(read(text).commands.at(-1)?.name).toBe(name);
    expect(cut(text).at(-1)).toBe("npm|ci");
  });

  it("is not guessed", () => {
    expect(names('sh -c "$CMD"')).toEqual(["sh"]);
    expect(names("sh build.sh -c 'npm ci'")).toEqual(["sh"]);
    expect(names("bash -c $'npm\\nci'")).toEqual(["bash"]);
    expect(names("bash script <<EOF\nnpm ci\nEOF\n")).toEqual(["bash"]);
  });
});

describe("options", () => {
  it.each([
    ["set -eux; a", ["e", "u", "x"]],
    ["set -o pipefail && a", ["pipefail"]],
    ["set -euo pipefail\na", ["e", "u", "pipefail"]],
    ["set -e -o pipefail -o nounset; a", ["e", "pipefail", "u"]],
    ["set +e; set -- -x; a", []],
    ["a; set -e", ["e"]],
    ["(set -e; a); $(set -u); if a; then set -x; fi; a | set -o pipefail", []],
    ["bash -euo pipefail -c 'a | b'", ["e", "u", "pipefail"]],
    ["bash -c 'set -o pipefail; a | b'", ["pipefail"]],
    ["bash -ec 'a' && b", []],
    ["#!/bin/bash -eu\na", ["e", "u"]],
    ["#!/usr/bin/env -S bash -e\na", ["e"]],
  ])("%s", (text, options) => {
    expect([...read(text).options]).toEqual(options);
  });

  it("takes those of the interpreter", () => {
    expect([...read("a", ["/bin/bash", "-o", "pipefail", "-ec"]).options]).toEqual(["pipefail", "e"]);
    expect([...read("a").options]).toEqual([]);
  });
});

describe("broken and odd input", () => {
  it.each([
    "a && ",
    "echo 'x",
    'a "$(b',
    "if a; then",
    "a | | b",
    ")",
    "for",
    "cat <<EOF\nx",
    "`",
    "{{ x }} && a",
    "case",
    "a ||\n&& b",
    "((",
    "[[",
  ])("%s is read as far as it goes", (text) => {
    const { errors } = read(text);
    for (const { span } of errors) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeLessThanOrEqual(text.length);
    }
  });

  it("gives the commands before the fault, and the fault", () => {
    const { commands, errors } = read("apt-get update && ");
    expect(commands.map((command) => command.name)).toEqual(["apt-get"]);
    expect(errors.length).toBeGreaterThan(0);
    expect(read("a && b").errors).toEqual([]);
  });

  it("keeps the span inside a text that breaks off behind a backslash", () => {
    for (const text of ["${`\\", "a \\", "`\\", "sh -c 'a \\"]) {
      for (const { span, args } of read(text).commands) {
        expect(span.end).toBeLessThanOrEqual(text.length);
        for (const arg of args) expect(arg.span.end).toBeLessThanOrEqual(text.length);
      }
    }
  });

  it("never throws, and keeps every span inside the text", () => {
    const piece = fc.constantFrom(
      ...[
        "a",
        " ",
        "\n",
        "'",
        '"',
        "`",
        "$(",
        ")",
        "\\",
        "${",
        "}",
        "&&",
        "||",
        ";",
        "|",
        "&",
        "sh -c ",
        "sudo -u x ",
        "set -e",
        "<<E\n",
        "E\n",
      ],
      ...[
        "if ",
        "then ",
        "fi",
        "for x in ",
        "do ",
        "done",
        "{ ",
        "case x in ",
        "esac",
        "((",
        "[[ ",
        "]]",
        "#",
        "$'",
        "<(",
        ">",
        "=",
        "é",
        "😀",
        "\r\n",
        "\0",
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("")),
          fc.string({ unit: "binary", maxLength: 60 }),
        ),
        (text) => {
          const { commands } = read(text);
          for (const { span, nameSpan, args } of commands) {
            for (const { start, end } of [span, nameSpan, ...args.map((arg) => arg.span)]) {
              if (start < 0 || end < start || end > text.length) throw new Error(`span ${start}-${end} in ${JSON.stringify(text)}`);
            }
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["substitutions", "$(".repeat(5000)],
    ["closed substitutions", `${"echo $(".repeat(1500)}a${")".repeat(1500)}`],
    ["quoted substitutions", `${'echo "$('.repeat(1500)}a${')"'.repeat(1500)}`],
    ["backquotes", "`".repeat(20000)],
    ["groups", "(".repeat(20000)],
    ["expansions", "${a:-".repeat(20000)],
    ["arithmetic", `$((${"(".repeat(20000)}`],
    ["shells", 'sh -c "'.repeat(5000)],
    ["sudo", "sudo ".repeat(20000)],
    ["assignments", "A=b ".repeat(20000)],
    ["lists", "a && ".repeat(50000)],
    ["heredocs", "cat <<E\n".repeat(5000)],
    ["words", `echo ${"x$y".repeat(30000)}`],
  ])("reads many nested %s in time", (_, text) => {
    const start = performance.now();
    read(text);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

it("leads to the source through the mapped text", () => {
  // RUN apt-get update \⏎  && apt-get install x, joined without the continuation.
  const text = "apt-get update  && apt-get install x";
  const source = new MappedText(text, [
    { joined: 0, source: 4, length: 15 },
    { joined: 15, source: 21, length: 21 },
  ]);
  const second = parseShell(source).commands[1] as ShellCommand;
  expect(source.spanToSource(second.nameSpan)).toEqual({ start: 25, end: 32 });
});
