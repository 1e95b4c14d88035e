import { describe, expect, it } from "vitest";
import { expectLawful, type Files, project, render, textOf } from "./support.ts";

const path = "internal/config/config.go";
const reads = (code: string): Files => ({
  ...project("code-go"),
  "cmd/stock/read.go": `package main\n\nimport "os"\n\nfunc read() {\n${code}\n}\n`,
});
const configOf = (code: string, answers = {}) => textOf(expectLawful("environment", reads(code), answers), path);
/** Without the blanks that line fields up. */
const fieldsIn = (text: string) => text.replaceAll(/ +/g, " ");

describe("the environment of Go programs", () => {
  it("is lawful, and asks what the tags cannot say", () => {
    const text = textOf(expectLawful("environment", project("code-go")), path);
    expect(fieldsIn(text)).toContain('AppEnv string `env:"APP_ENV" envDefault:"development"`');
    expect(text).toContain('[]string{"development", "test", "staging", "production"}');
    expect(text).toContain("PORT is not between 1 and 65535");
  });

  it.each([
    ['os.Getenv("SECRET_KEY")', 'SecretKey Secret `env:"SECRET_KEY'],
    ['os.Getenv("DATABASE_URL")', 'DatabaseURL Secret `env:"DATABASE_URL'],
    ['os.Getenv("API_URL")', 'APIURL string `env:"API_URL'],
    ['os.Getenv("LOG_LEVEL")', 'LogLevel string `env:"LOG_LEVEL'],
  ])("%s", (code, field) => {
    expect(fieldsIn(configOf(`\tvalue := ${code}\n\t_ = value`))).toContain(field);
  });

  it("asks more where others depend on it", () => {
    const text = configOf('\tvalue := os.Getenv("DATABASE_URL")\n\t_ = value', { services: "postgres" });
    expect(text).toContain('if c.AppEnv == "staging" || c.AppEnv == "production" {');
    expect(text).toContain("DATABASE_URL points at the machine itself");
    expect(text).toContain('"postgres", "postgresql")');
  });

  it("never puts a value into a message", () => {
    const text = configOf('\tvalue := os.Getenv("SECRET_KEY")\n\t_ = value');
    expect(text).not.toMatch(/err\.Error\(\)|%v|unread\.Err/);
    expect(text).toContain('func (Secret) String() string       { return "[secret]" }');
  });

  it("says what is to be installed, and where it begins", () => {
    const notes = render("environment", project("code-go")).notes.join("\n");
    expect(notes).toContain("`go get github.com/caarlos0/env/v11`");
    expect(notes).toContain("In `cmd/stock/main.go:11`, import `example.com/stock/internal/config`");
  });
});
