import { expect, test } from "vitest";
import { SourceFile } from "../../server/engine/assessment/code/source-file.ts";
import { isForDevelopment } from "../../server/engine/assessment/code/uses.ts";

test.each([
  ["app.use(X())", false],
  ["if (process.env.NODE_ENV !== 'production') {\n a();\n app.use(X())\n}", true],
  ["if (process.env.NODE_ENV === 'production') {\n app.use(X())\n}", false],
  ["if (config.env === 'development') app.use(X())", true],
  ["if (isDev)\n  app.use(X())", true],
  ["function a() {\n if (app.get('env') === 'development') {\n  b(function () { app.use(X()) })\n }\n}", true],
  ["if (isDev) { a() }\napp.use(X())", false],
  ["if (isDev) a()\napp.use(X())", false],
  ["if (prod) { app.use(Y()) } else { app.use(X()) }", true],
  ["class TestController {\n run() { app.use(X()) } }", false],
  ["isDev && app.use(X())", true],
  ["const o = { dev: 1 };\napp.use(X())", false],
])("%s", (text, expected) => {
  const f = new SourceFile("a.ts", text, "javascript");
  expect(isForDevelopment(f, text.indexOf("app.use(X"))).toBe(expected);
});
test.each([
  ["if settings.DEBUG:\n    X()\n", true],
  ["if settings.DEBUG:\n    Y()\nX()\n", false],
  ["if settings.BACKEND_CORS_ORIGINS:\n    X()\n", false],
  ["def a():\n    if not is_prod:\n        X()\n", true],
  ["if not DEBUG:\n    X()\n", false],
])("%s", (text, expected) => {
  const f = new SourceFile("a.py", text, "python");
  expect(isForDevelopment(f, text.indexOf("X("))).toBe(expected);
});
