import { describe, expect, test } from "vitest";
import { Code } from "../../server/engine/assessment/code/code.ts";
import { mask } from "../../server/engine/assessment/code/lexer.ts";
import { SourceFile } from "../../server/engine/assessment/code/source-file.ts";

const js = (text: string) => new SourceFile("a.ts", text, "javascript");
const calls = (file: SourceFile) =>
  file.calls.map(({ callee, arguments: given, line }) => `${line} ${callee}(${given.map(({ text }) => text).join(" | ")})`);
const imports = (file: SourceFile) =>
  file.imports.map(({ module, names, line }) => `${line} ${module} ${[...names].map(([own, member]) => `${own}=${member}`).join(",")}`);

describe("what is code", () => {
  test.each([
    ["javascript", 'a("// no") // yes', 'a("     ")       '],
    ["javascript", 'const r = /[/"]/g; b()', "const r = /    /g; b()"],
    ["javascript", "a / b / c", "a / b / c"],
    ["javascript", "`x ${f(`y`)} z`", "`  ${f(` `)}  `"],
    ["javascript", "`${a({ b: 1 })} c`", "`${a({ b: 1 })}  `"],
    ["javascript", "'it\\'s' + x", "'     ' + x"],
    ["javascript", "/* a\n'b' */c", "    \n      c"],
    ["python", "'''a\n# b'''\nc # d", "''' \n   '''\nc    "],
    ["python", "f'{x}' # a", "f'   '    "],
    ["go", "`a\\` + b // c", "`  ` + b     "],
    ["go", "r := 'x' // y", "r := ' '     "],
    ["rust", 'fn a<\'a>(x: &\'a str) { r#"b"c"# }', "fn a<'a>(x: &'a str) { r#\"   \"# }"],
    ["ruby", "\"a #{b('c')} d\" # e", "\"  #{b(' ')}  \"    "],
    ["csharp", '@"a\\" + b', '@"  " + b'],
    ["php", "#[Attribute]\n# note\n$a = 'b';", "#[Attribute]\n      \n$a = ' ';"],
    ["jvm", '"""\na "b" // c\n""" + d', '"""\n          \n""" + d'],
  ] as const)("%s: %s", (family, text, skeleton) => {
    const masked = mask(text, family);
    expect(masked.skeleton).toBe(skeleton);
    expect(masked.code).toHaveLength(text.length);
  });
});

describe("calls", () => {
  test.each([
    ["app.use(helmet({ a: [1, 2] }), cors())", ["1 app.use(helmet({ a: [1, 2] }) | cors())", "1 helmet({ a: [1, 2] })", "1 cors()"]],
    ["if (a) {\n  b('x, y', c)\n}", ["2 b('x, y' | c)"]],
    ["class A {\n  async run(x: string): Promise<void> {\n    this.go(x)\n  }\n}", ["3 this.go(x)"]],
    ["function f(a) {}\nconst g = new Pool<X>({ max: 1 })", ["2 Pool({ max: 1 })"]],
    ["@Get('health')\nhealth() { return 1 }", ["1 Get('health')"]],
    ["// app.use(x)\nconst s = 'app.use(y)'", []],
    ["a?.b\n  .c(1)", ["2 .c(1)"]],
  ])("%s", (text, expected) => expect(calls(js(text))).toEqual(expected));

  test("a plain string is told from one that a value is put into", () => {
    const [call] = js("a('x', `y${z}`, 'p' + q, `w`)").calls;
    expect(call?.arguments.map(({ string }) => string)).toEqual(["x", undefined, undefined, "w"]);
  });

  test("decorators and attributes", () => {
    expect(js("@Controller('a')\nclass B {}").calls[0]?.isDecorator).toBe(true);
    const rust = new SourceFile("a.rs", "#[derive(Debug)]\nfn main() { axum::serve(l, app) }", "rust");
    expect(rust.calls.map(({ callee, isDecorator }) => [callee, isDecorator])).toEqual([
      ["derive", true],
      ["axum::serve", false],
    ]);
  });
});

describe("imports", () => {
  test.each([
    ["javascript", "import a, { b as c, type D } from 'm';", ["1 m a=default,c=b,D=D"]],
    ["javascript", "import * as x from \"m\";\nimport 'n';", ["1 m x=", "2 n "]],
    ["javascript", "const { a: b } = require('m');\nconst c = require('n').d;\napp.use(require('o')());", ["1 m b=a", "2 n c=d", "3 o "]],
    ["javascript", "// import a from 'm'\nconst s = \"import b from 'n'\"", []],
    ["python", "from a.b import (c, d as e)\nimport f.g as h, i\n", ["1 a.b c=c,e=d", "2 f.g h=", "2 i i="]],
    ["go", 'import (\n\t"net/http"\n\tx "github.com/a/b/v2"\n)\n', ["2 net/http http=", "3 github.com/a/b/v2 x="]],
    ["jvm", "import static a.B.c;\nimport a.D;\n", ["1 a.B.c c=", "2 a.D D="]],
    ["csharp", "using A.B;\n", ["1 A.B B="]],
    ["php", "use A\\B as C;\n", ["1 A\\B C="]],
  ] as const)("%s: %s", (family, text, expected) => expect(imports(new SourceFile("a", text, family))).toEqual(expected));
});

test("a call is known by what its file imports", () => {
  const code = new Code([
    js("import guard, { other as o } from 'helmet';\nimport * as all from 'helmet';\nguard();\no();\nall.x();\nunknown();"),
    js("function helmet() {}\nhelmet();"),
  ]);
  expect(code.callsFrom(/^helmet$/).map(({ call, member }) => `${call.line} ${member}`)).toEqual(["3 default", "4 other", "5 x"]);
});

test("handlers of exceptions", () => {
  const told = (file: SourceFile) => file.handlers.map(({ line, caught, isEmpty }) => `${line} ${caught} ${isEmpty}`);
  expect(told(js("try { a() } catch {}\ntry { b() } catch (e) { log(e) }\ntry { c() } catch (e) { /* fine */ }"))).toEqual([
    "1  true",
    "2 e false",
    "3 e false",
  ]);
  const python = new SourceFile("a.py", "try:\n    a()\nexcept ValueError as e:\n    pass\nexcept:\n    log()\n", "python");
  expect(told(python)).toEqual(["3 ValueError true", "5  false"]);
});

test("reading ends, and never throws, however long a source is that nobody has written", () => {
  const half = [
    "`${",
    "'",
    '"""',
    "/*",
    "/",
    "a(",
    "}",
    "=begin",
    '"#{',
    'r#"',
    "a.",
    "import {",
    "import a,",
    "const {",
    "from a import (",
    "catch (",
    "except ",
    "a<",
    "@",
    "#[",
    "use a",
    "(".repeat(9),
  ];
  for (const family of ["javascript", "python", "go", "rust", "ruby", "php", "csharp", "jvm"] as const)
    for (const part of half) {
      const text = part.repeat(Math.ceil(20_000 / part.length));
      const file = new SourceFile("a", text, family);
      expect(mask(text, family).skeleton).toHaveLength(text.length);
      const read = [file.calls, file.imports, file.handlers];
      for (const call of file.calls.slice(0, 20)) void call.arguments;
      expect(read).toHaveLength(3);
    }
});
