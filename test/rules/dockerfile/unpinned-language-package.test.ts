import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unpinned-language-package.ts";
import { places } from "../support.ts";

describe("dockerfile/unpinned-language-package", () => {
  it.each([
    ["pip", "FROM python:3.14-slim\nRUN pip install flask requests==2.32.5\n", ["2:17"]],
    ["pip by Python", "FROM python:3.14-slim\nRUN python -m pip install flask\n", ["2:27"]],
    ["uv pip", "FROM python:3.14-slim\nRUN uv pip install --system flask\n", ["2:29"]],
    ["extras", "FROM python:3.14-slim\nRUN pip install 'uvicorn[standard]'\n", ["2:17"]],
    ["npm, once", "FROM node:24-trixie\nRUN npm install -g a @b/c d@1\n", ["2:20"]],
    ["npm with a tag that moves", "FROM node:24-trixie\nRUN npm i -g npm@latest\n", ["2:14"]],
    ["gem", "FROM ruby:3.4\nRUN gem install bundler\n", ["2:17"]],
    ["go", "FROM golang:1.26\nRUN go install example.com/a/b@latest\n", ["2:16"]],
    ["go run", "FROM golang:1.26\nRUN go run example.com/a/b@latest -x\n", ["2:12"]],
    ["go get", "FROM golang:1.26\nRUN go get example.com/a/b@main\n", ["2:12"]],
    ["pipx", "FROM python:3.14-slim\nRUN pipx install poetry\n", ["2:18"]],
    ["cargo", "FROM rust:1.91\nRUN cargo install --locked cargo-chef\n", ["2:28"]],
    ["uv tool", "FROM python:3.14-slim\nRUN uv tool install ruff\n", ["2:21"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["versions", "FROM python:3.14-slim\nRUN pip install flask==3.1.2 'a>=1,<2' b~=1.0\n"],
    ["a variable for the version", 'FROM python:3.14-slim\nARG V\nRUN pip install "flask==$V"\n'],
    ["a variable for the package", "FROM python:3.14-slim\nARG PKG\nRUN pip install $PKG\n"],
    ["a list", "FROM python:3.14-slim\nRUN pip install -r requirements.txt\n"],
    ["constraints", "FROM python:3.14-slim\nRUN pip install -c constraints.txt flask\n"],
    ["wheels that have been built before", "FROM python:3.14-slim\nRUN pip install --no-index --find-links=/wheels app\n"],
    [
      "the values of uv's options",
      "FROM python:3.14-slim\nRUN uv pip install --system --python-preference system --torch-backend cpu --requirements requirements.txt\n",
    ],
    ["the project", "FROM python:3.14-slim\nRUN pip install . ./plugins/a -e .[dev]\n"],
    ["a repository", "FROM python:3.14-slim\nRUN pip install git+https://github.com/a/b@v1\n"],
    ["a file", "FROM python:3.14-slim\nRUN pip install dist/a-1.whl b.tar.gz\n"],
    ["a scope with a version", "FROM node:24-trixie\nRUN npm install -g @a/b@1.2.3\n"],
    ["a project's install", "FROM node:24-trixie\nRUN npm install\n"],
    ["a local package", "FROM node:24-trixie\nRUN npm install ./a.tgz /b\n"],
    ["gem with a version", "FROM ruby:3.4\nRUN gem install bundler -v 2.7.2\n"],
    ["gem with a version behind", "FROM ruby:3.4\nRUN gem install bundler:2.7.2\n"],
    ["go with a version", "FROM golang:1.26\nRUN go install example.com/a/b@v1.2.3\n"],
    ["go within the module", "FROM golang:1.26\nRUN go install ./cmd/app\n"],
    ["cargo with a version", "FROM rust:1.91\nRUN cargo install cargo-chef@0.1.73 && cargo install a --version 1.2.3\n"],
    ["go run of the module", "FROM golang:1.26\nRUN go run ./cmd/app && go get ./...\n"],
    ["a version in quotes", "FROM python:3.14-slim\nRUN pip install 'flask==3.1.2' \"b==$V\"\n"],
    ["pipx with a version", "FROM python:3.14-slim\nRUN pipx install poetry==2.1.4\n"],
    ["cargo with the project", "FROM rust:1.91\nRUN cargo install --path .\n"],
    ["a stage that nobody needs", "FROM python:3.14 AS unused\nRUN pip install flask\nFROM debian:13\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
