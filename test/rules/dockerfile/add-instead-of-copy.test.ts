import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/add-instead-of-copy.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/add-instead-of-copy", () => {
  it.each([
    ["a folder", "FROM debian:13-slim\nADD src /src\n", ["2:1"]],
    ["an array", 'FROM debian:13-slim\nADD ["a b", "/c"]\n', ["2:1"]],
    ["a pattern of files", "FROM debian:13-slim\nADD *.json /app/\n", ["2:1"]],
    ["an owner", "FROM debian:13-slim\nADD --chown=1:1 a.txt /a.txt\n", ["2:1"]],
    ["lower case", "from debian:13\nadd a b\n", ["2:1"]],
    ["a trigger", "FROM debian:13-slim\nONBUILD ADD . /app\n", ["2:9"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["COPY", "FROM debian:13-slim\nCOPY src /src\n"],
    ["an archive", "FROM debian:13-slim\nADD rootfs.tar.xz /\n"],
    ["an archive among files", "FROM debian:13-slim\nADD a.txt b.tgz /x/\n"],
    ["an address", "FROM debian:13-slim\nADD https://example.com/a.txt /a.txt\n"],
    ["a repository", "FROM debian:13-slim\nADD git@github.com:acme/shop.git#v1 /src\n"],
    ["a repository by address", "FROM debian:13-slim\nADD https://github.com/acme/shop.git /src\n"],
    ["a repository by Git's own protocol", "FROM debian:13-slim\nADD git://git.example.com/shop.git /src\n"],
    ["a repository by SSH with a folder", "FROM debian:13-slim\nADD ssh://git@git.example.com/shop.git#v1:docs /src\n"],
    ["a variable in a name", "FROM debian:13-slim\nARG V=1\nADD app-$V.tar.gz /a\n"],
    ["every kind of archive", "FROM debian:13-slim\nADD a.tar b.tar.gz c.tgz d.tar.bz2 e.tar.xz f.txz /x/\n"],
    ["a variable", "FROM debian:13-slim\nARG FILE\nADD $FILE /a\n"],
    ["a pattern that may find archives", "FROM debian:13-slim\nADD dist/* /a/\n"],
    ["an option of its own", "FROM debian:13-slim\nADD --unpack=true a /a\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
